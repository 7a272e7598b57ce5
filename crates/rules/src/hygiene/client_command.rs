use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use migrations::MigrationKind;
use schema::{Dialect, Kind, KindSet};
use source::{Applicability, Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    dialects: vec![Dialect::Postgres].into(),
    fixable: true,
    ..RuleInfo::new(
        "client-command",
        Category::Hygiene,
        Severity::Error,
        On::Statements(KindSet::of(&[Kind::ClientCommand])),
        include_str!("client_command.md"),
    )
});

/// Reports commands of `psql` in migrations that another program sends.
pub(crate) struct ClientCommand;

impl Rule for ClientCommand {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Statement(statement) = subject else {
            return;
        };
        let tool = cx.migration.tool;
        let text = cx.text(statement.range);
        let is_run = cx.migration.migration.kind != MigrationKind::Loose;
        if !is_run || tool.runs_psql() || !text.starts_with('\\') {
            return;
        }
        let command = text.split_whitespace().next().unwrap_or_default();
        let message = format!("`{command}` is a command of psql, which {} does not run", tool.title());
        let line = cx.migration.lines_of(statement);
        cx.report(statement.range, message)
            .about(command)
            .help("say it in SQL, or leave it out")
            .fix("leave it out", Applicability::Unsafe, [(line, String::new())]);
    }
}
