use std::sync::LazyLock;

use impact::{OpenedBy, Transaction, transactions};
use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Change, Dialect, Kind, KindSet};
use source::{Applicability, Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    aliases: lint::names(&[
        "squawk:ban-uncommitted-transaction",
        "pgfence:unclosed-transaction",
        "migrationpilot:MP053",
        "schemalint:uncommitted-transaction-banned",
        "sqlprompt:EI019",
        "sqlprompt:EI020",
    ]),
    partial_aliases: lint::names(&["squawk:transaction-nesting", "pgls:transactionNesting"]),
    fixable: true,
    ..RuleInfo::new(
        "unbalanced-transaction",
        Category::Transaction,
        Severity::Error,
        On::Changes(KindSet::of(&[Kind::Begin, Kind::Commit, Kind::Rollback])),
        include_str!("unbalanced_transaction.md"),
    )
});

/// Reports a `BEGIN` without an end, and an end without a `BEGIN`.
pub(crate) struct UnbalancedTransaction;

impl Rule for UnbalancedTransaction {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, statement) = subject else {
            return;
        };
        if change.kind != Kind::Begin {
            report_end(change, cx);
            return;
        }
        let facts = cx.migration;
        let left_open = transactions::left_open(&facts.script.statements, &facts.migration.policy, facts.engine);
        if left_open != Some(statement.range) {
            return;
        }
        let edit = facts.appended(&cx.in_case_of_statement("commit"));
        let report = cx
            .report(
                change.range,
                "nothing ends this transaction, so what follows may be undone when the session ends",
            )
            .help("end it with `commit`");
        if let Some(edit) = edit {
            report.fix("commit at the end", Applicability::Unsafe, [edit]);
        }
    }
}

/// Where clients commit by themselves, an end without a beginning is an error (SQL Server, SQLite) or a warning
/// (PostgreSQL). MySQL says nothing, and Oracle is always in a transaction.
fn report_end(change: &Change, cx: &mut Context<'_>) {
    let dialect = cx.migration.engine.dialect;
    let knows = matches!(dialect, Dialect::Postgres | Dialect::Mssql | Dialect::Sqlite);
    let is_outside = match cx.transaction().map(|here| here.transaction) {
        Some(Transaction::None) => true,
        Some(Transaction::Open(OpenedBy::Engine)) => dialect == Dialect::Postgres,
        _ => false,
    };
    if knows && is_outside && cx.is_top_level() && !transactions::depends_on_conditions(&cx.migration.script.statements)
    {
        let command = change.kind.as_str();
        cx.report(change.range, format!("`{command}` has no transaction to end"))
            .help("write the `begin` that is missing, or leave it out");
    }
}
