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
        let key = dropped.name.resolved(cx.migration.script.dialect);
        cx.report(change.range, format!("dropping table `{}` loses its rows", dropped.name))
            .about(key)
            .help("stop using the table, rename it, and drop it in a later release, once its rows are kept elsewhere");
    }
}
