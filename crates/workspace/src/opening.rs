mod compared;
mod project;

use std::collections::BTreeSet;

use engine::Recognised;
use lint::{RuleSet, RunError};
use migrations::Tool;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use source::{FileId, Files, SourceFile, Sources};

use crate::config::{FILE_NAME, Set};
use crate::discovery::{By, Found, FoundFile, Kind, context, find, is_ignored, take_unsaved, walk};
use crate::disk::DiskFiles;
use crate::flyway_rules::add_flyway_rules;
use crate::outcome::Notice;
use crate::overlay::Overlay;
use crate::paths::{file_name, tidy};
use crate::prepared::Scope;
use crate::projects::{Draft, Governors, check_explicit, drafts};
use crate::read_error::{about, why};
use crate::request::{Named, Overrides, Request, WithoutPaths};
use crate::rule_set::{narrow, rule_set, unknown_names};
use crate::staged::Staged;

use compared::Compared;

/// A workspace that is being put together.
pub(crate) struct Opening<'a> {
    disk: &'a DiskFiles,
    request: &'a Request,
    files: Overlay<'a>,
    pub(crate) sources: Sources,
    numbers: FxHashMap<String, FileId>,
    pub(crate) errors: Vec<RunError>,
    pub(crate) notices: Vec<Notice>,
    /// What is staged, where that is what is checked.
    staged: Option<Staged>,
}

/// The files of one project: those asked for, and those that complete their histories.
struct Listed {
    draft: Draft,
    around: BTreeSet<String>,
    compared: Compared,
}

impl<'a> Opening<'a> {
    pub(crate) fn new(disk: &'a DiskFiles, request: &'a Request) -> Self {
        Self {
            disk,
            request,
            files: Overlay::new(disk, &request.texts),
            sources: Sources::default(),
            numbers: FxHashMap::default(),
            errors: Vec::new(),
            notices: Vec::new(),
            staged: None,
        }
    }

    pub(crate) fn projects(&mut self) -> Vec<(Scope, Recognised)> {
        let below = Overlay::new(self.disk, &self.request.texts);
        let mut governors = Governors::new(self.disk, &below, &self.request.texts);
        let only = self.request.config.as_deref().map(tidy);
        if let Some(Err(error)) = only.as_deref().map(|path| check_explicit(&below, path)) {
            self.errors.push(error);
            return Vec::new();
        }
        let Ok(staged) = self.staged() else {
            return Vec::new();
        };
        self.staged = staged;
        let mut found = self.find(&mut governors, only.as_deref());
        self.take_staged(&mut found);
        self.errors.append(&mut found.errors);
        let looked_into = found.folders.clone();
        let mut drafts = drafts(&mut governors, found, only.as_deref());
        self.errors.append(&mut governors.errors);
        for draft in &mut drafts {
            let migrations = draft.files.iter().map(|file| file.path.as_str());
            add_flyway_rules(self.disk, &mut draft.config, migrations);
            let Overrides { select, ignore, .. } = &self.request.overrides;
            let named = select.iter().flatten().chain(ignore);
            draft.config.add_packs_of(named.map(String::as_str));
        }
        let listed: Vec<Listed> = drafts
            .into_iter()
            .map(|draft| self.complete(draft, &looked_into))
            .collect();
        let listed = self.compare(listed, &looked_into);
        let Some(rules) = self.rules(&listed) else {
            return Vec::new();
        };
        self.read_all(&listed);
        listed
            .into_iter()
            .zip(rules)
            .map(|(listed, rules)| self.recognise(listed, rules, &looked_into, &mut governors))
            .collect()
    }

    fn find(&self, governors: &mut Governors<'_>, only: Option<&str>) -> Found {
        if !self.request.paths.is_empty() {
            let mut found = find(self.disk, &self.request.texts, &self.request.paths);
            if self.request.named == Named::UnlessIgnored {
                let is_left = |file: &FoundFile| file.by == By::Name && is_ignored(self.disk, &file.path);
                found
                    .files
                    .retain(|file| self.request.texts.contains_key(&file.path) || !is_left(file));
            }
            return found;
        }
        if self.request.without_paths == WithoutPaths::NoSql {
            let is_configuration = |path: &&String| file_name(path) == FILE_NAME;
            for path in self.request.texts.keys().filter(is_configuration) {
                governors.config(path);
            }
            return Found::default();
        }
        let config = match only {
            Some(path) => governors.config(path),
            None => governors.config_for(""),
        };
        // A broken configuration may name folders or not: what it governs is not checked.
        let Some(config) = config else {
            return Found::default();
        };
        let is_folder = |set: &Set<String>| self.disk.place(&set.value).is_dir();
        let (there, missing): (Vec<_>, Vec<_>) = config.migrations.into_iter().partition(is_folder);
        let mut paths: Vec<String> = there.into_iter().map(|set| set.value).collect();
        if paths.is_empty() && missing.is_empty() {
            paths.push(".".to_owned());
        }
        if paths.is_empty() {
            let errors = missing.iter().map(no_folder).collect();
            return Found {
                errors,
                ..Found::default()
            };
        }
        let mut found = find(self.disk, &self.request.texts, &paths);
        take_unsaved(self.disk, &self.request.texts, &paths, &mut found);
        found
    }

