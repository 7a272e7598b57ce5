use std::sync::Arc;

use source::StatementPath;

use crate::shown::{Asked, Shown};
use crate::{Context, MigrationFacts};

/// Answers what a rule would ask that looks at this statement or, with a number, at that change of it; for those who
/// have no context at hand. Options cannot be asked for. `None` where there is no such statement.
pub fn ask<T>(
    migration: &Arc<MigrationFacts>,
    path: &StatementPath,
    change: Option<u32>,
    question: impl FnOnce(&Context<'_>) -> T,
) -> Option<T> {
    let (first, rest) = path.0.split_first()?;
    let mut statement = migration.script.statements.get(*first as usize)?;
    for at in rest {
        statement = statement.body.get(*at as usize)?;
    }
    let asked = Asked::default();
    let shown = Shown {
        path,
        statement,
        facts: migration.statement_at(&path.0),
        asked: &asked,
    };
    let mut cx = Context::of_nobody(migration, Some(shown));
    cx.look_at(change);
    Some(question(&cx))
}
