//! Locks of the engines for which only the relation that a change names is looked at.

use std::borrow::Cow;

use compact_str::{CompactString, ToCompactString};
use schema::{Action, Catalog, ConstraintKind, Ident, Kind, Lookup, Name, ObjectKind};

use crate::rows::Subject;
use crate::{Impact, RelationLock, UnknownList, merge};

/// What a lock keeps others from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Blocks {
    Nothing,
    Writes,
    ReadsAndWrites,
}

/// Locks a relation that existed before.
pub(crate) fn lock(subject: &Subject<'_>, name: &Name, mode: &'static str, blocks: Blocks, impact: &mut Impact) {
    let Some(relation) = relation_before(subject, name) else {
        return;
    };
    merge::add_lock(
        &mut impact.locks,
        RelationLock {
            relation,
            mode,
            blocks_reads: blocks == Blocks::ReadsAndWrites,
            blocks_writes: blocks != Blocks::Nothing,
        },
    );
}

/// What is done to the rows of the relations that a change is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Rows {
    Untouched,
    Read,
    Rewritten,
    Unknown,
}

/// Locks the relations of a change, and says what is done to their rows.
pub(crate) fn lock_and_work(
    subject: &Subject<'_>,
    mode: &'static str,
    blocks: Blocks,
    rows: Rows,
    impact: &mut Impact,
) {
    for name in relations(subject) {
        lock(subject, &name, mode, blocks, impact);
    }
    match rows {
        Rows::Untouched => {}
        Rows::Read => work(subject, false, impact),
        Rows::Rewritten => work(subject, true, impact),
        Rows::Unknown => {
            merge::mark(&mut impact.unknown, UnknownList::Rewrites);
            merge::mark(&mut impact.unknown, UnknownList::Scans);
        }
    }
}

/// The relation as it is shown; `None` where it certainly did not exist before.
pub(crate) fn relation_before(subject: &Subject<'_>, name: &Name) -> Option<CompactString> {
    let before: &Catalog = subject.before?;
    match before.relation(name) {
        Lookup::Absent => None,
        _ => Some(before.key(name).to_compact_string()),
    }
}

/// The relations that a change is about; of an index that is named alone, the one it is on.
pub(crate) fn relations<'a>(subject: &Subject<'a>) -> Vec<Cow<'a, Name>> {
    let change = subject.change;
    let borrowed = |name: &'a Name| Cow::Borrowed(name);
    match &change.action {
        Action::Maintenance(maintenance) => maintenance.names.iter().map(borrowed).collect(),
        Action::Lock(lock) => lock.tables.iter().map(borrowed).collect(),
        // `ALTER INDEX i ON t`.
        Action::Table(action) if action.object_kind == ObjectKind::Index => match &action.argument {
            Some(table) => vec![borrowed(table)],
            None => of_index(subject, &action.name).into_iter().collect(),
        },
        Action::Drop(dropped) if dropped.object_kind == ObjectKind::Index && dropped.table.is_none() => {
            of_index(subject, &dropped.name).into_iter().collect()
        }
        // Both tables change rows.
        Action::Partition(action) if change.kind == Kind::SwitchPartition => {
            let target = action
                .partitions
                .iter()
                .filter(|name| !name.is_same(&action.table, subject.engine.dialect));
            std::iter::once(&action.table).chain(target).map(borrowed).collect()
        }
        _ => change.table().map(borrowed).into_iter().collect(),
    }
}

fn of_index<'a>(subject: &Subject<'a>, index: &Name) -> Option<Cow<'a, Name>> {
    let table = subject.before?.relation_of_index(index).seen()?;
    let key = table.key();
    let schema = (!key.schema.is_empty()).then(|| Ident::synthetic(key.schema.clone()));
    Some(Cow::Owned(Name {
        qualifiers: schema.into_iter().collect(),
        ident: Ident::synthetic(key.name.clone()),
    }))
}

/// The tables that the foreign keys written in a change refer to.
pub(crate) fn referenced<'a>(subject: &Subject<'a>) -> Vec<&'a Name> {
    let constraints: Vec<&schema::Constraint> = match &subject.change.action {
        Action::CreateTable(table) => table.all_constraints().collect(),
        Action::AddColumn { column, .. } => column.constraints.iter().collect(),
        Action::AddConstraint { constraint, .. } => vec![constraint],
        _ => Vec::new(),
    };
    let foreign = constraints.into_iter().filter_map(|constraint| match &constraint.kind {
        ConstraintKind::ForeignKey(key) => Some(&key.table),
        _ => None,
    });
    foreign.collect()
}

/// Names the relations of a change as read in full, or as written anew as well.
pub(crate) fn work(subject: &Subject<'_>, is_rewritten: bool, impact: &mut Impact) {
    for name in relations(subject) {
        if let Some(relation) = relation_before(subject, &name) {
            merge::extend(&mut impact.scans, std::slice::from_ref(&relation));
            if is_rewritten {
                merge::extend(&mut impact.rewrites, &[relation]);
            }
        }
    }
}
