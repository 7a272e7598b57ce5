use lint::{Context, On, Rule, RuleInfo, Subject, Verdict};
use source::{Category, Severity};

static INFO: RuleInfo = RuleInfo::new(
    "unused-suppression",
    Category::Hygiene,
    Severity::Warning,
    On::Suppressions,
    include_str!("unused_suppression.md"),
);

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
        for (name, verdict) in reviewed.suppression.names.iter().zip(reviewed.verdicts) {
            if *verdict == Verdict::Unused {
                cx.report(name.range, format!("`{}` finds nothing here to allow", name.text))
                    .help("remove the name, or the comment if it names no other rule");
            }
        }
    }
}
