//! Whether stored data is lost.

use schema::{Action, DataType, Dialect, Kind, Lookup, TypeFamily, WhereKind};

use super::phase::runs_explained;
use crate::Fact;
use crate::conditions::{cascades, is_temporary, table_before};
use crate::kinds::{CREATE_ALTER_DROP, TABLE_PARTS};
use crate::mssql::is_system_procedure;
use crate::rows::{ALL, RowTable, Subject, always, row, table};

const STATEMENT: &str = "what the statement takes away held rows or values";

#[rustfmt::skip]
pub(super) const ROWS: &RowTable<Fact> = &table(&[
    row(&[Kind::DropTable, Kind::DropColumn, Kind::Truncate], is_not_there, ALL, Some(false), STATEMENT),
    row(&[Kind::DropTable, Kind::Truncate], is_temporary, ALL, Some(false), STATEMENT),
    row(&[Kind::DropTable], lives_on_in_copy, ALL, Some(false), STATEMENT),
    row(&[Kind::DropTable], always, ALL, Some(true), STATEMENT),
    row(&[Kind::CreateTable], replaces_rows, ALL, Some(true), STATEMENT),
    row(&[Kind::DropColumn, Kind::SetUnusedColumn], is_computed, ALL, Some(false), STATEMENT),
    row(&[Kind::DropColumn, Kind::SetUnusedColumn, Kind::DropUnusedColumns, Kind::DropAttribute], always, ALL, Some(true), STATEMENT),
    row(&[Kind::DropDatabase], always, ALL, Some(true), STATEMENT),
    row(&[Kind::DropSchema], empties_schema, ALL, Some(true), STATEMENT),
    row(&[Kind::DropSchema], always, ALL, Some(false), STATEMENT),
    row(&[Kind::DropType, Kind::DropDomain], takes_columns, ALL, Some(true), STATEMENT),
    row(&[Kind::DropType, Kind::DropDomain, Kind::DropExtension], cascades, ALL, None, STATEMENT),
    row(&[Kind::DropOwned], always, ALL, None, STATEMENT),
    // Oracle: `DROP USER u CASCADE` drops all that is the user's, and `INCLUDING CONTENTS` all that is in it.
    row(&[Kind::DropUser], drops_user_with_all, ALL, Some(true), "https://docs.oracle.com/en/database/oracle/oracle-database/23/sqlrf/DROP-USER.html"),
    row(&[Kind::DropTablespace, Kind::DropLogfileGroup], always, ALL, None, STATEMENT),
    row(&[Kind::Purge], is_of_oracle, ALL, Some(true), "https://docs.oracle.com/en/database/oracle/oracle-database/23/sqlrf/PURGE.html"),
    row(&[Kind::Flashback], always, ALL, None, STATEMENT),
    row(&[Kind::Explain], runs_explained, ALL, None, STATEMENT),
    row(&[Kind::Execute, Kind::Call], is_system_procedure, ALL, Some(false), STATEMENT),
    row(CREATE_ALTER_DROP, always, ALL, Some(false), STATEMENT),
    row(&[Kind::Truncate], always, ALL, Some(true), STATEMENT),
    row(&[Kind::DropPartition, Kind::TruncatePartition, Kind::DiscardTablespace], always, ALL, Some(true), STATEMENT),
    row(&[Kind::AlterColumnType, Kind::ModifyColumn, Kind::AlterAttributeType], loses_precision, ALL, Some(true), STATEMENT),
    row(&[Kind::ModifyColumn, Kind::AlterColumnType], says_no_type, ALL, Some(false), STATEMENT),
    row(&[Kind::AlterColumnType, Kind::ModifyColumn, Kind::AlterAttributeType], may_lose, ALL, None, STATEMENT),
    row(&[Kind::SetEngine], keeps_engine, ALL, Some(false), STATEMENT),
    row(&[Kind::ConvertCharset, Kind::SetEngine], always, ALL, None, STATEMENT),
    row(TABLE_PARTS, always, ALL, Some(false), STATEMENT),
    row(&[Kind::Delete], deletes_nothing, ALL, Some(false), STATEMENT),
    row(&[Kind::Delete], always, ALL, Some(true), STATEMENT),
    row(&[Kind::Update], updates_nothing, ALL, Some(false), STATEMENT),
    row(&[Kind::Update], overwrites_all, ALL, Some(true), STATEMENT),
    row(&[Kind::Update], always, ALL, None, STATEMENT),
    row(&[Kind::Merge], merge_deletes, ALL, Some(true), STATEMENT),
    row(&[Kind::Merge], merge_updates, ALL, None, STATEMENT),
    row(&[Kind::Replace], always, ALL, None, STATEMENT),
    row(&[Kind::Insert], overwrites_existing, ALL, None, STATEMENT),
    row(&[Kind::Restore], always, ALL, Some(true), STATEMENT),
    row(&[Kind::Call, Kind::Execute, Kind::ExecuteImmediate, Kind::Perform], always, ALL, None, STATEMENT),
    row(schema::Kind::ALL, always, ALL, Some(false), STATEMENT),
]);

