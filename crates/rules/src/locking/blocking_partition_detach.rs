use std::borrow::Cow;
use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Action, Dialect, EngineVersion, Kind, KindSet};
use source::{Applicability, Category, Severity, TextRange};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    dialects: Cow::Borrowed(&[Dialect::Postgres]),
    aliases: lint::names(&[
        "squawk:require-concurrent-partition-detach",
        "pgls:requireConcurrentDetachPartition",
        "pgfence:detach-partition",
        "migrationpilot:MP046",
        "pg-migration-lint:PGM004",
        "pgsafe:detach-partition-non-concurrent",
        "pgrubic:US027",
    ]),
    fixable: true,
    ..RuleInfo::new(
        "blocking-partition-detach",
        Category::Locking,
        Severity::Warning,
        On::Changes(KindSet::of(&[Kind::DetachPartition])),
        include_str!("blocking_partition_detach.md"),
    )
});

/// Reports partitions that are detached while everybody waits for the partitioned table.
pub(crate) struct BlockingPartitionDetach;

impl Rule for BlockingPartitionDetach {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, _) = subject else {
            return;
        };
        let Action::Partition(action) = &change.action else {
            return;
        };
        let is_too_old = cx.migration.engine.version < EngineVersion::new(14, 0, 0);
        if action.concurrently.is_some() || action.finalize || is_too_old {
            return;
        }
        let Some(partition) = action.partitions.first() else {
            return;
        };
        let Some(lock) = cx.blocking_lock(&action.table) else {
            return;
        };
        let message = format!(
            "{} `{}` wait until the partition is detached",
            lock.waiting(),
            action.table
        );
        let mut advice = cx.concurrent_advice("write `concurrently` behind the partition");
        let parent = cx.before().table(&action.table).seen();
        let has_default = parent.is_some_and(|parent| cx.before().default_partition(&parent.key).is_some());
        if has_default {
            advice.instruction =
                "set a `lock_timeout`, and detach it when the table is little used; beside a default partition it cannot be \
                 detached concurrently"
                    .to_owned();
        }
        let key = cx.resolved(partition);
        let place = TextRange::empty(partition.range().end);
        let report = cx
            .report(change.range, message)
            .about(key)
            .help(advice.instruction.clone());
        if let Some(edits) = advice.edits(" ", place, "").filter(|_| !has_default) {
            report.fix("detach the partition concurrently", Applicability::Unsafe, edits);
        }
    }
}
