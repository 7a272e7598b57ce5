use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::ProblemKind;
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    outlasts_selection: true,
    ..RuleInfo::new(
        "unbalanced-parentheses",
        Category::Correctness,
        Severity::Error,
        On::Migrations,
        include_str!("unbalanced_parentheses.md"),
    )
});

/// Reports parentheses without a partner.
pub(crate) struct UnbalancedParentheses;

impl Rule for UnbalancedParentheses {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        if let Subject::Migration(facts) = subject {
            for problem in facts.problems_of(&[ProblemKind::UnbalancedParentheses]) {
                cx.report(problem.range, problem.kind.message())
                    .help("close each parenthesis once");
            }
        }
    }
}
