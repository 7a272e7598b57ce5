use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use source::{FileId, Sources};

use super::{Released, ReleasedFile, ReleasedMigration, comparable, runs_once};
use crate::model::{Gone, Overtaken};
use crate::names::file_name;
use crate::{Direction, History, Identity, Migration, Provenance, Tool, Version};

impl Released {
    /// Says of each migration what the base knows of it, and of each history what is gone from it.
    pub(crate) fn mark(&self, histories: &mut [History], sources: &Sources) {
        let present: BTreeSet<&str> = paths_of(histories, sources);
        let moved = self.moved(histories, sources, &present);
        for history in &mut *histories {
            history.base = Some(self.base.clone());
            self.mark_files(history, sources, &moved);
            self.mark_order(history, sources);
        }
        self.mark_gone(histories, &present, &moved);
    }

    /// Compares the migrations of one file with the base once more, after its text has changed.
    pub(crate) fn mark_again(&self, history: &mut History, file: FileId, sources: &Sources) {
        let mut own = history.migrations.iter().filter(|migration| migration.file == file);
        let released_as = own.find_map(|migration| migration.provenance.released_as.clone());
        let moved: BTreeMap<FileId, String> = released_as.map(|path| (file, path)).into_iter().collect();
        for at in 0..history.migrations.len() {
            if history.migrations[at].file == file {
                let before = std::mem::take(&mut Arc::make_mut(&mut history.migrations[at]).provenance);
                self.mark_migration(history, at, sources, &moved);
                let migration = Arc::make_mut(&mut history.migrations[at]);
                // A version up to which everything is deployed says so whatever the text.
                migration.provenance.is_released |= before.is_released && runs_once(&migration.kind);
                migration.provenance.overtaken_by = before.overtaken_by;
            }
        }
    }

    fn mark_files(&self, history: &mut History, sources: &Sources, moved: &BTreeMap<FileId, String>) {
        for at in 0..history.migrations.len() {
            self.mark_migration(history, at, sources, moved);
        }
    }

    fn mark_migration(&self, history: &mut History, at: usize, sources: &Sources, moved: &BTreeMap<FileId, String>) {
        let migration = &history.migrations[at];
        let file = sources.get(migration.file);
        let old_path = moved.get(&migration.file).map_or(file.path(), String::as_str);
        let Some(released) = self.files.get(old_path) else {
            Arc::make_mut(&mut history.migrations[at]).provenance = Provenance::default();
            return;
        };
        let is_same_text =
            Arc::ptr_eq(&released.file, file) || comparable(released.file.text()) == comparable(file.text());
        let is_moved = old_path != file.path();
        let old = released.counterpart(history, at, is_moved);
        let migration = &history.migrations[at];
        let mut provenance = Provenance {
            is_looked_at_again: self.is_looked_at_again,
            ..Provenance::default()
        };
        match old {
            // What is run again and again is new wherever it says something new.
            _ if !runs_once(&migration.kind) => provenance.is_released = is_same_text,
            None => provenance.is_released = is_same_text,
            Some(old) => {
                provenance.is_released = true;
                let old_text = released.file.slice(old.text);
                let is_edited =
                    !is_same_text && comparable(old_text) != comparable(file.slice(migration.section.range));
                provenance.released_text = is_edited.then(|| old_text.to_owned());
                let is_renamed = is_moved
                    && match history.tool.identity() {
                        Identity::Version => old.version_text != migration.version_text,
                        // Liquibase knows a changeset by its file too.
                        Identity::Name if history.tool == Tool::Liquibase => {
                            file_name(&old.path) != file_name(file.path())
                        }
                        Identity::Name => {
                            old.version_text != migration.version_text || old.description != migration.description
                        }
                    };
                provenance.released_as = is_renamed.then(|| old.path.clone());
            }
        }
        Arc::make_mut(&mut history.migrations[at]).provenance = provenance;
    }

    /// Finds new migrations that stand before released ones, or that the base has overtaken in the meantime.
    fn mark_order(&self, history: &mut History, sources: &Sources) {
        let counts = |migration: &Migration| runs_once(&migration.kind) && migration.direction == Direction::Up;
        let mut last_released = None;
        let ahead = self.newest_gained(history);
        for at in (0..history.migrations.len()).rev() {
            let migration = &history.migrations[at];
            if !counts(migration) {
                continue;
            }
            if migration.provenance.is_released {
                // What was put last on purpose, or came in by another name, says nothing of the order.
                if migration.provenance.released_as.is_none() {
                    last_released.get_or_insert_with(|| Overtaken {
                        by: sources.get(migration.file).path().to_owned(),
                        version: migration.version_text.to_string(),
                    });
                }
                continue;
            }
            let gained = ahead.filter(|gained| is_at_least(gained.version.as_ref(), migration.version.as_ref()));
            let by_gained = || {
                gained.map(|gained| Overtaken {
                    by: gained.path.clone(),
                    version: gained.version_text.clone(),
                })
            };
            Arc::make_mut(&mut history.migrations[at]).provenance.overtaken_by =
                last_released.clone().or_else(by_gained);
        }
    }

