use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rustc_hash::FxHashMap;
use source::{FileId, Span, TextRange};

use crate::{Direction, Migration, MigrationKind, Problem, ProblemKind, Tool, Version};

/// From how many shared versions on it is not a mistake, but the way in which the files are named.
const HABIT: usize = 3;

/// Versions that stand in more than one file.
pub(crate) struct Duplicates<'a> {
    versions: BTreeSet<&'a str>,
    problems: Vec<Problem>,
}

impl Duplicates<'_> {
    /// The problems. Where the tool was guessed among several and many versions are shared, the guess is what is wrong.
    pub(crate) fn judged(self, tool: Tool, problems: &mut Vec<Problem>) {
        let guess = problems
            .iter_mut()
            .find(|problem| problem.kind == ProblemKind::AmbiguousTool);
        match guess {
            Some(guess) if self.versions.len() >= HABIT => {
                let versions: Vec<String> = self
                    .versions
                    .iter()
                    .take(2)
                    .map(|version| format!("`{version}`"))
                    .collect();
                guess.message = format!(
                    "these files are read as {}, but versions {} and {} more stand in several files each: another tool may run them",
                    tool.title(),
                    versions.join(", "),
                    self.versions.len() - versions.len()
                );
                guess.help =
                    "name the tool in `lockgate.toml`; with `tool = \"plain\"` they run in the order of their names"
                        .to_owned();
            }
            _ => problems.extend(self.problems),
        }
    }
}

/// Finds versions that stand in more than one file. Positions in a plan cannot collide.
pub(crate) fn find<'a>(migrations: &'a [Arc<Migration>], paths: &BTreeMap<FileId, &str>) -> Duplicates<'a> {
    let mut seen: FxHashMap<_, FileId> = FxHashMap::default();
    let mut versions = BTreeSet::new();
    let mut problems = Vec::new();
    for migration in migrations {
        let Some(version) = migration
            .version
            .as_ref()
            .filter(|version| !matches!(version, Version::Planned(_)))
        else {
            continue;
        };
        let is_counted = matches!(migration.kind, MigrationKind::Versioned | MigrationKind::Baseline)
            && migration.direction != Direction::Callback;
        if !is_counted {
            continue;
        }
        let first = *seen
            .entry((version, migration.direction, &migration.dialects))
            .or_insert(migration.file);
        if first == migration.file {
            continue;
        }
        let is_new = versions.insert(migration.version_text.as_str());
        if migration.direction == Direction::Down && !is_new {
            continue;
        }
        let other = paths.get(&first).copied().unwrap_or_default();
        problems.push(Problem {
            kind: ProblemKind::DuplicateVersion,
            span: Span::new(migration.file, TextRange::empty(0)),
            message: format!("version `{}` is also that of `{other}`", migration.version_text),
            help: "give one of the two files a version of its own".to_owned(),
        });
    }
    Duplicates { versions, problems }
}
