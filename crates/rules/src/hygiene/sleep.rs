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
            let text = cx.text(token.range).to_ascii_lowercase();
            let next = tokens.get(at + 1);
            let is_called = next.is_some_and(|next| next.kind == TokenKind::LeftParen);
            match token.kind {
                TokenKind::Word if statement.kind == Kind::WaitFor && *at == 0 => {
                    next.is_some_and(|next| cx.text(next.range).eq_ignore_ascii_case("delay"))
                }
                TokenKind::Word => is_called && is_sleep(&text, tokens[..*at].iter().rev().nth(1), cx),
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
    match cx.migration.script.dialect {
        Dialect::Postgres => matches!(name, "pg_sleep" | "pg_sleep_for" | "pg_sleep_until"),
        Dialect::Mysql | Dialect::Mariadb => name == "sleep",
        Dialect::Oracle => {
            name == "sleep"
                && package.is_some_and(|package| cx.text(package.range).to_ascii_lowercase().starts_with("dbms_"))
        }
        _ => false,
    }
}
