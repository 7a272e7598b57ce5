use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Clause, Keyword, KeywordSet, Kind, KindSet, TokenKind};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    partial_aliases: lint::names(&[
        "sqlfluff:AM06",
        "sqlcodeguard:BP002",
        "sqlserver-rules:SRD0025",
        "eslint-plugin-postgresql:no-order-by-ordinal",
        "eslint-plugin-postgresql:no-group-by-ordinal",
    ]),
    default_on: false,
    in_bodies: true,
    ..RuleInfo::new(
        "ordinal-position",
        Category::Style,
        Severity::Info,
        On::Statements(QUERIES),
        include_str!("ordinal_position.md"),
    )
});

const QUERIES: KindSet = KindSet::of(&[
    Kind::Select,
    Kind::Insert,
    Kind::CreateView,
    Kind::CreateMaterializedView,
    Kind::AlterView,
    Kind::CreateTable,
    Kind::For,
    Kind::Return,
    Kind::DeclareCursor,
]);

/// Reports columns that are named by their number.
pub(crate) struct OrdinalPosition;

impl Rule for OrdinalPosition {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, _: Subject<'_>, cx: &mut Context<'_>) {
        if !cx.holds_any(&const { KeywordSet::of(&[Keyword::BY]) }) {
            return;
        }
        let words = cx.words();
        for at in 1..words.len() {
            let (word, before) = (words[at], words[at - 1]);
            let is_listed = matches!(word.clause, Clause::OrderBy | Clause::GroupBy) && !word.is_enclosed;
            let opens = before.token.keyword == Keyword::BY || before.token.kind == TokenKind::Comma;
            if !is_listed || !opens || word.token.kind != TokenKind::Number {
                continue;
            }
            let number = cx.text(word.token.range).to_owned();
            cx.report(word.token.range, format!("`{number}` is whichever column stands there"))
                .about(number)
                .help("name the column");
        }
    }
}
