use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Action, Kind, KindSet};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    default_on: false,
    partial_aliases: lint::names(&[
        "migrationpilot:MP011",
        "migrationpilot:MP067",
        "migrationpilot:MP103",
        "pgfence:update-in-migration",
        "pgls:banUpdateWithoutWhere",
        "excellent_migrations:data",
    ]),
    yields_to: lint::names(&[
        "backfill-under-lock",
        "update-without-where",
        "delete-without-where",
        "history-table-write",
    ]),
    ..RuleInfo::new(
        "unbatched-backfill",
        Category::Locking,
        Severity::Warning,
        On::Changes(KindSet::of(&[Kind::Update, Kind::Delete])),
        include_str!("unbatched_backfill.md"),
    )
});

/// Reports updates and deletes that go through a whole table in one go.
pub(crate) struct UnbatchedBackfill;

impl Rule for UnbatchedBackfill {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, _) = subject else {
            return;
        };
        let (table, condition) = match &change.action {
            Action::Update(update) if !update.is_limited => (&update.table, update.condition.as_ref()),
            Action::Delete(delete) if !delete.is_limited => (&delete.table, delete.condition.as_ref()),
            _ => return,
        };
        let is_new = cx.is_created_above(table, change.range.start) || cx.is_surely_empty(table);
        if !cx.is_top_level() || is_new || cx.is_temporary(table) || !cx.goes_through_many_rows(table, condition) {
            return;
        }
        if cx.is_table_of_same_release(table) {
            return;
        }
        let verb = if change.kind == Kind::Update {
            "changes"
        } else {
            "deletes"
        };
        let message = match condition {
            None => format!("this {verb} every row of `{table}` in one go"),
            Some(_) => format!("this {verb} all rows of `{table}` that meet the condition in one go"),
        };
        let key = cx.resolved(table);
        cx.report(change.range, message)
            .about(key)
            .help("go through the rows in batches by key range, each in a transaction of its own, outside the schema migration");
    }
}
