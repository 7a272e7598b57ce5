use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Action, Change, Constraint, ConstraintKind, IndexKey, Kind, KindSet};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    aliases: lint::names(&["bytebase:INDEX_NO_DUPLICATE_COLUMN"]),
    partial_aliases: lint::names(&["pgrubic:CT005", "pgrubic:CT006"]),
    ..RuleInfo::new(
        "repeated-index-column",
        Category::Design,
        Severity::Warning,
        On::Changes(KindSet::of(&[
            Kind::CreateIndex,
            Kind::AddIndex,
            Kind::CreateTable,
            Kind::AddConstraint,
        ])),
        include_str!("repeated_index_column.md"),
    )
});

/// Reports indexes and keys that name a column twice.
pub(crate) struct RepeatedIndexColumn;

impl Rule for RepeatedIndexColumn {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, _) = subject else {
            return;
        };
        let dialect = cx.migration.script.dialect;
        for keys in all_keys(change) {
            for (at, key) in keys.iter().enumerate() {
                let Some(column) = key.column() else {
                    continue;
                };
                let is_same = |other: &IndexKey| {
                    other.column().is_some_and(|other| other.is_same(column, dialect))
                        && other.operator_class == key.operator_class
                };
                if keys[..at].iter().any(is_same) {
                    cx.report(key.range, format!("`{column}` is a key of this index twice"))
                        .about(column.text.as_str())
                        .help("leave it out once, or name the column that is meant");
                }
            }
        }
    }
}

fn all_keys(change: &Change) -> Vec<&[IndexKey]> {
    match &change.action {
        Action::CreateIndex(index) => vec![&index.keys],
        Action::CreateTable(created) => {
            let indexes = created.indexes.iter().map(|index| index.keys.as_slice());
            indexes.chain(created.constraints.iter().filter_map(keys_of)).collect()
        }
        Action::AddConstraint { constraint, .. } => keys_of(constraint).into_iter().collect(),
        _ => Vec::new(),
    }
}

fn keys_of(constraint: &Constraint) -> Option<&[IndexKey]> {
    match &constraint.kind {
        ConstraintKind::PrimaryKey { keys, .. } | ConstraintKind::Unique { keys, .. } => Some(keys),
        _ => None,
    }
}
