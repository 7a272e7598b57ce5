use std::sync::LazyLock;

use lint::{Context, On, OptionInfo, Options, OptionsError, Rule, RuleInfo, Subject};
use schema::{Kind, KindSet};
use serde::Deserialize;
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    aliases: lint::names(&[
        "bytebase:INDEX_TOTAL_NUMBER_LIMIT",
        "sqlserver-rules:SRD0045",
        "sqlcheck:2004",
    ]),
    // A matter of taste, or of a team's own rules.
    default_on: false,
    options: vec![OptionInfo {
        name: "most".into(),
        value: "number".into(),
        default: "5".into(),
        summary: "the most indexes that a table may have, those of its keys among them".into(),
    }]
    .into(),
    ..RuleInfo::new(
        "too-many-indexes",
        Category::Design,
        Severity::Info,
        On::Changes(KindSet::of(&[Kind::CreateIndex, Kind::AddIndex])),
        include_str!("too_many_indexes.md"),
    )
});

#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Settings {
    most: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self { most: 5 }
    }
}

/// Reports tables with many indexes.
pub(crate) struct TooManyIndexes;

impl Rule for TooManyIndexes {
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
        let count = cx.after().table(table).seen().map_or(0, |table| table.indexes.len());
        if count > settings.most {
            cx.report(
                change.range,
                format!("`{table}` has {count} indexes, more than {}", settings.most),
            )
            .about(table.to_string())
            .help("look for one that no query uses");
        }
    }
}
