use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Kind, KindSet};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    partial_aliases: lint::names(&["migrationpilot:MP044", "ssdt:SR0014", "skeema:unsafe", "flyway:RG10"]),
    ..RuleInfo::new(
        "lossy-type-change",
        Category::Destructive,
        Severity::Error,
        On::Changes(KindSet::of(&[
            Kind::AlterColumnType,
            Kind::ModifyColumn,
            Kind::AlterAttributeType,
        ])),
        include_str!("lossy_type_change.md"),
    )
});

/// Reports type changes that cut values down.
pub(crate) struct LossyTypeChange;

impl Rule for LossyTypeChange {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, _) = subject else {
            return;
        };
        if cx.outcome().is_none_or(|outcome| outcome.destructive != Some(true)) {
            return;
        }
        let (Some(table), Some(column)) = (change.table(), change.column()) else {
            return;
        };
        let known = cx.before().column(table, column).seen();
        let old_type = known.and_then(|column| column.data_type.as_ref());
        let message = match old_type {
            Some(old_type) => format!(
                "the new type of `{table}.{column}` cuts down what it holds as `{}`",
                old_type.name
            ),
            None => format!("the new type of `{table}.{column}` cuts down what it holds"),
        };
        let key = format!("{}.{column}", cx.resolved(table));
        cx.report(change.range, message)
            .about(key)
            .help("add a column of the new type, fill it, and keep the old one until nothing misses what was cut off");
    }
}
