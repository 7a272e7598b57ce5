//! What SQLite's `ALTER TABLE` cannot do (<https://www.sqlite.org/lang_altertable.html>).

mod columns;
mod expressions;
mod keys;
mod objects;
mod rows;

use schema::{Action, Kind, Lookup};

use self::columns::{
    breaks_own_check, brings_primary_key, brings_unique, column_is_absent, computes_from_nothing, feeds_computed,
    has_computed_default, is_checked, is_in_trigger, is_in_view, is_in_view_of_view, is_in_view_trigger, is_indexed,
    is_keyed, is_last, is_referring_apart, is_required_without_value, is_stored, refers_with_default,
};
use self::expressions::{
    asks_for_absent_column, counts_rows, has_default_of_column, holds_query, is_computed_from_itself, is_restless,
    names_absent_column,
};
use self::keys::{
    conflicts_with_no_key, counts_by_no_row_number, gives_other_number, gives_value_to_computed, is_of_absent_column,
    lists_columns_of_query, refers_to_other_number,
};
use self::objects::{
    constraint_is_absent, drops_no_index, drops_no_trigger, drops_nothing, has_broken_trigger, has_broken_view,
    index_is_there, indexes_absent_column, is_internal, is_named_check, is_other_constraint, is_outside_transaction,
    is_table, is_there_already, keeps_name_for_itself, leaves_orphans, names_nothing_known, repeats_column,
    serves_constraint, takes_name_of_index, trigger_is_there,
};
use self::rows::{
    fires_at_wrong_time, has_no_way_to_rows, has_only_computed_columns, has_two_keys, has_type_of_no_strict_table,
    names_absent_relation, takes_name_of_table, writes_absent_column, writes_computed_column, writes_to_view,
};
use crate::Fact;
use crate::conditions::names::{column_is_there, takes_name_of_column};
use crate::kinds::TABLE_PARTS;
use crate::rows::{ALL, RowTable, Subject, always, before, row, since, table};

const ALTER_TABLE: &str = "https://www.sqlite.org/lang_altertable.html";
const ADD_COLUMN: &str = "https://www.sqlite.org/lang_altertable.html#alter_table_add_column";
const DROP_COLUMN: &str = "https://www.sqlite.org/lang_altertable.html#alter_table_drop_column";
const SYNTAX: &str = "the diagram of https://www.sqlite.org/lang_altertable.html";
const MEASURED: &str = "asked of the linked SQLite by `tests/tests/oracle_sqlite.rs`";

const ONE_ACTION: &str = "`alter table` of SQLite takes one action";
const NO_SUCH: &str = "`alter table` of SQLite has no such action";

