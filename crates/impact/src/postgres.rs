//! PostgreSQL: locks, rewrites and scans.

mod builtin_functions;
mod builtin_types;
mod casts;
mod conditions;
mod defaults;
mod locks;
mod mode;
mod refusals;
mod targets;
mod types;
mod work;

use schema::{Catalog, KindSet, ObjectKey};

use crate::rows::{Found, Subject, find, source_of};
use crate::statement::Part;
use crate::{Impact, RelationLock, UnknownList};
use targets::{Look, Resolved, Target};

pub(crate) use defaults::volatility;
pub(crate) use mode::Mode;

/// The kinds of change whose locks others may wait for.
pub(crate) const BLOCKING: KindSet = locks::BLOCKING;

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

/// Adds locks, rewrites and scans to what a change does, as far as they are asked for.
pub(crate) fn add_work(subject: &Subject<'_>, before: &Catalog, part: Part, impact: &mut Impact) {
    let look = Look::new(subject, before);
    match part {
        Part::All => {
            add_locks(&look, |_| true, impact);
            work::add(&look, impact);
        }
        Part::BlockingLocks if BLOCKING.contains(subject.change.kind) => {
            add_locks(&look, Mode::blocks_writes, impact);
        }
        Part::BlockingLocks => {}
        Part::Rows => work::add(&look, impact),
    }
}

/// Adds the locks of those modes that are wanted: who wants no weak ones looks up fewer relations.
fn add_locks(look: &Look<'_, '_>, is_wanted: impl Fn(Mode) -> bool, impact: &mut Impact) {
    match find(locks::ROWS, look.subject) {
        Found::One(row) => {
            for (target, mode) in row.iter().filter(|(_, mode)| is_wanted(*mode)) {
                add_locks_on(look, *target, *mode, impact);
            }
        }
        Found::Nothing => {}
        Found::Unknown => mark_unknown(impact, UnknownList::Locks),
    }
    locks::add_written_mode(look, impact);
}

fn add_locks_on(look: &Look<'_, '_>, target: Target, mode: Mode, impact: &mut Impact) {
    let Resolved { keys, is_complete } = target.resolve(look);
    for key in keys {
        add_lock(look, &key, mode, impact);
    }
    if !is_complete {
        mark_unknown(impact, UnknownList::Locks);
    }
}

fn add_lock(look: &Look<'_, '_>, key: &ObjectKey, mode: Mode, impact: &mut Impact) {
    if existed_before(look, key) {
        crate::merge::add_lock(
            &mut impact.locks,
            RelationLock {
                relation: key.joined(),
                mode: mode.name(),
                blocks_reads: mode.blocks_reads(),
                blocks_writes: mode.blocks_writes(),
            },
        );
    }
}

/// What is certainly absent takes no lock: the statement makes it, or skips it.
fn existed_before(look: &Look<'_, '_>, key: &ObjectKey) -> bool {
    !look.before.relation_at(key).is_absent()
}

fn mark_unknown(impact: &mut Impact, list: UnknownList) {
    if !impact.unknown.contains(&list) {
        impact.unknown.push(list);
    }
}
