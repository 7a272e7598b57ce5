use std::sync::Arc;
use std::sync::LazyLock;

use compact_str::CompactString;
use lint::{Collected, Context, HistoryContext, MigrationFacts, On, Rule, RuleInfo};
use migrations::{MigrationKind, Tool};
use schema::{ConstraintKind, Dialect, Family, ObjectKey, catalog::Table};
use source::{Category, Severity, StatementPath, TextRange};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    aliases: lint::names(&[
        "flyway:RX013",
        "flyway:RG15",
        "liquibase:PrimaryKeyOnCreateTable",
        "bytebase:TABLE_REQUIRE_PK",
        "sqlserver-rules:SRD0002",
        "sqlcheck:1003",
        "migrationpilot:MP045",
        "pg-migration-lint:PGM502",
        "pgsafe:require-primary-key",
        "diesel-guard:CreateTableWithoutPkCheck",
        "pgrubic:GN004",
        "skeema:pk",
        "spirit:primary_key",
        "eslint-plugin-postgresql:require-primary-key",
        "liquibase-linter:create-column-no-define-primary-key",
    ]),
    partial_aliases: lint::names(&["pg-migration-lint:PGM503", "sql-code-guard:BP021"]),
    ..RuleInfo::new(
        "missing-primary-key",
        Category::Design,
        Severity::Warning,
        On::History,
        include_str!("missing_primary_key.md"),
    )
});

/// A table without a key when its migration is done, and the statement that made it.
struct Keyless {
    path: StatementPath,
    range: TextRange,
    key: ObjectKey,
    /// As it is written.
    name: String,
}

/// Reports tables that never get a primary key.
pub(crate) struct MissingPrimaryKey;

impl Rule for MissingPrimaryKey {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn collect(&self, migration: &MigrationFacts, _: &mut Context<'_>) -> Option<Collected> {
        if is_trial(migration) {
            return None;
        }
        let dialect = migration.script.dialect;
        let tables = migration.new_tables();
        let keyless = tables.into_iter().filter(|new| {
            let create = new.create;
            let is_made_of_others = create.as_query.is_some()
                || create.partition_of.is_some()
                || !create.inherits.is_empty()
                || !create.like.is_empty();
            !is_made_of_others && new.table.is_complete && lacks_key(new.table, dialect)
        });
        let found: Vec<Keyless> = keyless
            .map(|new| Keyless {
                path: new.path,
                range: new.create.name.range(),
                key: new.table.key.clone(),
                name: new.create.name.ident.to_string(),
            })
            .collect();
        (!found.is_empty()).then(|| Arc::new(found) as Collected)
    }

    fn conclude(&self, collected: &[(usize, Collected)], cx: &mut HistoryContext<'_>) {
        let dialect = cx.history.engine.dialect;
        for (migration, kept) in collected {
            for table in kept.downcast_ref::<Vec<Keyless>>().into_iter().flatten() {
                let at_end = cx.schema_at_end(*migration).table_at(&table.key).seen();
                if !at_end.is_some_and(|table| lacks_key(table, dialect)) {
                    continue;
                }
                cx.report_in(
                    *migration,
                    table.path.clone(),
                    table.range,
                    format!("`{}` has no primary key", table.name),
                )
                .about(table.key.to_string())
                .help("give it one: a column that counts, or the columns that tell its rows apart");
            }
        }
    }
}

/// The beginnings of folders whose scripts no database keeps.
const TRIALS: &[&str] = &[
    "test",
    "fixture",
    "example",
    "sample",
    "demo",
    "experiment",
    "sandbox",
    "scratch",
];

/// Whether it is a script that no tool runs, in a folder of tests, examples or experiments.
fn is_trial(migration: &MigrationFacts) -> bool {
    let path = migration.file.path().to_lowercase();
    let mut folders = path.split(['/', '\\']).rev().skip(1);
    (migration.tool == Tool::Plain || migration.migration.kind == MigrationKind::Loose)
        && folders.any(|folder| TRIALS.iter().any(|trial| folder.starts_with(trial)))
}

/// InnoDB takes a unique index without nulls for the key
/// (<https://dev.mysql.com/doc/refman/8.4/en/innodb-index-types.html>); SQLite numbers the rows by itself.
fn lacks_key(table: &Table, dialect: Dialect) -> bool {
    let is_required = |name: &CompactString| {
        table
            .column(name)
            .seen()
            .is_some_and(|column| column.nullable == Some(false))
    };
    let stands_in = || {
        table.constraints.iter().any(|constraint| {
            matches!(constraint.kind, ConstraintKind::Unique { .. }) && constraint.columns.iter().all(is_required)
        })
    };
    let takes_unique = dialect.family() == Family::Mysql || dialect == Dialect::Sqlite;
    table.primary_key().is_absent() && !(takes_unique && stands_in())
}