    /// The rules of each project; `None` where the command line names some that no project has.
    fn rules(&mut self, listed: &[Listed]) -> Option<Vec<RuleSet>> {
        let mut sets = Vec::new();
        let mut errors = Vec::new();
        for Listed { draft, .. } in listed {
            let (set, wrong) = rule_set(&self.files, self.disk.working_dir(), &draft.config);
            errors.extend(wrong);
            sets.push(set);
        }
        let overrides = &self.request.overrides;
        let unknown = unknown_names(&sets, overrides);
        for error in errors {
            // Projects may extend the same file.
            if !self.errors.contains(&error) {
                self.errors.push(error);
            }
        }
        if !unknown.is_empty() {
            self.errors.extend(unknown);
            return None;
        }
        for set in &mut sets {
            narrow(set, overrides);
            if let Some(timings) = &self.request.timings {
                set.measure(timings);
            }
        }
        Some(sets)
    }

    /// Adds the rest of the histories.
    fn complete(&mut self, draft: Draft, looked_into: &[String]) -> Listed {
        let mut around = BTreeSet::new();
        if draft.config.migrations.is_empty() {
            let tool = self.tool(&draft.config);
            if tool != Some(Tool::Psql) {
                around = context::around(self.disk, &draft.files, looked_into);
            }
        } else {
            for folder in &draft.config.migrations {
                if !self.disk.place(&folder.value).is_dir() {
                    self.errors.push(no_folder(folder));
                    continue;
                }
                let walked = walk(self.disk, &folder.value);
                let known = looked_into.contains(&folder.value);
                self.errors.extend(walked.errors.into_iter().filter(|_| !known));
                let files = walked.files.into_iter().filter(|(_, kind)| *kind != Kind::Other);
                around.extend(files.map(|(path, _)| path));
            }
            let here = self.disk.working_dir();
            let wanted: BTreeSet<_> = draft.files.iter().map(|file| here.absolute(&file.path)).collect();
            around.retain(|path| !wanted.contains(&here.absolute(path)));
        }
        if let Some(staged) = &self.staged {
            let here = self.disk.working_dir();
            around.retain(|path| !staged.hides(&here.absolute(path)));
        }
        Listed {
            draft,
            around,
            compared: Compared::default(),
        }
    }

    /// Reads every file once, in parallel; their numbers are in the order of their paths.
    fn read_all(&mut self, listed: &[Listed]) {
        let around = listed.iter().flat_map(|listed| &listed.around);
        let asked_for = listed.iter().flat_map(|listed| &listed.draft.files);
        let mut paths: Vec<(&str, Option<By>)> = asked_for
            .map(|file| (file.path.as_str(), Some(file.by)))
            .chain(around.map(|path| (path.as_str(), None)))
            .collect();
        // Stable: of the same path twice, the one that was asked for comes first and stays.
        paths.sort_by_key(|(path, _)| *path);
        paths.dedup_by_key(|(path, _)| *path);
        let (files, staged, here) = (&self.files, self.staged.as_ref(), self.disk.working_dir());
        let read = |path: &str| match staged.and_then(|staged| staged.text(&here.absolute(path))) {
            Some(text) => Ok(text.to_vec()),
            None => files.read(path),
        };
        let read: Vec<_> = paths
            .par_iter()
            .map(|(path, _)| read(path).map(|bytes| SourceFile::from_bytes(*path, bytes)))
            .collect();
        for ((path, by), file) in paths.into_iter().zip(read) {
            match file {
                Ok(file) => {
                    if by.is_some() && file.text().trim().is_empty() {
                        self.notices.push(Notice {
                            path: path.to_owned(),
                            message: "the file is empty".to_owned(),
                        });
                    }
                    let number = self.sources.add(file);
                    self.numbers.insert(path.to_owned(), number);
                }
                Err(error) => self.errors.push(unread(path, by, &error)),
            }
        }
    }
}

fn no_folder(named: &Set<String>) -> RunError {
    let message = format!("there is no folder `{}`; correct the path", named.value);
    named.place.error(message)
}

fn unread(path: &str, by: Option<By>, error: &std::io::Error) -> RunError {
    let reason = match (by, error.kind()) {
        (None | Some(By::Folder), std::io::ErrorKind::NotFound) => {
            "the file vanished while the check ran; run it again".to_owned()
        }
        _ => why(error),
    };
    match by {
        Some(_) => about(path, reason),
        None => about(path, format!("a part of the history cannot be read: {reason}")),
    }
}

#[cfg(test)]
mod tests {
    use std::io::ErrorKind;

    use super::*;

    #[test]
    fn a_file_that_vanished_is_told_from_one_that_never_was() {
        let said = |by| unread("a.sql", by, &ErrorKind::NotFound.into()).to_string();
        assert_eq!(said(Some(By::Name)), "a.sql: there is no such file; correct the path");
        assert_eq!(
            said(Some(By::Folder)),
            "a.sql: the file vanished while the check ran; run it again"
        );
        assert_eq!(
            said(None),
            "a.sql: a part of the history cannot be read: the file vanished while the check ran; run it again"
        );
    }
}
