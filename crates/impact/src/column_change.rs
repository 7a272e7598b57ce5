//! What a change makes of a column that the history knows: a longer text, one that takes nulls no more, another type.
//! Each condition answers "not known" where the old column is not.

use schema::catalog::Column;
use schema::{Action, DataType, Dialect, Kind, TypeFamily};

use crate::Fact;
use crate::conditions::table_before;
use crate::rows::Subject;

struct ColumnChange<'a> {
    old: &'a Column,
    data_type: Option<&'a DataType>,
    /// `NULL` or `NOT NULL` as written or, in SQL Server, as the engine takes it.
    nullable: Option<bool>,
}

fn change<'a>(subject: &Subject<'a>) -> Option<ColumnChange<'a>> {
    let (name, data_type, written) = match &subject.change.action {
        Action::AddColumn { column, old_name, .. } if subject.change.kind != Kind::AddColumn => (
            old_name.as_ref().unwrap_or(&column.name),
            column.data_type.as_ref(),
            column.nullable,
        ),
        Action::Column(action) => (&action.column, action.data_type.as_ref(), action.nullable),
        _ => return None,
    };
    let table = table_before(subject).known()?;
    let old = table.column(&name.folded(subject.engine.dialect)).known()?;
    // https://learn.microsoft.com/sql/t-sql/statements/alter-table-transact-sql: without a word, nulls are allowed.
    let nullable = match subject.engine.dialect {
        Dialect::Mssql => written.or(Some(true)),
        _ => written,
    };
    Some(ColumnChange {
        old,
        data_type,
        nullable,
    })
}

impl ColumnChange<'_> {
    /// Whether the type stays.
    fn keeps_type(&self, dialect: Dialect) -> Fact {
        let Some(new) = self.data_type else {
            return Some(true);
        };
        let old = self.old.data_type.as_ref()?;
        Some(old.canonical_name(dialect) == new.canonical_name(dialect) && old.args == new.args)
    }

    /// Whether a text, bytes or a number only get more room.
    fn only_grows(&self, dialect: Dialect) -> Fact {
        let Some(new) = self.data_type else {
            return Some(false);
        };
        let old = self.old.data_type.as_ref()?;
        let has_room = matches!(old.family(), TypeFamily::Text | TypeFamily::Binary)
            || (dialect == Dialect::Oracle && old.family() == TypeFamily::Decimal);
        let scale = |data_type: &DataType| data_type.arg(1).unwrap_or(0);
        let is_longer = match (old.arg(0), new.arg(0)) {
            (Some(old), Some(new)) => new >= old,
            _ => false,
        };
        let is_same_type = old.canonical_name(dialect) == new.canonical_name(dialect);
        Some(has_room && is_same_type && is_longer && scale(old) == scale(new))
    }

    fn becomes_required(&self) -> Fact {
        match (self.old.nullable, self.nullable) {
            (_, None | Some(true)) | (Some(false), Some(false)) => Some(false),
            (Some(true), Some(false)) => Some(true),
            (None, Some(false)) => None,
        }
    }
}

/// The type stays or gets more room, and no value is asked for that was not before.
pub(crate) fn touches_no_row(subject: &Subject<'_>) -> Fact {
    let change = change(subject)?;
    let dialect = subject.engine.dialect;
    let fits = change.keeps_type(dialect)? || change.only_grows(dialect)?;
    Some(fits && !change.becomes_required()?)
}

/// The type stays or gets more room, and nulls are refused from now on: every row is looked at.
pub(crate) fn only_requires(subject: &Subject<'_>) -> Fact {
    let change = change(subject)?;
    let dialect = subject.engine.dialect;
    let fits = change.keeps_type(dialect)? || change.only_grows(dialect)?;
    Some(fits && change.becomes_required()?)
}

/// The values are stored in another way.
pub(crate) fn changes_storage(subject: &Subject<'_>) -> Fact {
    let change = change(subject)?;
    let dialect = subject.engine.dialect;
    let (old, new) = (change.old.data_type.as_ref()?, change.data_type?);
    Some(old.canonical_name(dialect) != new.canonical_name(dialect))
}
