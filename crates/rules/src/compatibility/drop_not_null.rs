use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Action, Change, Kind, KindSet, Name};
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
        On::Changes(KindSet::of(&[
            Kind::DropNotNull,
            Kind::ModifyColumn,
            Kind::AlterColumnType,
        ])),
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
        let is_new = cx.is_column_added_above(table, column, change.range.start) || cx.is_temporary(table);
        if is_new || !drops_not_null(change, table, cx) {
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

/// Whether the change lets nulls in; a new definition does where the old one did not and it says so, or says nothing else.
fn drops_not_null(change: &Change, table: &Name, cx: &Context<'_>) -> bool {
    let dialect = cx.migration.script.dialect;
    let (column, data_type, nullable) = match &change.action {
        Action::AddColumn { column, old_name, .. } => (
            old_name.as_ref().unwrap_or(&column.name),
            column.data_type.as_ref(),
            column.nullable,
        ),
        Action::Column(action) if change.kind == Kind::AlterColumnType => {
            (&action.column, action.data_type.as_ref(), action.nullable)
        }
        _ => return true,
    };
    let known = cx.before().column(table, column).known();
    let Some(known) = known.filter(|known| known.nullable == Some(false)) else {
        return false;
    };
    let takes_nulls = || {
        cx.after()
            .column(table, column)
            .known()
            .is_some_and(|after| after.nullable == Some(true))
    };
    let keeps_type = || {
        known
            .data_type
            .as_ref()
            .zip(data_type)
            .is_some_and(|(old, new)| old.is_same(new, dialect))
    };
    nullable == Some(true) || (nullable.is_none() && keeps_type() && takes_nulls())
}
