use std::sync::LazyLock;

use lint::{Context, LeftReader, On, Rule, RuleInfo, Subject};
use schema::catalog::{Column, Dependency, Existence, Holder, Index, ObjectKey, Relation, Table};
use schema::{
    Action, Change, ColumnAction, ConstraintAction, Dialect, DropObject, Ident, IndexKey, Kind, KindSet, Lookup,
    ObjectKind, Statement,
};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    partial_aliases: lint::names(&[
        "migrationpilot:MP052",
        "migrationpilot:MP097",
        "safe-migrate:broken-compute",
        "bytebase:BUILTIN_WALK_THROUGH_CHECK",
    ]),
    ..RuleInfo::new(
        "drop-used-object",
        Category::Compatibility,
        Severity::Error,
        On::Changes(KindSet::of(&[
            Kind::DropTable,
            Kind::DropView,
            Kind::DropMaterializedView,
            Kind::DropFunction,
            Kind::DropSequence,
            Kind::DropSchema,
            Kind::DropType,
            Kind::DropDomain,
            Kind::DropColumn,
            Kind::DropConstraint,
            Kind::RenameColumn,
            Kind::ModifyColumn,
        ])),
        include_str!("drop_used_object.md"),
    )
});

/// Reports objects that are dropped while others still need them.
pub(crate) struct DropUsedObject;

impl Rule for DropUsedObject {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, statement) = subject else {
            return;
        };
        let dropped = match &change.action {
            Action::Drop(dropped) => dropped,
            Action::Column(column) if change.kind == Kind::DropColumn => {
                return check_column(change, statement, column, cx);
            }
            Action::Constraint(constraint) => return check_constraint(change, statement, constraint, cx),
            Action::Rename(rename) => return check_reader(change, &rename.from.ident, cx),
            Action::AddColumn {
                old_name: Some(old), ..
            } => return check_reader(change, old, cx),
            _ => return,
        };
        if change.cascades() || !cx.is_top_level() {
            return;
        }
        let Some(user) = user(dropped, change, statement, cx) else {
            return;
        };
        let (kind, name) = (dropped.object_kind.as_str().replace('_', " "), &dropped.name);
        let refuses = |why: &str| format!("the engine does not drop the {kind} `{name}`: {why}");
        let change_first = |user: &str| format!("drop or change {user} first");
        let (message, help) = match user {
            User::Refuses(user) => (refuses(&format!("{user} still uses it")), change_first(&user)),
            User::Inherits(user) => (refuses(&format!("{user} inherits from it")), change_first(&user)),
            User::LiesIn(user) => (refuses(&format!("{user} lies in it")), change_first(&user)),
            User::Dangles(table) => (
                format!("where foreign keys are enforced, inserts into `{table}` fail from here on: it refers to the {kind} `{name}`"),
                "make the new table under another name, and rename it once the old one is dropped: references follow a table that is renamed".to_owned(),
            ),
            User::Breaks(user) => (
                format!("{user} fails from here on: it reads the {kind} `{name}`"),
                change_first(&user),
            ),
        };
        let key = cx.resolved(name);
        cx.report(change.range, message).about(key).help(help);
    }
}

