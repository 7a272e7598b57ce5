use lint::Rerun;
use rhai::ImmutableString;
use schema::Runs;
use source::StatementPath;

use super::Statement;
use crate::api::ask::ask;
use crate::api::catalog::Catalog;
use crate::api::change::Change;
use crate::api::describe::Members;
use crate::api::guard::Guard;
use crate::api::impact::Impact;
use crate::api::transaction::Transaction;

/// What a statement does when it runs, and in what.
pub(super) fn describe(members: &mut Members<'_, Statement>) {
    members
        .property(
            "impact",
            "What it does to the database that runs it; `()` inside routine bodies.",
            |this| Impact::new(&this.at, None),
        )
        .property(
            "is_guarded",
            "Whether a condition around it makes it run only when needed.",
            |this| this.at.statement().guard.is_some(),
        )
        .property("guard", "The condition around it.", |this| Guard::of(&this.at))
        .property("before", "The schema before it.", |this| Catalog::before(&this.at))
        .property(
            "after",
            "The schema after it; of one inside another, after that one.",
            |this| Catalog::after(&this.at),
        )
        .property(
            "transaction",
            "The transaction it runs in; `()` inside routine bodies.",
            |this| Transaction::of(&this.at),
        )
        .property(
            "runs_now",
            "Whether it runs with the migration, not when a trigger fires or a routine is called.",
            |this| matches!(this.at.statement().runs, Runs::Now | Runs::If),
        )
        .property(
            "in_transaction",
            "Whether it shares a transaction with others; `()` where nobody knows.",
            |this| Transaction::of(&this.at).and_then(|transaction| transaction.is_open()),
        )
        .property(
            "runs",
            "When it runs: `now`, `if` a condition holds, `per_row` of a trigger, `when_called`.",
            |this| match this.at.statement().runs {
                Runs::Now => "now",
                Runs::If => "if",
                Runs::PerRow => "per_row",
                Runs::WhenCalled => "when_called",
            },
        )
        .property(
            "repeats",
            "How often it runs in a row: of SQL Server's `go 5` it is 5, else 1.",
            |this| {
                let start = this.at.statement().range.start;
                let batches = &this.at.facts().script.batches;
                let after = batches.partition_point(|batch| batch.range.start <= start);
                let batch = after.checked_sub(1).and_then(|at| batches.get(at));
                batch
                    .filter(|batch| start < batch.range.end)
                    .map_or(1, |batch| i64::from(batch.repeat))
            },
        )
        .property(
            "commits_alone",
            "Whether each statement put beside it commits by itself.",
            |this| ask(&this.at, None, |cx| cx.commits_alone()),
        );
    describe_in_migration(members);
}

/// How a statement stands to the rest of its migration.
fn describe_in_migration(members: &mut Members<'_, Statement>) {
    members
        .property(
            "rerun",
            "Why it may meet what an earlier run left: `repeatable`, `callback`, `retry`; `()` where none is to be expected.",
            |this| match this.at.facts().rerun(&StatementPath(this.at.path().to_vec()))? {
                Rerun::Repeatable => Some("repeatable"),
                Rerun::Callback => Some("callback"),
                Rerun::Retry => Some("retry"),
            },
        )
        .property(
            "expects_retry",
            "Whether it pays to write it so that the migration can be begun again.",
            |this| ask(&this.at, None, |cx| cx.expects_retry(this.at.statement())),
        )
        .property(
            "way_out",
            "How it gets out of the transaction that it is in, as an instruction; `()` where it is in none.",
            |this| {
                let transaction = this.at.known()?.transaction().transaction;
                let way = this.at.facts().way_out(transaction);
                way.instruction().map(ImmutableString::from)
            },
        )
        .property(
            "locked_before",
            "The tables that earlier statements of the same transaction keep writers from, as `schema.name`.",
            |this| {
                let held = |cx: &lint::Context<'_>| -> Vec<ImmutableString> {
                    let held = cx.blocking_locks_held();
                    held.map(|(_, lock)| lock.relation.as_str().into()).collect()
                };
                ask(&this.at, None, held)
            },
        )
        .property("may_read_all_rows", "Whether it reads some table in full, as far as the history tells.", |this| {
            ask(&this.at, None, |cx| cx.may_read_all_rows())
        })
        .property(
            "query_names_few_rows",
            "Whether the query that it takes its rows from names them by a unique key.",
            |this| ask(&this.at, None, |cx| cx.query_names_few_rows(this.at.statement())),
        )
        .property(
            "pitfall_below",
            "The first change further down that may fail although it succeeded wherever the migration was tried.",
            |this| {
                let found = ask(&this.at, None, |cx| cx.pitfall_below(this.at.statement()).map(|(change, _)| change.range));
                Change::at(this.at.facts(), found?)
            },
        )
        .property("rebuilds", "The table that it is a step of making anew with its rows, as `schema.name`.", |this| {
            let [number] = this.at.path() else {
                return None;
            };
            let mut all = this.at.facts().rebuilds().into_iter();
            let found = all.find(|rebuild| rebuild.statements.contains(&(*number as usize)))?;
            Some(ImmutableString::from(found.table))
        })
        .function(
            "concurrent_advice",
            "(instruction: string) -> string",
            "What has to be done so that it can say `concurrently`; `instruction` says that it is to.",
            |this: &mut Statement, instruction: &str| {
                ask(&this.at, None, |cx| cx.concurrent_advice(instruction).instruction)
            },
        );
}
