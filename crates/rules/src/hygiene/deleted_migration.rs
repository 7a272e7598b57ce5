use std::sync::LazyLock;

use lint::{Collected, HistoryContext, On, Rule, RuleInfo};
use migrations::Direction;
use source::{Category, Severity, Span, TextRange};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    needs_base: true,
    // An error code of Flyway's `validate`.
    aliases: lint::names(&["flyway:APPLIED_VERSIONED_MIGRATION_NOT_RESOLVED"]),
    ..RuleInfo::new(
        "deleted-migration",
        Category::Hygiene,
        Severity::Error,
        On::History,
        include_str!("deleted_migration.md"),
    )
});

/// Reports released migrations that are no longer there.
pub(crate) struct DeletedMigration;

impl Rule for DeletedMigration {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn conclude(&self, _: &[(usize, Collected)], cx: &mut HistoryContext<'_>) {
        let history = &cx.history.history;
        if history.tool.scripts_are_generated() {
            return;
        }
        // A squash puts one migration in the place of many, which takes a decision, and one finding.
        let base = history.base.as_deref().unwrap_or("the base");
        for gone in history.gone.iter().filter(|gone| gone.direction != Direction::Down) {
            let message = format!("`{}` is released and is gone: `{base}` holds it", gone.version);
            cx.report(Span::new(gone.file, TextRange::empty(0)), message)
                .about(gone.version.clone())
                .help(format!(
                    "put `{}` back, and undo what it does in a new migration",
                    gone.path
                ));
        }
    }
}
