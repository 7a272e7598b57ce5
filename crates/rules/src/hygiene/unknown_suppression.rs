use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject, Verdict};
use source::{Applicability, Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    fixable: true,
    ..RuleInfo::new(
        "unknown-suppression",
        Category::Hygiene,
        Severity::Warning,
        On::Suppressions,
        include_str!("unknown_suppression.md"),
    )
});

/// Reports suppressions that name no rule or cannot have an effect.
pub(crate) struct UnknownSuppression;

impl Rule for UnknownSuppression {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Suppression(reviewed) = subject else {
            return;
        };
        let suppression = reviewed.suppression;
        if let Some(flaw) = &suppression.flaw {
            cx.report(suppression.range, flaw.clone())
                .help("write `-- lockgate: allow RULE (reason)` above a statement, `allow-line` on a line, `allow-file` above the \
                       first statement, or `allow-begin RULE` and `allow-end` around several");
        }
        for (at, (name, verdict)) in suppression.names.iter().zip(reviewed.verdicts).enumerate() {
            let Verdict::Unknown(meant) = verdict else {
                continue;
            };
            let removal = suppression.without_name(at, cx.migration);
            let report = cx.report(name.range, format!("no rule is called `{}`", name.text));
            match meant {
                Some(meant) => {
                    let edit = (name.range, meant.to_string());
                    report
                        .help(format!("name the rule that is meant, perhaps `{meant}`"))
                        .fix(format!("allow `{meant}`"), Applicability::Unsafe, [edit]);
                }
                None => {
                    report
                        .help("name a rule that `lockgate rules` lists, or remove it")
                        .fix("remove it", Applicability::Safe, removal);
                }
            }
        }
    }
}
