use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Dialect, Keyword, Kind, KindSet, Token, TokenKind};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    partial_aliases: lint::names(&[
        "sqlcodeguard:BP013",
        "sqlserver-rules:SRD0024",
        "sqlserver-rules:SRD0096",
    ]),
    default_on: false,
    in_bodies: true,
    ..RuleInfo::new(
        "concatenated-sql",
        Category::Security,
        Severity::Warning,
        On::Statements(KindSet::of(&[
            Kind::Execute,
            Kind::ExecuteImmediate,
            Kind::For,
            Kind::Return,
            Kind::Open,
        ])),
        include_str!("concatenated_sql.md"),
    )
});

/// Reports statements put together from text that comes from outside.
pub(crate) struct ConcatenatedSql;

impl Rule for ConcatenatedSql {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Statement(statement) = subject else {
            return;
        };
        let tokens = cx.migration.script.tokens_of(statement);
        let Some(start) = tokens
            .iter()
            .position(|token| matches!(token.keyword, Keyword::EXECUTE | Keyword::EXEC | Keyword::IMMEDIATE))
        else {
            return;
        };
        let text = &tokens[start + 1..];
        let is_sql = |token: &Token| matches!(token.kind, TokenKind::String | TokenKind::DollarString);
        if !text.iter().take(6).any(is_sql) {
            return;
        }
        let Some(joined) = joined_variable(text, cx) else {
            return;
        };
        let name = cx.text(joined.range).to_owned();
        let help = advice(cx.migration.script.dialect);
        cx.report(
            joined.range,
            format!("the text of `{name}` becomes a part of the statement, whatever it says"),
        )
        .about(name)
        .help(help);
    }
}

/// The first variable that an operator joins to the text by itself, not within a call such as `quote_ident(…)`.
fn joined_variable(text: &[Token], cx: &Context<'_>) -> Option<Token> {
    let joins = |token: &Token| token.kind == TokenKind::Operator && matches!(cx.text(token.range), "||" | "+");
    let outer = usize::from(text.first().is_some_and(|token| token.kind == TokenKind::LeftParen));
    let mut depth = 0usize;
    for (at, token) in text.iter().enumerate() {
        match token.kind {
            TokenKind::LeftParen => depth += 1,
            TokenKind::RightParen => depth = depth.saturating_sub(1),
            TokenKind::Parameter | TokenKind::Word if depth <= outer && at > 0 && joins(&text[at - 1]) => {
                let is_call = text
                    .get(at + 1)
                    .is_some_and(|next| matches!(next.kind, TokenKind::LeftParen | TokenKind::Dot));
                if !is_call && !matches!(token.keyword, Keyword::CASE | Keyword::NULL) {
                    return Some(*token);
                }
            }
            _ if token.keyword == Keyword::USING => return None,
            _ => {}
        }
    }
    None
}

const fn advice(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Postgres => "use `format` with `%I` for names and `using` for values",
        Dialect::Mssql => "use `quotename` for names and the parameters of `sp_executesql` for values",
        Dialect::Oracle => "use `dbms_assert` for names and `using` for values",
        _ => "use parameters for values",
    }
}
