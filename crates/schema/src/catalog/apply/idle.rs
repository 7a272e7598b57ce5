//! Statements that leave the schema as it is, and what is known of its rows.

use super::rows::calls_something;
use crate::catalog::Catalog;
use crate::{Action, Change, Kind, Runs, Statement};

/// Whether a statement surely changes nothing in the catalogue.
pub(in crate::catalog) fn leaves_as_is(catalog: &Catalog, statement: &Statement) -> bool {
    matches!(statement.runs, Runs::PerRow | Runs::WhenCalled)
        || (statement.changes.iter().all(|change| is_idle(catalog, change))
            && statement.body.iter().all(|inner| leaves_as_is(catalog, inner)))
}

fn is_idle(catalog: &Catalog, change: &Change) -> bool {
    // While tables are noted as empty, or rows as waiting for a check, it may be noted that rows come into them.
    let notes_rows = !catalog.empty.is_empty() || catalog.has_deferred;
    match &change.action {
        Action::Update(_)
        | Action::Delete(_)
        | Action::Truncate(_)
        | Action::Lock(_)
        | Action::Comment(_)
        | Action::Role(_)
        | Action::Object(_) => true,
        Action::Transaction(_) => catalog.pending.is_empty(),
        Action::Session(_) => change.kind != Kind::Set,
        Action::Insert(insert) => insert.query.is_none() && !notes_rows,
        // A call may set the `search_path`.
        Action::Select(select) => select.into.is_none() && !select.exprs.iter().any(calls_something),
        Action::None | Action::Merge(_) | Action::Copy(_) | Action::Call(_) => !notes_rows,
        _ => false,
    }
}
