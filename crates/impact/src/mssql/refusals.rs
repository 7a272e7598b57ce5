//! What keeps a column of SQL Server from another type: error 5074, `The object … is dependent on column …`.

use schema::catalog::{Column, Constraint, Existence, Index, Table};
use schema::{ConstraintKind, DataType, Dialect, Ident, IndexKey, Kind, TypeFamily};

use crate::Fact;
use crate::conditions::table_before;
use crate::rows::{ALL, Found, RowTable, Subject, find, row, table};

/// Its list of what `ALTER COLUMN` cannot modify.
const ALTER_COLUMN: &str = "https://learn.microsoft.com/sql/t-sql/statements/alter-table-transact-sql#alter-column";
const SCHEMABINDING: &str = "https://learn.microsoft.com/sql/t-sql/statements/create-view-transact-sql#schemabinding";

/// Why a change is refused. The first row that applies counts.
#[rustfmt::skip]
const ROWS: &RowTable<&'static str> = &table(&[
    row(&[Kind::AlterColumnType], is_of_key, ALL, "a primary or foreign key is about the column", ALTER_COLUMN),
    row(&[Kind::AlterColumnType], is_of_check, ALL, "a check or unique constraint is about the column", ALTER_COLUMN),
    row(&[Kind::AlterColumnType], has_default_of_type, ALL, "its default holds on to the type: that constraint has to be dropped first", ALTER_COLUMN),
    row(&[Kind::AlterColumnType], feeds_computed, ALL, "another column is computed from it", ALTER_COLUMN),
    row(&[Kind::AlterColumnType], is_of_index, ALL, "an index is about the column", ALTER_COLUMN),
    row(&[Kind::AlterColumnType], is_of_bound_view, ALL, "a view `with schemabinding` reads the column", SCHEMABINDING),
]);

/// Why the server refuses a change, where that is known.
pub(crate) fn refusal(subject: &Subject<'_>) -> Option<&'static str> {
    match find(ROWS, subject) {
        Found::One(reason) => Some(*reason),
        Found::Nothing | Found::Unknown => None,
    }
}

/// A column that gets another type or length.
struct Retyped<'a> {
    table: &'a Table,
    column: &'a Column,
    written: &'a Ident,
    difference: Difference,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Difference {
    /// A text or bytes of variable length get more room.
    Longer,
    /// A text or bytes of variable length get less room.
    Shorter,
    /// The same type with other digits, or another fixed length.
    Size,
    /// Another type.
    Type,
}

fn retyped<'a>(subject: &Subject<'a>) -> Option<Retyped<'a>> {
    let (_, written, new) = subject.change.typed_column()?;
    let table = table_before(subject).known().filter(|table| !table.may_be_older)?;
    let column = table.column(&written.folded(subject.engine.dialect)).known()?;
    let difference = difference(column.data_type.as_ref()?, new)?;
    Some(Retyped {
        table,
        column,
        written,
        difference,
    })
}

/// How a type differs from the one before; `None` where it does not, or where one of them is the user's own.
fn difference(old: &DataType, new: &DataType) -> Option<Difference> {
    const VARIABLE: &[&str] = &["varchar", "nvarchar", "varbinary"];
    if [old, new]
        .iter()
        .any(|data_type| data_type.family() == TypeFamily::Other)
    {
        return None;
    }
    let name = old.canonical_name(Dialect::Mssql);
    if name != new.canonical_name(Dialect::Mssql) {
        return Some(Difference::Type);
    }
    let (from, to) = (old.args.first()?, new.args.first()?);
    if old.args == new.args || old.args.len() != new.args.len() {
        return None;
    }
    if !VARIABLE.contains(&name) {
        return Some(Difference::Size);
    }
    let room = |length: &str| match length.eq_ignore_ascii_case("max") {
        true => Some(u32::MAX),
        false => length.parse().ok(),
    };
    let (from, to): (u32, u32) = (room(from)?, room(to)?);
    Some(if to > from {
        Difference::Longer
    } else {
        Difference::Shorter
    })
}

fn constraints<'a>(retyped: &Retyped<'a>) -> impl Iterator<Item = &'a Constraint> + use<'a> {
    let (table, column) = (retyped.table, retyped.column);
    let constraints = table.constraints.iter().map(|constraint| &**constraint);
    constraints
        .filter(|constraint| constraint.existence == Existence::Certain && constraint.columns.contains(&column.name))
}

fn is_of_key(subject: &Subject<'_>) -> Fact {
    let is_key = |constraint: &Constraint| {
        matches!(
            constraint.kind,
            ConstraintKind::PrimaryKey { .. } | ConstraintKind::ForeignKey(_)
        )
    };
    Some(retyped(subject).is_some_and(|retyped| constraints(&retyped).any(is_key)))
}

/// The length of a text may change.
fn is_of_check(subject: &Subject<'_>) -> Fact {
    let is_check = |constraint: &Constraint| {
        matches!(
            constraint.kind,
            ConstraintKind::Check { .. } | ConstraintKind::Unique { .. }
        )
    };
    let retyped = retyped(subject).filter(|retyped| matches!(retyped.difference, Difference::Size | Difference::Type));
    Some(retyped.is_some_and(|retyped| constraints(&retyped).any(is_check)))
}

/// Length and digits may change.
fn has_default_of_type(subject: &Subject<'_>) -> Fact {
    let retyped = retyped(subject).filter(|retyped| retyped.difference == Difference::Type);
    Some(retyped.is_some_and(|retyped| retyped.column.default.is_some()))
}

fn feeds_computed(subject: &Subject<'_>) -> Fact {
    Some(retyped(subject).is_some_and(|retyped| {
        let mut columns = retyped.table.columns.iter();
        columns.any(|other| {
            let generated = other.generated.as_ref();
            let names = generated.is_some_and(|generated| generated.expr.names_column(retyped.written, Dialect::Mssql));
            other.existence == Existence::Certain && other.name != retyped.column.name && names
        })
    }))
}

/// A text may become longer.
fn is_of_index(subject: &Subject<'_>) -> Fact {
    let retyped = retyped(subject).filter(|retyped| retyped.difference != Difference::Longer);
    Some(retyped.is_some_and(|retyped| {
        let name = &retyped.column.name;
        let is_about = |index: &Index| {
            let mut keys = index.keys.iter().filter_map(IndexKey::column);
            keys.any(|key| key.text == *name) || index.include.contains(name)
        };
        let mut indexes = retyped.table.indexes.iter();
        indexes.any(|index| index.constraint.is_none() && index.existence == Existence::Certain && is_about(index))
    }))
}

fn is_of_bound_view(subject: &Subject<'_>) -> Fact {
    let Some((retyped, before)) = retyped(subject).zip(subject.before) else {
        return Some(false);
    };
    let mut views = before.views_using(&retyped.table.key, &retyped.column.name);
    Some(views.any(|view| view.is_schema_bound))
}
