use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Action, Clause, Dialect, Keyword, KeywordSet, Kind, KindSet, Token, TokenKind, Word};
use source::{Applicability, Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    partial_aliases: lint::names(&[
        "sqlcodeguard:BP011",
        "sqlserver-rules:SRD0011",
        "eslint-plugin-postgresql:no-equality-with-null",
        "bytebase:STATEMENT_WHERE_NO_EQUAL_NULL",
        "zpa:ComparisonWithNull",
        "sqlfluff:CV05",
    ]),
    in_bodies: true,
    fixable: true,
    ..RuleInfo::new(
        "null-comparison",
        Category::Correctness,
        Severity::Warning,
        On::Statements(QUERIES),
        include_str!("null_comparison.md"),
    )
});

/// Statements that hold conditions.
const QUERIES: KindSet = KindSet::of(&[
    Kind::Select,
    Kind::Insert,
    Kind::Update,
    Kind::Delete,
    Kind::Merge,
    Kind::CreateView,
    Kind::CreateMaterializedView,
    Kind::AlterView,
    Kind::CreateTable,
    Kind::AddConstraint,
    Kind::CreatePolicy,
    Kind::CreateIndex,
    Kind::If,
    Kind::While,
    Kind::Perform,
    Kind::Return,
    Kind::Assign,
    Kind::Set,
    Kind::For,
    Kind::Open,
    Kind::DeclareCursor,
]);

/// Reports comparisons with null, which are never true.
pub(crate) struct NullComparison;

impl Rule for NullComparison {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, _: Subject<'_>, cx: &mut Context<'_>) {
        let script = &cx.migration.script;
        let says_null = cx.holds_any(&const { KeywordSet::of(&[Keyword::NULL]) }) || script.dialect == Dialect::Oracle;
        let may_compare = |pair: &[Token]| {
            matches!(pair, [operator, null]
                if matches!(operator.kind, TokenKind::Equals | TokenKind::Operator) && is_null(null, cx))
        };
        if !says_null || !cx.tokens().windows(2).any(may_compare) {
            return;
        }
        for pair in cx.words().windows(2) {
            let [operator, null] = pair else {
                continue;
            };
            if !is_null(&null.token, cx) {
                continue;
            }
            let text = cx.text(operator.token.range);
            let is_comparison = match operator.token.kind {
                TokenKind::Equals => compares(operator, script.dialect),
                TokenKind::Operator => matches!(text, "<>" | "!=" | "^="),
                _ => false,
            };
            if !is_comparison || equals_null_here(cx) {
                continue;
            }
            let meant = if text == "=" { "is null" } else { "is not null" };
            let range = operator.token.range.cover(null.token.range);
            let is_text = null.token.kind == TokenKind::String;
            let edit = match cx.text(null.token.range).starts_with('N') {
                true => meant.to_ascii_uppercase(),
                false if is_text => cx.in_case_of_statement(meant),
                false => meant.to_owned(),
            };
            let message = match is_text {
                true => format!("`{text} ''` is never true, for no row: Oracle takes an empty text for null"),
                false => format!("`{text} null` is never true, for no row"),
            };
            cx.report(range, message).help(format!("write `{meant}`")).fix(
                format!("write `{meant}`"),
                Applicability::Unsafe,
                [(range, edit)],
            );
        }
    }
}

/// Whether the token is `null`. Oracle takes an empty text for it
/// (<https://docs.oracle.com/en/database/oracle/oracle-database/19/sqlrf/Nulls.html>).
fn is_null(token: &Token, cx: &Context<'_>) -> bool {
    let is_empty_text = || {
        cx.migration.script.dialect == Dialect::Oracle
            && token.kind == TokenKind::String
            && cx.text(token.range) == "''"
    };
    token.keyword == Keyword::NULL || is_empty_text()
}

/// Whether an `=` compares. Behind `SELECT` it is an assignment or an alias in SQL Server alone.
fn compares(operator: &Word, dialect: Dialect) -> bool {
    match operator.clause {
        Clause::Filter | Clause::Join => true,
        Clause::Targets => dialect != Dialect::Mssql,
        _ => false,
    }
}

/// `SET ANSI_NULLS OFF`: <https://learn.microsoft.com/sql/t-sql/statements/set-ansi-nulls-transact-sql>
fn equals_null_here(cx: &Context<'_>) -> bool {
    let mut is_off = false;
    cx.migration.script.walk(&mut |statement| {
        is_off |= statement.changes.iter().any(|change| match &change.action {
            Action::Session(setting) => {
                setting.name == "ansi_nulls"
                    && setting
                        .value
                        .as_deref()
                        .is_some_and(|value| value.eq_ignore_ascii_case("off"))
            }
            _ => false,
        });
    });
    is_off
}
