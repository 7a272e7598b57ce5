use std::borrow::Cow;
use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use migrations::Delivery;
use schema::{Action, Dialect, Kind, KindSet};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    dialects: Cow::Borrowed(&[Dialect::Postgres]),
    partial_aliases: lint::names(&["migrationpilot:MP070"]),
    ..RuleInfo::new(
        "concurrent-index-if-not-exists",
        Category::Idempotency,
        Severity::Warning,
        On::Changes(KindSet::of(&[Kind::CreateIndex])),
        include_str!("concurrent_index_if_not_exists.md"),
    )
});

/// Reports concurrent builds that would take an invalid index for a finished one.
pub(crate) struct ConcurrentIndexIfNotExists;

impl Rule for ConcurrentIndexIfNotExists {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, statement) = subject else {
            return;
        };
        let Action::CreateIndex(index) = &change.action else {
            return;
        };
        let is_trap = index.if_not_exists && statement.modifiers.concurrently.is_some();
        let Some(name) = index.name.as_ref().filter(|_| is_trap) else {
            return;
        };
        if cx.migration.is_cleared_above(change) {
            return;
        }
        let place = if cx.migration.migration.policy.delivery == Delivery::WholeFile {
            "in a migration of its own before this one"
        } else {
            "before it"
        };
        let help = format!("put `drop index concurrently if exists {name}` {place}, and leave `if not exists` out");
        let key = name.resolved(Dialect::Postgres);
        cx.report(change.range, format!("`if not exists` keeps the invalid index that a failed build of `{name}` left"))
            .about(key)
            .help(help);
    }
}
