//! What a foreign key forbids on both its sides. Only `InnoDB` has foreign keys; a table of which nothing is said is taken
//! for one of it.

use compact_str::CompactString;
use schema::catalog::{Constraint, Existence, Index, Table};
use schema::{Action, Change, ConstraintKind, Dialect, IndexKey, IndexShape, Kind, ReferentialAction};

use super::super::modified_column::converts_values;
use super::super::storage::is_innodb;
use crate::conditions::table_before;
use crate::rows::Subject;
use crate::{Engine, Fact};

/// `SET foreign_key_checks = 0`, or to what nobody knows.
fn may_be_unchecked(subject: &Subject<'_>) -> bool {
    let mut settings = subject.session.settings.iter();
    let is_set = settings.any(|(name, _)| name == "foreign_key_checks");
    is_set && subject.session.is_on("foreign_key_checks") != Some(true)
}

/// The table, where it is there for certain and can have foreign keys.
pub(super) fn known_table<'a>(subject: &Subject<'a>) -> Option<&'a Table> {
    table_before(subject).known().filter(|table| is_innodb(table))
}

/// MySQL reads a reference that is written with its column and forgets it before version 9
/// (<https://dev.mysql.com/doc/refman/8.4/en/ansi-diff-foreign-keys.html>).
pub(super) fn forgets_inline(engine: Engine) -> bool {
    engine.dialect == Dialect::Mysql && !engine.version.at_least(9, 0, 0)
}

/// Whether the statement drops a foreign key of its table, by its name.
pub(super) fn drops_foreign_key(subject: &Subject<'_>, key: &Constraint) -> bool {
    let mut changes = subject.statement.changes.iter();
    changes.any(|change| match &change.action {
        Action::Constraint(dropped) if change.kind == Kind::DropConstraint => {
            let name = dropped.name.as_ref().map(|name| name.folded(subject.engine.dialect));
            name.zip(key.name.as_ref())
                .is_some_and(|(dropped, own)| is_same_name(&dropped, own))
        }
        _ => false,
    })
}

pub(super) fn is_same_name(left: &str, right: &str) -> bool {
    left.eq_ignore_ascii_case(right)
}

/// The foreign keys that stay, of the table and of those that refer to it, each with its columns in the table.
fn foreign_keys<'a>(subject: &Subject<'a>, table: &'a Table) -> Vec<(Option<&'a Constraint>, Vec<CompactString>)> {
    let Some(before) = subject.before else {
        return Vec::new();
    };
    let engine = subject.engine;
    let is_there =
        |key: &Constraint| key.existence == Existence::Certain && !(key.is_of_column && forgets_inline(engine));
    let own = table.foreign_keys().map(|(key, _)| key);
    let own = own.filter(|key| is_there(key) && !drops_foreign_key(subject, key));
    let referring = before.foreign_keys_to(&table.key).filter(|(referrer, key, _)| {
        let goes = referrer.key == table.key && drops_foreign_key(subject, key);
        is_there(key) && is_innodb(referrer) && !goes
    });
    let own = own.map(|key| (Some(key), key.columns.clone()));
    own.chain(referring.map(|(_, _, columns)| (None, columns))).collect()
}

/// The only index that begins with the columns of a foreign key, in the referring table or in the one referred to.
pub(super) fn drops_needed_index(subject: &Subject<'_>) -> Fact {
    let (Action::Drop(dropped), Some(table)) = (&subject.change.action, known_table(subject)) else {
        return Some(false);
    };
    if may_be_unchecked(subject) || !table.is_complete {
        return Some(false);
    }
    let Some(index) = table.index(&dropped.name.ident.folded(subject.engine.dialect)).known() else {
        return Some(false);
    };
    if index.shape != IndexShape::Plain {
        return Some(false);
    }
    let stays = |other: &Index| other.name != index.name && !drops_index(subject, &other.name);
    let is_needed = |columns: &Vec<CompactString>| {
        let others = table.indexes.iter().filter(|other| stays(other));
        let serves = begins_with(&index.keys, columns);
        let mut added = subject.statement.changes.iter();
        serves
            && !columns.is_empty()
            && !others.into_iter().any(|other| may_serve(&other.keys, columns))
            && !added.any(|change| adds_index(change, columns, subject.engine.dialect))
    };
    Some(
        foreign_keys(subject, table)
            .iter()
            .any(|(_, columns)| is_needed(columns)),
    )
}

