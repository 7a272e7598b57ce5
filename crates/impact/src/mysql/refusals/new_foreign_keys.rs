//! What is refused of a foreign key that a change makes.

use schema::catalog::{Constraint, Dependency, Existence};
use schema::{Action, Catalog, ConstraintKind, Dialect, Ident, Lookup, WrittenForeignKey};

use super::super::storage::{is_innodb, is_name_of_innodb};
use super::foreign_keys::{drops_foreign_key, forgets_inline, is_null_set, is_same_name, known_table};
use crate::Fact;
use crate::conditions::table_before;
use crate::rows::Subject;

/// The foreign keys that the change makes and that the server keeps.
pub(super) fn made<'a>(subject: &Subject<'a>) -> Vec<WrittenForeignKey<'a>> {
    let is_kept = match &subject.change.action {
        Action::CreateTable(created) => {
            let mut engines = created.options.iter().filter(|option| option.name == "engine");
            let is_of_other = engines.any(|option| !is_name_of_innodb(option.value.as_deref()));
            !is_of_other && !is_skipped(subject)
        }
        _ => table_before(subject).seen().is_none_or(is_innodb),
    };
    let mut keys = subject.change.foreign_keys();
    keys.retain(|key| is_kept && !(key.is_inline && forgets_inline(subject.engine)));
    keys
}

/// `CREATE TABLE IF NOT EXISTS` of a table that is there, perhaps.
fn is_skipped(subject: &Subject<'_>) -> bool {
    subject.change.has_exists_clause() && !matches!(table_before(subject), Lookup::Absent | Lookup::Unknown)
}

/// A column of a new foreign key that is set to null takes no nulls: error 1830 of MySQL, error 150 of MariaDB.
pub(super) fn sets_required_to_null(subject: &Subject<'_>) -> Fact {
    let mut keys = made(subject).into_iter();
    Some(keys.any(|key| {
        let is_null_set = is_null_set(key.reference.on_delete, key.reference.on_update);
        is_null_set && key.columns().iter().any(|column| takes_no_nulls(subject, column))
    }))
}

fn takes_no_nulls(subject: &Subject<'_>, column: &Ident) -> bool {
    let dialect = subject.engine.dialect;
    if let Action::CreateTable(created) = &subject.change.action {
        let mut columns = created.columns.iter();
        let written = columns.find(|known| known.name.is_same(column, dialect));
        let is_key = |constraint: &schema::Constraint| {
            let is_primary = matches!(constraint.kind, ConstraintKind::PrimaryKey { .. });
            is_primary && constraint.columns().iter().any(|key| key.is_same(column, dialect))
        };
        return written.is_some_and(|written| written.nullable == Some(false) || written.is_primary_key())
            || created.constraints.iter().any(is_key);
    }
    let mut changes = subject.statement.changes.iter();
    let written = changes.find_map(|change| match &change.action {
        Action::AddColumn { column: written, .. } if written.name.is_same(column, dialect) => Some(written),
        _ => None,
    });
    if let Some(written) = written {
        return written.nullable == Some(false);
    }
    let known = table_before(subject).known().filter(|table| !table.may_be_older);
    let known = known.and_then(|table| table.column(&column.folded(dialect)).known());
    known.is_some_and(|known| known.nullable == Some(false))
}

/// `DROP FOREIGN KEY x, ADD CONSTRAINT x FOREIGN KEY …` in one statement: errors 121 and 1826 of MariaDB.
pub(super) fn repeats_dropped_name(subject: &Subject<'_>) -> Fact {
    if subject.engine.dialect != Dialect::Mariadb {
        return Some(false);
    }
    let Some(table) = known_table(subject) else {
        return Some(false);
    };
    let mut own = table
        .foreign_keys()
        .filter(|(key, _)| key.existence == Existence::Certain && !key.is_name_implicit);
    Some(own.any(|(key, _)| {
        let mut new = made(subject).into_iter();
        let is_it = |name: &Ident| is_named(key, name, subject.engine.dialect);
        drops_foreign_key(subject, key) && new.any(|new| new.constraint.name.as_ref().is_some_and(is_it))
    }))
}

fn is_named(key: &Constraint, name: &Ident, dialect: Dialect) -> bool {
    let own = key
        .name
        .as_ref()
        .filter(|_| !key.is_name_implicit && !name.has_placeholder);
    own.is_some_and(|own| is_same_name(own, &name.folded(dialect)))
}

/// The name of a new foreign key is that of another one of the database: of the same table, or of one that refers to the
/// same table. Others are not looked for: that would take a walk through all tables.
pub(super) fn repeats_name(subject: &Subject<'_>) -> Fact {
    let Some(before) = subject.before else {
        return Some(false);
    };
    let replaces = matches!(&subject.change.action, Action::CreateTable(created) if created.or_replace);
    let mut keys = made(subject).into_iter().filter(|_| !replaces);
    Some(keys.any(|key| {
        let name = key.constraint.name.as_ref();
        name.is_some_and(|name| is_taken(subject, before, &key, name))
    }))
}

fn is_taken(subject: &Subject<'_>, before: &Catalog, new: &WrittenForeignKey<'_>, name: &Ident) -> bool {
    let (own, target) = (before.key(new.table), before.key(&new.reference.table));
    let referrers = before.dependents(&target, Dependency::ForeignKey);
    let mut tables = referrers
        .chain(std::iter::once(&own))
        .filter(|table| table.schema == own.schema);
    tables.any(|table| {
        let Some(table) = before.table_at(table).known() else {
            return false;
        };
        let mut keys = table
            .foreign_keys()
            .filter(|(key, _)| key.existence == Existence::Certain);
        keys.any(|(key, _)| {
            let goes = table.key == own && drops_foreign_key(subject, key);
            let is_kept = !(key.is_of_column && forgets_inline(subject.engine)) && is_innodb(table);
            is_named(key, name, subject.engine.dialect) && is_kept && !goes
        })
    })
}
