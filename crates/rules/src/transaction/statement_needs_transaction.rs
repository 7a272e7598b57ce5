use std::borrow::Cow;
use std::sync::LazyLock;

use impact::Transaction;
use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Dialect, Kind, KindSet};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    dialects: Cow::Borrowed(&[Dialect::Postgres]),
    ..RuleInfo::new(
        "statement-needs-transaction",
        Category::Transaction,
        Severity::Error,
        On::Changes(KindSet::of(&[
            Kind::Lock,
            Kind::Savepoint,
            Kind::ReleaseSavepoint,
            Kind::RollbackToSavepoint,
        ])),
        include_str!("statement_needs_transaction.md"),
    )
});

/// Reports statements that the engine refuses outside a transaction.
pub(crate) struct StatementNeedsTransaction;

impl Rule for StatementNeedsTransaction {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, statement) = subject else {
            return;
        };
        let is_outside = cx.transaction().map(|here| here.transaction) == Some(Transaction::None);
        if !is_outside || !cx.is_top_level() {
            return;
        }
        let command = match change.kind {
            Kind::Lock => "lock table".to_owned(),
            Kind::RollbackToSavepoint => "rollback to savepoint".to_owned(),
            _ => change.command(statement),
        };
        cx.report(statement.range, format!("`{command}` fails outside a transaction"))
            .help("put it into a transaction with the statements that it is meant for");
    }
}
