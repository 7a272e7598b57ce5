use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Keyword, Kind, KindSet, TokenKind};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    aliases: lint::names(&["tsqllint:print-statement", "zpa:DbmsOutputPut", "sqlcodeguard:PE011"]),
    default_on: false,
    in_bodies: true,
    ..RuleInfo::new(
        "debug-output",
        Category::Hygiene,
        Severity::Info,
        On::Statements(KindSet::of(&[
            Kind::Print,
            Kind::Raise,
            Kind::Select,
            Kind::Call,
            Kind::Execute,
        ])),
        include_str!("debug_output.md"),
    )
});

/// Reports what a script says to whoever watches it run.
pub(crate) struct DebugOutput;

impl Rule for DebugOutput {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Statement(statement) = subject else {
            return;
        };
        let tokens = cx.tokens();
        let what = match statement.kind {
            Kind::Print => "print",
            Kind::Raise => {
                let level = tokens
                    .get(1)
                    .map_or("", |token| cx.text(token.range))
                    .to_ascii_lowercase();
                if !matches!(level.as_str(), "notice" | "info" | "debug" | "log") {
                    return;
                }
                "raise"
            }
            Kind::Select => {
                let is_text = matches!(tokens, [select, text] if select.keyword == Keyword::SELECT && text.kind == TokenKind::String);
                if !is_text {
                    return;
                }
                "select"
            }
            _ => {
                if !tokens
                    .iter()
                    .any(|token| cx.text(token.range).eq_ignore_ascii_case("dbms_output"))
                {
                    return;
                }
                "dbms_output"
            }
        };
        cx.report(
            statement.range,
            format!("`{what}` talks to somebody who watches, and migrations run unwatched"),
        )
        .about(what)
        .help("leave it out, or raise an error where something is wrong");
    }
}
