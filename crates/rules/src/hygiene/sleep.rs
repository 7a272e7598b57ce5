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
        let tokens = cx.tokens();
        let waits = || {
            let delay = tokens.get(1).filter(|_| statement.kind == Kind::WaitFor);
            delay.is_some_and(|delay| cx.text(delay.range).eq_ignore_ascii_case("delay"))
        };
        let is_call = |at: &usize| {
            let package = at.checked_sub(2).map(|at| tokens[at]);
            tokens[*at].kind == TokenKind::Word && is_sleep(cx.text(tokens[*at].range), package, cx)
        };
        let found = if waits() { Some(0) } else { cx.calls().find(is_call) };
        let Some(token) = found.map(|at| tokens[at]) else {
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
fn is_sleep(name: &str, package: Option<Token>, cx: &Context<'_>) -> bool {
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
