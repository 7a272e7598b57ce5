//! The conditions that rows of several tables share. Each asks one thing of a change; those that ask the
//! catalogue answer "not known" where the history does not say.

pub(crate) mod names;

use schema::{Action, Kind, Lookup, Name, ObjectKind, catalog::Table};

use crate::Fact;
use crate::rows::Subject;

/// `CONCURRENTLY`.
pub(crate) fn concurrently(subject: &Subject<'_>) -> Fact {
    let of_partition = match &subject.change.action {
        Action::Partition(partition) => partition.concurrently.is_some(),
        _ => false,
    };
    Some(of_partition || subject.statement.modifiers.concurrently.is_some())
}

/// `IF NOT EXISTS`, `IF EXISTS`, `OR REPLACE` on the change, or on the statement's object.
pub(crate) fn has_exists_clause(subject: &Subject<'_>) -> Fact {
    Some(subject.change.has_exists_clause())
}

/// `TEMPORARY`.
pub(crate) fn is_temporary(subject: &Subject<'_>) -> Fact {
    match &subject.change.action {
        Action::CreateTable(table) => Some(table.persistence == schema::Persistence::Temporary),
        Action::CreateView(view) => Some(view.is_temporary),
        Action::CreateSequence(sequence) => Some(sequence.is_temporary),
        Action::Drop(dropped) if dropped.is_temporary => Some(true),
        _ => {
            let table = subject.change.table();
            Some(table.is_some_and(|table| is_temporary_name(subject, table)))
        }
    }
}

/// Whether a name is one of a temporary table: by its own look (`#t`, `pg_temp.t`) or by the catalogue.
pub(crate) fn is_temporary_name(subject: &Subject<'_>, name: &Name) -> bool {
    if name.ident.text.starts_with(['#', '@']) || name.qualifier().is_some_and(|schema| schema.text == "pg_temp") {
        return true;
    }
    subject
        .before
        .and_then(|before| before.table(name).seen())
        .is_some_and(|table| table.persistence == schema::Persistence::Temporary)
}

/// `CASCADE`.
pub(crate) fn cascades(subject: &Subject<'_>) -> Fact {
    Some(subject.change.cascades())
}

/// The maintenance names nothing, so it is about everything.
pub(crate) fn names_nothing(subject: &Subject<'_>) -> Fact {
    match &subject.change.action {
        Action::Maintenance(maintenance) => Some(maintenance.names.is_empty()),
        _ => Some(false),
    }
}

/// `VACUUM FULL`.
pub(crate) fn is_full(subject: &Subject<'_>) -> Fact {
    match &subject.change.action {
        Action::Maintenance(maintenance) => Some(maintenance.is_full),
        _ => Some(false),
    }
}

/// `WITH NO DATA`.
pub(crate) fn with_no_data(subject: &Subject<'_>) -> Fact {
    match &subject.change.action {
        Action::Maintenance(maintenance) => Some(maintenance.options.iter().any(|option| option.contains("no data"))),
        Action::CreateView(view) => Some(view.with_no_data),
        Action::CreateTable(table) => Some(table.with_no_data),
        _ => Some(false),
    }
}

/// The maintenance is about a schema, a database or the system's own tables.
pub(crate) fn is_about_many_relations(subject: &Subject<'_>) -> Fact {
    let Action::Maintenance(maintenance) = &subject.change.action else {
        return Some(false);
    };
    let wide = [ObjectKind::Schema, ObjectKind::Database, ObjectKind::System];
    Some(maintenance.object_kind.is_some_and(|kind| wide.contains(&kind)))
}

/// The table that the change is about is partitioned.
pub(crate) fn table_is_partitioned(subject: &Subject<'_>) -> Fact {
    let name = match &subject.change.action {
        Action::Maintenance(maintenance) => maintenance.names.first(),
        _ => subject.change.table(),
    };
    let Some(name) = name else {
        return Some(false);
    };
    let before = subject.before?;
    let is_index = matches!(&subject.change.action, Action::Maintenance(maintenance) if maintenance.object_kind == Some(ObjectKind::Index));
    let table = if is_index {
        before.table_of_index(name)
    } else {
        before.table(name)
    };
    match table {
        Lookup::Known(table) => table.is_partitioned(),
        Lookup::Perhaps(_) | Lookup::Unknown => None,
        Lookup::Absent => Some(false),
    }
}

/// The table that the change is about, as the history knows it.
pub(crate) fn table_before<'a>(subject: &Subject<'a>) -> Lookup<&'a Table> {
    match (subject.before, subject.change.table()) {
        (Some(before), Some(name)) => before.table(name),
        _ => Lookup::Unknown,
    }
}

/// A setting of the statement has this name.
pub(crate) fn sets(subject: &Subject<'_>, name: &str) -> bool {
    match &subject.change.action {
        Action::Session(setting) => setting.name == name,
        Action::Table(table) => table.options.iter().any(|option| option.name == name),
        Action::CreateTable(table) => table.options.iter().any(|option| option.name == name),
        Action::CreateIndex(index) => index.options.iter().any(|option| option.name == name),
        Action::Partition(partition) => partition.options.iter().any(|option| option.name == name),
        _ => false,
    }
}

/// The statement is transaction control.
pub(crate) const TRANSACTION_CONTROL: &[Kind] = &[
    Kind::Begin,
    Kind::Commit,
    Kind::Rollback,
    Kind::Savepoint,
    Kind::ReleaseSavepoint,
    Kind::RollbackToSavepoint,
    Kind::PrepareTransaction,
    Kind::SetTransaction,
    Kind::SetConstraints,
    Kind::Xa,
];
