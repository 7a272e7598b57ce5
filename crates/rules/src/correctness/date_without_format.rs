use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Dialect, KindSet, TokenKind};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    aliases: lint::names(&["zpa:ToDateWithoutFormat"]),
    dialects: vec![Dialect::Oracle].into(),
    in_bodies: true,
    ..RuleInfo::new(
        "date-without-format",
        Category::Correctness,
        Severity::Warning,
        On::Statements(KindSet::ALL),
        include_str!("date_without_format.md"),
    )
});

/// Reports dates that are read in the format of the session.
pub(crate) struct DateWithoutFormat;

impl Rule for DateWithoutFormat {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, _: Subject<'_>, cx: &mut Context<'_>) {
        let tokens = cx.tokens();
        for call in tokens.windows(4) {
            let [name, open, text, close] = call else {
                continue;
            };
            let function = cx.text(name.range).to_ascii_lowercase();
            let is_alone = open.kind == TokenKind::LeftParen
                && text.kind == TokenKind::String
                && close.kind == TokenKind::RightParen;
            if name.kind != TokenKind::Word
                || !is_alone
                || !matches!(function.as_str(), "to_date" | "to_timestamp" | "to_timestamp_tz")
            {
                continue;
            }
            cx.report(
                name.range.cover(close.range),
                format!("`{function}` reads this in the format of the session"),
            )
            .about(function)
            .help("give the format as the second argument, or write `date '2024-01-31'`");
        }
    }
}
