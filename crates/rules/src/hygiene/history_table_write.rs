use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use migrations::MigrationKind;
use schema::{Kind, KindSet};
use source::{Applicability, Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    fixable: true,
    ..RuleInfo::new(
        "history-table-write",
        Category::Hygiene,
        Severity::Error,
        On::Changes(KindSet::of(&[
            Kind::Insert,
            Kind::Replace,
            Kind::Update,
            Kind::Delete,
            Kind::Merge,
            Kind::Truncate,
            Kind::DropTable,
            Kind::RenameTable,
            Kind::AddColumn,
            Kind::DropColumn,
        ])),
        include_str!("history_table_write.md"),
    )
});

/// Reports migrations that write where their own tool keeps its books.
pub(crate) struct HistoryTableWrite;

impl Rule for HistoryTableWrite {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, statement) = subject else {
            return;
        };
        let Some(table) = change.table() else {
            return;
        };
        let schema = table.qualifier().map(|schema| schema.text.as_str());
        let tool = cx.migration.tool;
        let is_run = cx.migration.migration.kind != MigrationKind::Loose;
        if !is_run
            || tool.scripts_keep_history()
            || !cx.migration.migration.is_history_table(tool, schema, &table.ident.text)
        {
            return;
        }
        let key = cx.resolved(table);
        let title = tool.title();
        let is_all = statement.changes.len() == 1 && cx.is_top_level();
        let lines = cx.migration.lines_of(statement);
        let message = format!("{title} keeps in `{table}` what it has run, and writes it itself");
        let report = cx.report(change.range, message).about(key).help(format!(
            "leave the table to {title}, and mend its entries with its own commands"
        ));
        if is_all {
            report.fix(
                "leave the statement out",
                Applicability::Unsafe,
                [(lines, String::new())],
            );
        }
    }
}
