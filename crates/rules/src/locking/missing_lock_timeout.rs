use std::borrow::Cow;
use std::sync::LazyLock;

use impact::Transaction;
use lint::{Context, MigrationFacts, On, Rule, RuleInfo, Subject};
use schema::{Dialect, Statement};
use source::{Applicability, Category, Severity, StatementPath, TextRange};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    default_on: false,
    dialects: Cow::Borrowed(&[Dialect::Postgres, Dialect::Mysql, Dialect::Mariadb, Dialect::Mssql]),
    aliases: lint::names(&[
        "squawk:require-lock-timeout",
        "eugene:E9",
        "pgls:lockTimeoutWarning",
        "pgfence:missing-lock-timeout",
        "migrationpilot:MP004",
    ]),
    partial_aliases: lint::names(&[
        "squawk:require-timeout-settings",
        "pgsafe:require-timeout",
        "pgfence:lock-timeout-zero",
    ]),
    fixable: true,
    ..RuleInfo::new(
        "missing-lock-timeout",
        Category::Locking,
        Severity::Warning,
        On::Migrations,
        include_str!("missing_lock_timeout.md"),
    )
});

/// Reports migrations that may wait for a strong lock without a limit.
pub(crate) struct MissingLockTimeout;

impl Rule for MissingLockTimeout {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Migration(facts) = subject else {
            return;
        };
        let dialect = facts.script.dialect;
        let (setting, example) = limit(dialect);
        for (at, (statement, known)) in (0..).zip(facts.iter()) {
            let waits = |lock: &&impact::RelationLock| !facts.created().makes(&lock.relation);
            let Some(lock) = known.blocking_locks().iter().find(waits) else {
                continue;
            };
            let here = known.transaction();
            if is_limited(here.setting(setting)) {
                continue;
            }
            let relation = lock.bare_name();
            let message = format!(
                "this waits for its lock on `{relation}` without a limit, and {} it wait as well",
                if lock.blocks_reads {
                    "all reads and writes of"
                } else {
                    "all writes to"
                }
            );
            let fix = in_transaction(dialect, here.transaction).then(|| set_local(statement, facts));
            let report = cx
                .report_in(StatementPath(vec![at]), statement.range, message)
                .about(setting)
                .help(format!("write `{example}` before it"));
            if let Some(edit) = fix {
                report.fix(
                    "limit the wait until the transaction ends",
                    Applicability::Unsafe,
                    [edit],
                );
            }
            return;
        }
    }
}

/// The setting that limits the wait, and how it is written.
const fn limit(dialect: Dialect) -> (&'static str, &'static str) {
    match dialect {
        Dialect::Mysql | Dialect::Mariadb => ("lock_wait_timeout", "set session lock_wait_timeout = 5"),
        Dialect::Mssql => ("lock_timeout", "set lock_timeout 5000"),
        _ => ("lock_timeout", "set lock_timeout = '5s'"),
    }
}

/// PostgreSQL's 0 and SQL Server's -1 mean no limit.
fn is_limited(value: Option<&str>) -> bool {
    value.is_some_and(|value| !value.starts_with('-') && value.trim_matches(|part: char| !part.is_ascii_digit()) != "0")
}

/// `SET LOCAL` ends with the transaction, so nothing of it is left behind.
const fn in_transaction(dialect: Dialect, transaction: Transaction) -> bool {
    matches!(dialect, Dialect::Postgres) && transaction.is_open()
}

fn set_local(statement: &Statement, facts: &MigrationFacts) -> (TextRange, String) {
    let set_local = facts.in_case_of(statement, "set local");
    (
        TextRange::empty(statement.range.start),
        format!("{set_local} lock_timeout = '5s';\n"),
    )
}
