use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::LazyLock;

use compact_str::CompactString;
use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{
    Action, Change, Constraint, ConstraintKind, CreateTable, Dialect, ExprKind, IndexKey, Kind, KindSet, Name,
};
use source::{Category, Severity, TextRange};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    dialects: Cow::Borrowed(&[Dialect::Postgres, Dialect::Mysql, Dialect::Mariadb]),
    aliases: lint::names(&["migrationpilot:MP049"]),
    ..RuleInfo::new(
        "partition-key-not-in-key",
        Category::Design,
        Severity::Error,
        On::Changes(KindSet::of(&[
            Kind::CreateTable,
            Kind::AddConstraint,
            Kind::CreateIndex,
            Kind::AddIndex,
        ])),
        include_str!("partition_key_not_in_key.md"),
    )
});

/// Reports keys of partitioned tables that leave out a column by which the table is partitioned.
pub(crate) struct PartitionKeyNotInKey;

impl Rule for PartitionKeyNotInKey {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, _) = subject else {
            return;
        };
        let dialect = cx.migration.script.dialect;
        let keys = keys(change);
        let Some(table) = change.table().filter(|_| !keys.is_empty()) else {
            return;
        };
        let parts = match &change.action {
            Action::CreateTable(created) => parts_of_new(created, dialect),
            _ => parts_of_known(table, cx),
        };
        for (range, keys) in keys {
            let has = |part: &&CompactString| {
                let mut columns = keys.iter().filter_map(IndexKey::column);
                columns.any(|column| column.folded(dialect) == **part)
            };
            let Some(missing) = parts.iter().find(|part| !has(part)) else {
                continue;
            };
            let message =
                format!("`{table}` is partitioned by `{missing}`, which this key leaves out, so the statement fails");
            cx.report(range, message)
                .about(table.to_string())
                .help(format!("add `{missing}` to the key"));
        }
    }
}

/// The keys that keep rows apart, each with its place.
fn keys(change: &Change) -> Vec<(TextRange, &[IndexKey])> {
    match &change.action {
        Action::CreateTable(created) => {
            let constraints = created.all_constraints().filter_map(keys_of_constraint);
            let indexes = created.indexes.iter().filter(|index| index.is_unique);
            constraints
                .chain(indexes.map(|index| (index.range, &*index.keys)))
                .collect()
        }
        Action::AddConstraint { constraint, .. } => keys_of_constraint(constraint).into_iter().collect(),
        Action::CreateIndex(index) if index.is_unique => vec![(change.range, &index.keys)],
        _ => Vec::new(),
    }
}

fn keys_of_constraint(constraint: &Constraint) -> Option<(TextRange, &[IndexKey])> {
    match &constraint.kind {
        ConstraintKind::PrimaryKey { keys, .. } | ConstraintKind::Unique { keys, .. } if !keys.is_empty() => {
            Some((constraint.range, keys))
        }
        _ => None,
    }
}

/// The columns by which a new table is partitioned. What only looks like a column is none: `range (year(day))` names one.
fn parts_of_new(created: &CreateTable, dialect: Dialect) -> BTreeSet<CompactString> {
    let mut parts: BTreeSet<CompactString> = BTreeSet::new();
    for key in created.partition_by.iter().flat_map(|by| &by.keys) {
        key.walk(&mut |part| {
            if let ExprKind::Column(name) = &part.kind {
                parts.insert(name.ident.folded(dialect));
            }
        });
    }
    let is_column = |part: &CompactString| {
        let mut columns = created.columns.iter();
        columns.any(|column| column.name.folded(dialect) == *part)
    };
    parts.retain(is_column);
    parts
}

fn parts_of_known(table: &Name, cx: &Context<'_>) -> BTreeSet<CompactString> {
    let Some(table) = cx.before().table(table).seen() else {
        return BTreeSet::new();
    };
    let mentioned = table.partition_by.iter().flat_map(|by| &by.mentions);
    let is_column = |name: &&CompactString| table.columns.iter().any(|column| column.name == **name);
    mentioned.filter(is_column).cloned().collect()
}
