use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use engine::Recognised;
use lint::{Rule, RuleSet, RunError, Step, Timings};
use source::{FileId, Sources};

use crate::baseline::BaselineFile;
use crate::config::{Config, FailOn};
use crate::disk::DiskFiles;
use crate::opening::Opening;
use crate::outcome::{Notice, Outcome};
use crate::paths::WorkingDir;
use crate::request::Request;
use crate::workspace::Workspace;

/// What a request is about, found and recognised, but neither parsed nor replayed yet.
pub struct Prepared {
    pub(crate) disk: DiskFiles,
    pub(crate) texts: BTreeMap<String, Vec<u8>>,
    pub(crate) sources: Sources,
    pub(crate) projects: Vec<(Scope, Recognised)>,
    pub(crate) errors: Vec<RunError>,
    pub(crate) notices: Vec<Notice>,
}

/// What of a project is reported, and what fails the run.
#[derive(Debug)]
pub(crate) struct Scope {
    pub(crate) config: Config,
    /// What was asked for, and could be read.
    pub(crate) wanted: BTreeSet<FileId>,
    /// Released files that are no longer there, which the run knows by their old texts.
    pub(crate) gone: BTreeSet<FileId>,
    pub(crate) fail_on: FailOn,
    /// Findings that are known already.
    pub(crate) baseline: BaselineFile,
    /// Whether everything of the project's histories was asked for.
    pub(crate) is_whole: bool,
    /// Whether all rules load and run as they are configured, and on everything asked for.
    pub(crate) runs_every_rule: bool,
}

impl Scope {
    /// Whether what is found in a file is reported.
    pub(crate) fn reports(&self, file: FileId) -> bool {
        self.wanted.contains(&file) || self.gone.contains(&file)
    }
}

impl Scope {
    /// What is to be said of entries of `[[allow]]` that allow nothing: those whose last day is over and, where everything
    /// was looked at, those that met nothing.
    pub(crate) fn idle_allowances(&self, rules: &RuleSet) -> Vec<Notice> {
        let entries = self.config.allow.iter().zip(rules.allowances());
        let idle = entries.filter_map(|(entry, allowance)| {
            let message = if allowance.is_expired(rules.today()) {
                let until = allowance.until.map(|day| day.to_string()).unwrap_or_default();
                format!("this entry of `[[allow]]` held until {until}; remove it, or give it a later day")
            } else if self.is_whole && self.runs_every_rule && !allowance.rules.is_empty() && !allowance.was_of_use() {
                "this entry of `[[allow]]` allows nothing that is found; remove it".to_owned()
            } else {
                return None;
            };
            Some(Notice {
                path: format!("{}:{}", entry.place.path, entry.place.line),
                message,
            })
        });
        idle.collect()
    }
}

impl Prepared {
    /// Finds what a request is about. What goes wrong is part of the outcome; the rest goes on.
    #[must_use]
    pub fn new(here: WorkingDir, request: Request) -> Self {
        let disk = DiskFiles::new(here);
        let mut opening = Opening::new(&disk, &request);
        let timings = request.timings.as_deref();
        let projects = Timings::spend(timings, Step::Finding, || opening.projects());
        let Opening {
            sources,
            errors,
            notices,
            ..
        } = opening;
        Self {
            sources,
            projects,
            errors,
            notices,
            texts: request.texts,
            disk,
        }
    }

    /// Reads and replays everything, and keeps it.
    #[must_use]
    pub fn load(self) -> Workspace {
        Workspace::new(self)
    }

    /// Says what [`Workspace::check`] says, and keeps nothing of a history once it is checked. A second check has nothing
    /// left to look at.
    #[must_use]
    pub fn check_once(&mut self) -> Outcome {
        let mut outcome = Outcome::new(&self.sources, &self.errors, &self.notices);
        for (scope, histories) in &mut self.projects {
            let checked = histories.check_once(Some(&|file| scope.reports(file)));
            outcome.take_whole(scope, checked, histories.rules(), &self.disk);
        }
        outcome.in_order()
    }

    /// What went wrong so far: rules that do not load, what cannot be read.
    #[must_use]
    pub fn errors(&self) -> &[RunError] {
        &self.errors
    }

    /// The rules of all projects, each once.
    #[must_use]
    pub fn rules(&self) -> Vec<Arc<dyn Rule>> {
        let mut known = BTreeSet::new();
        let rules = self
            .projects
            .iter()
            .flat_map(|(_, histories)| histories.rules().rules());
        rules.filter(|rule| known.insert(&*rule.info().id)).cloned().collect()
    }
}
