use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Action, Kind, KindSet};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    default_on: false,
    partial_aliases: lint::names(&["tsqllint:set-transaction-isolation-level"]),
    ..RuleInfo::new(
        "isolation-level",
        Category::Transaction,
        Severity::Info,
        On::Changes(KindSet::of(&[Kind::SetTransaction, Kind::Begin])),
        include_str!("isolation_level.md"),
    )
});

/// Reports migrations that choose an isolation level.
pub(crate) struct IsolationLevel;

impl Rule for IsolationLevel {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, _) = subject else {
            return;
        };
        let Action::Transaction(action) = &change.action else {
            return;
        };
        let Some(mode) = action.mode.as_ref().filter(|mode| mode.contains("ISOLATION")) else {
            return;
        };
        let mode = mode.to_ascii_lowercase();
        cx.report(
            change.range,
            format!("this migration chooses its own isolation: `{mode}`"),
        )
        .help("leave the isolation level to the tool and the server");
    }
}
