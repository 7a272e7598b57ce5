use std::sync::LazyLock;

use lint::{Context, On, OptionInfo, Options, OptionsError, Rule, RuleInfo, Subject};
use schema::{Kind, KindSet};
use serde::Deserialize;
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    aliases: lint::names(&["flyway:RG02", "liquibase:TableColumnLimit"]),
    // A matter of taste, or of a team's own rules.
    default_on: false,
    options: vec![OptionInfo {
        name: "most".into(),
        value: "number".into(),
        default: "20".into(),
        summary: "the most columns that a table may have".into(),
    }]
    .into(),
    ..RuleInfo::new(
        "too-many-columns",
        Category::Design,
        Severity::Info,
        On::Changes(KindSet::of(&[Kind::CreateTable, Kind::AddColumn])),
        include_str!("too_many_columns.md"),
    )
});

#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Settings {
    most: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self { most: 20 }
    }
}

/// Reports tables with many columns.
pub(crate) struct TooManyColumns;

impl Rule for TooManyColumns {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn read_options(&self, table: &toml::Table) -> Result<Options, OptionsError> {
        Options::read::<Settings>(table)
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, _) = subject else {
            return;
        };
        let settings: &Settings = cx.options();
        let Some(table) = change.table() else {
            return;
        };
        let before = match change.kind {
            Kind::AddColumn => cx.before().table(table).seen().map_or(0, |table| table.columns.len()),
            _ => 0,
        };
        let count = before + change.added_columns().len();
        if before <= settings.most && count > settings.most {
            cx.report(
                table.range(),
                format!("`{table}` has {count} columns, more than {}", settings.most),
            )
            .about(table.to_string())
            .help("put what belongs together into a table of its own");
        }
    }
}
