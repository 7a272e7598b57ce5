use std::sync::{Arc, LazyLock};

use lint::{Collected, Context, HistoryContext, MigrationFacts, On, OptionInfo, Options, OptionsError, Rule, RuleInfo};
use schema::{Action, Dialect, Name};
use serde::Deserialize;
use source::{Category, Severity, StatementPath};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    dialects: vec![Dialect::Postgres].into(),
    default_on: false,
    options: vec![OptionInfo {
        name: "schemas".into(),
        value: "list of names".into(),
        default: "[\"public\"]".into(),
        summary: "the schemas that clients can reach".into(),
    }]
    .into(),
    ..RuleInfo::new(
        "missing-row-security",
        Category::Security,
        Severity::Warning,
        On::History,
        include_str!("missing_row_security.md"),
    )
});

#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Settings {
    schemas: Vec<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            schemas: vec!["public".to_owned()],
        }
    }
}

/// Reports tables that are left without row level security.
pub(crate) struct MissingRowSecurity;

impl Rule for MissingRowSecurity {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn read_options(&self, table: &toml::Table) -> Result<Options, OptionsError> {
        Options::read::<Settings>(table)
    }

    fn collect(&self, facts: &MigrationFacts, _: &mut Context<'_>) -> Option<Collected> {
        let mut changes = facts.script.statements.iter().flat_map(|statement| &statement.changes);
        let makes_tables = changes.any(|change| matches!(change.action, Action::CreateTable(_)));
        makes_tables.then(|| Arc::new(MakesTables) as Collected)
    }

    fn conclude(&self, collected: &[(usize, Collected)], cx: &mut HistoryContext<'_>) {
        let settings: &Settings = cx.options();
        let history = cx.history;
        let Some(last) = history.migrations.iter().rev().find(|facts| facts.migration.leads_on()) else {
            return;
        };
        let making = collected
            .iter()
            .map(|(number, _)| (*number, &history.migrations[*number]));
        for (number, facts) in making.filter(|(_, facts)| facts.migration.leads_on()) {
            for (at, statement) in facts.script.statements.iter().enumerate() {
                for change in &statement.changes {
                    let Action::CreateTable(created) = &change.action else {
                        continue;
                    };
                    let is_inside =
                        created.partition_of.is_none() && is_watched(&created.name, settings, facts.script.dialect);
                    let table = last.after.table(&created.name);
                    let origin_is_here = |table: &schema::catalog::Table| {
                        (table.origin.file, table.origin.statement)
                            == (facts.migration.file, u32::try_from(at).unwrap_or(u32::MAX))
                    };
                    let Some(table) = table.known().filter(|table| is_inside && origin_is_here(table)) else {
                        continue;
                    };
                    if table.persistence == schema::Persistence::Temporary || table.row_security != Some(false) {
                        continue;
                    }
                    let name = &created.name;
                    let path = StatementPath(vec![u32::try_from(at).unwrap_or(u32::MAX)]);
                    cx.report_in(
                        number,
                        path,
                        name.range(),
                        format!("no policy can guard the rows of `{name}`: row level security is off"),
                    )
                    .about(name.resolved(facts.script.dialect))
                    .help("add `alter table … enable row level security`, and the policies");
                }
            }
        }
    }
}

/// What is kept of a migration that makes tables.
struct MakesTables;

fn is_watched(table: &Name, settings: &Settings, dialect: Dialect) -> bool {
    let schema = table.schema_key(dialect);
    schema.is_some_and(|schema| settings.schemas.iter().any(|watched| schema == watched.as_str()))
}
