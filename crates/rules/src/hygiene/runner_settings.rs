use lint::{Collected, HistoryContext, On, Rule, RuleInfo};
use migrations::ProblemKind;
use source::{Category, Severity};

static INFO: RuleInfo = RuleInfo::new(
    "runner-settings",
    Category::Hygiene,
    Severity::Warning,
    On::History,
    include_str!("runner_settings.md"),
);

/// Reports settings of the migration tool that cannot be read.
pub(crate) struct RunnerSettings;

impl Rule for RunnerSettings {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn conclude(&self, _: &[(usize, Collected)], cx: &mut HistoryContext<'_>) {
        cx.report_problems(ProblemKind::Settings);
    }
}
