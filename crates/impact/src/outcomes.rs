//! What is left after a change: whether it can be run twice, whether data is lost, whether it can be
//! undone, and what it does to the release that still serves.

mod destructive;
mod idempotent;
mod phase;
mod reversible;
mod update;

use schema::{Action, GuardKind, Kind, Statement};

use crate::rows::{Found, Row, Subject, find};
use crate::{Fact, Impact, Phase, merge};

pub(crate) fn add(subject: &Subject<'_>, impact: &mut Impact) {
    impact.idempotent = guarded(subject.statement, fact(idempotent::ROWS, subject));
    impact.destructive = fact(destructive::ROWS, subject);
    impact.reversible = match impact.destructive {
        Some(true) => Some(false),
        _ => fact(reversible::ROWS, subject),
    };
    impact.phase = match find(phase::ROWS, subject) {
        Found::One(phase) => *phase,
        // Old code may break: that is the answer for whoever must not be surprised.
        Found::Unknown => Some(Phase::Contract),
        Found::Nothing => None,
    };
}

fn fact(rows: &'static [Row<Fact>], subject: &Subject<'_>) -> Fact {
    match find(rows, subject) {
        Found::One(fact) => *fact,
        Found::Nothing | Found::Unknown => None,
    }
}

/// A guard that asks for the object makes a second run skip the statement.
fn guarded(statement: &Statement, idempotent: Fact) -> Fact {
    match statement.guard.as_deref().map(|guard| guard.kind) {
        Some(GuardKind::Absent | GuardKind::Present | GuardKind::CaughtError) => Some(true),
        Some(GuardKind::Condition) if idempotent == Some(false) => None,
        _ => idempotent,
    }
}

/// What holds for the whole although not for each part: `DROP CONSTRAINT IF EXISTS x, ADD CONSTRAINT x`.
pub(crate) fn mend_whole(statement: &Statement, changes: &[Impact], whole: &mut Impact) {
    if whole.idempotent != Some(false) || statement.changes.len() < 2 {
        return;
    }
    let is_mended = |at: usize| {
        let Action::AddConstraint { constraint, .. } = &statement.changes[at].action else {
            return false;
        };
        statement.changes[..at].iter().any(|earlier| match &earlier.action {
            Action::Constraint(dropped) if earlier.kind == Kind::DropConstraint => {
                let names = dropped.name.as_ref().zip(constraint.name.as_ref());
                dropped.if_exists && names.is_some_and(|(dropped, added)| dropped.text == added.text)
            }
            _ => false,
        })
    };
    whole.idempotent = changes
        .iter()
        .enumerate()
        .map(|(at, change)| if is_mended(at) { Some(true) } else { change.idempotent })
        .fold(Some(true), merge::all);
}
