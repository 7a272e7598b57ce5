use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Action, Change, Kind, KindSet};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| {
    RuleInfo::new(
        "prepared-transaction",
        Category::Transaction,
        Severity::Error,
        On::Changes(KindSet::of(&[Kind::PrepareTransaction])),
        include_str!("prepared_transaction.md"),
    )
});

/// Reports transactions that are prepared and not ended by the same migration.
pub(crate) struct PreparedTransaction;

impl Rule for PreparedTransaction {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, _) = subject else {
            return;
        };
        let Some(name) = name(change) else {
            return;
        };
        let mut below = cx
            .migration
            .script
            .statements
            .iter()
            .filter(|later| later.range.start > change.range.start)
            .flat_map(|later| &later.changes);
        let is_ended = below.any(|later| {
            matches!(later.kind, Kind::CommitPrepared | Kind::RollbackPrepared)
                && self::name(later).is_some_and(|ended| ended == name)
        });
        if !is_ended {
            cx.report(
                change.range,
                format!("the prepared transaction `{name}` keeps its locks until somebody ends it"),
            )
            .help("end it with `commit prepared` in the same migration, or leave preparing to a transaction manager");
        }
    }
}

fn name(change: &Change) -> Option<&str> {
    match &change.action {
        Action::Transaction(action) => Some(action.name.as_ref()?.text.as_str()),
        _ => None,
    }
}