/// Why a change is refused. The first row that applies counts.
#[rustfmt::skip]
pub(super) const ROWS: &RowTable<&'static str> = &table(&[
    row(TABLE_PARTS, is_one_of_several, ALL, ONE_ACTION, SYNTAX),
    row(&[Kind::AddColumn, Kind::DropColumn, Kind::RenameColumn, Kind::RenameTable], is_view, ALL, "SQLite alters no views", ALTER_TABLE),
    row(&[Kind::AddColumn, Kind::DropColumn, Kind::RenameColumn, Kind::RenameTable], table_is_absent, ALL, "there is no such table", MEASURED),
    row(&[Kind::CreateTable, Kind::CreateView, Kind::CreateIndex, Kind::CreateTrigger, Kind::RenameTable], keeps_name_for_itself, ALL, "SQLite keeps names that begin with `sqlite_` for itself", "https://www.sqlite.org/lang_createtable.html"),
    row(&[Kind::RenameTable], name_is_taken, ALL, "there is a table of that name", MEASURED),
    // Columns that come.
    row(&[Kind::AddColumn], has_exists_clause, ALL, "SQLite has no `add column if not exists`", SYNTAX),
    row(&[Kind::AddColumn], column_is_there, ALL, "there is a column of that name", MEASURED),
    row(&[Kind::AddColumn], brings_primary_key, ALL, "SQLite cannot add a primary key", ADD_COLUMN),
    row(&[Kind::AddColumn], brings_unique, ALL, "SQLite cannot add a unique column", ADD_COLUMN),
    row(&[Kind::AddColumn], is_stored, ALL, "SQLite cannot add a stored computed column", ADD_COLUMN),
    row(&[Kind::AddColumn], computes_from_nothing, ALL, "it is computed from a column that is not there", MEASURED),
    row(&[Kind::AddColumn], breaks_own_check, ALL, "the default breaks the check that comes with it", ADD_COLUMN),
    row(&[Kind::AddColumn], is_required_without_value, ALL, "SQLite cannot add a required column without a default where there are rows", ADD_COLUMN),
    row(&[Kind::AddColumn], has_computed_default, ALL, "SQLite cannot add a column whose default is no constant where there are rows", ADD_COLUMN),
    row(&[Kind::AddColumn], refers_with_default, ALL, "SQLite cannot add a reference with a default while foreign keys are enforced", ADD_COLUMN),
    // Columns that go.
    row(&[Kind::DropColumn], always, before(3, 35, 0), "SQLite drops columns from version 3.35 on", "https://www.sqlite.org/releaselog/3_35_0.html"),
    row(&[Kind::DropColumn], has_exists_clause, ALL, "SQLite has no `drop column if exists`", SYNTAX),
    row(&[Kind::DropColumn, Kind::RenameColumn], column_is_absent, ALL, "there is no such column", MEASURED),
    row(&[Kind::DropColumn], is_keyed, ALL, "SQLite cannot drop a column of a primary key or a unique one", DROP_COLUMN),
    row(&[Kind::DropColumn], is_indexed, ALL, "SQLite cannot drop a column that an index uses", DROP_COLUMN),
    row(&[Kind::DropColumn], is_checked, ALL, "SQLite cannot drop a column that a check of the table uses", DROP_COLUMN),
    row(&[Kind::DropColumn], is_referring_apart, ALL, "SQLite cannot drop a column of a foreign key", DROP_COLUMN),
    row(&[Kind::DropColumn], feeds_computed, ALL, "SQLite cannot drop a column that another is computed from", DROP_COLUMN),
    row(&[Kind::DropColumn], is_last, ALL, "SQLite cannot drop the only column", MEASURED),
    row(&[Kind::DropColumn], is_in_view, ALL, "SQLite cannot drop a column that a view names", DROP_COLUMN),
    row(&[Kind::DropColumn], is_in_trigger, ALL, "SQLite cannot drop a column that a trigger names", DROP_COLUMN),
    row(&[Kind::RenameColumn], takes_name_of_column, ALL, "there is a column of that name", MEASURED),
    row(&[Kind::RenameColumn], is_in_view_trigger, ALL, "a trigger of a view names the column", MEASURED),
    row(&[Kind::RenameColumn], always, before(3, 25, 0), "SQLite renames columns from version 3.25 on", "https://www.sqlite.org/releaselog/3_25_0.html"),
    row(&[Kind::RenameColumn], is_in_view_of_view, ALL, "a view of a view names the column", MEASURED),
    row(&[Kind::RenameTable, Kind::RenameColumn, Kind::DropColumn], has_broken_trigger, since(3, 26, 0), "a trigger names a table that is not there", MEASURED),
    row(&[Kind::RenameTable, Kind::RenameColumn], has_broken_view, since(3, 26, 0), "a view names a table that is not there", "https://www.sqlite.org/lang_altertable.html#alter_table_rename"),
    // Constraints: `NOT NULL` and named checks from 3.53 on.
    row(&[Kind::SetNotNull, Kind::DropNotNull], always, before(3, 53, 0), NO_SUCH, "https://www.sqlite.org/releaselog/3_53_0.html"),
    row(&[Kind::AddConstraint], is_named_check, before(3, 53, 0), NO_SUCH, "https://www.sqlite.org/releaselog/3_53_0.html"),
    row(&[Kind::AddConstraint], is_other_constraint, ALL, NO_SUCH, SYNTAX),
    row(&[Kind::DropConstraint], always, before(3, 53, 0), NO_SUCH, "https://www.sqlite.org/releaselog/3_53_0.html"),
    row(&[Kind::DropConstraint], constraint_is_absent, ALL, "there is no such constraint", MEASURED),
    row(Kind::ALL, is_unknown_action, ALL, NO_SUCH, SYNTAX),
    // Expressions.
    row(&[Kind::CreateTable, Kind::CreateIndex, Kind::AddColumn], is_restless, ALL, "its value is another each time", "https://www.sqlite.org/expridx.html"),
    row(&[Kind::CreateTable, Kind::CreateIndex, Kind::AddColumn, Kind::AddConstraint], holds_query, ALL, "no query can stand there", "https://www.sqlite.org/expridx.html"),
    row(&[Kind::CreateTable, Kind::CreateIndex, Kind::AddColumn, Kind::AddConstraint], counts_rows, ALL, "it counts over rows", MEASURED),
    row(&[Kind::CreateTable, Kind::CreateIndex, Kind::AddColumn, Kind::AddConstraint], names_absent_column, ALL, "there is no such column", MEASURED),
    row(&[Kind::CreateTable], is_computed_from_itself, ALL, "columns are computed from each other", "https://www.sqlite.org/gencol.html"),
    row(&[Kind::CreateTable], has_default_of_column, ALL, "a default is no constant", "https://www.sqlite.org/lang_createtable.html#the_default_clause"),
    row(&[Kind::CreateTable, Kind::Update, Kind::Delete], asks_for_absent_column, ALL, "there is no such column", MEASURED),
    // Keys.
    row(&[Kind::CreateTable], is_of_absent_column, ALL, "a key is of a column that is not there", MEASURED),
    row(&[Kind::CreateTable, Kind::AddColumn], refers_to_other_number, ALL, "it refers to another number of columns", "https://www.sqlite.org/foreignkeys.html"),
    row(&[Kind::CreateTable], counts_by_no_row_number, ALL, "`autoincrement` is for `integer primary key` alone", "https://www.sqlite.org/autoinc.html"),
    row(&[Kind::CreateTable], gives_value_to_computed, ALL, "a computed column has no default and is of no primary key", "https://www.sqlite.org/gencol.html"),
    row(&[Kind::CreateTable], lists_columns_of_query, ALL, "columns cannot be listed in front of a query", "https://www.sqlite.org/lang_createtable.html"),
    row(&[Kind::Insert], gives_other_number, ALL, "it gives another number of values", MEASURED),
    row(&[Kind::Insert], conflicts_with_no_key, ALL, "no key is of the columns of `on conflict`", "https://www.sqlite.org/lang_upsert.html"),
    // Rows.
    row(&[Kind::Insert, Kind::Replace, Kind::Update, Kind::Delete, Kind::Select, Kind::Explain, Kind::CreateTable], names_absent_relation, ALL, "there is no such table or view", MEASURED),
    row(&[Kind::Insert, Kind::Replace, Kind::Update, Kind::Delete], writes_to_view, ALL, "SQLite writes to a view only by a trigger of it", "https://www.sqlite.org/lang_createview.html"),
    row(&[Kind::Insert, Kind::Replace, Kind::Update], writes_computed_column, ALL, "SQLite writes to no computed column", "https://www.sqlite.org/gencol.html"),
    row(&[Kind::Insert, Kind::Replace, Kind::Update], writes_absent_column, ALL, "there is no such column", MEASURED),
    // Tables as they are written.
    row(&[Kind::CreateTable], has_two_keys, ALL, "it has two primary keys", MEASURED),
    row(&[Kind::CreateTable], has_no_way_to_rows, ALL, "a table without row numbers needs a primary key", "https://www.sqlite.org/withoutrowid.html"),
    row(&[Kind::CreateTable], has_only_computed_columns, ALL, "all its columns are computed", "https://www.sqlite.org/gencol.html"),
    row(&[Kind::CreateTable, Kind::AddColumn], has_type_of_no_strict_table, ALL, "a strict table has no such type", "https://www.sqlite.org/stricttables.html"),
    row(&[Kind::CreateIndex], takes_name_of_table, ALL, "there is a table of that name", MEASURED),
    row(&[Kind::CreateTable, Kind::CreateView, Kind::RenameTable], takes_name_of_index, ALL, "there is an index of that name", MEASURED),
    row(&[Kind::CreateTrigger], fires_at_wrong_time, ALL, "`instead of` is for views alone, and views have no other triggers", "https://www.sqlite.org/lang_createtrigger.html"),
    // Names that are taken, and names of nothing.
    row(&[Kind::CreateTable, Kind::CreateView], is_there_already, ALL, "there is a table or view of that name", MEASURED),
    row(&[Kind::CreateTable], repeats_column, ALL, "it has two columns of one name", MEASURED),
    row(&[Kind::CreateIndex], is_view, ALL, "SQLite indexes no views", "https://www.sqlite.org/lang_createindex.html"),
    row(&[Kind::CreateIndex, Kind::CreateTrigger], table_is_absent, ALL, "there is no such table", MEASURED),
    row(&[Kind::CreateIndex], indexes_absent_column, ALL, "there is no such column", MEASURED),
    row(&[Kind::CreateIndex], index_is_there, ALL, "there is an index of that name", MEASURED),
    row(&[Kind::CreateTrigger], trigger_is_there, ALL, "there is a trigger of that name", MEASURED),
    row(&[Kind::DropTable], is_internal, ALL, "the table is SQLite's own", MEASURED),
    row(&[Kind::DropTable], leaves_orphans, ALL, "rows of another table refer to it while foreign keys are enforced", "https://www.sqlite.org/foreignkeys.html#fk_schemacommands"),
    row(&[Kind::DropIndex], serves_constraint, ALL, "the index belongs to a constraint", "https://www.sqlite.org/lang_dropindex.html"),
    row(&[Kind::Commit, Kind::Rollback], is_outside_transaction, ALL, "no transaction is open", "https://www.sqlite.org/lang_transaction.html"),
    row(&[Kind::DropTable, Kind::DropView], drops_nothing, ALL, "there is no such table or view", MEASURED),
    row(&[Kind::DropTable], is_view, ALL, "it is a view: `drop view` drops it", MEASURED),
    row(&[Kind::DropView], is_table, ALL, "it is a table: `drop table` drops it", MEASURED),
    row(&[Kind::DropIndex], drops_no_index, ALL, "there is no such index", MEASURED),
    row(&[Kind::Reindex, Kind::Analyze], names_nothing_known, ALL, "there is no such table or index", "https://www.sqlite.org/lang_reindex.html"),
    row(&[Kind::DropTrigger], drops_no_trigger, ALL, "there is no such trigger", MEASURED),
]);