fn check_column(change: &Change, statement: &Statement, dropped: &ColumnAction, cx: &mut Context<'_>) {
    let dialect = cx.migration.script.dialect;
    let column = dropped.column.folded(dialect);
    if dialect == Dialect::Postgres {
        return match cx.before().holder(change, statement).filter(|_| cx.is_top_level()) {
            Some(holder) => report_held(change, "column", &dropped.column, Some(described(holder)), cx),
            None => check_reader(change, &dropped.column, cx),
        };
    }
    if change.cascades() || !cx.is_top_level() {
        return;
    }
    let Some(table) = cx.before().table(&dropped.table).known() else {
        return;
    };
    // `drop constraint c, column x` of SQL Server takes the one after the other.
    if statement
        .changes
        .iter()
        .any(|change| change.kind == Kind::DropConstraint)
    {
        return;
    }
    let Some(known) = table.column(&column).known() else {
        return;
    };
    let user = match dialect {
        Dialect::Mssql if !cx.migration.script.may_run_text() => {
            let computed = || computed_from(table, &dropped.column, statement, dialect);
            part_of(table, known)
                .or_else(computed)
                .or_else(|| bound_view(table, &column, cx))
        }
        Dialect::Mysql | Dialect::Mariadb => computed_from(table, &dropped.column, statement, dialect),
        Dialect::Oracle => referred_to(table, known, cx),
        _ => None,
    };
    if user.is_none() && matches!(dialect, Dialect::Mysql | Dialect::Mariadb) {
        return check_reader(change, &dropped.column, cx);
    }
    report_held(change, "column", &dropped.column, user, cx);
}

/// What reads the column by its name, and fails from here on.
fn check_reader(change: &Change, column: &Ident, cx: &mut Context<'_>) {
    let (Some(reader), Some(table)) = (cx.left_reader(change, column), change.table()) else {
        return;
    };
    let LeftReader { user, routine } = reader;
    let (message, help) = match routine {
        Some(routine) => (
            format!("{user} fails from here on: `{routine}` names the column `{column}`"),
            format!("give `{routine}` a body without the column in the same migration"),
        ),
        None => (
            format!("{user} fails from here on: it reads the column `{column}`"),
            format!("drop {user} first, and make it again behind"),
        ),
    };
    let key = format!("{}.{}", cx.resolved(table), column.folded(cx.migration.script.dialect));
    cx.report(change.range, message).about(key).help(help);
}

/// SQL Server keeps what a view `WITH SCHEMABINDING` reads: error 5074 for a column, 3729 for a table
/// (<https://learn.microsoft.com/sql/t-sql/statements/create-view-transact-sql>).
fn bound_view(table: &Table, column: &str, cx: &Context<'_>) -> Option<String> {
    let mut views = cx.before().views_using(&table.key, column);
    let view = views.find(|view| view.is_schema_bound)?;
    Some(format!("the view `{}`", view.key.name))
}

/// A column that is computed from the dropped one and stays: error 3108 of MySQL, 1054 of MariaDB 10.11, measured there, 5074
/// of SQL Server.
fn computed_from(table: &Table, column: &Ident, statement: &Statement, dialect: Dialect) -> Option<String> {
    let goes_too = |name: &str| {
        let drops = |change: &Change| {
            let dropped = change.column().filter(|_| change.kind == Kind::DropColumn);
            dropped.is_some_and(|dropped| dropped.folded(dialect) == name)
        };
        statement.changes.iter().any(drops)
    };
    let is_computed = |other: &&std::sync::Arc<Column>| {
        let generated = other
            .generated
            .as_ref()
            .filter(|_| other.existence == Existence::Certain);
        generated.is_some_and(|generated| generated.expr.names_column(column, dialect)) && !goes_too(&other.name)
    };
    let other = table.columns.iter().find(is_computed)?;
    Some(format!("the computed column `{}`", other.name))
}

/// Oracle drops no column that a foreign key of another table refers to, unless `cascade constraints` is written: ORA-12992
/// (<https://docs.oracle.com/en/database/oracle/oracle-database/23/sqlrf/ALTER-TABLE.html>).
fn referred_to(table: &Table, column: &Column, cx: &Context<'_>) -> Option<String> {
    let mut foreign = cx.before().foreign_keys_to(&table.key);
    let (other, ..) = foreign
        .find(|(other, key, columns)| other.key != table.key && key.is_enforced && columns.contains(&column.name))?;
    Some(format!("a foreign key of `{}`", other.key.name))
}

