use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Action, Behaviour, Kind, KindSet, Name};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    aliases: lint::names(&[
        "pgls:banTruncate",
        "pgfence:truncate",
        "pg-migration-lint:PGM203",
        "pgsafe:truncate",
        "diesel-guard:TruncateTableCheck",
        "flyway:RX003",
        "flyway:RG13",
        "bytebase:STATEMENT_DISALLOW_TRUNCATE",
        "drizzle-migration-lint:truncate-in-migration",
    ]),
    partial_aliases: lint::names(&[
        "squawk:ban-truncate-cascade",
        "pgls:banTruncateCascade",
        "pgfence:truncate-cascade",
        "migrationpilot:MP036",
        "pg-migration-lint:PGM204",
    ]),
    ..RuleInfo::new(
        "truncate",
        Category::Destructive,
        Severity::Error,
        On::Changes(KindSet::of(&[Kind::Truncate, Kind::TruncatePartition])),
        include_str!("truncate.md"),
    )
});

/// Reports tables and partitions that are emptied.
pub(crate) struct Truncate;

impl Rule for Truncate {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, _) = subject else {
            return;
        };
        let (table, message) = match &change.action {
            Action::Truncate(truncate) => (&truncate.table, of_table(truncate)),
            Action::Partition(action) => (
                &action.table,
                format!("truncating a partition of `{}` loses its rows", action.table),
            ),
            _ => return,
        };
        if loses_nothing(table, cx) {
            return;
        }
        let key = cx.resolved(table);
        cx.report(change.range, message)
            .about(key)
            .help("keep the rows elsewhere first, or delete by a condition those that are no longer needed");
    }
}

fn of_table(truncate: &schema::Truncate) -> String {
    let table = &truncate.table;
    if matches!(truncate.behaviour, Some(Behaviour::Cascade(_))) {
        format!("truncating `{table}` with `cascade` also empties every table that refers to it")
    } else {
        format!("truncating `{table}` loses its rows")
    }
}

fn loses_nothing(table: &Name, cx: &Context<'_>) -> bool {
    cx.is_temporary(table) || cx.outcome().is_some_and(|outcome| outcome.destructive == Some(false))
}
