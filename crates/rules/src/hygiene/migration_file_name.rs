use lint::{Collected, HistoryContext, On, Rule, RuleInfo};
use migrations::ProblemKind;
use source::{Category, Severity};

static INFO: RuleInfo = RuleInfo::new(
    "migration-file-name",
    Category::Hygiene,
    Severity::Warning,
    On::History,
    include_str!("migration_file_name.md"),
);

/// Reports files that the migration tool skips because of their names.
pub(crate) struct MigrationFileName;

impl Rule for MigrationFileName {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn conclude(&self, _: &[(usize, Collected)], cx: &mut HistoryContext<'_>) {
        cx.report_problems(ProblemKind::FileName);
    }
}
