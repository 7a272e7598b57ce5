use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::ProblemKind;
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    outlasts_selection: true,
    ..RuleInfo::new(
        "stray-character",
        Category::Correctness,
        Severity::Warning,
        On::Migrations,
        include_str!("stray_character.md"),
    )
});

/// Reports characters that no SQL begins with.
pub(crate) struct StrayCharacter;

impl Rule for StrayCharacter {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        if let Subject::Migration(facts) = subject {
            for problem in facts.problems_of(&[ProblemKind::StrayCharacter]) {
                cx.report(problem.range, problem.kind.message())
                    .help("remove it, or name the dialect that knows it");
            }
        }
    }
}
