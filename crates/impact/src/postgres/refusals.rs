//! What a version of PostgreSQL does not know yet, or refuses of a partitioned table, or of a column that something
//! depends on.

mod indexes;
mod names;
mod pending;
mod replaced;
mod retyped;
mod unindexable;
mod values;

use schema::catalog::{Dependency, MissingColumn};
use schema::{Action, Constraint, ConstraintKind, GeneratedKind, Kind, Lookup};

use self::indexes::{
    is_concurrent_behind_another, is_concurrent_cascade, is_concurrent_of_unfilled,
    is_concurrent_on_index_of_partitioned, is_concurrent_without_data, is_concurrent_without_key, serves_constraint,
};
use self::names::{
    enum_value_is_there, has_primary_key, policy_is_there, repeats_constraint, takes_name_of_index,
    takes_name_of_relation, takes_name_of_sequence, takes_name_of_type, trigger_is_there,
};
use self::pending::waits_for_checks;
use self::replaced::{renames_parameter, returns_otherwise, takes_default_away};
use self::retyped::{feeds_computed, is_asked_by_policy, is_compared_as_enum, keeps_heirs, makes_identity_no_integer};
use self::unindexable::{has_no_operators, has_too_many_keys, holds_changing_value, is_unique_elsewhere};
use self::values::{
    adds_identity_again, adds_identity_to_default, adds_identity_to_nullable, drops_no_identity,
    gives_default_to_counting, gives_no_value, names_no_enum_value, writes_generated, writes_identity,
};
use super::casts::{keeps_default_of_other_type, needs_using};
use crate::Fact;
use crate::conditions::names::{column_is_there, lacks_column, takes_name_of_column};
use crate::conditions::{cascades, concurrently, table_before, table_is_partitioned};
use crate::rows::{ALL, RowTable, Subject, always, before, row, table};

const ALTER_TABLE: &str = "https://www.postgresql.org/docs/current/sql-altertable.html";
const CREATE_INDEX: &str = "https://www.postgresql.org/docs/current/sql-createindex.html";
const DROP_INDEX: &str = "https://www.postgresql.org/docs/current/sql-dropindex.html";
const DROPPED_INDEX: &str =
    "error 2BP01 of PostgreSQL 15, `cannot drop index … because constraint … requires it`, with and without `cascade`";
const REFRESH: &str = "https://www.postgresql.org/docs/current/sql-refreshmaterializedview.html";
const CREATE_FUNCTION: &str = "https://www.postgresql.org/docs/current/sql-createfunction.html";
const DEPENDENCIES: &str = "https://www.postgresql.org/docs/current/ddl-depend.html";
const ALTERED: &str = "error 0A000 of PostgreSQL 15, `cannot alter type of a column used by a view or rule`";
const MEASURED: &str = "asked of PostgreSQL 15 by `tests/tests/oracle_postgres.rs`";
const RELEASE_12: &str = "https://www.postgresql.org/docs/release/12.0/";
const RELEASE_14: &str = "https://www.postgresql.org/docs/release/14.0/";
const RELEASE_15: &str = "https://www.postgresql.org/docs/release/15.0/";
const RELEASE_17: &str = "https://www.postgresql.org/docs/release/17.0/";
const RELEASE_18: &str = "https://www.postgresql.org/docs/release/18.0/";

