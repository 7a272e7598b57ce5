use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Clause, Keyword, Kind, KindSet, TokenKind, Word};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    partial_aliases: lint::names(&[
        "tsqllint:non-sargable",
        "tsqllint:upper-lower",
        "ssdt:SR0006",
        "ssdt:SR0015",
        "sqlserver-rules:SRP0009",
    ]),
    default_on: false,
    in_bodies: true,
    ..RuleInfo::new(
        "function-on-column",
        Category::Correctness,
        Severity::Info,
        On::Statements(QUERIES),
        include_str!("function_on_column.md"),
    )
});

const FUNCTIONS: &[&str] = &[
    "upper",
    "lower",
    "isnull",
    "ifnull",
    "nvl",
    "coalesce",
    "substring",
    "substr",
    "left",
    "right",
    "trim",
    "ltrim",
    "rtrim",
    "convert",
    "cast",
    "year",
    "month",
    "day",
    "datepart",
    "datediff",
    "dateadd",
    "date",
    "to_char",
    "trunc",
    "abs",
    "replace",
    "len",
    "length",
];

const QUERIES: KindSet = KindSet::of(&[
    Kind::Select,
    Kind::Insert,
    Kind::Update,
    Kind::Delete,
    Kind::CreateView,
    Kind::CreateMaterializedView,
    Kind::Merge,
    Kind::If,
    Kind::CreateTable,
]);

/// Reports conditions that wrap a column in a function, so that no index serves them.
pub(crate) struct FunctionOnColumn;

impl Rule for FunctionOnColumn {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, _: Subject<'_>, cx: &mut Context<'_>) {
        let tokens = cx.tokens();
        for at in cx.calls() {
            let is_whole = tokens[at].kind == TokenKind::Word
                && at
                    .checked_sub(1)
                    .is_some_and(|before| tokens[before].kind != TokenKind::Dot);
            let text = cx.text(tokens[at].range);
            let called = FUNCTIONS.iter().find(|name| name.eq_ignore_ascii_case(text));
            let Some(name) = called.filter(|_| is_whole) else {
                continue;
            };
            let words = cx.words();
            let call = words[at];
            if !matches!(call.clause, Clause::Filter | Clause::Join) {
                continue;
            }
            let arguments: Vec<&Word> = words[at + 2..]
                .iter()
                .take_while(|word| word.depth > call.depth)
                .collect();
            let is_folded = matches!(*name, "upper" | "lower");
            let column = arguments
                .iter()
                .enumerate()
                .find(|(index, word)| names_column(word, arguments.get(index + 1), is_folded));
            let Some((_, column)) = column else {
                continue;
            };
            let column = cx.text(column.token.range).to_owned();
            cx.report(
                call.token.range,
                format!("no index on `{column}` serves a condition on `{name}` of it"),
            )
            .about(column)
            .help("compare the column itself, or index the expression");
        }
    }
}

/// Whether an argument is a column. A variable counts where folding its case is what hides the column's own collation.
fn names_column(word: &Word, next: Option<&&Word>, is_folded: bool) -> bool {
    let is_called = next.is_some_and(|next| matches!(next.token.kind, TokenKind::LeftParen | TokenKind::Dot));
    match word.token.kind {
        TokenKind::QuotedIdent => !is_called,
        TokenKind::Word => {
            !is_called && word.token.keyword == Keyword::NotAKeyword || word.token.keyword == Keyword::NAME
        }
        TokenKind::Parameter => is_folded,
        _ => false,
    }
}
