use compact_str::CompactString;
use source::TextRange;

use crate::{
    AddEnumValue, Assignment, Behaviour, Column, ColumnPlace, Comment, Constraint, ConstraintKind, Copy, CreatePolicy,
    CreateRoutine, CreateSequence, CreateTable, CreateTrigger, CreateType, CreateView, DataType, Delete, Expr, Grant,
    Ident, Index, Insert, KeyTarget, Kind, LockTables, Maintenance, Merge, Name, ObjectKind, Role, Select, Statement,
    TableSetting, Truncate, Update, Where,
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

impl Change {
    /// The table, view or other relation the change is about.
    #[must_use]
    pub fn table(&self) -> Option<&Name> {
        match &self.action {
            Action::CreateTable(table) => Some(&table.name),
            Action::CreateIndex(index) => Some(&index.table),
            Action::CreateView(view) => Some(&view.name),
            Action::CreateTrigger(trigger) => trigger.table.as_ref(),
            Action::CreatePolicy(policy) => Some(&policy.table),
            Action::AddColumn { table, .. } | Action::AddConstraint { table, .. } => Some(table),
            Action::Column(action) => Some(&action.table),
            Action::Constraint(action) => Some(&action.table),
            Action::Partition(action) => Some(&action.table),
            Action::Table(action) if action.object_kind.is_relation() => Some(&action.name),
            Action::Drop(dropped) if dropped.object_kind.is_relation() => Some(&dropped.name),
            Action::Drop(dropped) => dropped.table.as_ref(),
            Action::Rename(rename) if rename.object_kind.is_relation() => Some(&rename.from),
            Action::Rename(rename) => rename.parent.as_ref(),
            Action::Insert(insert) => Some(&insert.table),
            Action::Update(update) => Some(&update.table),
            Action::Delete(delete) => Some(&delete.table),
            Action::Merge(merge) => Some(&merge.table),
            Action::Truncate(truncate) => Some(&truncate.table),
            Action::Copy(copy) => copy.table.as_ref(),
            Action::Comment(comment) if comment.object_kind.is_relation() || comment.column.is_some() => {
                Some(&comment.name)
            }
            _ => None,
        }
    }

    /// The name of what the change is about: the table of a column, the index of a `drop_index`.
    #[must_use]
    pub fn object(&self) -> Option<&Name> {
        match &self.action {
            Action::CreateIndex(index) => index.name.as_ref().or(Some(&index.table)),
            Action::CreateRoutine(routine) => Some(&routine.name),
            Action::CreateTrigger(trigger) => Some(&trigger.name),
            Action::CreateSequence(sequence) => Some(&sequence.name),
            Action::CreateType(created) => Some(&created.name),
            Action::CreateObject(created) => created.name.as_ref(),
            Action::Drop(dropped) => Some(&dropped.name),
            Action::Rename(rename) => Some(&rename.from),
            Action::Table(action) => Some(&action.name),
            Action::Object(action) => action.name.as_ref(),
            Action::AddEnumValue(added) => Some(&added.name),
            Action::Comment(comment) => Some(&comment.name),
            Action::Maintenance(maintenance) => maintenance.names.first(),
            Action::Call(routine) => Some(routine),
            _ => self.table(),
        }
    }

    /// The column the change is about.
    #[must_use]
    pub fn column(&self) -> Option<&Ident> {
        match &self.action {
            Action::AddColumn { column, .. } => Some(&column.name),
            Action::Column(action) => Some(&action.column),
            Action::Rename(rename) if rename.object_kind == ObjectKind::Column => Some(&rename.from.ident),
            Action::Comment(comment) => comment.column.as_ref(),
            _ => None,
        }
    }

    /// Whether the change itself says that it runs only when needed: `IF [NOT] EXISTS`, `OR REPLACE`.
    #[must_use]
    pub fn has_exists_clause(&self) -> bool {
        match &self.action {
            Action::CreateTable(table) => table.if_not_exists || table.or_replace,
            Action::CreateIndex(index) => index.if_not_exists || index.or_replace,
            Action::CreateView(view) => view.if_not_exists || view.or_replace,
            Action::CreateRoutine(routine) => routine.if_not_exists || routine.or_replace,
            Action::CreateTrigger(trigger) => trigger.if_not_exists || trigger.or_replace,
            Action::CreateSequence(sequence) => sequence.has_exists_clause,
            Action::CreateType(created) => created.if_not_exists || created.or_replace,
            Action::CreateObject(created) => created.if_not_exists || created.or_replace,
            Action::Role(role) => role.if_not_exists,
            Action::Drop(dropped) => dropped.if_exists,
            Action::Rename(rename) => rename.if_exists,
            Action::AddColumn { has_exists_clause, .. } => *has_exists_clause,
            Action::Column(action) => action.if_exists,
            Action::AddConstraint { if_not_exists, .. } => *if_not_exists,
            Action::Constraint(action) => action.if_exists,
            Action::Partition(action) => action.has_exists_clause,
            Action::AddEnumValue(added) => added.if_not_exists,
            Action::Object(action) => action.if_exists,
            _ => false,
        }
    }

    /// The statement in its own words, as far as they are about this change: `create index concurrently`,
    /// `alter table … detach partition`.
    #[must_use]
    pub fn command(&self, statement: &Statement) -> String {
        let words = |kind: Kind| kind.as_str().replace('_', " ");
        let mut command = words(statement.kind);
        if self.kind != statement.kind {
            command.push_str(" … ");
            command.push_str(&words(self.kind));
        }
        if statement.modifiers.concurrently.is_some() {
            command.push_str(" concurrently");
        }
        command
    }

    /// Where `IF EXISTS` or `IF NOT EXISTS` is written: before the name of what is made or dropped. `None` where there is
    /// no name, or where it is not known where the clause goes.
    #[must_use]
    pub fn exists_clause_place(&self) -> Option<TextRange> {
        let name = match &self.action {
            Action::CreateTable(table) => table.name.range(),
            Action::CreateIndex(index) => index.name.as_ref()?.range(),
            Action::CreateView(view) => view.name.range(),
            Action::CreateRoutine(routine) => routine.name.range(),
            Action::CreateTrigger(trigger) => trigger.name.range(),
            Action::CreateSequence(sequence) => sequence.name.range(),
            Action::CreateType(created) => created.name.range(),
            Action::CreateObject(created) => created.name.as_ref()?.range(),
            Action::Drop(dropped) => dropped.name.range(),
            Action::AddColumn { column, .. } => column.name.range,
            Action::Column(action) if self.kind == Kind::DropColumn => action.column.range,
            Action::AddConstraint { constraint, .. } => constraint.name.as_ref()?.range,
            Action::Constraint(action) if self.kind == Kind::DropConstraint => action.name.as_ref()?.range,
            _ => return None,
        };
        Some(TextRange::empty(name.start))
    }

    /// The columns that the change adds to a table: those of `create_table` and of `add_column`.
    #[must_use]
    pub fn added_columns(&self) -> &[Column] {
        match &self.action {
            Action::CreateTable(table) => &table.columns,
            Action::AddColumn { column, .. } if self.kind == Kind::AddColumn => std::slice::from_ref(column),
            _ => &[],
        }
    }

    /// Every expression the change holds, outer ones first.
    pub fn each_expr<'a>(&'a self, visit: &mut dyn FnMut(&'a Expr)) {
        let mut walk = |expr: &'a Expr| expr.walk(visit);
        match &self.action {
            Action::CreateTable(table) => {
                table.columns.iter().for_each(|column| column_exprs(column, &mut walk));
                table
                    .constraints
                    .iter()
                    .for_each(|constraint| constraint_exprs(constraint, &mut walk));
            }
            Action::CreateIndex(index) => {
                for key in &index.keys {
                    if let KeyTarget::Expr(expr) = &key.target {
                        walk(expr);
                    }
                }
                index.predicate.iter().for_each(|expr| walk(expr));
            }
            Action::AddColumn { column, .. } => column_exprs(column, &mut walk),
            Action::Column(action) => action.expr.iter().for_each(|expr| walk(expr)),
            Action::AddConstraint { constraint, .. } => constraint_exprs(constraint, &mut walk),
            Action::Update(update) => {
                update
                    .assignments
                    .iter()
                    .for_each(|Assignment { value, .. }| walk(value));
                where_exprs(update.condition.as_ref(), &mut walk);
            }
            Action::Delete(delete) => where_exprs(delete.condition.as_ref(), &mut walk),
            Action::Select(select) => select.exprs.iter().for_each(walk),
            Action::CreatePolicy(policy) => policy
                .using
                .iter()
                .chain(&policy.with_check)
                .for_each(|expr| walk(expr)),
            _ => {}
        }
    }
}

fn where_exprs<'a>(condition: Option<&'a Where>, walk: &mut dyn FnMut(&'a Expr)) {
    if let Some(expr) = condition.and_then(|condition| condition.expr.as_deref()) {
        walk(expr);
    }
}

fn column_exprs<'a>(column: &'a Column, walk: &mut dyn FnMut(&'a Expr)) {
    column
        .default
        .iter()
        .chain(&column.on_update)
        .for_each(|expr| walk(expr));
    column.generated.iter().for_each(|generated| walk(&generated.expr));
    column
        .constraints
        .iter()
        .for_each(|constraint| constraint_exprs(constraint, walk));
}

fn constraint_exprs<'a>(constraint: &'a Constraint, walk: &mut dyn FnMut(&'a Expr)) {
    match &constraint.kind {
        ConstraintKind::Check { expr, .. } | ConstraintKind::Default { expr, .. } => walk(expr),
        ConstraintKind::Exclude { predicate, .. } => predicate.iter().for_each(|expr| walk(expr)),
        _ => {}
    }
}
