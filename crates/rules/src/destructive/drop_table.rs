use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Action, Kind, KindSet};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    aliases: lint::names(&[
        "squawk:ban-drop-table",
        "pgls:banDropTable",
        "atlas:DS102",
        "pgfence:drop-table",
        "migrationpilot:MP026",
        "pg-migration-lint:PGM201",
        "pgsafe:drop-table",
        "diesel-guard:DropTableCheck",
        "flyway:RX001",
        "flyway:RG01",
        "drizzle-migration-lint:drop-table",
    ]),
    partial_aliases: lint::names(&[
        "pg-migration-lint:PGM202",
        "migrationpilot:MP022",
        "bytebase:TABLE_DROP_NAMING_CONVENTION",
    ]),
    ..RuleInfo::new(
        "drop-table",
        Category::Destructive,
        Severity::Error,
        On::Changes(KindSet::of(&[Kind::DropTable])),
        include_str!("drop_table.md"),
    )
});

/// Reports tables that are dropped with the rows in them.
pub(crate) struct DropTable;

impl Rule for DropTable {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, _) = subject else {
            return;
        };
        let Action::Drop(dropped) = &change.action else {
            return;
        };
        let (table, at) = (&dropped.name, change.range.start);
        let is_temporary = dropped.is_temporary || cx.is_temporary(table);
        let is_leftover = dropped.if_exists && cx.is_used_up_below(table, at);
        if is_temporary || is_leftover || cx.is_rebuilt(table, at) {
            return;
        }
        let key = cx.resolved(&dropped.name);
        let may_be_missing = dropped.if_exists && cx.before().table(table).seen().is_none();
        let message = if may_be_missing {
            format!("dropping table `{table}` loses its rows where it is there already")
        } else {
            format!("dropping table `{table}` loses its rows")
        };
        let help = if !cx.is_created_below(table, at) {
            "stop using the table, rename it, and drop it in a later release, once its rows are kept elsewhere"
        } else if may_be_missing {
            "leave the drop out, and create the table only where it is missing"
        } else {
            "change the table with `alter table`, or move its rows into the new one before the old one goes"
        };
        cx.report(change.range, message).about(key).help(help);
    }
}
