use std::sync::LazyLock;

use lint::{Context, On, OptionInfo, Options, OptionsError, Rule, RuleInfo, Subject};
use migrations::{Direction, MigrationKind};
use schema::{Change, Kind, Name};
use serde::Deserialize;
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    partial_aliases: lint::names(&[
        "liquibase:OneChangePerChangeset",
        "liquibase-linter:isolate-ddl-changes",
    ]),
    default_on: false,
    options: vec![OptionInfo {
        name: "tables".into(),
        value: "number".into(),
        default: "1".into(),
        summary: "how many tables one migration may change".into(),
    }]
    .into(),
    ..RuleInfo::new(
        "several-tables",
        Category::Hygiene,
        Severity::Info,
        On::Migrations,
        include_str!("several_tables.md"),
    )
});

#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Settings {
    tables: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self { tables: 1 }
    }
}

/// Reports migrations that change several tables.
pub(crate) struct SeveralTables;

impl Rule for SeveralTables {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn read_options(&self, table: &toml::Table) -> Result<Options, OptionsError> {
        Options::read::<Settings>(table)
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Migration(facts) = subject else {
            return;
        };
        if matches!(facts.migration.kind, MigrationKind::Loose | MigrationKind::Baseline)
            || facts.migration.direction == Direction::Down
        {
            return;
        }
        let settings: &Settings = cx.options();
        let dialect = facts.script.dialect;
        let mut tables: Vec<&Name> = Vec::new();
        for statement in &facts.script.statements {
            let altered = statement
                .changes
                .iter()
                .filter(|change| !matches!(change.kind, Kind::Insert | Kind::Update | Kind::Delete | Kind::Select));
            for table in altered.filter_map(Change::table) {
                if tables.iter().any(|known| known.is_same(table, dialect)) {
                    continue;
                }
                tables.push(table);
                if tables.len() > settings.tables {
                    let first = tables[0].range();
                    cx.report(
                        table.range(),
                        format!("with `{table}` this migration changes {} tables", tables.len()),
                    )
                    .about(table.resolved(dialect))
                    .help("give each change a migration of its own")
                    .related(first, "the first one");
                    return;
                }
            }
        }
    }
}
