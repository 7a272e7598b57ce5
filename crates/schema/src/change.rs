mod asked;
mod needed;

use compact_str::CompactString;
use source::TextRange;

use crate::{
    AddEnumValue, Behaviour, Column, ColumnPlace, Comment, Constraint, Copy, CreatePolicy, CreateRoutine,
    CreateSequence, CreateTable, CreateTrigger, CreateType, CreateView, DataType, Delete, Expr, Grant, Ident, Index,
    Insert, Kind, LockTables, Maintenance, Merge, Name, ObjectKind, Role, Select, TableSetting, Truncate, Update,
};

/// One thing a statement does to the schema or its data.
#[derive(Clone, PartialEq, Debug)]
pub struct Change {
    /// What it does.
    pub kind: Kind,
    /// Where it stands: the action within its statement, or the whole statement.
    pub range: TextRange,
    /// To what, and how.
    pub action: Action,
}

/// The parts of a change. Which action a kind has is fixed; several kinds share one action where
/// they differ in nothing but what they do.
#[derive(Clone, PartialEq, Debug)]
pub enum Action {
    /// Nothing more is known or needed: `unknown`, procedural statements, `do`.
    None,
    /// `create_table`.
    CreateTable(Box<CreateTable>),
    /// `create_index`, and `add_index` within `alter_table`.
    CreateIndex(Box<Index>),
    /// `create_view`, `create_materialized_view`, `alter_view` with a new query.
    CreateView(Box<CreateView>),
    /// `create_function`, `create_procedure`, … and their `alter_…` with a new body.
    CreateRoutine(Box<CreateRoutine>),
    /// `create_trigger`.
    CreateTrigger(Box<CreateTrigger>),
    /// `create_sequence`, `alter_sequence`.
    CreateSequence(Box<CreateSequence>),
    /// `create_type`, `create_domain`.
    CreateType(Box<CreateType>),
    /// `create_policy`, `alter_policy`.
    CreatePolicy(Box<CreatePolicy>),
    /// `create_role`, `create_user`, `alter_role`, `alter_user`.
    Role(Box<Role>),
    /// Every other `create_…`.
    CreateObject(Box<CreateObject>),
    /// Every `drop_…` of an object of its own.
    Drop(Box<DropObject>),
    /// Every `rename_…`: of an object, a column, a constraint, an enum value.
    Rename(Box<Rename>),
    /// `add_column`, `modify_column` (a whole new definition).
    AddColumn {
        /// The table.
        table: Name,
        /// The column.
        column: Box<Column>,
        /// `IF NOT EXISTS`, or `IF EXISTS` for `modify_column`.
        has_exists_clause: bool,
        /// MySQL's `FIRST` and `AFTER x`.
        place: Option<ColumnPlace>,
        /// For `CHANGE old new …`: the old name.
        old_name: Option<Ident>,
    },
    /// Everything done to one column: `drop_column`, `alter_column_type`, `set_not_null`, `set_default` …
    Column(Box<ColumnAction>),
    /// `add_constraint`.
    AddConstraint {
        /// The table.
        table: Name,
        /// The constraint.
        constraint: Box<Constraint>,
        /// `IF NOT EXISTS` (MariaDB).
        if_not_exists: bool,
    },
    /// `drop_constraint`, `validate_constraint`, `alter_constraint`, `enable_constraint`, `disable_constraint`.
    Constraint(Box<ConstraintAction>),
    /// `attach_partition`, `detach_partition`, `add_partition`, `drop_partition` …
    Partition(Box<PartitionAction>),
    /// Everything else done to a table, view or index as a whole: `set_schema`, `owner_to`, `set_logged`,
    /// `enable_row_security`, `set_options`, `enable_trigger` …
    Table(Box<TableAction>),
    /// Everything else done to another object by `alter_…`.
    Object(Box<ObjectAction>),
    /// `add_enum_value`.
    AddEnumValue(Box<AddEnumValue>),
    /// `grant`, `revoke`.
    Grant(Box<Grant>),
    /// `comment`.
    Comment(Box<Comment>),
    /// `insert`, `replace`.
    Insert(Box<Insert>),
    /// `update`.
    Update(Box<Update>),
    /// `delete`.
    Delete(Box<Delete>),
    /// `merge`.
    Merge(Box<Merge>),
    /// `select`, `values`, `with`.
    Select(Box<Select>),
    /// `truncate`.
    Truncate(Box<Truncate>),
    /// `copy`.
    Copy(Box<Copy>),
    /// `lock`.
    Lock(Box<LockTables>),
    /// `vacuum`, `analyze`, `reindex`, `cluster`, `refresh_materialized_view`, `optimize` …
    Maintenance(Box<Maintenance>),
    /// `set`, `reset`, `pragma`, `use`.
    Session(Box<SessionSetting>),
    /// `begin`, `commit`, `rollback`, `savepoint`, `release_savepoint` …
    Transaction(TransactionAction),
    /// `call`, `execute`: the routine.
    Call(Name),
}

/// An object created of which only the name is kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CreateObject {
    /// What kind of object.
    pub object_kind: ObjectKind,
    /// Its name, where it has one.
    pub name: Option<Name>,
    /// The table it belongs to or is built on: of a rule, a synonym, statistics.
    pub table: Option<Name>,
    /// `OR REPLACE`, `OR ALTER`.
    pub or_replace: bool,
    /// `IF NOT EXISTS`.
    pub if_not_exists: bool,
    /// Anything else said of it.
    pub options: Vec<TableSetting>,
}