/// Why a change is refused. The first row that applies counts.
#[rustfmt::skip]
pub(super) const ROWS: &RowTable<&'static str> = &table(&[
    row(&[Kind::Reindex], concurrently, before(12, 0, 0), "`reindex concurrently` came with PostgreSQL 12", RELEASE_12),
    row(&[Kind::AddColumn, Kind::CreateTable], is_computed, before(12, 0, 0), "computed columns came with PostgreSQL 12", RELEASE_12),
    row(&[Kind::DetachPartition], concurrently, before(14, 0, 0), "`detach partition … concurrently` came with PostgreSQL 14", RELEASE_14),
    row(&[Kind::CreateTrigger], replaces, before(14, 0, 0), "`create or replace trigger` came with PostgreSQL 14", RELEASE_14),
    row(&[Kind::Merge], always, before(15, 0, 0), "`merge` came with PostgreSQL 15", RELEASE_15),
    row(&[Kind::SetAccessMethod], always, before(15, 0, 0), "`set access method` came with PostgreSQL 15", RELEASE_15),
    row(&[Kind::SetExpression], always, before(17, 0, 0), "`set expression` came with PostgreSQL 17", RELEASE_17),
    row(&[Kind::AddColumn, Kind::CreateTable], is_virtual, before(18, 0, 0), "virtual columns came with PostgreSQL 18", RELEASE_18),
    row(&[Kind::AddConstraint], is_not_enforced, before(18, 0, 0), "`not enforced` came with PostgreSQL 18", RELEASE_18),
    row(&[Kind::AddConstraint], is_not_null, before(18, 0, 0), "`add constraint … not null` came with PostgreSQL 18", RELEASE_18),
    row(&[Kind::AddConstraint], is_unchecked_reference_of_partitioned, before(18, 0, 0), "a foreign key of a partitioned table can be `not valid` from PostgreSQL 18 on", RELEASE_18),
    row(&[Kind::AddConstraint], is_unchecked_key, ALL, "only foreign keys, checks and `not null` can be `not valid`", ALTER_TABLE),
    row(&[Kind::AddConstraint], claims_index_of_partitioned, ALL, "a partitioned table has no `using index`", ALTER_TABLE),
    row(&[Kind::CreateIndex], is_concurrent_on_partitioned, ALL, "an index of a partitioned table cannot be built concurrently", CREATE_INDEX),
    row(&[Kind::DropIndex], serves_constraint, ALL, "the index belongs to a constraint, and goes with that by `alter table … drop constraint`", DROPPED_INDEX),
    row(&[Kind::DropIndex], is_concurrent_on_index_of_partitioned, ALL, "an index of a partitioned table cannot be dropped concurrently", DROP_INDEX),
    row(&[Kind::DropIndex], is_concurrent_cascade, ALL, "`drop index concurrently` knows no `cascade`", DROP_INDEX),
    row(&[Kind::DropIndex], is_concurrent_behind_another, ALL, "`drop index concurrently` drops one index at a time", DROP_INDEX),
    row(&[Kind::RefreshMaterializedView], is_concurrent_without_data, ALL, "`concurrently` and `with no data` exclude each other", REFRESH),
    row(&[Kind::RefreshMaterializedView], is_concurrent_of_unfilled, ALL, "a view that has never been filled cannot be refreshed concurrently", REFRESH),
    row(&[Kind::RefreshMaterializedView], is_concurrent_without_key, ALL, "to be refreshed concurrently, the view needs a unique index on columns, without a condition", REFRESH),
    // Names of nothing, and names that are taken.
    row(MissingColumn::KINDS, lacks_column, ALL, "there is no such column", MEASURED),
    row(&[Kind::AddColumn], column_is_there, ALL, "there is a column of that name", MEASURED),
    row(&[Kind::RenameColumn], takes_name_of_column, ALL, "there is a column of that name", MEASURED),
    row(NAMES_RELATION, takes_name_of_relation, ALL, "there is a table or view of that name", MEASURED),
    row(NAMES_RELATION, takes_name_of_index, ALL, "there is an index of that name", MEASURED),
    row(NAMES_RELATION, takes_name_of_sequence, ALL, "there is a sequence of that name", MEASURED),
    row(NAMES_TYPE, takes_name_of_type, ALL, "there is a type of that name", MEASURED),
    row(&[Kind::AddConstraint], repeats_constraint, ALL, "the table has a constraint of that name", MEASURED),
    row(&[Kind::AddConstraint, Kind::AddColumn], has_primary_key, ALL, "the table has a primary key", MEASURED),
    row(&[Kind::CreateTrigger], trigger_is_there, ALL, "the table has a trigger of that name", MEASURED),
    row(&[Kind::CreatePolicy], policy_is_there, ALL, "the table has a policy of that name", MEASURED),
    row(&[Kind::AddEnumValue], enum_value_is_there, ALL, "the type has that value", MEASURED),
    row(CLOSED_TO_PENDING, waits_for_checks, ALL, "rows that were put in above wait for a deferred check: `set constraints all immediate` has them checked before", "error 55006 of PostgreSQL 15, `cannot … because it has pending trigger events`"),
    // Indexes.
    row(&[Kind::CreateIndex, Kind::AddColumn], holds_changing_value, ALL, "its value depends on more than the row: what it calls has to be immutable", CREATE_INDEX),
    row(&[Kind::CreateIndex], has_no_operators, ALL, "the method takes no such type", MEASURED),
    row(&[Kind::CreateIndex], is_unique_elsewhere, ALL, "only `btree` indexes can be unique", "https://www.postgresql.org/docs/current/indexes-unique.html"),
    row(&[Kind::CreateIndex], has_too_many_keys, ALL, "the method takes one column", "https://www.postgresql.org/docs/current/indexes-multicolumn.html"),
    // Functions that are replaced.
    row(&[Kind::CreateFunction], returns_otherwise, ALL, "a function that is replaced keeps the type of its result: it has to be dropped first", CREATE_FUNCTION),
    row(&[Kind::CreateFunction, Kind::CreateProcedure], renames_parameter, ALL, "a function that is replaced keeps the names of its parameters: it has to be dropped first", CREATE_FUNCTION),
    row(&[Kind::CreateFunction, Kind::CreateProcedure], takes_default_away, ALL, "a function that is replaced keeps the defaults of its parameters: it has to be dropped first", CREATE_FUNCTION),
    // Values that are written, and columns that have one by themselves.
    row(&[Kind::Insert, Kind::Update], writes_identity, ALL, "an identity column that is `generated always` takes no written value", "https://www.postgresql.org/docs/current/sql-insert.html"),
    row(&[Kind::Insert, Kind::Update], writes_generated, ALL, "a computed column takes no written value", "https://www.postgresql.org/docs/current/ddl-generated-columns.html"),
    row(&[Kind::Insert], gives_no_value, ALL, "a required column without a default gets no value", MEASURED),
    row(&[Kind::AddColumn, Kind::CreateTable, Kind::SetDefault, Kind::Update], names_no_enum_value, ALL, "the type has no such value", MEASURED),
    row(&[Kind::AddIdentity], adds_identity_again, ALL, "the column is an identity column", MEASURED),
    row(&[Kind::AddIdentity], adds_identity_to_default, ALL, "the column has a default", MEASURED),
    row(&[Kind::AddIdentity], adds_identity_to_nullable, ALL, "an identity column has to be `not null` before", MEASURED),
    row(&[Kind::DropIdentity], drops_no_identity, ALL, "the column is no identity column", MEASURED),
    row(&[Kind::SetDefault, Kind::DropDefault], gives_default_to_counting, ALL, "an identity or computed column has no default", MEASURED),
    row(&[Kind::AlterColumnType, Kind::DropColumn], is_of_partition_key, ALL, "the table is partitioned by the column", MEASURED),
    row(&[Kind::AlterColumnType, Kind::DropColumn], is_inherited, ALL, "the column comes from a parent of the table", MEASURED),
    row(&[Kind::Truncate], is_held, ALL, "a foreign key of another table refers to it", "https://www.postgresql.org/docs/current/sql-truncate.html"),
    row(&[Kind::DropColumn], is_read_by_view_that_stays, ALL, "a view reads the column", DEPENDENCIES),
    row(&[Kind::DropColumn, Kind::DropConstraint, Kind::DropTable, Kind::DropSequence, Kind::DropFunction, Kind::DropSchema], is_held, ALL, "something else still uses it", DEPENDENCIES),
    row(&[Kind::AlterColumnType], is_read_by_view, ALL, "a view reads the column, and keeps its type as it is", ALTERED),
    row(&[Kind::AlterColumnType], is_asked_by_policy, ALL, "a policy asks for the column", "error 0A000 of PostgreSQL 15, `cannot alter type of a column used in a policy definition`"),
    row(&[Kind::AlterColumnType], feeds_computed, ALL, "another column is computed from it", "error 0A000 of PostgreSQL 15, `cannot alter type of a column used by a generated column`"),
    row(&[Kind::AlterColumnType], makes_identity_no_integer, ALL, "an identity column is a `smallint`, `integer` or `bigint`", "https://www.postgresql.org/docs/current/sql-createtable.html"),
    row(&[Kind::AlterColumnType], keeps_heirs, ALL, "the type has to change in partitions and heirs too", ALTER_TABLE),
    row(&[Kind::AlterColumnType], is_compared_as_enum, ALL, "a check or the condition of an index compares the column with a value of its old type", MEASURED),
    row(&[Kind::AlterColumnType], needs_using, ALL, "the old type goes into the new one only by `using`", ALTER_TABLE),
    row(&[Kind::AlterColumnType], keeps_default_of_other_type, ALL, "the default does not go into the new type: it has to be dropped first, and set anew behind", ALTER_TABLE),
    row(&[Kind::DetachPartition], has_default_partition, ALL, "a partition cannot be detached concurrently beside a default partition", ALTER_TABLE),
]);

