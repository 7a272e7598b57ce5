use std::borrow::Cow;
use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Dialect, Kind, KindSet};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    dialects: Cow::Borrowed(&[
        Dialect::Postgres,
        Dialect::Mysql,
        Dialect::Mssql,
        Dialect::Oracle,
        Dialect::Sqlite,
    ]),
    partial_aliases: lint::names(&["skeema:fk-parent"]),
    yields_to: lint::names(&["unknown-column"]),
    ..RuleInfo::new(
        "foreign-key-without-unique-target",
        Category::Design,
        Severity::Error,
        On::Changes(KindSet::of(&[Kind::CreateTable, Kind::AddColumn, Kind::AddConstraint])),
        include_str!("foreign_key_without_unique_target.md"),
    )
});

/// Reports foreign keys to columns that no key makes unique.
pub(crate) struct ForeignKeyWithoutUniqueTarget;

impl Rule for ForeignKeyWithoutUniqueTarget {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, _) = subject else {
            return;
        };
        let engine = cx.migration.engine;
        // Before 8.4 MySQL takes any indexed column (<https://dev.mysql.com/doc/refman/8.4/en/server-system-variables.html>,
        // `restrict_fk_on_non_standard_key`).
        if engine.dialect == Dialect::Mysql && !engine.version.at_least(8, 4, 0) {
            return;
        }
        for key in change.foreign_keys() {
            let Some(target) = cx.after().table(&key.reference.table).known() else {
                continue;
            };
            let columns: Vec<_> = key
                .reference
                .referred
                .iter()
                .map(|column| column.folded(engine.dialect))
                .collect();
            let is_unique = if columns.is_empty() {
                target.primary_key().exists()
            } else {
                target.is_unique_on_exactly(&columns)
            };
            if is_unique != Some(false) {
                continue;
            }
            let what = if columns.is_empty() {
                format!("`{}` has no primary key", key.reference.table)
            } else {
                format!("no key of `{}` is over `{}`", key.reference.table, columns.join("`, `"))
            };
            cx.report(key.constraint.range, format!("{what}, so nothing can refer to it"))
                .about(key.table.to_string())
                .help("add a primary key or a unique constraint over these columns first");
        }
    }
}
