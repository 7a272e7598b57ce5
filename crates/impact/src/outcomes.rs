//! What is left after a change: whether it can be run twice, whether data is lost, whether it can be
//! undone, and what it does to the release that still serves.

mod destructive;
mod idempotent;
mod merge;
mod phase;
mod reversible;
mod update;
mod upsert;

use schema::{Action, Change, ConstraintKind, GuardKind, Ident, Kind, ObjectKind, Statement};

use crate::rows::{Found, RowTable, Subject, find};
use crate::{Fact, Outcome, Phase, merge as merging};

/// Adds what is left after the change to what becomes of it in a transaction.
pub(crate) fn add(subject: &Subject<'_>, outcome: &mut Outcome) {
    outcome.idempotent = guarded(subject.statement, fact(idempotent::ROWS, subject));
    outcome.destructive = fact(destructive::ROWS, subject);
    outcome.reversible = match outcome.destructive {
        Some(true) => Some(false),
        _ => fact(reversible::ROWS, subject),
    };
    outcome.phase = match find(phase::ROWS, subject) {
        Found::One(phase) => *phase,
        // Old code may break: that is the answer for whoever must not be surprised.
        Found::Unknown => Some(Phase::Contract),
        Found::Nothing => None,
    };
}

/// What is left after a statement that finds nothing to do.
pub(crate) const fn add_nothing(outcome: &mut Outcome) {
    outcome.idempotent = Some(true);
    outcome.destructive = Some(false);
    outcome.reversible = Some(true);
    outcome.phase = Some(Phase::Neutral);
}

fn fact(table: &RowTable<Fact>, subject: &Subject<'_>) -> Fact {
    match find(table, subject) {
        Found::One(fact) => *fact,
        Found::Nothing | Found::Unknown => None,
    }
}

/// A guard that asks for the object makes a second run skip the statement.
fn guarded(statement: &Statement, idempotent: Fact) -> Fact {
    let Some(guard) = statement.guard.as_deref() else {
        return idempotent;
    };
    // `IF EXISTS (SELECT … FROM orders) DROP TABLE stage` asks for rows: they may still be there the second time.
    let asks_for_rows = guard.object_kind.is_none() && guard.object.is_none();
    let changes_schema = statement.kind.verb_object().is_some();
    let kind = match guard.kind {
        GuardKind::Present if asks_for_rows && changes_schema => GuardKind::Condition,
        kind => kind,
    };
    match kind {
        GuardKind::Absent | GuardKind::Present | GuardKind::CaughtError => Some(true),
        GuardKind::Condition if idempotent == Some(false) => None,
        _ => idempotent,
    }
}

/// What holds for the whole although not for each part: `DROP CONSTRAINT x, ADD CONSTRAINT x` finds at each run what
/// it drops, and room for what it adds; `DROP COLUMN x, ADD COLUMN x` likewise.
pub(crate) fn mend_whole(statement: &Statement, changes: &[Outcome], whole: &mut Outcome) {
    if whole.idempotent != Some(false) || statement.changes.len() < 2 {
        return;
    }
    // What one `ALTER TABLE` drops goes first, wherever it stands.
    let swaps = |dropping: usize, adding: usize| is_swap(&statement.changes[dropping], &statement.changes[adding]);
    let is_mended = |at: usize| (0..statement.changes.len()).any(|other| swaps(other, at) || swaps(at, other));
    whole.idempotent = changes
        .iter()
        .enumerate()
        .map(|(at, change)| if is_mended(at) { Some(true) } else { change.idempotent })
        .fold(Some(true), merging::all);
}

/// The name that PostgreSQL gives: `table_column_suffix`, where it is not too long.
fn implicit(table: &schema::Name, columns: &[Ident], suffix: &str) -> compact_str::CompactString {
    let columns: Vec<&str> = columns.iter().map(|column| column.text.as_str()).collect();
    compact_str::format_compact!("{}_{}_{suffix}", table.ident.text, columns.join("_"))
}

/// Whether one change drops what the other adds under the same name. An index that a constraint claims goes with the
/// constraint, so it is not there to be claimed again.
fn is_swap(dropping: &Change, adding: &Change) -> bool {
    match (&dropping.action, &adding.action) {
        (Action::Constraint(dropped), Action::AddConstraint { table, constraint, .. }) => {
            let claims = matches!(
                constraint.kind,
                ConstraintKind::PrimaryKey {
                    using_index: Some(_),
                    ..
                } | ConstraintKind::Unique {
                    using_index: Some(_),
                    ..
                }
            );
            let added = match (&constraint.name, &constraint.kind) {
                (Some(name), _) => Some(name.text.clone()),
                (None, ConstraintKind::PrimaryKey { .. }) => Some(format!("{}_pkey", table.ident.text).into()),
                (None, ConstraintKind::ForeignKey(foreign)) => Some(implicit(table, &foreign.columns, "fkey")),
                (None, ConstraintKind::Unique { keys, .. }) => {
                    let columns: Vec<_> = keys.iter().filter_map(|key| key.column().cloned()).collect();
                    Some(implicit(table, &columns, "key"))
                }
                _ => None,
            };
            let is_key = matches!(constraint.kind, ConstraintKind::PrimaryKey { .. });
            if dropped.object_kind == ObjectKind::PrimaryKey && is_key {
                return true;
            }
            let is_dropped = dropping.kind == Kind::DropConstraint;
            is_dropped && !claims && dropped.name.as_ref().map(|name| &name.text) == added.as_ref()
        }
        (Action::Drop(dropped), Action::AddConstraint { constraint, .. }) => {
            let is_same = |name: &Ident| name.text.eq_ignore_ascii_case(&dropped.name.ident.text);
            let is_index = matches!(constraint.kind, ConstraintKind::Unique { .. });
            dropping.kind == Kind::DropIndex && is_index && constraint.name.as_ref().is_some_and(is_same)
        }
        (Action::Drop(dropped), Action::CreateIndex(index)) => {
            let is_same = |name: &schema::Name| name.ident.text.eq_ignore_ascii_case(&dropped.name.ident.text);
            dropping.kind == Kind::DropIndex && index.name.as_ref().is_some_and(is_same)
        }
        (Action::Column(dropped), Action::AddColumn { column, .. }) => {
            dropping.kind == Kind::DropColumn
                && adding.kind == Kind::AddColumn
                && dropped.column.text == column.name.text
        }
        _ => false,
    }
}
