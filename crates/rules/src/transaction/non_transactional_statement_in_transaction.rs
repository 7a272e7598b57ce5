use std::sync::LazyLock;

use impact::{InTransaction, OpenedBy, Transaction};
use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Action, Change, Dialect, Kind, KindSet};
use source::{Applicability, Category, Severity, TextRange};

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
        On::Changes(impact::refused_kinds().union(ENDS_TRANSACTION)),
        include_str!("non_transactional_statement_in_transaction.md"),
    )
});

/// What ends a transaction, or may run something that does.
const ENDS_TRANSACTION: KindSet = KindSet::of(&[Kind::Commit, Kind::Rollback, Kind::Call]);

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
        let end = end_in_block(change, cx);
        if end.is_none() && cx.in_transaction(change, statement) != Some(InTransaction::Refused) {
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
        if let Some(end) = end.filter(|end| *end != change.range) {
            report.related(end, "the procedure ends the transaction here");
        }
    }
}

/// Where a block or a procedure of PL/pgSQL, called by this change, ends the transaction: it may where there was none
/// before (<https://www.postgresql.org/docs/current/plpgsql-transactions.html>; `invalid transaction termination` else).
fn end_in_block(change: &Change, cx: &Context<'_>) -> Option<TextRange> {
    if cx.migration.script.dialect != Dialect::Postgres {
        return None;
    }
    match (&change.action, change.kind) {
        (_, Kind::Commit | Kind::Rollback) => (!cx.is_top_level()).then_some(change.range),
        (Action::Call(called), Kind::Call) => {
            let name = cx.resolved(called);
            let is_it = |created: &Change| match &created.action {
                Action::CreateRoutine(routine) => cx.resolved(&routine.name) == name,
                _ => false,
            };
            let above = cx.migration.script.statements.iter();
            let mut above = above.filter(|statement| statement.range.end <= change.range.start);
            let made = above.rfind(|statement| statement.changes.iter().any(is_it))?;
            let mut end = None;
            for statement in &made.body {
                statement.walk(&mut |inner| {
                    if matches!(inner.kind, Kind::Commit | Kind::Rollback) {
                        end.get_or_insert(inner.range);
                    }
                });
            }
            end
        }
        _ => None,
    }
}
