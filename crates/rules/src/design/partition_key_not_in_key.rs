use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::LazyLock;

use compact_str::CompactString;
use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Action, Constraint, ConstraintKind, Dialect, ExprKind, IndexKey, Kind, KindSet, Name};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    dialects: Cow::Borrowed(&[Dialect::Postgres, Dialect::Mysql, Dialect::Mariadb]),
    aliases: lint::names(&["migrationpilot:MP049"]),
    ..RuleInfo::new(
        "partition-key-not-in-key",
        Category::Design,
        Severity::Error,
        On::Changes(KindSet::of(&[Kind::CreateTable, Kind::AddConstraint])),
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
        let (table, constraints): (&Name, Vec<&Constraint>) = match &change.action {
            Action::CreateTable(created) => (&created.name, created.all_constraints().collect()),
            Action::AddConstraint { table, constraint, .. } => (table, vec![&**constraint]),
            _ => return,
        };
        let mut parts: BTreeSet<CompactString> = BTreeSet::new();
        if let Action::CreateTable(created) = &change.action {
            for key in created.partition_by.iter().flat_map(|by| &by.keys) {
                key.walk(&mut |part| {
                    if let ExprKind::Column(name) = &part.kind {
                        parts.insert(name.ident.folded(dialect));
                    }
                });
            }
            // What only looks like a column is none: `range (year(day))` names one.
            parts.retain(|part| {
                created
                    .columns
                    .iter()
                    .any(|column| column.name.folded(dialect) == *part)
            });
        } else if let Some(by) = cx
            .before()
            .table(table)
            .seen()
            .and_then(|table| table.partition_by.as_ref())
        {
            parts.extend(by.columns.iter().cloned());
        }
        for constraint in constraints {
            let keys: &[IndexKey] = match &constraint.kind {
                ConstraintKind::PrimaryKey { keys, .. } | ConstraintKind::Unique { keys, .. } if !keys.is_empty() => {
                    keys
                }
                _ => continue,
            };
            let has = |part: &&CompactString| {
                keys.iter()
                    .any(|key| key.column().is_some_and(|column| column.folded(dialect) == **part))
            };
            let Some(missing) = parts.iter().find(|part| !has(part)) else {
                continue;
            };
            cx.report(
                constraint.range,
                format!(
                    "`{table}` is partitioned by `{missing}`, which this key leaves out, so the \
                     statement fails"
                ),
            )
            .about(table.to_string())
            .help(format!("add `{missing}` to the key"));
        }
    }
}
