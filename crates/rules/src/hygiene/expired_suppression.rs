use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use source::{Applicability, Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    fixable: true,
    ..RuleInfo::new(
        "expired-suppression",
        Category::Hygiene,
        Severity::Warning,
        On::Suppressions,
        include_str!("expired_suppression.md"),
    )
});

/// Reports suppressions whose last day is over.
pub(crate) struct ExpiredSuppression;

impl Rule for ExpiredSuppression {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Suppression(reviewed) = subject else {
            return;
        };
        let Some(expiry) = reviewed.suppression.expiry.filter(|_| reviewed.is_expired) else {
            return;
        };
        let removal = reviewed.suppression.removal(cx.migration);
        cx.report(expiry.range, format!("this suppression held until {}", expiry.date))
            .help("mend what it allowed, or give it a later day")
            .fix("remove it", Applicability::Safe, removal);
    }
}
