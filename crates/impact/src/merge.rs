//! Putting the impacts of several changes together.

use crate::{Fact, Impact, Outcome, Phase, RelationLock, UnknownList, mysql, postgres};

/// Adds a lock, keeping the strongest on each relation.
pub(crate) fn add_lock(locks: &mut Vec<RelationLock>, lock: RelationLock) {
    match locks.iter_mut().find(|known| known.relation == lock.relation) {
        Some(known) if strength(lock.mode) > strength(known.mode) => *known = lock,
        Some(_) => {}
        None => locks.push(lock),
    }
}

/// How strong a mode is among those of its engine.
pub(crate) fn strength(mode: &str) -> usize {
    let postgres = postgres::Mode::ALL.iter().position(|known| known.name() == mode);
    let others = mysql::MODES
        .iter()
        .chain(crate::mssql::MODES)
        .chain(crate::oracle::MODES);
    let other = others.copied().position(|known| known == mode);
    postgres.or(other).unwrap_or_default()
}

/// What everything in `parts` does, one after the other, but for what comes of it.
pub(crate) fn merged<'a>(parts: impl IntoIterator<Item = &'a Impact>) -> Option<Impact> {
    let mut parts = parts.into_iter();
    let mut whole = parts.next()?.clone();
    for part in parts {
        whole.algorithm = whole.algorithm.max(part.algorithm);
        whole.metadata_lock = any(whole.metadata_lock, part.metadata_lock);
        for lock in &part.locks {
            add_lock(&mut whole.locks, lock.clone());
        }
        extend(&mut whole.rewrites, &part.rewrites);
        extend(&mut whole.scans, &part.scans);
        for list in &part.unknown {
            mark(&mut whole.unknown, *list);
        }
    }
    Some(whole)
}

/// What comes of everything in `parts`, one after the other.
pub(crate) fn outcome_of_all(parts: impl IntoIterator<Item = Outcome>) -> Option<Outcome> {
    parts.into_iter().reduce(|whole, part| Outcome {
        transactional: all(whole.transactional, part.transactional),
        refused_in_transaction: any(whole.refused_in_transaction, part.refused_in_transaction),
        implicit_commit: any(whole.implicit_commit, part.implicit_commit),
        idempotent: all(whole.idempotent, part.idempotent),
        destructive: any(whole.destructive, part.destructive),
        reversible: all(whole.reversible, part.reversible),
        phase: later(whole.phase, part.phase),
        refusal: whole.refusal.or(part.refusal),
    })
}

/// Puts lists into the order in which they are shown.
pub(crate) fn sort(impact: &mut Impact) {
    impact.locks.sort_by(|left, right| left.relation.cmp(&right.relation));
    impact.rewrites.sort();
    impact.scans.sort();
    impact.unknown.sort();
}

/// Names a list that may lack entries.
pub(crate) fn mark(unknown: &mut Vec<UnknownList>, list: UnknownList) {
    if !unknown.contains(&list) {
        unknown.push(list);
    }
}

/// Adds what is not there yet.
pub(crate) fn extend<T: Clone + PartialEq>(to: &mut Vec<T>, from: &[T]) {
    for item in from {
        if !to.contains(item) {
            to.push(item.clone());
        }
    }
}

/// True if both are, false if one is not.
pub(crate) const fn all(left: Fact, right: Fact) -> Fact {
    match (left, right) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

/// True if one is, false if neither is.
pub(crate) const fn any(left: Fact, right: Fact) -> Fact {
    match (left, right) {
        (Some(true), _) | (_, Some(true)) => Some(true),
        (Some(false), Some(false)) => Some(false),
        _ => None,
    }
}

/// Contract beats expand, which beats data, which beats neutral; nothing beats contract.
fn later(left: Option<Phase>, right: Option<Phase>) -> Option<Phase> {
    match (left, right) {
        (Some(Phase::Contract), _) | (_, Some(Phase::Contract)) => Some(Phase::Contract),
        (Some(left), Some(right)) => Some(left.max(right)),
        _ => None,
    }
}
