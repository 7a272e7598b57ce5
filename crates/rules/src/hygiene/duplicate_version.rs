use lint::{Collected, HistoryContext, On, Rule, RuleInfo};
use migrations::ProblemKind;
use source::{Category, Severity};

static INFO: RuleInfo = RuleInfo::new(
    "duplicate-version",
    Category::Hygiene,
    Severity::Error,
    On::History,
    include_str!("duplicate_version.md"),
);

/// Reports migrations that have the same version.
pub(crate) struct DuplicateVersion;

impl Rule for DuplicateVersion {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn conclude(&self, _: &[(usize, Collected)], cx: &mut HistoryContext<'_>) {
        cx.report_problems(ProblemKind::DuplicateVersion);
    }
}