/// The table or column is certainly not there.
fn is_not_there(subject: &Subject<'_>) -> Fact {
    let Some(before) = subject.before else {
        return Some(false);
    };
    let table = subject.change.table();
    let is_absent = match (table, subject.change.column()) {
        // A migration that was not read may have added it.
        (Some(table), Some(column)) => !before.has_gaps() && before.column(table, column).is_absent(),
        (Some(table), None) => before.relation(table).is_absent(),
        _ => false,
    };
    Some(is_absent)
}

/// All its rows went into another table before, with all their values: SQLite's way to change a table.
fn lives_on_in_copy(subject: &Subject<'_>) -> Fact {
    let (Some(before), Some(name)) = (subject.before, subject.change.table()) else {
        return Some(false);
    };
    let (Some(copied), Some(table)) = (before.copied(&before.key(name)), table_before(subject).seen()) else {
        return Some(false);
    };
    let holds_value = |column: &schema::catalog::Column| column.generated.is_none();
    let mut columns = table.columns.iter().filter(|column| holds_value(column));
    Some(table.is_complete && columns.all(|column| copied.holds(&column.name)))
}

fn replaces_rows(subject: &Subject<'_>) -> Fact {
    match &subject.change.action {
        Action::CreateTable(table) if table.or_replace => match table_before(subject) {
            Lookup::Absent => Some(false),
            _ => Some(true),
        },
        _ => Some(false),
    }
}

/// What is computed from other columns can be computed again.
fn is_computed(subject: &Subject<'_>) -> Fact {
    let Some(column) = subject.change.column() else {
        return Some(false);
    };
    let name = column.folded(subject.engine.dialect);
    let table = table_before(subject).seen();
    let column = table.and_then(|table| table.column(&name).known());
    Some(column.is_some_and(|column| column.generated.is_some()))
}

/// `MODIFY note NOT NULL`, `MODIFY note DEFAULT 'x'`: the values stay as they are.
fn says_no_type(subject: &Subject<'_>) -> Fact {
    Some(match &subject.change.action {
        Action::AddColumn { column, .. } => column.data_type.is_none(),
        Action::Column(action) => action.data_type.is_none() && subject.change.kind == Kind::ModifyColumn,
        _ => false,
    })
}

/// `ENGINE = InnoDB` of a table that is kept there.
fn keeps_engine(subject: &Subject<'_>) -> Fact {
    crate::mysql::is_same_engine(subject)
}

fn drops_user_with_all(subject: &Subject<'_>) -> Fact {
    let is_oracle = subject.engine.dialect == Dialect::Oracle;
    Some(is_oracle && cascades(subject) == Some(true))
}

fn is_of_oracle(subject: &Subject<'_>) -> Fact {
    Some(subject.engine.dialect == Dialect::Oracle)
}

/// With `CASCADE`, and on engines where a schema is a database.
fn empties_schema(subject: &Subject<'_>) -> Fact {
    let is_database = matches!(subject.engine.dialect.family(), schema::Family::Mysql);
    Some(is_database || cascades(subject) == Some(true))
}

/// `CASCADE` takes the columns of that type.
fn takes_columns(subject: &Subject<'_>) -> Fact {
    let Action::Drop(dropped) = &subject.change.action else {
        return Some(false);
    };
    if cascades(subject) != Some(true) {
        return Some(false);
    }
    let before = subject.before?;
    let key = before.key(&dropped.name);
    let of_type = |data_type: &Option<DataType>| data_type.as_ref().is_some_and(|known| known.name == key.name);
    let mut tables = before.tables();
    let is_used = tables.any(|(_, table)| table.columns.iter().any(|column| of_type(&column.data_type)));
    if is_used { Some(true) } else { Some(false) }
}

/// From what kind of value to what kind something is certainly lost.
const LOSSY: &[(TypeFamily, TypeFamily)] = &[
    (TypeFamily::Timestamp, TypeFamily::Date),
    (TypeFamily::Timestamp, TypeFamily::Time),
    (TypeFamily::Float, TypeFamily::Integer),
];

fn loses_precision(subject: &Subject<'_>) -> Fact {
    let Some((old, new)) = types(subject) else {
        return Some(false);
    };
    let scale_shrinks = old.family() == TypeFamily::Decimal
        && ((new.family() == TypeFamily::Decimal
            && !new.args.is_empty()
            && old.arg(1).unwrap_or(0) > new.arg(1).unwrap_or(0))
            || (new.family() == TypeFamily::Integer && old.arg(1).is_some_and(|scale| scale > 0)));
    Some(scale_shrinks || LOSSY.contains(&(old.family(), new.family())))
}

