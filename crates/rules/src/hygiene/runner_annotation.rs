use lint::{Collected, HistoryContext, On, Rule, RuleInfo};
use migrations::ProblemKind;
use source::{Category, Severity};

static INFO: RuleInfo = RuleInfo::new(
    "runner-annotation",
    Category::Hygiene,
    Severity::Warning,
    On::History,
    include_str!("runner_annotation.md"),
);

/// Reports comments to the migration tool that it does not read as they are meant.
pub(crate) struct RunnerAnnotation;

impl Rule for RunnerAnnotation {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn conclude(&self, _: &[(usize, Collected)], cx: &mut HistoryContext<'_>) {
        cx.report_problems(ProblemKind::Annotation);
    }
}
