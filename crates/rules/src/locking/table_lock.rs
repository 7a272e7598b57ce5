use std::borrow::Cow;
use std::sync::LazyLock;

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
            is_old.then(|| waiting(table, locked, cx)).flatten().map(|waiting| (table, waiting))
        });
        let Some((table, waiting)) = waiting else {
            return;
        };
        let until = match dialect.family() {
            Family::Mysql => "until the tables are unlocked",
            _ => "until the transaction ends",
        };
        let message = format!("{waiting} `{table}` wait {until}");
        cx.report(change.range, message)
            .about(table.resolved(dialect))
            .help("leave the lock to the statements that need it, or lock the rows alone with `select … for update`");
    }
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