/// What takes no table with rows that wait for a check. To rename something, to drop an index and to make a trigger or policy
/// goes.
const CLOSED_TO_PENDING: &[Kind] = &[
    Kind::AddColumn,
    Kind::DropColumn,
    Kind::AlterColumnType,
    Kind::SetDefault,
    Kind::DropDefault,
    Kind::SetNotNull,
    Kind::DropNotNull,
    Kind::AddConstraint,
    Kind::DropConstraint,
    Kind::ValidateConstraint,
    Kind::AddIdentity,
    Kind::DropIdentity,
    Kind::EnableRowSecurity,
    Kind::DisableRowSecurity,
    Kind::CreateIndex,
    Kind::DropTable,
    Kind::Truncate,
];

/// What gives a name that tables, views, indexes and sequences share.
const NAMES_RELATION: &[Kind] = &[
    Kind::CreateTable,
    Kind::CreateForeignTable,
    Kind::CreateView,
    Kind::CreateMaterializedView,
    Kind::CreateIndex,
    Kind::CreateSequence,
    Kind::RenameTable,
    Kind::RenameView,
    Kind::RenameMaterializedView,
    Kind::RenameIndex,
    Kind::RenameSequence,
    Kind::AddConstraint,
];

/// What gives a name that types have; a table's rows are of a type of its name.
const NAMES_TYPE: &[Kind] = &[
    Kind::CreateType,
    Kind::CreateDomain,
    Kind::CreateTable,
    Kind::CreateView,
    Kind::CreateMaterializedView,
];

