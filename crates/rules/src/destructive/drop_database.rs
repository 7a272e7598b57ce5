use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Action, Kind, KindSet};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    aliases: lint::names(&[
        "squawk:ban-drop-database",
        "pgls:banDropDatabase",
        "pgfence:drop-database",
        "migrationpilot:MP034",
        "pgsafe:drop-database",
        "diesel-guard:DropDatabaseCheck",
        "flyway:RG03",
    ]),
    partial_aliases: lint::names(&["bytebase:DATABASE_DROP_EMPTY_DATABASE"]),
    ..RuleInfo::new(
        "drop-database",
        Category::Destructive,
        Severity::Error,
        On::Changes(KindSet::of(&[Kind::DropDatabase])),
        include_str!("drop_database.md"),
    )
});

/// Reports databases that are dropped.
pub(crate) struct DropDatabase;

impl Rule for DropDatabase {
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
        let name = &dropped.name;
        let key = name.ident.folded(cx.migration.script.dialect);
        cx.report(
            change.range,
            format!("dropping database `{name}` loses everything in it"),
        )
        .about(key)
        .help("take the statement out; whoever runs the server drops a database, after a last backup");
    }
}
