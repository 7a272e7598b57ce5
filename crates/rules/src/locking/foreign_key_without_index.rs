use std::borrow::Cow;
use std::sync::{Arc, LazyLock};

use lint::{Collected, Context, HistoryContext, MigrationFacts, On, Rule, RuleInfo};
use migrations::Direction;
use schema::catalog::{Index, ObjectKey, Table};
use schema::{Action, Change, Column, Constraint, ConstraintKind, Dialect, Ident, Name};
use source::{Category, Severity, StatementPath, TextRange};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    default_on: false,
    dialects: Cow::Borrowed(&[Dialect::Postgres, Dialect::Mssql, Dialect::Oracle, Dialect::Sqlite]),
    aliases: lint::names(&[
        "migrationpilot:MP016",
        "pg-migration-lint:PGM501",
        "pgsafe:fk-without-covering-index",
        "pgfence:fk-missing-index",
        "eugene:E15",
        "sqlserver-rules:SRD0004",
    ]),
    ..RuleInfo::new(
        "foreign-key-without-index",
        Category::Locking,
        Severity::Warning,
        On::History,
        include_str!("foreign_key_without_index.md"),
    )
});

/// Reports foreign keys whose columns no index begins with.
pub(crate) struct ForeignKeyWithoutIndex;

impl Rule for ForeignKeyWithoutIndex {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn collect(&self, migration: &MigrationFacts, _cx: &mut Context<'_>) -> Option<Collected> {
        let added = added(migration);
        (!added.is_empty()).then(|| Arc::new(added) as Collected)
    }

    fn conclude(&self, collected: &[(usize, Collected)], cx: &mut HistoryContext<'_>) {
        let ups = cx.history.migrations.iter().rev();
        let mut ups = ups.filter(|facts| facts.migration.direction != Direction::Down);
        let Some(last) = ups.next().map(Arc::clone) else {
            return;
        };
        for (migration, added) in collected {
            let Some(added) = added.downcast_ref::<Vec<Added>>() else {
                continue;
            };
            for key in added {
                let table = last.after.table_at(&key.table).seen();
                if !table.is_some_and(|table| lacks_index(table, &key.columns)) {
                    continue;
                }
                let (table, columns) = (&key.table.name, key.columns.join("`, `"));
                let message = format!("no index of `{table}` that the migrations make begins with `{columns}`");
                let help = format!(
                    "create an index on it: deletes from `{}` read all of `{table}` without one",
                    key.referred
                );
                cx.report_in(*migration, StatementPath(vec![key.statement]), key.range, message)
                    .about(format!("{}.{}", key.table, key.columns.join(",")))
                    .help(help);
            }
        }
    }
}

/// A foreign key that a migration adds, and where.
struct Added {
    statement: u32,
    range: TextRange,
    table: ObjectKey,
    columns: Vec<String>,
    referred: Name,
}

fn added(facts: &MigrationFacts) -> Vec<Added> {
    let mut found = Vec::new();
    for (at, (statement, known)) in (0..).zip(facts.iter()) {
        for change in &statement.changes {
            let Some(table) = change.table().map(|table| known.before().key(table)) else {
                continue;
            };
            let keys = constraints(change).filter_map(|(constraint, column)| match &constraint.kind {
                ConstraintKind::ForeignKey(key) => {
                    let columns = key.columns.iter().chain(column.filter(|_| key.columns.is_empty()));
                    let columns = columns.map(|column| column.folded(facts.script.dialect).to_string());
                    Some((constraint.range, columns.collect(), key.table.clone()))
                }
                _ => None,
            });
            found.extend(keys.map(|(range, columns, referred)| Added {
                statement: at,
                range,
                table: table.clone(),
                columns,
                referred,
            }));
        }
    }
    found
}

/// The constraints of a change, each with the column that it is written with.
fn constraints(change: &Change) -> Box<dyn Iterator<Item = (&Constraint, Option<&Ident>)> + '_> {
    match &change.action {
        Action::CreateTable(table) => Box::new(
            table
                .constraints
                .iter()
                .map(|constraint| (constraint, None))
                .chain(table.columns.iter().flat_map(with_column)),
        ),
        Action::AddConstraint { constraint, .. } => Box::new(std::iter::once((&**constraint, None))),
        Action::AddColumn { column, .. } => Box::new(with_column(column)),
        _ => Box::new(std::iter::empty()),
    }
}

fn with_column(column: &Column) -> impl Iterator<Item = (&Constraint, Option<&Ident>)> {
    column
        .constraints
        .iter()
        .map(|constraint| (constraint, Some(&column.name)))
}

/// Whether the foreign key is there at the end, and no index begins with its columns, in any order.
fn lacks_index(table: &Table, columns: &[String]) -> bool {
    let mut keys = table.foreign_keys();
    let is_there = keys.any(|(constraint, _)| constraint.columns.iter().eq(columns));
    let begins_so = |index: &Index| {
        let keys: Vec<_> = index.keys.iter().take(columns.len()).map(|key| key.column()).collect();
        let is_key = |column: &String| keys.iter().flatten().any(|key| key.text.eq_ignore_ascii_case(column));
        index.predicate.is_none() && columns.iter().all(is_key)
    };
    is_there && !table.indexes.iter().any(|index| begins_so(index))
}