/// The actions that SQLite has.
const KNOWN: &[Kind] = &[
    Kind::AddColumn,
    Kind::DropColumn,
    Kind::SetNotNull,
    Kind::DropNotNull,
    Kind::AddConstraint,
    Kind::DropConstraint,
];

fn is_unknown_action(subject: &Subject<'_>) -> Fact {
    let is_part = subject.statement.kind == Kind::AlterTable && !KNOWN.contains(&subject.change.kind);
    let is_rename = matches!(subject.change.kind, Kind::RenameTable | Kind::RenameColumn);
    Some(is_part && !is_rename)
}

fn is_one_of_several(subject: &Subject<'_>) -> Fact {
    Some(subject.statement.kind == Kind::AlterTable && subject.statement.changes.len() > 1)
}

fn has_exists_clause(subject: &Subject<'_>) -> Fact {
    Some(subject.change.has_exists_clause() || subject.statement.modifiers.if_exists)
}

fn is_view(subject: &Subject<'_>) -> Fact {
    let view = subject
        .change
        .table()
        .zip(subject.before)
        .map(|(name, before)| before.view(name));
    Some(matches!(view, Some(Lookup::Known(_))))
}

fn table_is_absent(subject: &Subject<'_>) -> Fact {
    let relation = subject.change.table().zip(subject.before);
    Some(relation.is_some_and(|(name, before)| before.relation(name).is_absent()))
}

fn name_is_taken(subject: &Subject<'_>) -> Fact {
    let (Action::Rename(rename), Some(before)) = (&subject.change.action, subject.before) else {
        return Some(false);
    };
    Some(matches!(before.relation(&rename.to), Lookup::Known(_)))
}