/// An object dropped. A statement that drops three makes three of these.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DropObject {
    /// What kind of object.
    pub object_kind: ObjectKind,
    /// Its name.
    pub name: Name,
    /// The table it belongs to, where that is said: `DROP INDEX i ON t`, `DROP TRIGGER x ON t`.
    pub table: Option<Name>,
    /// `IF EXISTS`.
    pub if_exists: bool,
    /// `CASCADE` or `RESTRICT`.
    pub behaviour: Option<Behaviour>,
    /// `TEMPORARY` (MySQL).
    pub is_temporary: bool,
    /// Oracle's `PURGE`.
    pub purges: bool,
}

/// A new name for something.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rename {
    /// What kind of thing.
    pub object_kind: ObjectKind,
    /// The table it belongs to, for a column, a constraint, an index of MySQL; the type, for an enum value.
    pub parent: Option<Name>,
    /// What it was called.
    pub from: Name,
    /// What it is called now. An unqualified new name stays in the old schema.
    pub to: Name,
    /// `IF EXISTS`.
    pub if_exists: bool,
}

/// Something done to one column.
#[derive(Clone, PartialEq, Debug)]
pub struct ColumnAction {
    /// The table.
    pub table: Name,
    /// The column.
    pub column: Ident,
    /// `IF EXISTS`.
    pub if_exists: bool,
    /// `CASCADE` or `RESTRICT`.
    pub behaviour: Option<Behaviour>,
    /// The new type, for `alter_column_type`.
    pub data_type: Option<DataType>,
    /// `NULL` or `NOT NULL` written with the new type (SQL Server).
    pub nullable: Option<bool>,
    /// `USING …` for `alter_column_type`, the value for `set_default`, the expression for `set_expression`.
    pub expr: Option<Box<Expr>>,
    /// Anything else said: statistics, storage, the options of an identity, `online`.
    pub options: Vec<TableSetting>,
}

impl ColumnAction {
    /// Something done to a column that needs no more words.
    #[must_use]
    pub const fn new(table: Name, column: Ident) -> Self {
        Self {
            table,
            column,
            if_exists: false,
            behaviour: None,
            data_type: None,
            nullable: None,
            expr: None,
            options: Vec::new(),
        }
    }
}

/// Something done to a constraint that exists.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ConstraintAction {
    /// The table.
    pub table: Name,
    /// The constraint; `None` for `DROP PRIMARY KEY` and for all of a table's.
    pub name: Option<Ident>,
    /// What kind it is, where that is said: a primary key, a foreign key, a check.
    pub object_kind: ObjectKind,
    /// `IF EXISTS`.
    pub if_exists: bool,
    /// `CASCADE` or `RESTRICT`.
    pub behaviour: Option<Behaviour>,
    /// For `enable_constraint`: whether existing rows are checked (`WITH CHECK CHECK`); `None` where not said.
    pub with_check: Option<bool>,
    /// Anything else said: `deferrable`, `not enforced`, `keep index`, `online`.
    pub options: Vec<TableSetting>,
}

/// Something done to partitions.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PartitionAction {
    /// The partitioned table.
    pub table: Name,
    /// The partitions, or the tables that become or were partitions.
    pub partitions: Vec<Name>,
    /// PostgreSQL's `DETACH … CONCURRENTLY`.
    pub concurrently: Option<TextRange>,
    /// `FINALIZE`.
    pub finalize: bool,
    /// `DEFAULT` bounds.
    pub is_default: bool,
    /// `IF EXISTS` or `IF NOT EXISTS`.
    pub has_exists_clause: bool,
    /// The bounds, or the definitions of the new partitions.
    pub definition: Option<TextRange>,
    /// The other table or tablespace named, what is done where the kind does not say it (`rebuild`, `optimize`), and
    /// anything else said.
    pub options: Vec<TableSetting>,
}

/// Something done to a table, view or index as a whole.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TableAction {
    /// What kind of relation.
    pub object_kind: ObjectKind,
    /// Which.
    pub name: Name,
    /// The other thing named: a new schema or owner, a trigger, a parent, an index.
    pub argument: Option<Name>,
    /// Options with their values.
    pub options: Vec<TableSetting>,
}

/// Something done to another object.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ObjectAction {
    /// What kind of object.
    pub object_kind: ObjectKind,
    /// Which, where it has a name.
    pub name: Option<Name>,
    /// The other thing named: a new schema or owner.
    pub argument: Option<Name>,
    /// `IF EXISTS`.
    pub if_exists: bool,
    /// Anything else said.
    pub options: Vec<TableSetting>,
}

/// A setting of the session, the transaction or the server.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SessionSetting {
    /// Its name, lower case: `lock_timeout`, `foreign_keys`; `all` for `RESET ALL`.
    pub name: CompactString,
    /// Its value, as written, quotes removed.
    pub value: Option<CompactString>,
    /// Where the value stands.
    pub value_range: Option<TextRange>,
    /// For how long.
    pub scope: SettingScope,
}

/// How long a setting holds.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum SettingScope {
    /// Until the session ends.
    Session,
    /// Until the transaction ends.
    Local,
    /// For the whole server or database.
    Global,
    /// A variable of the script: `SET @x = 1`.
    Variable,
}

/// What a transaction statement says besides its verb.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct TransactionAction {
    /// The savepoint, or the name of a prepared or SQL Server transaction.
    pub name: Option<Ident>,
    /// `AND CHAIN`.
    pub chains: bool,
    /// The isolation level or mode, as written, upper case.
    pub mode: Option<CompactString>,
}
