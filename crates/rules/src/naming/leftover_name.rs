use std::sync::Arc;
use std::sync::LazyLock;

use lint::{
    Collected, Context, HistoryContext, MigrationFacts, On, OptionInfo, Options, OptionsError, Pattern, Rule, RuleInfo,
};
use schema::ObjectKey;
use serde::Deserialize;
use source::{Category, Severity, StatementPath, TextRange};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    // A matter of taste, or of a team's own rules.
    default_on: false,
    options: vec![OptionInfo {
        name: "pattern".into(),
        value: "regular expression".into(),
        default: "(?i)(_old|_new|_tmp|_temp|_bak|_backup|_copy|_orig|_test|_deleted|_\\d{6,})$".into(),
        summary: "what the names of leftovers look like".into(),
    }]
    .into(),
    ..RuleInfo::new(
        "leftover-name",
        Category::Naming,
        Severity::Info,
        On::History,
        include_str!("leftover_name.md"),
    )
});

#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Settings {
    pattern: Pattern,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            pattern: Pattern::new(DEFAULT).expect("it is a regular expression, as the test of this page shows"),
        }
    }
}

const DEFAULT: &str = r"(?i)(_old|_new|_tmp|_temp|_bak|_backup|_copy|_orig|_test|_deleted|_\d{6,})$";

/// A table with such a name, and the statement that made it.
struct Leftover {
    path: StatementPath,
    range: TextRange,
    key: ObjectKey,
}

/// Reports tables whose names say that they were to be there for a while.
pub(crate) struct LeftoverName;

impl Rule for LeftoverName {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn read_options(&self, table: &toml::Table) -> Result<Options, OptionsError> {
        Options::read::<Settings>(table)
    }

    fn collect(&self, migration: &MigrationFacts, cx: &mut Context<'_>) -> Option<Collected> {
        let settings: &Settings = cx.options();
        let tables = migration.new_tables();
        let leftover = tables
            .into_iter()
            .filter(|new| settings.pattern.matches(&new.table.key.name));
        let found: Vec<Leftover> = leftover
            .map(|new| Leftover {
                path: new.path,
                range: new.create.name.range(),
                key: new.table.key.clone(),
            })
            .collect();
        (!found.is_empty()).then(|| Arc::new(found) as Collected)
    }

    fn conclude(&self, collected: &[(usize, Collected)], cx: &mut HistoryContext<'_>) {
        for (migration, kept) in collected {
            let leftovers = kept
                .downcast_ref::<Vec<Leftover>>()
                .map(Vec::as_slice)
                .unwrap_or_default();
            for leftover in leftovers {
                if cx.schema_at_end(*migration).table_at(&leftover.key).seen().is_none() {
                    continue;
                }
                let name = &leftover.key.name;
                cx.report_in(
                    *migration,
                    leftover.path.clone(),
                    leftover.range,
                    format!("`{name}` is called like something to be thrown away, and stays"),
                )
                .about(leftover.key.to_string())
                .help("drop it when it has served, or give it a name that says what it is for");
            }
        }
    }
}
