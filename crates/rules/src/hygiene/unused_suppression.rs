use std::sync::LazyLock;

use lint::{Context, On, ReviewedSuppression, Rule, RuleInfo, Subject, Verdict};
use source::{Applicability, Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    fixable: true,
    ..RuleInfo::new(
        "unused-suppression",
        Category::Hygiene,
        Severity::Warning,
        On::Suppressions,
        include_str!("unused_suppression.md"),
    )
});

/// Reports suppressions that suppress nothing.
pub(crate) struct UnusedSuppression;

impl Rule for UnusedSuppression {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Suppression(reviewed) = subject else {
            return;
        };
        let ReviewedSuppression {
            suppression, verdicts, ..
        } = *reviewed;
        for (at, (name, verdict)) in suppression.names.iter().zip(verdicts).enumerate() {
            if *verdict != Verdict::Unused {
                continue;
            }
            let removal = suppression.without_name(at, cx.migration);
            cx.report(name.range, format!("`{}` finds nothing here to allow", name.text))
                .help("remove the name, or the comment if it names no other rule")
                .fix("remove it", Applicability::Safe, removal);
        }
    }
}
