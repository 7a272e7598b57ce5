use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::ProblemKind;
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    outlasts_selection: true,
    ..RuleInfo::new(
        "unterminated-text",
        Category::Correctness,
        Severity::Error,
        On::Migrations,
        include_str!("unterminated_text.md"),
    )
});

/// Reports texts that are opened and never closed, and so swallow what follows.
pub(crate) struct UnterminatedText;

impl Rule for UnterminatedText {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        if let Subject::Migration(facts) = subject {
            for problem in facts.problems_of(&[
                ProblemKind::UnterminatedString,
                ProblemKind::UnterminatedIdent,
                ProblemKind::UnterminatedComment,
                ProblemKind::UnterminatedDollarString,
                ProblemKind::UnterminatedBlock,
                ProblemKind::UnterminatedCopyData,
            ]) {
                cx.report(problem.range, problem.kind.message())
                    .help("close it: until then, what follows is read as part of it");
            }
        }
    }
}
