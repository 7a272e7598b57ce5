use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Dialect, KindSet, TokenKind};
use source::{Applicability, Category, Severity, TextRange};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    aliases: lint::names(&["tsqllint:unicode-string"]),
    dialects: vec![Dialect::Mssql].into(),
    in_bodies: true,
    fixable: true,
    ..RuleInfo::new(
        "text-without-unicode",
        Category::Correctness,
        Severity::Warning,
        On::Statements(KindSet::ALL),
        include_str!("text_without_unicode.md"),
    )
});

/// Reports texts whose letters the code page of the database may not have.
pub(crate) struct TextWithoutUnicode;

impl Rule for TextWithoutUnicode {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, _: Subject<'_>, cx: &mut Context<'_>) {
        let tokens = cx.tokens();
        for token in tokens.iter().filter(|token| token.kind == TokenKind::String) {
            let text = cx.text(token.range);
            // A letter that could not be decoded says nothing about the server.
            if !text.starts_with('\'') || text.is_ascii() || text.contains('\u{FFFD}') {
                continue;
            }
            let letter = text.chars().find(|letter| !letter.is_ascii()).unwrap_or_default();
            cx.report(
                token.range,
                format!("`{letter}` becomes `?` where the code page of the database lacks it"),
            )
            .help("write `N` before the quote")
            .fix(
                "write `N` before the quote",
                Applicability::Safe,
                [(TextRange::empty(token.range.start), "N".to_owned())],
            );
        }
    }
}
