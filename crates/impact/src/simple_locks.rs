//! Locks of the engines for which only the relation that a change names is looked at.

use std::borrow::Cow;

use compact_str::{CompactString, ToCompactString};
use schema::{Action, Catalog, ConstraintKind, Ident, Kind, Lookup, Name, ObjectKey, ObjectKind};

use crate::conditions::{is_temporary, is_temporary_name};
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
    // A table of the session keeps nobody else waiting.
    if is_temporary(subject) == Some(true) || is_temporary_name(subject, name) {
        return None;
    }
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
        // SQLite's `REINDEX` and `ANALYZE` take a table or an index.
        Action::Maintenance(maintenance) => {
            let table = |name| match relation_seen(subject, name).is_empty() {
                true => of_index(subject, name).unwrap_or(Cow::Borrowed(name)),
                false => Cow::Borrowed(name),
            };
            maintenance.names.iter().map(table).collect()
        }
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
        // `EXCHANGE PARTITION p WITH TABLE t`.
        Action::Partition(_) if change.kind == Kind::ExchangePartition => {
            subject.statement.writes().map(borrowed).collect()
        }
        Action::Drop(dropped) if dropped.object_kind == ObjectKind::Trigger && dropped.table.is_none() => {
            of_trigger(subject, &dropped.name).into_iter().collect()
        }
        Action::CreateObject(created) if is_of_one_table(created.object_kind) => {
            created.table.iter().map(borrowed).collect()
        }
        // `sp_rename 'a', 'b'`, `ALTER SCHEMA s TRANSFER a`: a relation, or something that is locked in no way.
        Action::Rename(rename) if rename.object_kind == ObjectKind::Object => relation_seen(subject, &rename.from),
        Action::Object(action) if matches!(action.object_kind, ObjectKind::Object | ObjectKind::FulltextIndex) => {
            action
                .name
                .iter()
                .flat_map(|name| relation_seen(subject, name))
                .collect()
        }
        _ => change.table().map(borrowed).into_iter().collect(),
    }
}

/// Objects that are made on a table, and lock it.
const fn is_of_one_table(object_kind: ObjectKind) -> bool {
    matches!(
        object_kind,
        ObjectKind::FulltextIndex
            | ObjectKind::Statistics
            | ObjectKind::SecurityPolicy
            | ObjectKind::MaterializedViewLog
    )
}

/// The name, where the history knows a relation of that name.
fn relation_seen<'a>(subject: &Subject<'a>, name: &'a Name) -> Vec<Cow<'a, Name>> {
    let is_seen = subject
        .before
        .is_some_and(|before| before.relation(name).seen().is_some());
    if is_seen { vec![Cow::Borrowed(name)] } else { Vec::new() }
}

/// The relation that a trigger named alone belongs to.
fn of_trigger<'a>(subject: &Subject<'a>, trigger: &Name) -> Option<Cow<'a, Name>> {
    let name = trigger.ident.folded(subject.engine.dialect);
    let mut relations = subject.before?.all_relations().map(|(_, relation)| relation);
    let relation = relations.find(|relation| relation.triggers().iter().any(|known| known.name == name))?;
    Some(Cow::Owned(name_of(relation.key())))
}

fn of_index<'a>(subject: &Subject<'a>, index: &Name) -> Option<Cow<'a, Name>> {
    let table = subject.before?.relation_of_index(index).seen()?;
    Some(Cow::Owned(name_of(table.key())))
}

/// A relation of the catalogue as a name.
pub(crate) fn name_of(key: &ObjectKey) -> Name {
    let schema = (!key.schema.is_empty()).then(|| Ident::synthetic(key.schema.clone()));
    Name {
        qualifiers: schema.into_iter().collect(),
        ident: Ident::synthetic(key.name.clone()),
    }
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
