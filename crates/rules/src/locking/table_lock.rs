use std::borrow::Cow;
use std::sync::LazyLock;

use impact::RelationLock;
use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Action, Dialect, Family, Kind, KindSet, LockTables, Name};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    dialects: Cow::Borrowed(&[Dialect::Postgres, Dialect::Mysql, Dialect::Mariadb, Dialect::Oracle]),
    aliases: lint::names(&["migrationpilot:MP065", "safe-migrate:table-lock"]),
    ..RuleInfo::new(
        "table-lock",
        Category::Locking,
        Severity::Warning,
        On::Changes(KindSet::of(&[Kind::Lock])),
        include_str!("table_lock.md"),
    )
});

/// Reports tables that are locked by hand.
pub(crate) struct TableLock;

impl Rule for TableLock {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, _) = subject else {
            return;
        };
        let Action::Lock(locked) = &change.action else {
            return;
        };
        let dialect = cx.migration.script.dialect;
        let waiting = locked.tables.iter().find_map(|table| {
            let is_new = cx.is_created_above(table, change.range.start);
            let is_old = !is_new && !cx.is_temporary(table);
            is_old
                .then(|| waiting(table, locked, cx))
                .flatten()
                .map(|waiting| (table, waiting))
        });
        let Some((table, waiting)) = waiting else {
            return;
        };
        if is_said_above(cx) || is_altered_below(table, cx) {
            return;
        }
        let until = match dialect.family() {
            Family::Mysql => "until the tables are unlocked",
            _ => "until the transaction ends",
        };
        let message = format!("{waiting} `{table}` wait {until}");
        let key = cx.resolved(table);
        cx.report(change.range, message).about(key).help(help(waiting, dialect));
    }
}

/// On PostgreSQL others still read under `SHARE ROW EXCLUSIVE`
/// (<https://www.postgresql.org/docs/current/explicit-locking.html>, table 13.2).
fn help(waiting: &str, dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Postgres if waiting == "writes to" => {
            "set a `lock_timeout` before it, and lock as late as the work allows"
        }
        Dialect::Postgres => {
            "set a `lock_timeout` before it, and lock as late and as weakly as the work allows: under `share row exclusive` others still read"
        }
        _ => "leave the lock to the statements that need it, or lock the rows alone with `select … for update`",
    }
}

/// Whether another `lock table` of the same transaction stands above: tables are locked in one order to avoid a deadlock.
fn is_said_above(cx: &Context<'_>) -> bool {
    let mut held = cx.blocking_locks_held();
    held.any(|(holder, _)| holder.kind == Kind::Lock)
}

/// Whether the same transaction alters or drops the table further down, which takes the strongest lock and says so itself.
fn is_altered_below(table: &Name, cx: &Context<'_>) -> bool {
    let (Some(here), Some(path)) = (cx.transaction(), cx.statement_path()) else {
        return false;
    };
    let relation = cx.resolved(table);
    let top = path.0.first().map_or(0, |at| *at as usize);
    let mut below = cx.migration.iter().skip(top + 1);
    below.any(|(other, facts)| {
        let is_same = here.transaction.is_open() && facts.transaction().group == here.group;
        let is_change = matches!(other.kind, Kind::AlterTable | Kind::DropTable);
        let is_locked = |lock: &RelationLock| lock.blocks_reads && lock.relation == relation;
        is_same && is_change && facts.blocking_locks().iter().any(is_locked)
    })
}

/// Who waits. MySQL and MariaDB know two modes: `WRITE` keeps everybody out, `READ` those who write.
fn waiting(table: &Name, locked: &LockTables, cx: &Context<'_>) -> Option<&'static str> {
    if cx.migration.script.dialect.family() != Family::Mysql {
        return Some(cx.blocking_lock(table)?.waiting());
    }
    let mode = locked.mode.as_deref().unwrap_or("WRITE");
    Some(if mode.contains("WRITE") {
        "reads and writes of"
    } else {
        "writes to"
    })
}
