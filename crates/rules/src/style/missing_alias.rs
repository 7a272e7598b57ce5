use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Clause, Dialect, Keyword, KeywordSet, Kind, KindSet, TokenKind, Word};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    partial_aliases: lint::names(&["tsqllint:multi-table-alias", "sqlserver-rules:SRD0038"]),
    dialects: vec![
        Dialect::Mssql,
        Dialect::Postgres,
        Dialect::Mysql,
        Dialect::Mariadb,
        Dialect::Sqlite,
        Dialect::Oracle,
    ]
    .into(),
    default_on: false,
    in_bodies: true,
    ..RuleInfo::new(
        "missing-alias",
        Category::Style,
        Severity::Info,
        On::Statements(QUERIES),
        include_str!("missing_alias.md"),
    )
});

const QUERIES: KindSet = KindSet::of(&[
    Kind::Select,
    Kind::Insert,
    Kind::CreateView,
    Kind::CreateMaterializedView,
    Kind::AlterView,
    Kind::CreateTable,
    Kind::If,
]);

/// Reports relations without a short name among several.
pub(crate) struct MissingAlias;

impl Rule for MissingAlias {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Statement(statement) = subject else {
            return;
        };
        if !cx.holds_any(&const { KeywordSet::of(&[Keyword::JOIN]) }) {
            return;
        }
        let words = cx.words();
        let queries: Vec<u32> = words
            .iter()
            .filter(|word| matches!(word.token.keyword, Keyword::JOIN))
            .map(|word| word.query)
            .collect();
        for at in 1..words.len() {
            let word = words[at];
            let opens =
                matches!(words[at - 1].token.keyword, Keyword::FROM | Keyword::JOIN) && word.clause == Clause::From;
            if !opens
                || !queries.contains(&word.query)
                || !matches!(word.token.kind, TokenKind::Word | TokenKind::QuotedIdent)
            {
                continue;
            }
            let Some(name) = statement
                .reads()
                .find(|name| name.range().start == word.token.range.start)
            else {
                continue;
            };
            let behind = words[at..]
                .iter()
                .find(|word| word.token.range.start >= name.range().end);
            let has_alias = behind.is_some_and(|behind| is_alias(*behind));
            if has_alias {
                continue;
            }
            let text = name.to_string();
            cx.report(
                name.range(),
                format!("`{text}` stands among several relations without a short name"),
            )
            .about(text)
            .help("give it an alias, and put it before each column");
        }
    }
}

/// Whether the word behind a relation is its alias.
fn is_alias(behind: Word) -> bool {
    let opens_clause = matches!(
        behind.token.keyword,
        Keyword::ON
            | Keyword::JOIN
            | Keyword::INNER
            | Keyword::LEFT
            | Keyword::RIGHT
            | Keyword::FULL
            | Keyword::CROSS
            | Keyword::WHERE
            | Keyword::USING
            | Keyword::NATURAL
            | Keyword::ORDER
            | Keyword::GROUP
            | Keyword::WITH
            | Keyword::OUTER
            | Keyword::HAVING
    );
    matches!(behind.token.kind, TokenKind::Word | TokenKind::QuotedIdent) && !opens_clause
}
