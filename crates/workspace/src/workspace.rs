use std::collections::{BTreeMap, BTreeSet};

use engine::{Interrupt, Only, Project as History, Recognised};
use lint::RunError;
use source::{FileId, Files, SourceFile, Sources};

use crate::config::Config;
use crate::disk::DiskFiles;
use crate::outcome::{Notice, Outcome};
use crate::overlay::Overlay;
use crate::paths::{WorkingDir, is_within, tidy};
use crate::prepared::{Prepared, Scope};
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
    pub(crate) scope: Scope,
    pub(crate) histories: History,
}

impl Project {
    /// What is configured.
    #[must_use]
    pub const fn config(&self) -> &Config {
        &self.scope.config
    }

    /// What the files hold, read and replayed.
    #[must_use]
    pub const fn histories(&self) -> &History {
        &self.histories
    }

    /// The files that were asked for, and could be read.
    #[must_use]
    pub const fn wanted(&self) -> &BTreeSet<FileId> {
        &self.scope.wanted
    }
}

impl Workspace {
    /// Finds, reads and replays what a request is about. What goes wrong is part of the outcome; the rest goes on.
    #[must_use]
    pub fn open(here: WorkingDir, request: Request) -> Self {
        Prepared::new(here, request).load()
    }

    pub(crate) fn new(prepared: Prepared) -> Self {
        let projects = prepared.projects.into_iter();
        let load = |(scope, histories): (Scope, Recognised)| Project {
            scope,
            histories: histories.load(),
        };
        Self {
            sources: prepared.sources,
            projects: projects.map(load).collect(),
            errors: prepared.errors,
            notices: prepared.notices,
            texts: prepared.texts,
            disk: prepared.disk,
        }
    }

    /// Checks what was asked for.
    #[must_use]
    pub fn check(&self) -> Outcome {
        self.check_unless(&Interrupt::default()).unwrap_or_default()
    }

    /// The same, unless it is interrupted: then there is nothing to say.
    #[must_use]
    pub fn check_unless(&self, interrupt: &Interrupt) -> Option<Outcome> {
        let mut outcome = Outcome::new(&self.sources, &self.errors, &self.notices);
        for Project { scope, histories } in &self.projects {
            let reports = |file| scope.reports(file);
            let checked = histories.check_unless(Only::Where(&reports), interrupt)?;
            outcome.take_whole(scope, checked, &histories.settings().rules, &self.disk);
        }
        Some(outcome.in_order())
    }

    /// Checks everything and tells of these files only.
    #[must_use]
    pub fn check_only(&self, files: &BTreeSet<FileId>) -> Outcome {
        let mut outcome = Outcome::new(&self.sources, &self.errors, &self.notices);
        for Project { scope, histories } in &self.projects {
            let files: BTreeSet<FileId> = files.iter().copied().filter(|file| scope.reports(*file)).collect();
            let wanted = files.iter().copied().filter(|file| scope.wanted.contains(file));
            outcome.checked.extend(wanted);
            if !files.is_empty() {
                let checked = histories.check_unless(Only::Files(&files), &Interrupt::default());
                outcome.take(scope, checked.unwrap_or_default());
            }
        }
        outcome.in_order()
    }

    /// The text of a file as the workspace sees it, decoded; `None` where it cannot be read.
    #[must_use]
    pub fn text(&self, path: &str) -> Option<std::sync::Arc<SourceFile>> {
        let path = tidy(path);
        if let Some(known) = self.sources.find(&path) {
            return Some(std::sync::Arc::clone(self.sources.get(known)));
        }
        let bytes = Overlay::new(&self.disk, &self.texts).read(&path).ok()?;
        Some(std::sync::Arc::new(SourceFile::from_bytes(path, bytes)))
    }

    /// Forgets a text that was handed over, and sees the file as it is on the disk; `false` where it is not there or no
    /// project holds it.
    pub fn restore(&mut self, path: &str) -> bool {
        let path = tidy(path);
        self.texts.remove(&path);
        let Ok(bytes) = self.disk.read(&path) else {
            return false;
        };
        let file = SourceFile::from_bytes(path.as_str(), bytes);
        let is_held = self.replace(&path, file.text());
        self.texts.remove(&path);
        is_held
    }

    /// Whether a project takes rules from the file with this path.
    #[must_use]
    pub fn is_rule_file(&self, path: &str) -> bool {
        let mut configs = self.projects.iter().map(|project| &project.scope.config);
        configs.any(|config| config.scripts.iter().any(|named| is_within(path, &named.value)))
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

    /// Puts a new text in the place of a file's old one and replays what depends on it; `false` where no project holds
    /// the file.
    pub fn replace(&mut self, path: &str, text: &str) -> bool {
        let path = tidy(path);
        self.texts.insert(path.clone(), text.as_bytes().to_vec());
        let Some(file) = self.sources.find(&path) else {
            return false;
        };
        let is_held = |project: &Project| {
            project.histories.migrations_in(file).next().is_some() || project.scope.wanted.contains(&file)
        };
        if self.sources.get(file).text() == text {
            return self.projects.iter().any(is_held);
        }
        let files = Overlay::new(&self.disk, &self.texts);
        let mut was_held = false;
        for project in &mut self.projects {
            if is_held(project) {
                project.histories.replace(&files, file, text);
                self.sources
                    .replace(file, std::sync::Arc::clone(project.histories.sources().get(file)));
                was_held = true;
            }
        }
        was_held
    }
}
