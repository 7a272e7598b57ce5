use std::borrow::Cow;
use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Dialect, Kind, Statement};
use source::{Category, Severity, StatementPath};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    default_on: false,
    dialects: Cow::Borrowed(&[Dialect::Postgres]),
    aliases: lint::names(&[
        "squawk:require-statement-timeout",
        "pgls:requireStatementTimeout",
        "pgfence:missing-statement-timeout",
        "migrationpilot:MP020",
        "safe-migrate:require-statement-timeout",
    ]),
    partial_aliases: lint::names(&["squawk:require-timeout-settings", "pgsafe:require-timeout"]),
    ..RuleInfo::new(
        "missing-statement-timeout",
        Category::Locking,
        Severity::Warning,
        On::Migrations,
        include_str!("missing_statement_timeout.md"),
    )
});

/// Reports migrations whose statements may hold a strong lock for any length of time.
pub(crate) struct MissingStatementTimeout;

impl Rule for MissingStatementTimeout {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Migration(facts) = subject else {
            return;
        };
        for (at, (statement, known)) in (0..).zip(facts.iter()) {
            let is_felt = |lock: &&impact::RelationLock| !facts.created().makes(&lock.relation);
            let lock = known.blocking_locks().iter().find(is_felt);
            let is_upkeep = works_on_unknown(statement);
            if lock.is_none() && !is_upkeep {
                continue;
            }
            if is_limited(known.transaction().setting("statement_timeout")) {
                continue;
            }
            let relation = lock.map(|lock| lock.relation.split_once('.').map_or(&*lock.relation, |(_, name)| name));
            let message = match relation {
                Some(relation) => format!("this may hold its lock on `{relation}` without a limit"),
                None => "this may hold its locks without a limit".to_owned(),
            };
            cx.report_in(StatementPath(vec![at]), statement.range, message)
                .about("statement_timeout")
                .help("write `set statement_timeout = '30s'` before it, or as long as it may take");
            return;
        }
    }
}

/// The index that is built anew is on a table that the history does not tell.
fn works_on_unknown(statement: &Statement) -> bool {
    statement.kind == Kind::Reindex && statement.modifiers.concurrently.is_none()
}

/// 0 means no limit.
fn is_limited(value: Option<&str>) -> bool {
    value.is_some_and(|value| !matches!(value.trim_matches(|part: char| !part.is_ascii_digit()), "" | "0"))
}