fn check_constraint(change: &Change, statement: &Statement, dropped: &ConstraintAction, cx: &mut Context<'_>) {
    let Some(name) = dropped.name.as_ref().filter(|_| cx.is_top_level()) else {
        return;
    };
    if cx.migration.script.dialect == Dialect::Postgres {
        let holder = cx.before().holder(change, statement).map(described);
        report_held(change, "constraint", name, holder, cx);
    }
}

fn report_held(change: &Change, kind: &str, name: &Ident, user: Option<String>, cx: &mut Context<'_>) {
    let (Some(user), Some(table)) = (user, change.table()) else {
        return;
    };
    let dialect = cx.migration.script.dialect;
    let key = format!("{}.{}", cx.before().key(table), name.folded(dialect));
    cx.report(
        change.range,
        format!("the engine does not drop the {kind} `{name}`: {user} still uses it"),
    )
    .about(key)
    .help(format!("drop or change {user} first"));
}

/// What keeps PostgreSQL from dropping something, in words.
fn described(holder: Holder<'_>) -> String {
    match holder {
        Holder::ForeignKey(table) => format!("a foreign key of `{}`", table.key.name),
        Holder::Column(table, column) => format!("the column `{}` of `{}`", column.name, table.key.name),
        Holder::Check(table) => format!("a check of `{}`", table.key.name),
        Holder::Index(table, index) => format!("the index `{}` of `{}`", index.name, table.key.name),
        Holder::Policy(table, name) => format!("the policy `{name}` of `{}`", table.key.name),
        Holder::Trigger(table, name) => format!("the trigger `{name}` of `{}`", table.key.name),
        Holder::View(view) => format!("the view `{}`", view.key.name),
        Holder::Heir(table) => format!("the table `{}`", table.key.name),
        Holder::Inside(key) => format!("`{key}`"),
    }
}

/// SQL Server drops no column that a constraint or an index is about, its default among them
/// (<https://learn.microsoft.com/sql/relational-databases/tables/delete-columns-from-a-table#limitations>, error 5074).
fn part_of(table: &Table, column: &Column) -> Option<String> {
    let name = &column.name;
    let is_certain = |existence: Existence| existence == Existence::Certain;
    let constraint = table
        .constraints
        .iter()
        .find(|constraint| is_certain(constraint.existence) && constraint.columns.contains(name));
    if let Some(constraint) = constraint {
        let written = constraint.name.as_ref().filter(|_| !constraint.is_name_implicit);
        return Some(written.map_or_else(
            || "a constraint without a name of its own".to_owned(),
            |name| format!("the constraint `{name}`"),
        ));
    }
    let is_of = |index: &&std::sync::Arc<Index>| {
        let mut keys = index.keys.iter().filter_map(IndexKey::column);
        is_certain(index.existence) && (keys.any(|key| key.text == *name) || index.include.contains(name))
    };
    if let Some(index) = table.indexes.iter().find(is_of) {
        return Some(format!("the index `{}`", index.name));
    }
    column
        .default
        .as_ref()
        .map(|_| "the constraint of its default".to_owned())
}

/// What still needs the object.
enum User {
    /// The engine refuses to drop it.
    Refuses(String),
    /// The engine refuses, since this inherits from it.
    Inherits(String),
    /// The engine refuses, since this lies in it.
    LiesIn(String),
    /// The engine drops it, and this fails when it is used.
    Breaks(String),
    /// The engine drops it, and the foreign key of this table refers to nothing.
    Dangles(String),
}

fn user(dropped: &DropObject, change: &Change, statement: &Statement, cx: &Context<'_>) -> Option<User> {
    let is_postgres = cx.migration.script.dialect == Dialect::Postgres;
    let found = match dropped.object_kind {
        ObjectKind::Table | ObjectKind::View | ObjectKind::MaterializedView => of_relation(dropped, statement, cx),
        ObjectKind::Type | ObjectKind::Domain if is_postgres => of_type(dropped, cx),
        _ => None,
    };
    let holder = || cx.before().holder(change, statement).filter(|_| is_postgres);
    found.or_else(|| {
        holder().map(|holder| match holder {
            Holder::Heir(_) => User::Inherits(described(holder)),
            Holder::Inside(_) => User::LiesIn(described(holder)),
            _ => User::Refuses(described(holder)),
        })
    })
}

