use std::sync::LazyLock;

use impact::{InTransaction, OpenedBy, Transaction};
use lint::{Context, On, Rule, RuleInfo, Subject};
use source::{Applicability, Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    aliases: lint::names(&[
        "squawk:ban-concurrent-index-creation-in-transaction",
        "pgls:banConcurrentIndexCreationInTransaction",
        "atlas:PG103",
        "pgfence:concurrent-in-transaction",
        "migrationpilot:MP025",
        "pg-migration-lint:PGM003",
        "pgsafe:concurrently-in-transaction",
        "bytebase:STATEMENT_NON_TRANSACTIONAL",
    ]),
    partial_aliases: lint::names(&[
        "diesel-guard:AddIndexCheck",
        "diesel-guard:DropIndexCheck",
        "diesel-guard:ReindexCheck",
        "django-migration-linter:CREATE_INDEX_EXCLUSIVE",
        "pgls:avoidAlterEnumAddValue",
        "pgfence:alter-enum-add-value",
    ]),
    fixable: true,
    ..RuleInfo::new(
        "non-transactional-statement-in-transaction",
        Category::Transaction,
        Severity::Error,
        On::Changes(impact::refused_kinds()),
        include_str!("non_transactional_statement_in_transaction.md"),
    )
});

/// Reports statements that the engine refuses inside the transaction they run in.
pub(crate) struct NonTransactionalStatementInTransaction;

impl Rule for NonTransactionalStatementInTransaction {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, statement) = subject else {
            return;
        };
        let Some(transaction) = cx.transaction().map(|here| here.transaction) else {
            return;
        };
        let Some(opened) = cx.migration.words_for(transaction) else {
            return;
        };
        if cx.in_transaction(change, statement) != Some(InTransaction::Refused) {
            return;
        }
        let command = change.command(statement);
        let way_out = cx.migration.way_out_of_overlooked(transaction);
        let edit = cx.migration.opt_out_edit(transaction);
        let report = cx.report(statement.range, format!("`{command}` fails inside {opened}"));
        if let Some(edit) = edit {
            report.fix("take it out of the tool's transaction", Applicability::Unsafe, [edit]);
        }
        if let Some(instruction) = way_out.instruction() {
            report.help(instruction.to_owned());
        }
        if let Transaction::Open(OpenedBy::Script(range)) = transaction {
            report.related(range, "the transaction begins here");
        }
    }
}
