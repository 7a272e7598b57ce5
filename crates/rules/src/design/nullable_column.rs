use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Kind, KindSet};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    aliases: lint::names(&["pgsafe:require-not-null", "skeema:nullable"]),
    partial_aliases: lint::names(&["bytebase:COLUMN_NO_NULL"]),
    // A matter of taste, or of a team's own rules.
    default_on: false,
    ..RuleInfo::new(
        "nullable-column",
        Category::Design,
        Severity::Info,
        On::Changes(KindSet::of(&[Kind::CreateTable, Kind::AddColumn])),
        include_str!("nullable_column.md"),
    )
});

/// Reports columns that may be null.
pub(crate) struct NullableColumn;

impl Rule for NullableColumn {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, _) = subject else {
            return;
        };
        let keys: Vec<String> = key_columns(change);
        for column in change.added_columns() {
            let is_required = column.is_required(cx.migration.script.dialect)
                || column.generated.is_some()
                || column.identity.is_some();
            let is_key = keys.iter().any(|key| key.eq_ignore_ascii_case(&column.name.text));
            if is_required || is_key {
                continue;
            }
            cx.report(column.name.range, format!("`{}` may be null", column.name))
                .about(column.name.text.as_str())
                .help("make it `not null`, or name it in `ignore` where nothing is a value of its own");
        }
    }
}

/// The columns of a primary key that stands apart from them.
fn key_columns(change: &schema::Change) -> Vec<String> {
    let schema::Action::CreateTable(table) = &change.action else {
        return Vec::new();
    };
    let of_key = table
        .constraints
        .iter()
        .filter(|constraint| matches!(constraint.kind, schema::ConstraintKind::PrimaryKey { .. }));
    of_key
        .flat_map(|key| key.columns())
        .map(|column| column.text.to_string())
        .collect()
}
