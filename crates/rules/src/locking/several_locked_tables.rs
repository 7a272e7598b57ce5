use std::borrow::Cow;
use std::sync::LazyLock;

use impact::RelationLock;
use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Dialect, KindSet};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    default_on: false,
    dialects: Cow::Borrowed(&[Dialect::Postgres, Dialect::Mssql]),
    aliases: lint::names(&["pgls:avoidWideLockWindow", "pgfence:wide-lock-window"]),
    partial_aliases: lint::names(&["online_migrations:multiple_foreign_keys"]),
    ..RuleInfo::new(
        "several-locked-tables",
        Category::Locking,
        Severity::Warning,
        On::Statements(KindSet::ALL),
        include_str!("several_locked_tables.md"),
    )
});

/// Reports transactions that lock a second table that nobody else may read meanwhile.
pub(crate) struct SeveralLockedTables;

impl Rule for SeveralLockedTables {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Statement(statement) = subject else {
            return;
        };
        let Some(facts) = cx.facts().filter(|_| cx.is_top_level()) else {
            return;
        };
        if !facts.transaction().transaction.is_open() || !impact::may_block(statement, cx.migration.engine.dialect) {
            return;
        }
        let mut held = cx.blocking_locks_held().filter(|(_, lock)| lock.blocks_reads);
        let Some((holder, first)) = held.next() else {
            return;
        };
        // The second table says it for those after it.
        if held.any(|(_, lock)| lock.relation != first.relation) {
            return;
        }
        let is_new = |relation: &str| cx.migration.created().makes(relation);
        let mut taken = facts.blocking_locks().iter();
        let is_second =
            |lock: &&RelationLock| lock.blocks_reads && lock.relation != first.relation && !is_new(&lock.relation);
        let Some(second) = taken.find(is_second) else {
            return;
        };
        let message = format!(
            "this waits for `{}` while the transaction keeps everybody from `{}`",
            second.bare_name(),
            first.bare_name()
        );
        let key = second.relation.to_string();
        cx.report(statement.range, message)
            .about(key)
            .help("change one table in each transaction")
            .related(holder.range, "the first table is locked here");
    }
}