fn is_computed(subject: &Subject<'_>) -> Fact {
    let added = subject.change.added_columns();
    Some(added.iter().any(|column| column.generated.is_some()))
}

/// Said so, or not said to be stored.
fn is_virtual(subject: &Subject<'_>) -> Fact {
    let mut computed = subject
        .change
        .added_columns()
        .iter()
        .filter_map(|column| column.generated.as_ref());
    Some(computed.any(|generated| generated.kind != GeneratedKind::Stored))
}

fn replaces(subject: &Subject<'_>) -> Fact {
    match &subject.change.action {
        Action::CreateTrigger(trigger) => Some(trigger.or_replace),
        _ => Some(false),
    }
}

fn asks(subject: &Subject<'_>, of_constraint: fn(&Constraint) -> bool) -> Fact {
    match &subject.change.action {
        Action::AddConstraint { constraint, .. } => Some(of_constraint(constraint)),
        _ => Some(false),
    }
}

fn is_not_enforced(subject: &Subject<'_>) -> Fact {
    asks(subject, |constraint| constraint.state.not_enforced)
}

fn is_not_null(subject: &Subject<'_>) -> Fact {
    asks(subject, |constraint| {
        matches!(constraint.kind, ConstraintKind::NotNull { .. })
    })
}

fn is_unchecked_reference_of_partitioned(subject: &Subject<'_>) -> Fact {
    let is_it = asks(subject, |constraint| {
        constraint.state.not_valid.is_some() && matches!(constraint.kind, ConstraintKind::ForeignKey(_))
    });
    if is_it == Some(false) {
        is_it
    } else {
        table_is_partitioned(subject)
    }
}