fn drops_index(subject: &Subject<'_>, name: &str) -> bool {
    let mut changes = subject.statement.changes.iter();
    changes.any(|change| match &change.action {
        Action::Drop(dropped) if change.kind == Kind::DropIndex => {
            dropped.name.ident.folded(subject.engine.dialect) == *name
        }
        _ => false,
    })
}

fn begins_with(keys: &[IndexKey], columns: &[CompactString]) -> bool {
    let names = keys.iter().map(|key| key.column().map(|column| column.text.as_str()));
    let wanted = columns.iter().map(|column| Some(column.as_str()));
    keys.len() >= columns.len() && names.take(columns.len()).eq(wanted)
}

/// Whether the first columns of an index are those, whatever their order.
pub(super) fn may_serve(keys: &[IndexKey], columns: &[CompactString]) -> bool {
    let first = keys.get(..columns.len()).unwrap_or_default();
    let is_key = |column: &CompactString| {
        let mut first = first.iter().filter_map(IndexKey::column);
        first.any(|key| key.text.eq_ignore_ascii_case(column))
    };
    columns.iter().all(is_key)
}

/// Whether a change adds an index that may serve, as a foreign key does that finds none.
fn adds_index(change: &Change, columns: &[CompactString], dialect: Dialect) -> bool {
    match &change.action {
        Action::CreateIndex(index) => may_serve(&index.keys, columns),
        Action::AddConstraint { constraint, .. } => match &constraint.kind {
            ConstraintKind::PrimaryKey { keys, .. } | ConstraintKind::Unique { keys, .. } => may_serve(keys, columns),
            ConstraintKind::ForeignKey(key) => {
                let mut own = key.columns.iter().map(|column| column.folded(dialect));
                own.any(|column| columns.contains(&column))
            }
            _ => false,
        },
        _ => false,
    }
}

/// The dropped column is part of a foreign key, or one refers to it: errors 1553, 1828 and 1829, whatever
/// `foreign_key_checks` says.
pub(super) fn drops_column(subject: &Subject<'_>) -> Fact {
    let (Some(table), Some(name)) = (known_table(subject), subject.change.column()) else {
        return Some(false);
    };
    let name = name.folded(subject.engine.dialect);
    let mut keys = foreign_keys(subject, table).into_iter();
    Some(keys.any(|(_, columns)| columns.contains(&name)))
}

/// `MODIFY` of a column on either side of a foreign key to values that are stored otherwise: errors 1832 and 1833.
pub(super) fn retypes_column(subject: &Subject<'_>) -> Fact {
    if may_be_unchecked(subject) || converts_values(subject) != Some(true) {
        return Some(false);
    }
    Some(modified_keys(subject).next().is_some())
}

/// `MODIFY … NOT NULL` of a column that a foreign key sets to null: error 1830.
pub(super) fn requires_nulled(subject: &Subject<'_>) -> Fact {
    let Action::AddColumn { column, .. } = &subject.change.action else {
        return Some(false);
    };
    let is_required = column.nullable == Some(false);
    Some(is_required && modified_keys(subject).any(|key| key.is_some_and(sets_null)))
}

/// The foreign keys that the modified column is part of; `None` for one that refers to it.
fn modified_keys<'a>(subject: &Subject<'a>) -> impl Iterator<Item = Option<&'a Constraint>> + use<'a> {
    let name = subject
        .change
        .typed_column()
        .map(|(_, name, _)| name.folded(subject.engine.dialect));
    let keys = known_table(subject)
        .map(|table| foreign_keys(subject, table))
        .unwrap_or_default();
    let keys = keys
        .into_iter()
        .filter(move |(_, columns)| name.as_ref().is_some_and(|name| columns.contains(name)));
    keys.map(|(key, _)| key)
}

/// `TRUNCATE` of a table that another one refers to: error 1701.
pub(super) fn empties_referred(subject: &Subject<'_>) -> Fact {
    let (Some(before), Some(table)) = (subject.before, known_table(subject)) else {
        return Some(false);
    };
    let is_there = |key: &Constraint| !(key.is_of_column && forgets_inline(subject.engine));
    let mut referring = before.foreign_keys_to(&table.key);
    let is_referred = referring.any(|(other, key, _)| other.key != table.key && is_there(key) && is_innodb(other));
    Some(is_referred && !may_be_unchecked(subject))
}

fn sets_null(key: &Constraint) -> bool {
    let reference = key.reference.as_ref();
    reference.is_some_and(|reference| is_null_set(reference.on_delete, reference.on_update))
}

pub(super) fn is_null_set(on_delete: Option<ReferentialAction>, on_update: Option<ReferentialAction>) -> bool {
    [on_delete, on_update].contains(&Some(ReferentialAction::SetNull))
}
