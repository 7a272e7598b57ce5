use lint::{Collected, HistoryContext, On, Rule, RuleInfo};
use migrations::ProblemKind;
use source::{Category, Severity};

static INFO: RuleInfo = RuleInfo::new(
    "ambiguous-tool",
    Category::Hygiene,
    Severity::Warning,
    On::History,
    include_str!("ambiguous_tool.md"),
);

/// Reports files that more than one migration tool could own.
pub(crate) struct AmbiguousTool;

impl Rule for AmbiguousTool {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn conclude(&self, _: &[(usize, Collected)], cx: &mut HistoryContext<'_>) {
        cx.report_problems(ProblemKind::AmbiguousTool);
    }
}
