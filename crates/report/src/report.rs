use std::borrow::Cow;
use std::collections::BTreeMap;

use lint::{HeldBack, RuleInfo, RunError, Summary};
use source::{FileId, Finding, Sources};

use crate::{Explained, HeldBackFindings, Repository};

/// Everything that one run has to say.
#[derive(Clone, Debug)]
pub struct Report<'a> {
    /// The files that findings point into.
    pub sources: &'a Sources,
    /// The files that were reported on, those without findings included, in order.
    pub checked: &'a [FileId],
    /// What was found, in the order in which it is shown.
    pub findings: &'a [Finding],
    /// The findings that are held back, where they are asked for.
    pub held_back: Option<HeldBackFindings<'a>>,
    /// The rules that may have found it.
    pub rules: &'a RuleTable<'a>,
    /// How much of what there is.
    pub summary: Summary,
    /// What the statements of the checked files do, where a format [shows](crate::Format::shows_statements) it; the files
    /// in the order of their histories.
    pub explained: &'a Explained<'a>,
    /// The repository that the run is in, where it is in one.
    pub repository: Option<&'a Repository>,
    /// By what code scanning tells this run from others, with a slash at its end.
    pub category: &'a str,
    /// What kept the run from doing its whole job.
    pub run_errors: &'a [RunError],
    /// The version of Lockgate.
    pub version: &'a str,
    /// The exit code of the run.
    pub exit_code: u8,
}

/// Rules by their names.
#[derive(Clone, Debug, Default)]
pub struct RuleTable<'a>(BTreeMap<&'a str, &'a RuleInfo>);

impl<'a> RuleTable<'a> {
    /// The rule with this name; `None` for what the engine itself reports.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&'a RuleInfo> {
        self.0.get(id).copied()
    }
}

impl<'a> FromIterator<&'a RuleInfo> for RuleTable<'a> {
    fn from_iter<I: IntoIterator<Item = &'a RuleInfo>>(rules: I) -> Self {
        Self(rules.into_iter().map(|rule| (rule.id.as_ref(), rule)).collect())
    }
}

impl<'a> Report<'a> {
    /// The findings that are held back; none where nobody asked for them.
    pub(crate) fn held_back(&self) -> &'a [HeldBack] {
        self.held_back.map_or(&[], |held_back| held_back.findings)
    }

    /// A path as those know it who show findings beside the text: from the repository's folder.
    pub(crate) fn path_in_repository<'p>(&self, shown: &'p str) -> Cow<'p, str> {
        self.repository
            .map_or(Cow::Borrowed(shown), |repository| repository.path(shown))
    }
}

/// The parts of a run that several formats arrange in the same way.
impl<'a> Report<'a> {
    /// The findings of each file, in the order of the files' first findings.
    pub(crate) fn by_file(&self) -> Vec<(FileId, Vec<&'a Finding>)> {
        let mut positions: BTreeMap<FileId, usize> = BTreeMap::new();
        let mut files: Vec<(FileId, Vec<&'a Finding>)> = Vec::new();
        for finding in self.findings {
            let at = *positions.entry(finding.span.file).or_insert(files.len());
            if at == files.len() {
                files.push((finding.span.file, Vec::new()));
            }
            files[at].1.push(finding);
        }
        files
    }

    /// The files that were checked and have no finding.
    pub(crate) fn clean_files(&self) -> impl Iterator<Item = FileId> {
        let with_findings: std::collections::BTreeSet<FileId> =
            self.findings.iter().map(|finding| finding.span.file).collect();
        self.checked
            .iter()
            .copied()
            .filter(move |file| !with_findings.contains(file))
    }
}
