use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Keyword, Kind, TokenKind};
use source::{Applicability, Category, Severity, StatementPath, TextRange};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    partial_aliases: lint::names(&[
        "tsqllint:semicolon-termination",
        "sqlfluff:CV06",
        "sqlserver-rules:SRD0068",
        "eslint-plugin-postgresql:require-trailing-semicolon",
    ]),
    default_on: false,
    fixable: true,
    ..RuleInfo::new(
        "missing-terminator",
        Category::Style,
        Severity::Info,
        On::Migrations,
        include_str!("missing_terminator.md"),
    )
});

/// Reports statements that do not end with a semicolon.
pub(crate) struct MissingTerminator;

impl Rule for MissingTerminator {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Migration(facts) = subject else {
            return;
        };
        let script = &facts.script;
        for (at, statement) in script.statements.iter().enumerate() {
            let is_ended = script.with_terminator(statement) != statement.range
                || script.is_sent_by_client(statement, &facts.file);
            if is_ended
                || matches!(
                    statement.kind,
                    Kind::ClientCommand
                        | Kind::Empty
                        | Kind::Placeholder
                        | Kind::Unknown
                        | Kind::Block
                        | Kind::If
                        | Kind::While
                        | Kind::Try
                        | Kind::Label
                )
            {
                continue;
            }
            // A whole batch of SQL Server or block of Oracle ends with its own line.
            let last = script.tokens_of(statement).last();
            if last.is_none_or(|last| last.kind == TokenKind::CopyData || last.keyword == Keyword::END) {
                continue;
            }
            let end = TextRange::empty(statement.range.end);
            let path = StatementPath(vec![u32::try_from(at).unwrap_or(u32::MAX)]);
            let head = statement.kind.as_str().replace('_', " ");
            cx.report_in(path, statement.range, format!("this `{head}` ends without a semicolon"))
                .help("end it with `;`")
                .fix("end it with `;`", Applicability::Safe, [(end, ";".to_owned())]);
        }
    }
}
