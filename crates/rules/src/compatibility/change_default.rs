use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Action, Kind, KindSet};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    default_on: false,
    aliases: lint::names(&[
        "squawk:ban-set-default",
        "strong_migrations:change_column_default",
        "online_migrations:change_column_default",
    ]),
    partial_aliases: lint::names(&["migrationpilot:MP048"]),
    ..RuleInfo::new(
        "change-default",
        Category::Compatibility,
        Severity::Warning,
        On::Changes(KindSet::of(&[Kind::SetDefault])),
        include_str!("change_default.md"),
    )
});

/// Reports columns whose default becomes another.
pub(crate) struct ChangeDefault;

impl Rule for ChangeDefault {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, _) = subject else {
            return;
        };
        let Action::Column(action) = &change.action else {
            return;
        };
        let (table, column) = (&action.table, &action.column);
        let Some(value) = action.expr.as_ref() else {
            return;
        };
        if cx.is_column_added_above(table, column, change.range.start) || cx.is_temporary(table) {
            return;
        }
        let known = cx.before().column(table, column).seen();
        if known.is_some_and(|column| cx.is_of_same_release(column.origin)) {
            return;
        }
        let value = cx.text(value.range);
        let message =
            format!("inserts of the release that serves get `{value}` where they leave `{table}.{column}` out");
        let key = format!("{}.{column}", cx.resolved(table));
        cx.report(change.range, message)
            .about(key)
            .help("let the new release write the value itself; rows that are there keep theirs in either case");
    }
}
