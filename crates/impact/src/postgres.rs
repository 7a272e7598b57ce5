//! PostgreSQL: locks, rewrites and scans.

mod builtin_functions;
mod casts;
mod conditions;
mod defaults;
mod locks;
mod mode;
mod refusals;
mod targets;
mod types;
mod work;

use compact_str::ToCompactString;
use schema::{Lookup, ObjectKey};

use crate::rows::{Found, Subject, find, source_of};
use crate::{Impact, RelationLock, UnknownList};
use targets::{Resolved, Target};

pub(crate) use defaults::volatility;
pub(crate) use mode::Mode;

/// Why PostgreSQL refuses a change.
pub(crate) fn refusal(subject: &Subject<'_>) -> Option<&'static str> {
    match crate::rows::find(refusals::ROWS, subject) {
        crate::rows::Found::One(reason) => Some(reason),
        crate::rows::Found::Nothing | crate::rows::Found::Unknown => None,
    }
}

/// Where the locks, and the rewrites and scans, are documented or were measured.
pub(crate) fn sources(subject: &Subject<'_>) -> [Option<&'static str>; 2] {
    [source_of(locks::ROWS, subject), work::source(subject)]
}

/// Adds locks, rewrites and scans to what a change does.
pub(crate) fn add_work(subject: &Subject<'_>, impact: &mut Impact) {
    match find(locks::ROWS, subject) {
        Found::One(row) => {
            for (target, mode) in *row {
                add_locks(subject, *target, *mode, impact);
            }
        }
        Found::Nothing => {}
        Found::Unknown => mark_unknown(impact, UnknownList::Locks),
    }
    locks::add_written_mode(subject, impact);
    work::add(subject, impact);
}

fn add_locks(subject: &Subject<'_>, target: Target, mode: Mode, impact: &mut Impact) {
    let Resolved { keys, is_complete } = target.resolve(subject);
    for key in keys {
        add_lock(subject, &key, mode, impact);
    }
    if !is_complete {
        mark_unknown(impact, UnknownList::Locks);
    }
}

fn add_lock(subject: &Subject<'_>, key: &ObjectKey, mode: Mode, impact: &mut Impact) {
    if existed_before(subject, key) {
        crate::merge::add_lock(
            &mut impact.locks,
            RelationLock {
                relation: key.to_compact_string(),
                mode: mode.name(),
                blocks_reads: mode.blocks_reads(),
                blocks_writes: mode.blocks_writes(),
            },
        );
    }
}

/// What is certainly absent takes no lock: the statement makes it, or skips it.
fn existed_before(subject: &Subject<'_>, key: &ObjectKey) -> bool {
    let found = subject.before.map(|before| before.relation_at(key));
    !matches!(found, Some(Lookup::Absent))
}

fn mark_unknown(impact: &mut Impact, list: UnknownList) {
    if !impact.unknown.contains(&list) {
        impact.unknown.push(list);
    }
}
