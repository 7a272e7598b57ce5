use std::borrow::Cow;
use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Dialect, Kind, Statement};
use source::{Category, Severity, StatementPath, TextRange};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    dialects: Cow::Borrowed(&[Dialect::Mysql, Dialect::Mariadb, Dialect::Oracle]),
    partial_aliases: lint::names(&[
        "bytebase:STATEMENT_DISALLOW_MIX_IN_DDL",
        "liquibase-linter:isolate-ddl-changes",
    ]),
    ..RuleInfo::new(
        "implicit-commit",
        Category::Transaction,
        Severity::Warning,
        On::Migrations,
        include_str!("implicit_commit.md"),
    )
});

/// Reports statements that commit a transaction which the script means to hold together.
pub(crate) struct ImplicitCommit;

/// What an open transaction holds so far.
struct Held {
    at: TextRange,
    what: &'static str,
}

impl Rule for ImplicitCommit {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Migration(facts) = subject else {
            return;
        };
        let dialect = facts.engine.dialect;
        let mut held: Option<Held> = None;
        for (at, (statement, known)) in (0..).zip(facts.iter()) {
            let commits = known.outcome().implicit_commit == Some(true) && statement.kind != Kind::Begin;
            if let Some(held) = held.take_if(|_| commits) {
                let command = statement
                    .changes
                    .first()
                    .map_or_else(String::new, |change| change.command(statement));
                let line = facts.file.line_column(held.at.start).line;
                let message = format!(
                    "`{command}` commits {} in line {line}, which no rollback undoes any more",
                    held.what
                );
                cx.report_in(StatementPath(vec![at]), statement.range, message)
                    .help("put what changes the schema and what changes rows into different migrations")
                    .related(held.at, "committed below");
                continue;
            }
            if matches!(statement.kind, Kind::Commit | Kind::Rollback) {
                held = None;
            }
            held = held_by(statement, dialect).or(held);
        }
    }
}

/// What a script holds together on purpose: what is behind its `BEGIN` or, on Oracle, which needs none, its savepoint.
fn held_by(statement: &Statement, dialect: Dialect) -> Option<Held> {
    let what = match (statement.kind, dialect) {
        (Kind::Begin, Dialect::Mysql | Dialect::Mariadb) => "the transaction that begins",
        (Kind::Savepoint, Dialect::Oracle) => "what follows the savepoint",
        _ => return None,
    };
    Some(Held {
        at: statement.range,
        what,
    })
}
