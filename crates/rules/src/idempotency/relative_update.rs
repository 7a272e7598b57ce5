use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Action, Kind, KindSet};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| {
    RuleInfo::new(
        "relative-update",
        Category::Idempotency,
        Severity::Warning,
        On::Changes(KindSet::of(&[Kind::Update])),
        include_str!("relative_update.md"),
    )
});

/// Reports updates that change their rows once more with each run.
pub(crate) struct RelativeUpdate;

impl Rule for RelativeUpdate {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, _) = subject else {
            return;
        };
        let Action::Update(update) = &change.action else {
            return;
        };
        let Some(rerun) = cx.rerun().filter(|_| cx.is_unrepeatable(change)) else {
            return;
        };
        let why = rerun.reason("this update stays when a later statement fails");
        let table = &update.table;
        let key = cx.resolved(table);
        let message = format!("{why}, and a second run changes the rows of `{table}` once more");
        cx.report(change.range, message)
            .about(key)
            .help("set values that do not depend on the old ones, or let the condition leave out rows that were updated already");
    }
}
