use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Dialect, Kind, KindSet, Token, TokenKind};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    partial_aliases: lint::names(&["sqlcodeguard:MI007", "sqlserver-rules:SRD0035"]),
    // Off: of four findings on the corpus, three judged, all three wrong: two waited between the batches of a backfill,
    // as they ought to, and one was an experiment.
    default_on: false,
    ..RuleInfo::new(
        "sleep",
        Category::Hygiene,
        Severity::Warning,
        On::Statements(KindSet::ALL),
        include_str!("sleep.md"),
    )
});

/// Reports statements that wait for a time.
pub(crate) struct Sleep;

impl Rule for Sleep {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Statement(statement) = subject else {
            return;
        };
        let tokens = cx.migration.script.own_tokens(statement);
        let found = tokens.iter().enumerate().find(|(at, token)| {
            let next = tokens.get(at + 1);
            match (token.kind, next) {
                (TokenKind::Word, Some(next)) if statement.kind == Kind::WaitFor && *at == 0 => {
                    cx.text(next.range).eq_ignore_ascii_case("delay")
                }
                (TokenKind::Word, Some(next)) if next.kind == TokenKind::LeftParen => {
                    is_sleep(cx.text(token.range), tokens[..*at].iter().rev().nth(1), cx)
                }
                _ => false,
            }
        });
        let Some((_, token)) = found else {
            return;
        };
        let name = cx.text(token.range).to_lowercase();
        let holds = cx
            .transaction()
            .is_some_and(|transaction| matches!(transaction.transaction, impact::Transaction::Open(_)));
        let end = if holds {
            ", and every lock is held meanwhile"
        } else {
            ""
        };
        cx.report(
            token.range,
            format!("`{name}` waits for a time that fits only one machine{end}"),
        )
        .about(name)
        .help("wait for what has to happen, between two migrations");
    }
}

/// Whether a call of this name waits: `dbms_lock.sleep` and `dbms_session.sleep` in Oracle.
fn is_sleep(name: &str, package: Option<&Token>, cx: &Context<'_>) -> bool {
    let is = |known: &str| name.eq_ignore_ascii_case(known);
    match cx.migration.script.dialect {
        Dialect::Postgres => is("pg_sleep") || is("pg_sleep_for") || is("pg_sleep_until"),
        Dialect::Mysql | Dialect::Mariadb => is("sleep"),
        Dialect::Oracle => {
            is("sleep")
                && package.is_some_and(|package| cx.text(package.range).to_ascii_lowercase().starts_with("dbms_"))
        }
        _ => false,
    }
}
