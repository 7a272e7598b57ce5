use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Clause, Keyword, KeywordSet, Kind, KindSet, TokenKind};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    aliases: lint::names(&["tsqllint:join-keyword"]),
    partial_aliases: lint::names(&[
        "ssdt:SR0010",
        "sqlcodeguard:ST001",
        "eslint-plugin-postgresql:no-implicit-join",
        "sqlfluff:AM08",
    ]),
    default_on: false,
    in_bodies: true,
    ..RuleInfo::new(
        "implicit-join",
        Category::Style,
        Severity::Info,
        On::Statements(QUERIES),
        include_str!("implicit_join.md"),
    )
});

const QUERIES: KindSet = KindSet::of(&[
    Kind::Select,
    Kind::Insert,
    Kind::Update,
    Kind::Delete,
    Kind::CreateView,
    Kind::CreateMaterializedView,
    Kind::CreateTable,
    Kind::AlterView,
    Kind::If,
    Kind::For,
    Kind::Return,
    Kind::DeclareCursor,
]);

/// Reports relations that a comma joins.
pub(crate) struct ImplicitJoin;

impl Rule for ImplicitJoin {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, _: Subject<'_>, cx: &mut Context<'_>) {
        if !cx.holds_any(&const { KeywordSet::of(&[Keyword::FROM, Keyword::JOIN, Keyword::APPLY]) }) {
            return;
        }
        let words = cx.words();
        for (at, comma) in words.iter().enumerate() {
            if comma.token.kind != TokenKind::Comma || comma.clause != Clause::From || comma.is_enclosed {
                continue;
            }
            let next = words.get(at + 1);
            let is_dependent = next.is_some_and(|next| next.token.keyword == Keyword::LATERAL)
                || words
                    .get(at + 2)
                    .is_some_and(|behind| behind.token.kind == TokenKind::LeftParen);
            if is_dependent {
                continue;
            }
            cx.report(
                comma.token.range,
                "a comma joins these relations, and the condition stands elsewhere or nowhere",
            )
            .help("write `join … on …`, or `cross join`");
            return;
        }
    }
}
