use std::collections::{BTreeMap, HashMap};

use source::{FileId, Span, TextRange};

use crate::{Direction, Migration, MigrationKind, Problem, ProblemKind, Version};

/// Versions that stand in more than one file. Positions in a plan cannot collide.
pub(crate) fn find(migrations: &[Migration], paths: &BTreeMap<FileId, &str>) -> Vec<Problem> {
    let mut seen: HashMap<_, FileId> = HashMap::new();
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
        let other = paths.get(&first).copied().unwrap_or_default();
        problems.push(Problem {
            kind: ProblemKind::DuplicateVersion,
            span: Span::new(migration.file, TextRange::empty(0)),
            message: format!("version `{}` is also that of `{other}`", migration.version_text),
            help: "give one of the two files a version of its own".to_owned(),
        });
    }
    problems
}
