//! What has been released already, as version control tells it, and what that makes of a history.

mod mark;
mod renamed;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use source::{FileId, Files, SourceFile, Sources};

use crate::{Direction, Migration, MigrationKind, Settings, Tool, Version, recognise};

/// The migrations at the base of a branch: what others run already, or will run before the branch is merged.
#[derive(Clone, Debug)]
pub struct Released {
    /// The base as people name it: `origin/main`.
    base: String,
    /// By path, what the base holds.
    files: BTreeMap<String, ReleasedFile>,
    /// By today's path, the one at the base.
    renamed: BTreeMap<String, String>,
    /// What the base has gained since the branch left it.
    gained: Vec<ReleasedMigration>,
    /// Whether what is released is checked all the same.
    is_looked_at_again: bool,
}

/// One file at the base.
#[derive(Clone, Debug)]
pub struct BaseFile {
    /// Its number among the run's files, in which files that are gone have one too.
    pub id: FileId,
    /// Its text at the base.
    pub file: Arc<SourceFile>,
}

/// What the base of a branch holds, before anybody has looked at what it means.
#[derive(Clone, Debug, Default)]
pub struct BaseFiles {
    /// The base as people name it: `origin/main`.
    pub name: String,
    /// The SQL files where the branch left the base.
    pub files: Vec<BaseFile>,
    /// The SQL files that the base has gained since.
    pub gained: Vec<Arc<SourceFile>>,
    /// By today's path the one at the base, for files that version control takes for renamed.
    pub renamed: BTreeMap<String, String>,
}

/// What is known of a file at the base.
#[derive(Clone, Debug)]
struct ReleasedFile {
    id: FileId,
    file: Arc<SourceFile>,
    migrations: Vec<ReleasedMigration>,
}

/// What is known of a migration at the base.
#[derive(Clone, Debug)]
struct ReleasedMigration {
    /// The tool and the folder of its history.
    tool: Tool,
    folder: String,
    path: String,
    version: Option<Version>,
    version_text: String,
    description: String,
    kind: MigrationKind,
    direction: Direction,
    text: source::TextRange,
}

impl Released {
    /// Recognises what the base holds, by the same settings as what there is now.
    #[must_use]
    pub fn new(files: &dyn Files, base: BaseFiles, settings: &Settings) -> Self {
        let mut sources = Sources::default();
        let own: Vec<FileId> = base
            .files
            .iter()
            .map(|file| sources.add_shared(Arc::clone(&file.file)))
            .collect();
        let gained: Vec<FileId> = base
            .gained
            .iter()
            .map(|file| sources.add_shared(Arc::clone(file)))
            .collect();
        let all: Vec<FileId> = own.iter().chain(&gained).copied().collect();
        let settings = Settings {
            released: None,
            deployed_through: None,
            ..settings.clone()
        };
        let mut migrations: BTreeMap<FileId, Vec<ReleasedMigration>> = BTreeMap::new();
        for history in recognise(files, &sources, &all, &settings).histories {
            for migration in history.migrations {
                let path = sources.get(migration.file).path();
                let known = ReleasedMigration::new(&migration, history.tool, &history.folder, path);
                migrations.entry(migration.file).or_default().push(known);
            }
        }
        let mut take = |file: FileId| migrations.remove(&file).unwrap_or_default();
        let gained = gained.into_iter().flat_map(&mut take).collect();
        let files = own.into_iter().zip(base.files).map(|(at, file)| {
            let known = ReleasedFile {
                id: file.id,
                migrations: take(at),
                file: file.file,
            };
            (known.file.path().to_owned(), known)
        });
        Self {
            files: files.collect(),
            base: base.name,
            renamed: base.renamed,
            gained,
            is_looked_at_again: false,
        }
    }

    /// The same, for a check that says what was found in released migrations before anybody edited them.
    #[must_use]
    pub fn looked_at_again(mut self) -> Self {
        self.is_looked_at_again = true;
        self
    }

    /// The base as people name it: `origin/main`.
    #[must_use]
    pub fn base(&self) -> &str {
        &self.base
    }

    /// The files at the base that the run no longer has.
    fn gone<'a>(&'a self, present: &'a BTreeSet<&str>) -> impl Iterator<Item = (&'a str, &'a ReleasedFile)> {
        let files = self.files.iter().map(|(path, file)| (path.as_str(), file));
        files.filter(|(path, _)| !present.contains(path))
    }
}

impl ReleasedMigration {
    fn new(migration: &Migration, tool: Tool, folder: &str, path: &str) -> Self {
        Self {
            tool,
            folder: folder.to_owned(),
            path: path.to_owned(),
            version: migration.version.clone(),
            version_text: migration.version_text.to_string(),
            description: migration.description.to_string(),
            kind: migration.kind.clone(),
            direction: migration.direction,
            text: migration.section.range,
        }
    }

    /// Whether it runs once, at its place in the order.
    fn runs_once(&self) -> bool {
        runs_once(&self.kind) && !self.version_text.is_empty()
    }
}

const fn runs_once(kind: &MigrationKind) -> bool {
    matches!(kind, MigrationKind::Versioned | MigrationKind::Baseline)
}

/// A text as runners compare it: whatever ends its lines, and without what follows the last letter.
fn comparable(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n").trim_end().to_owned()
}
