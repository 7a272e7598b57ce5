use std::borrow::Cow;
use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Action, Dialect, Kind, KindSet};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    dialects: Cow::Borrowed(&[Dialect::Mysql, Dialect::Mariadb, Dialect::Oracle]),
    aliases: lint::names(&["flyway:RX012", "flyway:RG16"]),
    partial_aliases: lint::names(&["spirit:unsafe", "skeema:unsafe"]),
    ..RuleInfo::new(
        "drop-partition",
        Category::Destructive,
        Severity::Error,
        On::Changes(KindSet::of(&[Kind::DropPartition])),
        include_str!("drop_partition.md"),
    )
});

/// Reports partitions that are dropped with the rows in them.
pub(crate) struct DropPartition;

impl Rule for DropPartition {
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
        let table = &action.table;
        let message = match action.partitions.as_slice() {
            [] => format!("dropping a partition of `{table}` loses its rows"),
            [one] => format!("dropping partition `{one}` of `{table}` loses its rows"),
            [first, rest @ ..] => {
                let more = rest.len();
                format!("dropping partition `{first}` of `{table}` and {more} more loses their rows")
            }
        };
        let key = cx.resolved(table);
        cx.report(change.range, message).about(key).help(
            "exchange the partition with an empty table first, and drop that table once its rows are kept elsewhere",
        );
    }
}
