use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::catalog::{Column, Dependency, Existence, ObjectKey, Trigger};
use schema::{Action, Behaviour, Change, ColumnAction, Dialect, DropObject, Kind, KindSet, ObjectKind, Statement};
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
            Kind::DropType,
            Kind::DropDomain,
            Kind::DropColumn,
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
            Action::Column(column) if change.kind == Kind::DropColumn => return check_column(change, column, cx),
            _ => return,
        };
        if matches!(dropped.behaviour, Some(Behaviour::Cascade(_))) || !cx.is_top_level() {
            return;
        }
        let Some(user) = user(dropped, statement, cx) else {
            return;
        };
        let (kind, name) = (dropped.object_kind.as_str().replace('_', " "), &dropped.name);
        let (message, help) = match user {
            User::Refuses(user) => (
                format!("the engine does not drop the {kind} `{name}`: {user} still uses it"),
                format!("drop or change {user} first"),
            ),
            User::Breaks(user) => (
                format!("{user} fails from here on: it reads the {kind} `{name}`"),
                format!("drop or change {user} first"),
            ),
        };
        let key = name.resolved(cx.migration.script.dialect);
        cx.report(change.range, message).about(key).help(help);
    }
}

/// PostgreSQL drops no column that a view reads (<https://www.postgresql.org/docs/current/ddl-depend.html>).
fn check_column(change: &Change, dropped: &ColumnAction, cx: &mut Context<'_>) {
    let is_kept = cx.migration.script.dialect == Dialect::Postgres && cx.is_top_level();
    if !is_kept || matches!(dropped.behaviour, Some(Behaviour::Cascade(_))) {
        return;
    }
    let before = cx.before();
    let Some(table) = before.table(&dropped.table).known() else {
        return;
    };
    let column = dropped.column.folded(Dialect::Postgres);
    let Some(view) = before.views_using(&table.key, &column).next() else {
        return;
    };
    if table.column(&column).is_absent() {
        return;
    }
    let view = format!("the view `{}`", view.key.name);
    let message = format!(
        "the engine does not drop the column `{}`: {view} still uses it",
        dropped.column
    );
    let key = format!("{}.{column}", table.key);
    cx.report(change.range, message)
        .about(key)
        .help(format!("drop or change {view} first"));
}

/// What still needs the object.
enum User {
    /// The engine refuses to drop it.
    Refuses(String),
    /// The engine drops it, and this fails when it is used.
    Breaks(String),
}

fn user(dropped: &DropObject, statement: &Statement, cx: &Context<'_>) -> Option<User> {
    match dropped.object_kind {
        ObjectKind::Table | ObjectKind::View | ObjectKind::MaterializedView => of_relation(dropped, statement, cx),
        ObjectKind::Function if cx.migration.script.dialect == Dialect::Postgres => of_function(dropped, cx),
        ObjectKind::Type | ObjectKind::Domain if cx.migration.script.dialect == Dialect::Postgres => {
            of_type(dropped, cx)
        }
        _ => None,
    }
}

/// PostgreSQL refuses for views and foreign keys (<https://www.postgresql.org/docs/current/ddl-depend.html>), SQL Server and
/// MySQL for foreign keys alone, and a view that has lost its table fails when it is read. SQLite and Oracle let go of both
/// where they are told to.
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
    if let Some(table) = foreign.filter(|_| is_checked && !matches!(dialect, Dialect::Sqlite | Dialect::Oracle)) {
        return Some(User::Refuses(format!("a foreign key of `{}`", table.name)));
    }
    let view = before.dependents(&key, Dependency::Reads).find(is_there)?;
    if dialect == Dialect::Postgres {
        return Some(User::Refuses(format!("the view `{}`", view.name)));
    }
    let after = &cx.migration.after;
    let stays = after.relation_at(view).known().is_some() && after.relation_at(&key).is_absent();
    stays.then(|| User::Breaks(format!("the view `{}`", view.name)))
}

fn of_function(dropped: &DropObject, cx: &Context<'_>) -> Option<User> {
    let before = cx.before();
    let key = before.key(&dropped.name);
    let [only] = before.routines(&dropped.name).known()? else {
        return None;
    };
    let calls = |trigger: &&std::sync::Arc<Trigger>| {
        trigger.function.as_ref() == Some(&key) && trigger.existence == Existence::Certain
    };
    let mut tables = before
        .tables()
        .filter(|(existence, _)| *existence == Existence::Certain);
    let found = tables.find_map(|(_, table)| Some((table, table.triggers.iter().find(calls)?)));
    let (table, trigger) = found.filter(|_| only.key == key)?;
    Some(User::Refuses(format!(
        "the trigger `{}` of `{}`",
        trigger.name, table.key.name
    )))
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
