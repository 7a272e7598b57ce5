use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    default_on: false,
    ..RuleInfo::new(
        "suppression-without-reason",
        Category::Hygiene,
        Severity::Warning,
        On::Suppressions,
        include_str!("suppression_without_reason.md"),
    )
});

/// Reports suppressions that do not say why.
pub(crate) struct SuppressionWithoutReason;

impl Rule for SuppressionWithoutReason {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Suppression(reviewed) = subject else {
            return;
        };
        let suppression = reviewed.suppression;
        if suppression.reason.is_some() || suppression.names.is_empty() {
            return;
        }
        cx.report(suppression.range, "this suppression does not say why")
            .help("write the reason between parentheses behind the names: `allow drop-table (in the archive)`");
    }
}
