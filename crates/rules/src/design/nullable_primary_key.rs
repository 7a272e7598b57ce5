use std::borrow::Cow;
use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Action, Constraint, ConstraintKind, Dialect, Ident, Kind, KindSet};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    dialects: Cow::Borrowed(&[Dialect::Sqlite]),
    ..RuleInfo::new(
        "nullable-primary-key",
        Category::Design,
        Severity::Warning,
        On::Changes(KindSet::of(&[Kind::CreateTable])),
        include_str!("nullable_primary_key.md"),
    )
});

/// Reports primary keys of SQLite that take nulls.
pub(crate) struct NullablePrimaryKey;

impl Rule for NullablePrimaryKey {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, _) = subject else {
            return;
        };
        let Action::CreateTable(created) = &change.action else {
            return;
        };
        let has_option = |name: &str| created.options.iter().any(|option| option.name == name);
        if has_option("strict") || has_option("without rowid") || cx.is_temporary(&created.name) {
            return;
        }
        let of_key = |constraint: &&Constraint| matches!(constraint.kind, ConstraintKind::PrimaryKey { .. });
        let inline = created
            .columns
            .iter()
            .filter(|column| column.is_primary_key())
            .map(|column| &column.name);
        let apart = created.constraints.iter().filter(of_key).flat_map(Constraint::columns);
        let keys: Vec<&Ident> = inline.chain(apart).collect();
        for key in &keys {
            let Some(column) = created.column(key, Dialect::Sqlite) else {
                continue;
            };
            let is_rowid = keys.len() == 1
                && column
                    .data_type
                    .as_ref()
                    .is_some_and(|data_type| data_type.name == "integer");
            if is_rowid || column.nullable == Some(false) {
                continue;
            }
            cx.report(
                key.range,
                format!("the key `{}.{key}` takes nulls, any number of them", created.name),
            )
            .about(format!("{}.{key}", created.name))
            .help("add `not null`");
        }
    }
}
