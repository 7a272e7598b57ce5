use std::borrow::Cow;
use std::sync::LazyLock;

use compact_str::CompactString;
use impact::UnknownList;
use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::catalog::Table;
use schema::{
    Action, Change, ConstraintKind, Dialect, Expr, ExprKind, Kind, KindSet, Literal, Name, Statement, TokenKind,
};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    dialects: Cow::Borrowed(&[Dialect::Postgres]),
    aliases: lint::names(&[
        "pgfence:attach-partition",
        "migrationpilot:MP094",
        "pg-migration-lint:PGM005",
        "pgsafe:attach-partition",
    ]),
    partial_aliases: lint::names(&["pgls:avoidAttachingPartition", "migrationpilot:MP072"]),
    ..RuleInfo::new(
        "partition-attach-scan",
        Category::Locking,
        Severity::Warning,
        On::Changes(KindSet::of(&[Kind::AttachPartition, Kind::CreateTable])),
        include_str!("partition_attach_scan.md"),
    )
});

/// Reports partitions for which rows are read while others wait.
pub(crate) struct PartitionAttachScan;

impl Rule for PartitionAttachScan {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, statement) = subject else {
            return;
        };
        let (parent, child) = match &change.action {
            Action::Partition(action) => (&action.table, action.partitions.first()),
            Action::CreateTable(table) => match &table.partition_of {
                Some(of) => (&of.parent, Some(&table.name)),
                None => return,
            },
            _ => return,
        };
        let Some(child) = child else {
            return;
        };
        let Some(work) = cx.row_work() else {
            return;
        };
        let (parent_key, child_key) = (cx.resolved(parent), cx.resolved(child));
        let is_new = |relation: &str| cx.migration.created().makes(relation);
        let known_parent = cx.before().table(parent).seen();
        let default = known_parent.and_then(|parent| cx.before().default_partition(&parent.key));
        let default_key = default.map(|default| default.key.to_string());
        let is_read = |relation: &str| work.scans.iter().any(|scanned| scanned == relation) && !is_new(relation);

        let reads_default = default_key.as_deref().is_some_and(&is_read)
            && default.is_some_and(|default| !excludes_bounds(default, change, statement, cx));
        let may_read_child = work.unknown.contains(&UnknownList::Scans) && !is_new(&child_key);
        let mut others = work.scans.iter().map(|scanned| scanned.as_str());
        let reads_child = change.kind == Kind::AttachPartition
            && (may_read_child || others.any(|scanned| default_key.as_deref() != Some(scanned) && !is_new(scanned)));
        let lacking = known_parent.and_then(|parent| lacking_index(parent, child, cx));

        let key = format!("{parent_key} {child_key}");
        if reads_child {
            let (message, help) = of_child(child, lacking.as_ref());
            cx.report(change.range, message).about(key.clone()).help(help);
        }
        if let Some(default) = default.filter(|_| reads_default) {
            let shown = &default.key.name;
            let message = format!(
                "reads and writes of `{shown}` wait while every row is held to the bounds of the new partition"
            );
            cx.report(change.range, message).about(format!("{key} {shown}")).help(
                "add a check that excludes those bounds to the default partition `not valid`, and validate it first",
            );
        }
    }
}

/// What is said of the table that becomes a partition, where it is read.
fn of_child(child: &Name, lacking: Option<&Lacking>) -> (String, String) {
    match lacking {
        Some(Lacking::Index(index)) => (
            format!("reads and writes of `{child}` wait while an index like `{index}` is built on it"),
            "build an index on the same columns first, with `create index concurrently`".to_owned(),
        ),
        Some(Lacking::Key(index)) => (
            format!("reads and writes of `{child}` wait while an index like `{index}` is built on it"),
            "build a unique index on the same columns first, with `create unique index concurrently`, and make it the key \
             with `add constraint … using index`"
                .to_owned(),
        ),
        None => (
            format!("reads and writes of `{child}` wait while every row is held to the bounds of the partition"),
            "add a check of the same bounds to the table `not valid`, validate it, attach the table, and drop the check"
                .to_owned(),
        ),
    }
}

/// An index of the parent that the table has not, for the name of it.
enum Lacking {
    Index(CompactString),
    /// It belongs to a primary key or a unique constraint.
    Key(CompactString),
}

/// `None` also where the bounds are not proved, and so the rows are read for them.
fn lacking_index(parent: &Table, child: &Name, cx: &Context<'_>) -> Option<Lacking> {
    let child = cx.before().table(child).known()?;
    if child.is_held_to_key_of(parent) != Some(true) {
        return None;
    }
    let index = child.lacks_of(parent).next()?;
    Some(match &index.constraint {
        Some(_) => Lacking::Key(index.name.clone()),
        None => Lacking::Index(index.name.clone()),
    })
}

/// Whether a valid check of the default partition names each value of the new bounds: as the help has it.
fn excludes_bounds(default: &Table, change: &Change, statement: &Statement, cx: &Context<'_>) -> bool {
    let bounds = match &change.action {
        Action::Partition(action) => action.definition,
        Action::CreateTable(table) => table.partition_of.as_ref().and_then(|of| of.bounds),
        _ => None,
    };
    let Some(bounds) = bounds else {
        return false;
    };
    let tokens = cx.migration.script.tokens_of(statement).iter();
    let values: Vec<&str> = tokens
        .filter(|token| bounds.contains(token.range.start))
        .filter(|token| matches!(token.kind, TokenKind::String | TokenKind::Number))
        .map(|token| cx.migration.file.slice(token.range).trim_matches('\''))
        .collect();
    let is_named = |value: &&str, expr: &Expr| {
        let mut found = false;
        expr.walk(&mut |part| {
            found |= match &part.kind {
                ExprKind::Literal(Literal::Text(text) | Literal::Number(text)) => text == value,
                _ => false,
            };
        });
        found
    };
    let mut checks = default
        .constraints
        .iter()
        .filter(|known| known.is_valid == Some(true))
        .filter_map(|known| match &known.kind {
            ConstraintKind::Check { expr, .. } => Some(expr),
            _ => None,
        });
    !values.is_empty() && checks.any(|expr| values.iter().all(|value| is_named(value, expr)))
}