    /// The last of what the base has gained in this history, where its versions can be compared.
    fn newest_gained(&self, history: &History) -> Option<&ReleasedMigration> {
        let is_own = |gained: &&ReleasedMigration| gained.tool == history.tool && gained.folder == history.folder;
        let counts = |gained: &&ReleasedMigration| gained.runs_once() && gained.direction == Direction::Up;
        let gained = self.gained.iter().filter(is_own).filter(counts);
        gained.max_by(|left, right| left.version.cmp(&right.version))
    }

    fn mark_gone(&self, histories: &mut [History], present: &BTreeSet<&str>, moved: &BTreeMap<FileId, String>) {
        let moved: BTreeSet<&str> = moved.values().map(String::as_str).collect();
        for (path, file) in self.gone(present).filter(|(path, _)| !moved.contains(path)) {
            for migration in file.migrations.iter().filter(|migration| migration.runs_once()) {
                let gone = Gone {
                    file: file.id,
                    path: path.to_owned(),
                    version: migration.version_text.clone(),
                    direction: migration.direction,
                };
                let is_own =
                    |history: &&mut History| history.tool == migration.tool && history.folder == migration.folder;
                if let Some(history) = histories.iter_mut().find(is_own) {
                    history.gone.push(gone);
                } else if let Some(history) = histories.first_mut() {
                    history.gone.push(gone);
                }
            }
        }
        for history in &mut *histories {
            self.mark_gone_sections(history);
        }
    }

    /// What has been taken out of a file that is still there: a changeset of Liquibase.
    fn mark_gone_sections(&self, history: &mut History) {
        let mut files: Vec<FileId> = history.migrations.iter().map(|migration| migration.file).collect();
        files.sort_unstable();
        files.dedup();
        let by_id: BTreeMap<FileId, (&String, &ReleasedFile)> =
            self.files.iter().map(|(path, file)| (file.id, (path, file))).collect();
        for id in files {
            let Some((path, released)) = by_id.get(&id) else {
                continue;
            };
            if released.migrations.len() < 2 {
                continue;
            }
            let is_there = |old: &ReleasedMigration| {
                let mut own = history.migrations.iter().filter(|migration| migration.file == id);
                own.any(|new| new.version_text == old.version_text && new.direction == old.direction)
            };
            let missing = released
                .migrations
                .iter()
                .filter(|old| old.runs_once() && !is_there(old));
            let missing: Vec<Gone> = missing
                .map(|old| Gone {
                    file: id,
                    path: (*path).clone(),
                    version: old.version_text.clone(),
                    direction: old.direction,
                })
                .collect();
            history.gone.extend(missing);
        }
    }
}

impl ReleasedFile {
    /// What a migration was at the base: the one of its version, or the only one of its file that leads the same way.
    fn counterpart(&self, history: &History, at: usize, is_moved: bool) -> Option<&ReleasedMigration> {
        let migration = &history.migrations[at];
        let is_same_way = |old: &&ReleasedMigration| old.direction == migration.direction;
        let is_alike = |other: &&Arc<Migration>| {
            other.file == migration.file
                && other.direction == migration.direction
                && other.version_text == migration.version_text
        };
        let before = history.migrations[..at].iter().filter(is_alike).count();
        let mut same_version = self
            .migrations
            .iter()
            .filter(|old| is_same_way(old) && old.version_text == migration.version_text);
        if let Some(old) = same_version.nth(before) {
            return Some(old);
        }
        let here = history.migrations.iter().filter(|other| other.file == migration.file);
        let is_only = here.filter(|other| other.direction == migration.direction).count() == 1;
        let mut same_way = self.migrations.iter().filter(is_same_way);
        let only = same_way.next().filter(|_| same_way.next().is_none());
        // In a file that holds several, another version is another migration.
        only.filter(|_| is_only && (is_moved || history.tool != Tool::Liquibase))
    }
}

fn paths_of<'a>(histories: &[History], sources: &'a Sources) -> BTreeSet<&'a str> {
    let migrations = histories.iter().flat_map(|history| &history.migrations);
    migrations.map(|migration| sources.get(migration.file).path()).collect()
}

/// Positions in two plans say nothing of each other.
fn is_at_least(gained: Option<&Version>, own: Option<&Version>) -> bool {
    match (gained, own) {
        (Some(Version::Planned(_)), _) | (_, Some(Version::Planned(_))) => false,
        (Some(gained), Some(own)) => gained >= own,
        _ => false,
    }
}
