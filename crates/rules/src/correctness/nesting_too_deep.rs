use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::ProblemKind;
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    outlasts_selection: true,
    ..RuleInfo::new(
        "nesting-too-deep",
        Category::Correctness,
        Severity::Warning,
        On::Migrations,
        include_str!("nesting_too_deep.md"),
    )
});

/// Reports texts that nest deeper than is read.
pub(crate) struct NestingTooDeep;

impl Rule for NestingTooDeep {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        if let Subject::Migration(facts) = subject {
            for problem in facts.problems_of(&[ProblemKind::TooDeep]) {
                cx.report(problem.range, problem.kind.message())
                    .help("split the statement: what is nested this deep is not checked");
            }
        }
    }
}
