use lint::{Collected, HistoryContext, On, Rule, RuleInfo};
use migrations::ProblemKind;
use source::{Category, Severity};

static INFO: RuleInfo = RuleInfo::new(
    "not-sql",
    Category::Hygiene,
    Severity::Info,
    On::History,
    include_str!("not_sql.md"),
);

/// Reports migrations in other languages, which are not read.
pub(crate) struct NotSql;

impl Rule for NotSql {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn conclude(&self, _: &[(usize, Collected)], cx: &mut HistoryContext<'_>) {
        cx.report_problems(ProblemKind::NotSql);
    }
}
