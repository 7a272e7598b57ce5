use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Dialect, Keyword, Kind, KindSet, Token, TokenKind};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    aliases: lint::names(&["tsqllint:disallow-cursors"]),
    partial_aliases: lint::names(&["sqlserver-rules:SRD0033"]),
    dialects: vec![Dialect::Mssql].into(),
    default_on: false,
    in_bodies: true,
    ..RuleInfo::new(
        "cursor",
        Category::Style,
        Severity::Info,
        On::Statements(KindSet::of(&[Kind::DeclareCursor, Kind::Declare, Kind::Open])),
        include_str!("cursor.md"),
    )
});

/// Reports cursors, which go through a table row by row.
pub(crate) struct Cursor;

impl Rule for Cursor {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Statement(statement) = subject else {
            return;
        };
        let script = &cx.migration.script;
        let tokens = cx.tokens();
        let is_cursor = statement.kind != Kind::Declare || tokens.iter().any(|token| token.keyword == Keyword::CURSOR);
        let opens = |token: &Token| token.kind == TokenKind::Word && token.keyword == Keyword::OPEN;
        // An opened cursor was declared above, where it was reported.
        let is_known = statement.kind == Kind::Open
            && script
                .file_tokens()
                .iter()
                .take_while(|token| token.range.start < statement.range.start)
                .any(|token| token.keyword == Keyword::CURSOR);
        if !is_cursor || is_known || (statement.kind == Kind::Open && !tokens.first().is_some_and(opens)) {
            return;
        }
        cx.report(statement.range, "a cursor takes one row after the other")
            .help("say it in one statement over all rows");
    }
}
