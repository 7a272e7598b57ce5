use std::borrow::Cow;
use std::sync::LazyLock;

use impact::{OpenedBy, Transaction};
use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Dialect, Kind, KindSet};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    dialects: Cow::Borrowed(&[Dialect::Postgres, Dialect::Mysql, Dialect::Mariadb]),
    partial_aliases: lint::names(&["squawk:transaction-nesting", "pgls:transactionNesting"]),
    ..RuleInfo::new(
        "nested-transaction",
        Category::Transaction,
        Severity::Error,
        On::Changes(KindSet::of(&[Kind::Begin])),
        include_str!("nested_transaction.md"),
    )
});

/// Reports a `BEGIN` inside the script's own transaction.
pub(crate) struct NestedTransaction;

impl Rule for NestedTransaction {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, _) = subject else {
            return;
        };
        let Some(Transaction::Open(OpenedBy::Script(outer))) = cx.transaction().map(|here| here.transaction) else {
            return;
        };
        let line = cx.migration.file.line_column(outer.start).line;
        let message = if cx.migration.engine.dialect == Dialect::Postgres {
            format!("the transaction that begins in line {line} goes on, and the first `commit` ends it")
        } else {
            format!("this commits the transaction that begins in line {line}")
        };
        cx.report(change.range, message)
            .help("leave this one out, commit before it, or use a savepoint")
            .related(outer, "the transaction begins here");
    }
}
