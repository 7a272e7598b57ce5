use std::borrow::Cow;
use std::sync::LazyLock;

use impact::UnknownList;
use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Action, Dialect, Kind, KindSet};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    dialects: Cow::Borrowed(&[Dialect::Postgres]),
    aliases: lint::names(&[
        "pgfence:attach-partition",
        "migrationpilot:MP094",
        "pg-migration-lint:PGM005",
        "pgsafe:attach-partition",
    ]),
    partial_aliases: lint::names(&["pgls:avoidAttachingPartition", "migrationpilot:MP072"]),
    ..RuleInfo::new(
        "partition-attach-scan",
        Category::Locking,
        Severity::Warning,
        On::Changes(KindSet::of(&[Kind::AttachPartition, Kind::CreateTable])),
        include_str!("partition_attach_scan.md"),
    )
});

/// Reports partitions for which rows are read while others wait.
pub(crate) struct PartitionAttachScan;

impl Rule for PartitionAttachScan {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, _) = subject else {
            return;
        };
        let (parent, child) = match &change.action {
            Action::Partition(action) => (&action.table, action.partitions.first()),
            Action::CreateTable(table) => match &table.partition_of {
                Some(of) => (&of.parent, Some(&table.name)),
                None => return,
            },
            _ => return,
        };
        let dialect = cx.migration.script.dialect;
        let Some(child) = child else {
            return;
        };
        let Some(work) = cx.row_work() else {
            return;
        };
        let is_new = |relation: &str| cx.migration.created().makes(relation);
        let child_key = child.resolved(dialect);
        let scanned = work.scans.iter().find(|scanned| !is_new(scanned));
        let may_read_child =
            change.kind == Kind::AttachPartition && work.unknown.contains(&UnknownList::Scans) && !is_new(&child_key);
        let is_child = match scanned {
            Some(scanned) => *scanned == child_key,
            None if may_read_child => true,
            None => return,
        };
        let shown = scanned.map_or("", |scanned| impact::bare_name(scanned));
        let (message, help) = if is_child {
            (
                format!("reads and writes of `{child}` wait while every row is held to the bounds of the partition"),
                "add a check of the same bounds to the table `not valid`, validate it, attach the table, and drop the check",
            )
        } else {
            (
                format!(
                    "reads and writes of `{shown}` wait while every row is held to the bounds of the new partition"
                ),
                "add a check that excludes those bounds to the default partition `not valid`, and validate it first",
            )
        };
        let key = format!("{} {}", parent.resolved(dialect), child.resolved(dialect));
        cx.report(change.range, message).about(key).help(help);
    }
}
