use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Kind, KindSet};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    default_on: false,
    aliases: lint::names(&[
        "squawk:ban-drop-not-null",
        "pgls:banDropNotNull",
        "pgfence:drop-not-null",
        "migrationpilot:MP029",
        "pg-migration-lint:PGM507",
        "pgsafe:drop-not-null",
        "diesel-guard:DropNotNullCheck",
    ]),
    ..RuleInfo::new(
        "drop-not-null",
        Category::Compatibility,
        Severity::Warning,
        On::Changes(KindSet::of(&[Kind::DropNotNull])),
        include_str!("drop_not_null.md"),
    )
});

/// Reports columns that take nulls from here on.
pub(crate) struct DropNotNull;

impl Rule for DropNotNull {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, _) = subject else {
            return;
        };
        let (Some(table), Some(column)) = (change.table(), change.column()) else {
            return;
        };
        if cx.is_column_added_above(table, column, change.range.start) || cx.is_temporary(table) {
            return;
        }
        let key = format!("{}.{column}", cx.resolved(table));
        cx.report(
            change.range,
            format!("code that reads `{table}.{column}` may meet nulls from here on"),
        )
        .about(key)
        .help("release code that copes with nulls first");
    }
}
