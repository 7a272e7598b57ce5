use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Dialect, Keyword, Kind, KindSet};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    partial_aliases: lint::names(&["tsqllint:conditional-begin-end", "sqlserver-rules:SRD0066"]),
    dialects: vec![Dialect::Mssql].into(),
    default_on: false,
    in_bodies: true,
    ..RuleInfo::new(
        "if-without-block",
        Category::Style,
        Severity::Info,
        On::Statements(KindSet::of(&[Kind::If, Kind::While])),
        include_str!("if_without_block.md"),
    )
});

/// Reports conditions that hold for one statement without saying so.
pub(crate) struct IfWithoutBlock;

impl Rule for IfWithoutBlock {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Statement(statement) = subject else {
            return;
        };
        let Some(bare) = statement
            .body
            .iter()
            .find(|inner| !matches!(inner.kind, Kind::Block | Kind::If | Kind::Try))
        else {
            return;
        };
        let opening = cx.tokens();
        if opening.iter().any(|token| token.keyword == Keyword::BEGIN) {
            return;
        }
        let words = bare.kind.as_str().replace('_', " ");
        let head = statement.kind.as_str();
        cx.report(
            bare.range,
            format!("`{head}` holds for this `{words}` alone, whatever the indentation says"),
        )
        .about(words)
        .help("put `begin` and `end` around it");
    }
}
