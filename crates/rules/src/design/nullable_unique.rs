use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Action, Change, ConstraintKind, Family, IndexKey, Kind, KindSet};
use source::{Category, Severity, TextRange};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    aliases: lint::names(&["schemacrawler:LinterNullableColumnsInUniqueIndex"]),
    // A matter of taste, or of a team's own rules.
    default_on: false,
    ..RuleInfo::new(
        "nullable-unique",
        Category::Design,
        Severity::Info,
        On::Changes(KindSet::of(&[
            Kind::CreateTable,
            Kind::AddConstraint,
            Kind::CreateIndex,
        ])),
        include_str!("nullable_unique.md"),
    )
});

/// Reports unique keys over columns that may be null.
pub(crate) struct NullableUnique;

impl Rule for NullableUnique {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, _) = subject else {
            return;
        };
        let Some(table) = change.table() else {
            return;
        };
        let is_mssql = cx.migration.script.dialect.family() == Family::Mssql;
        for (keys, range) in unique_keys(change) {
            let nullable = keys.iter().filter_map(IndexKey::column).find(|column| {
                cx.after()
                    .column(table, column)
                    .known()
                    .is_some_and(|column| column.nullable != Some(false))
            });
            let Some(column) = nullable else {
                continue;
            };
            let message = if is_mssql {
                format!(
                    "`{column}` may be null, and one row only can be: SQL Server takes two nulls for \
                     the same"
                )
            } else {
                format!("`{column}` may be null, and any number of rows can be: nulls are never the same")
            };
            cx.report(range, message)
                .about(format!("{table}.{column}"))
                .help("make the column `not null`, or say in the index which rows are meant");
        }
    }
}

/// Keys that keep rows apart, nulls not counted as the same, and where they stand.
fn unique_keys(change: &Change) -> Vec<(&[IndexKey], TextRange)> {
    match &change.action {
        Action::CreateIndex(index) if index.is_unique && index.predicate.is_none() && !index.nulls_not_distinct => {
            vec![(&index.keys, index.range)]
        }
        Action::CreateTable(created) => {
            let all = created
                .all_constraints()
                .filter_map(|constraint| Some((unique(&constraint.kind)?, constraint.range)));
            all.collect()
        }
        Action::AddConstraint { constraint, .. } => unique(&constraint.kind)
            .map(|keys| (keys, constraint.range))
            .into_iter()
            .collect(),
        _ => Vec::new(),
    }
}

fn unique(kind: &ConstraintKind) -> Option<&[IndexKey]> {
    match kind {
        ConstraintKind::Unique {
            keys,
            nulls_not_distinct: false,
            ..
        } => Some(keys),
        _ => None,
    }
}
