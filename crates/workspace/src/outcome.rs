use lint::{HeldBack, RuleSet, RunError, Summary};
use source::{FileId, Finding, Sources};

use crate::disk::DiskFiles;
use crate::prepared::Scope;

/// What a run says.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// The files that findings point into.
    pub sources: Sources,
    /// The files that were asked for and read, in the order of their paths.
    pub checked: Vec<FileId>,
    /// The findings: project by project, in the order of the histories and, within a file, of the text.
    pub findings: Vec<Finding>,
    /// The findings that are held back, where the request wants them kept.
    pub held_back: Vec<HeldBack>,
    /// Whether findings were held against a baseline.
    pub has_baseline: bool,
    /// The numbers that go with them.
    pub summary: Summary,
    /// What kept the run from doing its whole job.
    pub errors: Vec<RunError>,
    /// What is worth knowing of the run, and keeps it from nothing.
    pub notices: Vec<Notice>,
    /// Whether a finding is severe enough to fail the run.
    pub fails: bool,
}

/// Something worth knowing about a run.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Notice {
    /// The file it is about.
    pub path: String,
    /// What, in lower case.
    pub message: String,
}

impl Outcome {
    /// The outcome of a run that has only been prepared.
    pub(crate) fn new(sources: &Sources, errors: &[RunError], notices: &[Notice]) -> Self {
        Self {
            sources: sources.clone(),
            errors: errors.to_vec(),
            notices: notices.to_vec(),
            ..Self::default()
        }
    }

    /// Takes in what the check of all of a project said, and what stands for nothing in it: in the baseline, and among
    /// what the configuration allows.
    pub(crate) fn take_whole(&mut self, scope: &Scope, checked: engine::Outcome, rules: &RuleSet, disk: &DiskFiles) {
        let stale = scope.stale(&checked.baselined, &self.sources, disk);
        self.notices.extend(stale.map(|message| Notice {
            path: scope.baseline.path().to_owned(),
            message,
        }));
        self.notices.extend(scope.idle_allowances(rules));
        self.checked.extend(&scope.wanted);
        self.take(scope, checked);
    }

    /// Takes in what the check of a project said.
    pub(crate) fn take(&mut self, scope: &Scope, checked: engine::Outcome) {
        let fails_on_unknown = scope.config.fail_on_unknown.as_ref().is_some_and(|set| set.value);
        let mut severities = checked.findings.iter().map(|finding| finding.severity);
        self.fails |= severities.any(|severity| scope.fail_on.holds(severity))
            || (fails_on_unknown && checked.summary.unknown_statements > 0);
        // Mostly there is one project.
        if self.findings.is_empty() {
            self.findings = checked.findings;
        } else {
            self.findings.extend(checked.findings);
        }
        self.held_back.extend(checked.held_back);
        self.has_baseline |= scope.baseline.exists();
        self.errors.extend(checked.run_errors);
        self.summary += checked.summary;
    }

    /// The same, with the files in the order of their paths.
    pub(crate) fn in_order(mut self) -> Self {
        let Self { checked, sources, .. } = &mut self;
        checked.sort_by_key(|file| sources.get(*file).shared_path());
        self
    }
}
