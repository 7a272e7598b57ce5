use std::sync::LazyLock;

use lint::{Collected, HistoryContext, On, Rule, RuleInfo};
use migrations::Direction;
use source::{Category, Severity, Span, TextRange};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    needs_base: true,
    // An error code of Flyway's `validate`.
    aliases: lint::names(&["flyway:DESCRIPTION_MISMATCH"]),
    ..RuleInfo::new(
        "renamed-migration",
        Category::Hygiene,
        Severity::Error,
        On::History,
        include_str!("renamed_migration.md"),
    )
});

/// Reports released migrations that have another name now.
pub(crate) struct RenamedMigration;

impl Rule for RenamedMigration {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn conclude(&self, _: &[(usize, Collected)], cx: &mut HistoryContext<'_>) {
        let history = cx.history;
        let tool = history.history.tool;
        if tool.scripts_are_generated() {
            return;
        }
        for migration in &history.history.migrations {
            let Some(old) = &migration.provenance.released_as else {
                continue;
            };
            if migration.direction == Direction::Down || migration.version_text.is_empty() {
                continue;
            }
            let start = TextRange::empty(migration.section.range.start);
            let message = format!("this migration is released as `{old}`: by its new name it is another one");
            cx.report(Span::new(migration.file, start), message)
                .about(migration.version_text.to_string())
                .help("give it its old name back");
        }
    }
}
