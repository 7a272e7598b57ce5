use std::borrow::Cow;
use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Action, Change, Dialect, InsertSource, Kind, KindSet, Name, Statement};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    dialects: Cow::Borrowed(&[Dialect::Postgres, Dialect::Mssql]),
    partial_aliases: lint::names(&[
        "eugene:E4",
        "pgls:runningStatementWhileHoldingAccessExclusive",
        "pgfence:statement-after-access-exclusive",
    ]),
    in_created: true,
    ..RuleInfo::new(
        "backfill-under-lock",
        Category::Locking,
        Severity::Warning,
        On::Changes(KindSet::of(&[Kind::Insert, Kind::Update, Kind::Delete, Kind::Merge])),
        include_str!("backfill_under_lock.md"),
    )
});

/// Reports changes of many rows while the transaction keeps everybody from a table.
pub(crate) struct BackfillUnderLock;

impl Rule for BackfillUnderLock {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, statement) = subject else {
            return;
        };
        let Some(table) = change.table() else {
            return;
        };
        if !cx.is_top_level() || cx.is_temporary(table) || !is_large(change, statement, table, cx) {
            return;
        }
        let mut held = cx
            .blocking_locks_held()
            .filter(|(holder, lock)| lock.blocks_reads && holder.kind != Kind::Lock);
        let Some((holder, lock)) = held.next() else {
            return;
        };
        if is_said_above(holder, statement, cx) {
            return;
        }
        let locked = lock.relation.split_once('.').map_or(&*lock.relation, |(_, name)| name);
        let help = if is_helper(holder, cx) {
            "keep these values in a temporary table instead of a column that goes again: then nobody waits"
        } else {
            "change the schema in one migration and the rows in another, each in a transaction of its own"
        };
        // Into a new table rows come out of others.
        let read = statement
            .reads()
            .find(|_| cx.is_created_above(table, statement.range.start));
        let through = read.unwrap_or(table);
        let message = format!("everybody waits for `{locked}` while this goes through rows of `{through}`");
        let key = cx.resolved(table);
        cx.report(change.range, message).about(key).help(help).related(
            holder.range,
            "the lock is taken here, and held until the transaction ends",
        );
    }
}

/// Whether all that the statement does is to add columns that the migration drops again.
fn is_helper(holder: &Statement, cx: &Context<'_>) -> bool {
    let dialect = cx.migration.script.dialect;
    let goes_again = |change: &Change| match &change.action {
        Action::AddColumn { table, column, .. } => {
            let drops = |later: &Change| match &later.action {
                Action::Column(action) => {
                    later.kind == Kind::DropColumn
                        && action.column.is_same(&column.name, dialect)
                        && action.table.is_same(table, dialect)
                }
                _ => false,
            };
            let mut later = cx
                .migration
                .script
                .statements
                .iter()
                .flat_map(|statement| &statement.changes);
            later.any(|later| later.range.start > change.range.start && drops(later))
        }
        _ => false,
    };
    holder.changes.iter().all(goes_again)
}

/// Whether another statement between the lock and this one goes through rows: the first says it for all.
fn is_said_above(holder: &Statement, statement: &Statement, cx: &Context<'_>) -> bool {
    let statements = cx.migration.script.statements.iter();
    let mut between =
        statements.filter(|other| other.range.start > holder.range.start && other.range.start < statement.range.start);
    between.any(|other| {
        let mut changes = other.changes.iter();
        changes.any(|change| change.table().is_some_and(|table| is_large(change, other, table, cx)))
    })
}

/// Whether rows are changed by a query or a condition, in a table that was there before or out of one.
fn is_large(change: &Change, statement: &Statement, table: &Name, cx: &Context<'_>) -> bool {
    let is_new = |name: &Name| cx.is_created_above(name, statement.range.start) || cx.is_temporary(name);
    let is_pending = || cx.migration.pending.made_relation_of(change, cx.before());
    let has_rows = |name: &Name| !is_new(name) && cx.before().relation(name).exists() != Some(false);
    match &change.action {
        Action::Insert(insert) => {
            let is_query = matches!(insert.source, InsertSource::Query { .. });
            is_query && statement.reads().any(has_rows) && !cx.query_names_few_rows(statement)
        }
        Action::Update(update) => {
            !is_new(table)
                && !is_pending()
                && !update.is_limited
                && cx.goes_through_many_rows(table, update.condition.as_ref())
        }
        Action::Delete(delete) => {
            !is_new(table)
                && !is_pending()
                && !delete.is_limited
                && cx.goes_through_many_rows(table, delete.condition.as_ref())
        }
        Action::Merge(_) => !is_new(table) && !is_pending(),
        _ => false,
    }
}
