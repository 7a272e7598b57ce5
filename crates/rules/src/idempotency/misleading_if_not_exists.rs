use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::catalog::{self, Table};
use schema::{Action, Column, CreateTable, DataType, Dialect, Index, IndexKey, Kind, KindSet};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    aliases: lint::names(&["pg-migration-lint:PGM403"]),
    partial_aliases: lint::names(&["migrationpilot:MP070"]),
    ..RuleInfo::new(
        "misleading-if-not-exists",
        Category::Idempotency,
        Severity::Warning,
        On::Changes(KindSet::of(&[
            Kind::CreateTable,
            Kind::CreateIndex,
            Kind::AddIndex,
            Kind::AddColumn,
        ])),
        include_str!("misleading_if_not_exists.md"),
    )
});

/// Reports guarded creations of something that is known to be there and to look otherwise.
pub(crate) struct MisleadingIfNotExists;

impl Rule for MisleadingIfNotExists {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, _) = subject else {
            return;
        };
        let difference = match &change.action {
            Action::CreateTable(table) if table.if_not_exists => differing_table(table, cx),
            Action::CreateIndex(index) if index.if_not_exists => differing_index(index, cx),
            Action::AddColumn {
                table,
                column,
                has_exists_clause: true,
                ..
            } => {
                let known = cx.before().column(table, &column.name).known();
                known.and_then(|known| differing_column(column, known))
            }
            _ => None,
        };
        // A name without its schema may have dropped what lies elsewhere in the catalogue.
        if let Some(difference) = difference.filter(|_| !cx.migration.is_cleared_above(change)) {
            cx.report(change.range, format!("this changes nothing: {difference}"))
                .help("alter what is there, or drop it first if it is meant to be replaced");
        }
    }
}

fn differing_table(table: &CreateTable, cx: &Context<'_>) -> Option<String> {
    let known: &Table = cx.before().table(&table.name).known()?;
    let is_written_out = !table.columns.is_empty() && table.like.is_empty() && table.inherits.is_empty();
    if !is_written_out || !known.is_complete || table.as_query.is_some() {
        return None;
    }
    let dialect = cx.migration.script.dialect;
    let name = &table.name;
    for column in &table.columns {
        let there = known.column(&column.name.folded(dialect));
        if there.is_absent() {
            return Some(format!(
                "`{name}` is there already, without the column `{}`",
                column.name
            ));
        }
        if let Some(difference) = there.known().and_then(|there| differing_column(column, there)) {
            return Some(format!("`{name}` is there already, and {difference}"));
        }
    }
    let is_written = |there: &catalog::Column| {
        table
            .columns
            .iter()
            .any(|column| column.name.folded(dialect) == there.name)
    };
    let more = known.columns.iter().find(|there| !is_written(there))?;
    Some(format!("`{name}` is there already, with a column `{}` more", more.name))
}

fn differing_column(column: &Column, there: &catalog::Column) -> Option<String> {
    let (written, known) = column.data_type.as_ref().zip(there.data_type.as_ref())?;
    let is_same = written.family() == known.family() && (written.args == known.args || is_bare(written, known));
    (!is_same).then(|| format!("the column `{}` is of another type", column.name))
}

/// One of the two leaves the engine's default length unsaid.
fn is_bare(written: &DataType, known: &DataType) -> bool {
    written.args.is_empty() || known.args.is_empty()
}

fn differing_index(index: &Index, cx: &Context<'_>) -> Option<String> {
    let name = index.name.as_ref()?;
    let dialect = cx.migration.script.dialect;
    let table = cx.before().table(&index.table).known()?;
    let there = table.index(&name.ident.folded(dialect)).known()?;
    let written = key_columns(&index.keys, dialect)?;
    let known = key_columns(&there.keys, dialect)?;
    if written == known && index.is_unique == there.is_unique {
        return None;
    }
    Some(format!("an index `{name}` is there already, and it is another one"))
}

/// The columns of the keys; `None` where one is an expression.
fn key_columns(keys: &[IndexKey], dialect: Dialect) -> Option<Vec<String>> {
    keys.iter()
        .map(|key| key.column().map(|column| column.folded(dialect).to_string()))
        .collect()
}
