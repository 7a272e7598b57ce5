use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Action, Kind, KindSet};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    default_on: false,
    aliases: lint::names(&[
        "migrationpilot:MP090",
        "pgls:avoidCreateTrigger",
        "pgfence:create-trigger",
        "pgsafe:add-trigger",
        "bytebase:TABLE_DISALLOW_TRIGGER",
    ]),
    ..RuleInfo::new(
        "new-trigger",
        Category::Locking,
        Severity::Info,
        On::Changes(KindSet::of(&[Kind::CreateTrigger])),
        include_str!("new_trigger.md"),
    )
});

/// Reports triggers put on tables that are in use.
pub(crate) struct NewTrigger;

impl Rule for NewTrigger {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, _) = subject else {
            return;
        };
        let Action::CreateTrigger(trigger) = &change.action else {
            return;
        };
        let Some(table) = trigger.table.as_ref() else {
            return;
        };
        let is_new = cx.is_created_above(table, change.range.start) || cx.is_temporary(table);
        let is_view = cx.before().view(table).seen().is_some();
        let is_replaced = cx.before().table(table).seen().is_some_and(|known| {
            known
                .trigger(&trigger.name.ident.folded(cx.migration.script.dialect))
                .seen()
                .is_some()
        });
        if is_new || is_view || is_replaced {
            return;
        }
        let message = format!(
            "from here on each write to `{table}` runs the trigger `{}` as well",
            trigger.name
        );
        let key = format!("{}.{}", cx.resolved(table), trigger.name);
        cx.report(change.range, message).about(key).help(
            "measure what the trigger costs for each row, and set a lock timeout: writes wait until it is created",
        );
    }
}