/// PostgreSQL refuses for views and foreign keys (<https://www.postgresql.org/docs/current/ddl-depend.html>), SQL Server, MySQL
/// and Oracle (ORA-02449) for foreign keys alone, and a view that has lost its table fails when it is read. SQLite lets go of
/// both where it is told to.
fn of_relation(dropped: &DropObject, statement: &Statement, cx: &Context<'_>) -> Option<User> {
    let dialect = cx.migration.script.dialect;
    let before = cx.before();
    let key = before.key(&dropped.name);
    before.relation_at(&key).known()?;
    let goes_too = |other: &ObjectKey| {
        let mut named = statement.changes.iter().filter_map(schema::Change::object);
        named.any(|name| before.key(name) == *other)
    };
    let is_there =
        |other: &&ObjectKey| before.relation_at(other).known().is_some() && **other != key && !goes_too(other);
    let foreign = before.dependents(&key, Dependency::ForeignKey).find(is_there);
    let is_checked = cx
        .transaction()
        .is_none_or(|here| here.setting("foreign_key_checks").is_none());
    if let Some(table) = foreign.filter(|_| is_checked && dialect != Dialect::Sqlite) {
        return Some(User::Refuses(format!("a foreign key of `{}`", table.name)));
    }
    if let Some(table) = foreign.filter(|table| dialect == Dialect::Sqlite && dangles(table, &key, cx)) {
        return Some(User::Dangles(table.name.to_string()));
    }
    let is_bound = |other: &&ObjectKey| match before.relation_at(other) {
        Lookup::Known(Relation::View(view)) => view.is_schema_bound,
        _ => false,
    };
    let readers = || before.dependents(&key, Dependency::Reads).filter(is_there);
    let view = readers().find(is_bound).or_else(|| readers().next())?;
    if dialect == Dialect::Postgres || is_bound(&view) {
        return Some(User::Refuses(format!("the view `{}`", view.name)));
    }
    let after = &cx.migration.after;
    let stays = after.relation_at(view).known().is_some() && after.relation_at(&key).is_absent();
    stays.then(|| User::Breaks(format!("the view `{}`", view.name)))
}

/// A table of SQLite still refers to the dropped one when the migration ends. References follow a table that is renamed,
/// unless `PRAGMA legacy_alter_table` says otherwise (<https://www.sqlite.org/lang_altertable.html#alter_table_rename>).
fn dangles(table: &ObjectKey, dropped: &ObjectKey, cx: &Context<'_>) -> bool {
    let after = &cx.migration.after;
    let refers = |table: &Table| table.foreign_keys().any(|(_, reference)| reference.table == *dropped);
    let is_legacy = cx
        .transaction()
        .is_some_and(|here| here.setting("legacy_alter_table").is_some());
    !is_legacy && after.relation_at(dropped).is_absent() && after.table_at(table).known().is_some_and(refers)
}

fn of_type(dropped: &DropObject, cx: &Context<'_>) -> Option<User> {
    let before = cx.before();
    let made = before.user_type(&dropped.name).known()?;
    let is_it = |column: &&std::sync::Arc<Column>| {
        let Some(data_type) = column
            .data_type
            .as_ref()
            .filter(|_| column.existence == Existence::Certain)
        else {
            return false;
        };
        before.key(&data_type.user_type_name()) == made.key
    };
    let mut tables = before
        .tables()
        .filter(|(existence, _)| *existence == Existence::Certain);
    let (table, column) = tables.find_map(|(_, table)| Some((table, table.columns.iter().find(is_it)?)))?;
    Some(User::Refuses(format!(
        "the column `{}` of `{}`",
        column.name, table.key.name
    )))
}
