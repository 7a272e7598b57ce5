use std::borrow::Cow;
use std::sync::LazyLock;

use impact::UnknownList;
use lint::{ConcurrentAdvice, Context, On, OnlineOptions, Options, OptionsError, Rule, RuleInfo, Subject};
use schema::{Action, Change, Dialect, EngineVersion, Kind, KindSet, Name, ObjectKind, Statement};
use source::{Applicability, Category, Severity, TextRange};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    dialects: Cow::Borrowed(&[Dialect::Postgres, Dialect::Mssql, Dialect::Oracle]),
    aliases: lint::names(&[
        "squawk:require-concurrent-reindex",
        "pgls:requireConcurrentReindex",
        "pgfence:reindex-non-concurrent",
        "migrationpilot:MP021",
        "pg-migration-lint:PGM022",
        "pgsafe:reindex-non-concurrent",
        "diesel-guard:ReindexCheck",
        "pgrubic:US020",
    ]),
    partial_aliases: lint::names(&["django-migration-linter:REINDEX"]),
    options: vec![OnlineOptions::info()].into(),
    fixable: true,
    ..RuleInfo::new(
        "blocking-index-rebuild",
        Category::Locking,
        Severity::Error,
        On::Changes(KindSet::of(&[Kind::Reindex, Kind::RebuildIndex, Kind::SetTablespace])),
        include_str!("blocking_index_rebuild.md"),
    )
});

/// Reports indexes that are built anew while writers wait.
pub(crate) struct BlockingIndexRebuild;

impl Rule for BlockingIndexRebuild {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn read_options(&self, table: &toml::Table) -> Result<Options, OptionsError> {
        Options::read::<OnlineOptions>(table)
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, statement) = subject else {
            return;
        };
        if change.kind == Kind::SetTablespace {
            return check_move(change, cx);
        }
        let dialect = cx.migration.script.dialect;
        let named = change
            .object()
            .map_or_else(|| "every table".to_owned(), |name| format!("`{name}`"));
        if is_exempt(change, statement, cx) {
            return;
        }
        let Some(message) = message(change, &named, cx) else {
            return;
        };
        let advice = match dialect {
            Dialect::Postgres => cx.concurrent_advice("write `concurrently` before the name"),
            Dialect::Oracle => online("rebuild it `online`"),
            _ => online("rebuild it with `with (online = on)`, which Enterprise edition and Azure SQL know"),
        };
        let key = named.replace('`', "");
        let place = change.object().map(|name| TextRange::empty(name.range().start));
        let online_edit = cx.online_edit(statement);
        let report = cx
            .report(change.range, message)
            .about(key)
            .help(advice.instruction.clone());
        if let Some(edits) = place.and_then(|place| advice.edits("", place, " ")) {
            report.fix("rebuild concurrently", Applicability::Unsafe, edits);
        }
        if let Some(edit) = online_edit {
            report.fix("rebuild online", Applicability::Unsafe, [edit]);
        }
    }
}

/// The index alone is locked, `ACCESS EXCLUSIVE`, while it is copied: whoever plans a query of the table or writes to it opens
/// the index as well, and waits (measured on PostgreSQL 15.20).
fn check_move(change: &Change, cx: &mut Context<'_>) {
    let Action::Table(action) = &change.action else {
        return;
    };
    let is_default = |name: &Name| name.ident.text == "pg_default";
    let Some(space) = action.argument.as_ref().filter(|space| !is_default(space)) else {
        return;
    };
    let index = &action.name;
    let Some(table) = cx.before().table_of_index(index).known() else {
        return;
    };
    let is_new = Some(true)
        == table
            .index(&index.ident.folded(cx.migration.script.dialect))
            .known()
            .map(|known| cx.is_made_here(known.origin));
    let is_of_postgres = cx.migration.script.dialect == Dialect::Postgres && action.object_kind == ObjectKind::Index;
    if !is_of_postgres || is_new || table.is_partitioned() == Some(true) {
        return;
    }
    let message = format!(
        "reads and writes of `{}` wait while `{index}` is copied",
        table.key.name
    );
    let key = cx.resolved(index);
    let help = match cx.migration.engine.version >= EngineVersion::new(14, 0, 0) {
        true => format!("`reindex (tablespace {space}) index concurrently {index}` moves it while others work"),
        false => format!("build another index concurrently in `{space}`, and drop this one concurrently"),
    };
    cx.report(change.range, message).about(key).help(help);
}

/// `REINDEX CONCURRENTLY` came with PostgreSQL 12, and never works on the system's own tables
/// (<https://www.postgresql.org/docs/current/sql-reindex.html>).
fn is_exempt(change: &Change, statement: &Statement, cx: &Context<'_>) -> bool {
    let engine = cx.migration.engine;
    let is_of_system = match &change.action {
        Action::Maintenance(maintenance) => maintenance.object_kind == Some(ObjectKind::System),
        _ => false,
    };
    let is_too_old = engine.dialect == Dialect::Postgres && engine.version < EngineVersion::new(12, 0, 0);
    let is_new = || {
        change
            .object()
            .is_some_and(|name| cx.is_created_above(name, change.range.start))
    };
    statement.modifiers.concurrently.is_some() || is_of_system || is_too_old || is_new()
}

const fn is_wide(kind: Option<ObjectKind>) -> bool {
    matches!(kind, Some(ObjectKind::Schema | ObjectKind::Database))
}

fn online(instruction: &str) -> ConcurrentAdvice {
    ConcurrentAdvice {
        instruction: instruction.to_owned(),
        word: None,
        opt_out: None,
    }
}

/// `None` where nobody waits, or where the migration made the table.
fn message(change: &Change, named: &str, cx: &Context<'_>) -> Option<String> {
    let lock = cx.blocking_locks()?.first();
    if lock.is_some_and(|lock| cx.migration.created().makes(&lock.relation)) {
        return None;
    }
    let is_of_tables = match &change.action {
        Action::Maintenance(maintenance) if maintenance.names.is_empty() || is_wide(maintenance.object_kind) => {
            return Some(format!(
                "writes to every table wait while the indexes of {named} are built anew"
            ));
        }
        Action::Maintenance(maintenance) => maintenance.object_kind != Some(ObjectKind::Index),
        _ => false,
    };
    let Some(lock) = lock else {
        let is_unknown = cx.impact()?.unknown.contains(&UnknownList::Locks);
        return is_unknown.then(|| format!("writes to the table of {named} wait while it is built anew"));
    };
    let table = lock.bare_name();
    let waiting = lock.waiting();
    Some(if is_of_tables {
        format!("{waiting} `{table}` wait while its indexes are built anew")
    } else {
        format!("{waiting} `{table}` wait while {named} is built anew")
    })
}