/// Neither known to be lossless nor known to lose.
fn may_lose(subject: &Subject<'_>) -> Fact {
    let converts = match &subject.change.action {
        Action::Column(action) => action.expr.is_some(),
        _ => false,
    };
    let Some((old, new)) = types(subject) else {
        return Some(true);
    };
    Some(converts || !is_lossless(&old, &new))
}

/// Every value of the old type is one of the new type.
fn is_lossless(old: &DataType, new: &DataType) -> bool {
    let grows = |at: usize| match (old.arg(at), new.arg(at)) {
        (_, None) => true,
        (Some(old), Some(new)) => new >= old,
        (None, Some(_)) => false,
    };
    match (old.family(), new.family()) {
        (TypeFamily::Integer, TypeFamily::Integer) => bytes(old) <= bytes(new) && (!old.is_unsigned || new.is_unsigned),
        (TypeFamily::Integer, TypeFamily::Decimal | TypeFamily::Text) => new.args.is_empty(),
        (TypeFamily::Text, TypeFamily::Text) => {
            old.charset == new.charset && (grows(0) || (old.name == new.name && old.args == new.args))
        }
        (TypeFamily::Other, TypeFamily::Text) => new.args.is_empty(),
        (TypeFamily::Other, TypeFamily::Other) if matches!(old.name.as_str(), "enum" | "set") => {
            old.name == new.name && old.args.iter().all(|value| new.args.contains(value))
        }
        (left, right) => left == right && old.name == new.name && grows(0) && grows(1),
    }
}

/// How wide each integer type is (<https://dev.mysql.com/doc/refman/8.4/en/integer-types.html> and its like).
const WIDTHS: &[(&str, u8)] = &[
    ("tinyint", 1),
    ("smallint", 2),
    ("int2", 2),
    ("smallserial", 2),
    ("mediumint", 3),
    ("int", 4),
    ("integer", 4),
    ("int4", 4),
    ("serial", 4),
    ("bigint", 8),
    ("int8", 8),
    ("bigserial", 8),
];

fn bytes(data_type: &DataType) -> u8 {
    let width = WIDTHS.iter().find(|(name, _)| *name == data_type.name);
    width.map_or(8, |(_, bytes)| *bytes)
}

fn types(subject: &Subject<'_>) -> Option<(DataType, DataType)> {
    let (name, new) = match &subject.change.action {
        Action::Column(action) => (&action.column, action.data_type.clone()?),
        Action::AddColumn { column, old_name, .. } => {
            (old_name.as_ref().unwrap_or(&column.name), column.data_type.clone()?)
        }
        _ => return None,
    };
    let table = table_before(subject).known()?;
    let column = table.column(&name.folded(subject.engine.dialect)).known()?;
    Some((column.data_type.clone()?, new))
}

fn deletes_nothing(subject: &Subject<'_>) -> Fact {
    match &subject.change.action {
        Action::Delete(delete) => {
            let condition = delete.condition.as_ref();
            Some(condition.is_some_and(|condition| condition.kind == WhereKind::AlwaysFalse))
        }
        _ => Some(false),
    }
}

fn updates_nothing(subject: &Subject<'_>) -> Fact {
    match &subject.change.action {
        Action::Update(update) => {
            let condition = update.condition.as_ref();
            Some(condition.is_some_and(|condition| condition.kind == WhereKind::AlwaysFalse))
        }
        _ => Some(false),
    }
}

/// Without a `WHERE`, with values that do not come from the columns they replace.
fn overwrites_all(subject: &Subject<'_>) -> Fact {
    let Action::Update(update) = &subject.change.action else {
        return Some(false);
    };
    let is_all = match &update.condition {
        None => !update.has_join || !subject.engine.dialect.joins_choose_rows(),
        Some(condition) => condition.kind == WhereKind::AlwaysTrue,
    };
    Some(
        is_all
            && update
                .assignments
                .iter()
                .all(|assignment| assignment.value.is_literal()),
    )
}

fn merge_deletes(subject: &Subject<'_>) -> Fact {
    match &subject.change.action {
        Action::Merge(merge) => Some(merge.deletes),
        _ => Some(false),
    }
}

fn merge_updates(subject: &Subject<'_>) -> Fact {
    match &subject.change.action {
        Action::Merge(merge) => Some(merge.updates),
        _ => Some(false),
    }
}

fn overwrites_existing(subject: &Subject<'_>) -> Fact {
    match &subject.change.action {
        Action::Insert(insert) => Some(matches!(
            insert.conflict,
            Some(schema::Conflict::Update | schema::Conflict::Replace)
        )),
        _ => Some(false),
    }
}
