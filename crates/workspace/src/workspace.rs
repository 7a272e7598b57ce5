use std::collections::{BTreeMap, BTreeSet};

use engine::Project as History;
use lint::{RuleInfo, RunError};
use source::{FileId, Sources};

use crate::config::{Config, FailOn};
use crate::disk::DiskFiles;
use crate::opening::Opening;
use crate::outcome::{Notice, Outcome};
use crate::overlay::Overlay;
use crate::paths::{WorkingDir, tidy};
use crate::request::Request;

/// The projects that a run is about, read and replayed, ready to be checked.
#[derive(Debug)]
pub struct Workspace {
    pub(crate) disk: DiskFiles,
    pub(crate) texts: BTreeMap<String, Vec<u8>>,
    pub(crate) sources: Sources,
    pub(crate) projects: Vec<Project>,
    errors: Vec<RunError>,
    notices: Vec<Notice>,
}

/// One configuration and what it governs.
#[derive(Debug)]
pub struct Project {
    pub(crate) config: Config,
    pub(crate) histories: History,
    /// What was asked for, and could be read.
    pub(crate) wanted: BTreeSet<FileId>,
    pub(crate) fail_on: FailOn,
}

impl Project {
    /// What is configured.
    #[must_use]
    pub const fn config(&self) -> &Config {
        &self.config
    }

    /// What the files hold, read and replayed.
    #[must_use]
    pub const fn histories(&self) -> &History {
        &self.histories
    }

    /// The files that were asked for, and could be read.
    #[must_use]
    pub const fn wanted(&self) -> &BTreeSet<FileId> {
        &self.wanted
    }
}

impl Workspace {
    /// Finds, reads and replays what a request is about. What goes wrong is part of the outcome; the rest goes on.
    #[must_use]
    pub fn open(here: WorkingDir, request: Request) -> Self {
        let disk = DiskFiles::new(here);
        let mut opening = Opening::new(&disk, &request);
        let projects = opening.projects();
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

    /// Checks what was asked for.
    #[must_use]
    pub fn check(&self) -> Outcome {
        let mut outcome = Outcome {
            sources: self.sources.clone(),
            errors: self.errors.clone(),
            notices: self.notices.clone(),
            ..Outcome::default()
        };
        for project in &self.projects {
            project.check(&mut outcome);
        }
        outcome
            .checked
            .sort_by_key(|file| self.sources.get(*file).shared_path());
        outcome
    }

    /// The projects, in the order of their folders.
    #[must_use]
    pub fn projects(&self) -> &[Project] {
        &self.projects
    }

    /// The files, by the numbers that findings use.
    #[must_use]
    pub const fn sources(&self) -> &Sources {
        &self.sources
    }

    /// What went wrong before anything was checked.
    #[must_use]
    pub fn errors(&self) -> &[RunError] {
        &self.errors
    }

    /// The rules of all projects, each once.
    #[must_use]
    pub fn rules(&self) -> Vec<&RuleInfo> {
        let mut known = BTreeSet::new();
        let rules = self
            .projects
            .iter()
            .flat_map(|project| project.histories.settings().rules.rules());
        rules
            .map(|rule| rule.info())
            .filter(|info| known.insert(&*info.id))
            .collect()
    }

    /// Puts a new text in the place of a file's old one and replays what depends on it; `false` where no project holds
    /// the file.
    pub fn replace(&mut self, path: &str, text: &str) -> bool {
        let path = tidy(path);
        self.texts.insert(path.clone(), text.as_bytes().to_vec());
        let Some(file) = self.sources.find(&path) else {
            return false;
        };
        let files = Overlay::new(&self.disk, &self.texts);
        let mut is_held = false;
        for project in &mut self.projects {
            if project.histories.migrations_in(file).next().is_some() || project.wanted.contains(&file) {
                project.histories.replace(&files, file, text);
                self.sources
                    .replace(file, std::sync::Arc::clone(project.histories.sources().get(file)));
                is_held = true;
            }
        }
        is_held
    }
}

impl Project {
    fn check(&self, outcome: &mut Outcome) {
        let checked = self.histories.check(Some(&|file| self.wanted.contains(&file)));
        let fails_on_unknown = self.config.fail_on_unknown.as_ref().is_some_and(|set| set.value);
        outcome.fails |= checked
            .findings
            .iter()
            .any(|finding| self.fail_on.holds(finding.severity))
            || (fails_on_unknown && checked.summary.unknown_statements > 0);
        outcome.findings.extend(checked.findings);
        outcome.errors.extend(checked.run_errors);
        outcome.checked.extend(&self.wanted);
        outcome.summary += checked.summary;
    }
}
