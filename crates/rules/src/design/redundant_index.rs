use std::sync::{Arc, LazyLock};

use compact_str::CompactString;
use lint::{Collected, Context, HistoryContext, MigrationFacts, On, OptionInfo, Options, OptionsError, Rule, RuleInfo};
use schema::catalog::{Index, Table};
use schema::{Action, Change, Dialect, Lookup, Name, ObjectKey};
use serde::Deserialize;
use source::{Category, Severity, StatementPath, TextRange};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    aliases: lint::names(&[
        "bytebase:TABLE_NO_DUPLICATE_INDEX",
        "bytebase:INDEX_NOT_REDUNDANT",
        "sqlserver-rules:SRD0052",
        "pgrubic:GN025",
        "skeema:dupe-index",
        "schemacrawler:LinterRedundantIndexes",
        "spirit:redundant_indexes",
    ]),
    partial_aliases: lint::names(&["sqlcheck:2005"]),
    options: vec![OptionInfo {
        name: "prefixes".into(),
        value: "true or false".into(),
        default: "true".into(),
        summary: "also report an index that is the beginning of another one, not only one that is \
            all of it"
            .into(),
    }]
    .into(),
    ..RuleInfo::new(
        "redundant-index",
        Category::Design,
        Severity::Warning,
        On::History,
        include_str!("redundant_index.md"),
    )
});

#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Settings {
    prefixes: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self { prefixes: true }
    }
}

/// An index that another one makes superfluous when its migration is done.
struct Made {
    path: StatementPath,
    range: TextRange,
    table: ObjectKey,
    name: CompactString,
}

/// Reports indexes that others make superfluous.
pub(crate) struct RedundantIndex;

impl Rule for RedundantIndex {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn read_options(&self, table: &toml::Table) -> Result<Options, OptionsError> {
        Options::read::<Settings>(table)
    }

    fn collect(&self, migration: &MigrationFacts, cx: &mut Context<'_>) -> Option<Collected> {
        let settings: &Settings = cx.options();
        let dialect = migration.script.dialect;
        let mut found: Vec<Made> = Vec::new();
        migration.each_change_that_runs(&mut |path, change| {
            let Some(name) = change.table() else {
                return;
            };
            for (index_name, range) in made_indexes(change, dialect) {
                let Lookup::Known(table) = migration.after.table(name) else {
                    continue;
                };
                if stronger(&index_name, table, settings, dialect).is_some() {
                    found.push(Made {
                        path: path.clone(),
                        range,
                        table: table.key.clone(),
                        name: index_name,
                    });
                }
            }
        });
        (!found.is_empty()).then(|| Arc::new(found) as Collected)
    }

    /// One of the two may go later: an index is often replaced before the one that it replaces is dropped.
    fn conclude(&self, collected: &[(usize, Collected)], cx: &mut HistoryContext<'_>) {
        let settings: &Settings = cx.options();
        let dialect = cx.history.engine.dialect;
        for (migration, kept) in collected {
            for made in kept.downcast_ref::<Vec<Made>>().into_iter().flatten() {
                let Lookup::Known(table) = cx.schema_at_end(*migration).table_at(&made.table) else {
                    continue;
                };
                let Some((index, other)) = stronger(&made.name, table, settings, dialect) else {
                    continue;
                };
                let message = if other.keys.len() == index.keys.len() {
                    format!("`{}` holds what `{}` holds already", index.name, other.name)
                } else {
                    format!(
                        "`{}` is the beginning of `{}`, which serves the same queries",
                        index.name, other.name
                    )
                };
                cx.report_in(*migration, made.path.clone(), made.range, message)
                    .about(format!("{}.{}", made.table, made.name))
                    .help("leave it out: each index is written at each write");
            }
        }
    }
}

/// The names of the indexes that the change makes by itself, not for a constraint, and where.
fn made_indexes(change: &Change, dialect: Dialect) -> Vec<(CompactString, TextRange)> {
    let folded = |name: &Name| name.ident.folded(dialect);
    match &change.action {
        Action::CreateIndex(index) => {
            let named = index.name.as_ref();
            named.map(|name| (folded(name), index.range)).into_iter().collect()
        }
        Action::CreateTable(created) => {
            let named = created
                .indexes
                .iter()
                .filter_map(|index| Some((folded(index.name.as_ref()?), index.range)));
            named.collect()
        }
        _ => Vec::new(),
    }
}

/// The index with this name, and one that can do all that it does.
fn stronger<'a>(name: &str, table: &'a Table, settings: &Settings, dialect: Dialect) -> Option<(&'a Index, &'a Index)> {
    let index = table.index(name).known()?;
    let is_plain =
        |index: &Index| index.shape.can_look_up() && index.method.as_deref().is_none_or(|method| method == "btree");
    if !is_plain(index) || index.is_unique || index.predicate.is_some() || !index.include.is_empty() {
        return None;
    }
    let other = table.indexes.iter().map(|other| &**other).find(|other| {
        let begins = other.keys.len() >= index.keys.len() && other.keys[..index.keys.len()] == index.keys[..];
        let is_usable = other.predicate.is_none() && is_plain(other) && other.is_valid != Some(false);
        let is_whole = other.keys.len() == index.keys.len();
        // Of two that are the same, the later one is too many.
        let is_earlier = !is_whole || other.constraint.is_some() || other.is_unique || other.origin < index.origin;
        // A clustered key is no smaller than the table, so that a narrow index beside it is worth its while.
        let is_smaller = is_whole || dialect != Dialect::Mssql || other.constraint.is_none();
        other.name != index.name && begins && is_usable && is_earlier && is_smaller && (is_whole || settings.prefixes)
    })?;
    Some((index, other))
}