fn is_unchecked_key(subject: &Subject<'_>) -> Fact {
    asks(subject, |constraint| {
        let is_key = matches!(
            constraint.kind,
            ConstraintKind::PrimaryKey { .. } | ConstraintKind::Unique { .. } | ConstraintKind::Exclude { .. }
        );
        is_key && constraint.state.not_valid.is_some()
    })
}

fn claims_index_of_partitioned(subject: &Subject<'_>) -> Fact {
    let claims = asks(subject, |constraint| {
        matches!(
            constraint.kind,
            ConstraintKind::PrimaryKey {
                using_index: Some(_),
                ..
            } | ConstraintKind::Unique {
                using_index: Some(_),
                ..
            }
        )
    });
    if claims == Some(false) {
        claims
    } else {
        table_is_partitioned(subject)
    }
}

fn is_concurrent_on_partitioned(subject: &Subject<'_>) -> Fact {
    if concurrently(subject) != Some(true) {
        return Some(false);
    }
    table_is_partitioned(subject)
}

fn is_read_by_view(subject: &Subject<'_>) -> Fact {
    let (Action::Column(action), Some(before)) = (&subject.change.action, subject.before) else {
        return Some(false);
    };
    if !before.has_dependents(Dependency::Reads) {
        return Some(false);
    }
    let Lookup::Known(table) = before.table(&action.table) else {
        return Some(false);
    };
    let column = action.column.folded(subject.engine.dialect);
    let is_read = before.views_using(&table.key, &column).next().is_some();
    Some(is_read && table.column(&column).known().is_some())
}

fn is_read_by_view_that_stays(subject: &Subject<'_>) -> Fact {
    if cascades(subject) == Some(true) {
        return Some(false);
    }
    is_read_by_view(subject)
}

/// Something keeps the engine from dropping or emptying it.
fn is_held(subject: &Subject<'_>) -> Fact {
    let before = subject.before;
    Some(before.is_some_and(|before| before.holder(subject.change, subject.statement).is_some()))
}

fn is_of_partition_key(subject: &Subject<'_>) -> Fact {
    let (Some(table), Some(column)) = (table_before(subject).known(), subject.change.column()) else {
        return Some(false);
    };
    let column = column.folded(subject.engine.dialect);
    Some(
        table
            .partition_by
            .as_ref()
            .is_some_and(|by| by.columns.contains(&column)),
    )
}

/// A parent of the table has the column.
fn is_inherited(subject: &Subject<'_>) -> Fact {
    let (Some(table), Some(column), Some(before)) =
        (table_before(subject).known(), subject.change.column(), subject.before)
    else {
        return Some(false);
    };
    let name = column.folded(subject.engine.dialect);
    let has_column = |key: &schema::ObjectKey| {
        let parent = before.table_at(key).known();
        parent.is_some_and(|parent| parent.column(&name).known().is_some())
    };
    let is_there = table.column(&name).known().is_some();
    Some(is_there && table.inherits.iter().chain(&table.partition_of).any(has_column))
}

fn has_default_partition(subject: &Subject<'_>) -> Fact {
    if concurrently(subject) != Some(true) {
        return Some(false);
    }
    let (Lookup::Known(parent), Some(before)) = (table_before(subject), subject.before) else {
        return None;
    };
    Some(before.default_partition(&parent.key).is_some())
}
