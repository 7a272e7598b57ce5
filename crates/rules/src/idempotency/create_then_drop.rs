use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Action, Kind, KindSet};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    default_on: false,
    partial_aliases: lint::names(&["flyway:RG22"]),
    ..RuleInfo::new(
        "create-then-drop",
        Category::Idempotency,
        Severity::Warning,
        On::Changes(KindSet::of(&[Kind::DropTable])),
        include_str!("create_then_drop.md"),
    )
});

/// Reports tables that a migration creates and drops again.
pub(crate) struct CreateThenDrop;

impl Rule for CreateThenDrop {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, _) = subject else {
            return;
        };
        let Action::Drop(dropped) = &change.action else {
            return;
        };
        let table = &dropped.name;
        let is_passing = cx.is_created_above(table, change.range.start) && !cx.is_temporary(table);
        if is_passing && !cx.is_rebuilt(table, change.range.start) {
            let key = cx.resolved(table);
            cx.report(change.range, format!("`{table}` is created above and dropped here"))
                .about(key)
                .help("use a temporary table, or leave both out");
        }
    }
}
