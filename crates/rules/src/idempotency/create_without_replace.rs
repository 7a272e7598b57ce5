use std::sync::LazyLock;

use impact::Guarding;
use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Kind, KindSet};
use source::{Applicability, Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    default_on: false,
    aliases: lint::names(&[
        "pglinter:GN007",
        "pglinter:GN008",
        "pglinter:GN029",
        "pglinter:GN030",
        "event-driven-sql:consistent-create-or-replace",
    ]),
    yields_to: lint::names(&["unrepeatable-statement", "unguarded-create"]),
    fixable: true,
    ..RuleInfo::new(
        "create-without-replace",
        Category::Idempotency,
        Severity::Warning,
        On::Changes(KindSet::of(&[
            Kind::CreateView,
            Kind::CreateFunction,
            Kind::CreateProcedure,
            Kind::CreateTrigger,
            Kind::CreatePackage,
            Kind::CreatePackageBody,
        ])),
        include_str!("create_without_replace.md"),
    )
});

/// Reports views and routines that are created so that a second time fails.
pub(crate) struct CreateWithoutReplace;

impl Rule for CreateWithoutReplace {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, statement) = subject else {
            return;
        };
        let Guarding::Replace(words) = impact::guarding(change, statement, cx.migration.engine) else {
            return;
        };
        if !cx.is_unrepeatable(change) {
            return;
        }
        let advice = cx.guard_advice(change, statement);
        let command = change.command(statement);
        let report = cx.report(
            change.range,
            format!("`{command}` fails where there is one of that name"),
        );
        report.help(format!(
            "write `create {words}`, which keeps privileges and what depends on it"
        ));
        if let Some(edit) = advice.edit {
            report.fix("replace what is there", Applicability::Unsafe, [edit]);
        }
    }
}
