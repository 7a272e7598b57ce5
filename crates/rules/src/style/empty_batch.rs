use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Dialect, TokenKind};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    partial_aliases: lint::names(&["tsqllint:duplicate-go", "sqlfluff:TQ03", "sqlfluff:OR01"]),
    dialects: vec![Dialect::Mssql, Dialect::Oracle].into(),
    default_on: false,
    ..RuleInfo::new(
        "empty-batch",
        Category::Style,
        Severity::Info,
        On::Migrations,
        include_str!("empty_batch.md"),
    )
});

/// Reports batches in which nothing stands.
pub(crate) struct EmptyBatch;

impl Rule for EmptyBatch {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Migration(facts) = subject else {
            return;
        };
        let tokens = facts.script.file_tokens();
        for pair in tokens.windows(2) {
            if pair[0].kind != TokenKind::BatchEnd || pair[1].kind != TokenKind::BatchEnd {
                continue;
            }
            let text = facts.file.slice(pair[1].range).trim().to_owned();
            cx.report(
                pair[1].range,
                format!("nothing stands between this `{text}` and the last"),
            )
            .about(text)
            .help("remove it");
        }
    }
}
