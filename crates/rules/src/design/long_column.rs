use std::sync::LazyLock;

use lint::{Context, On, OptionInfo, Options, OptionsError, Rule, RuleInfo, Subject};
use schema::GivenType;
use serde::Deserialize;
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    aliases: lint::names(&[
        "bytebase:COLUMN_MAXIMUM_VARCHAR_LENGTH",
        "bytebase:COLUMN_MAXIMUM_CHARACTER_LENGTH",
        "sqlserver-rules:SRD0005",
    ]),
    // A matter of taste, or of a team's own rules.
    default_on: false,
    options: vec![
        OptionInfo {
            name: "varchar".into(),
            value: "number".into(),
            default: "2560".into(),
            summary: "the greatest length of a text of varying length".into(),
        },
        OptionInfo {
            name: "char".into(),
            value: "number".into(),
            default: "20".into(),
            summary: "the greatest length of a text of fixed length".into(),
        },
    ]
    .into(),
    ..RuleInfo::new(
        "long-column",
        Category::Design,
        Severity::Info,
        On::Changes(GivenType::kinds()),
        include_str!("long_column.md"),
    )
});

#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Settings {
    varchar: u32,
    char: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            varchar: 2560,
            char: 20,
        }
    }
}

/// Reports texts with a great length.
pub(crate) struct LongColumn;

impl Rule for LongColumn {
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
        let dialect = cx.migration.script.dialect;
        for given in change.given_types() {
            let most = match given.data_type.canonical_name(dialect) {
                "varchar" | "nvarchar" | "varchar2" | "nvarchar2" => settings.varchar,
                "char" | "nchar" => settings.char,
                _ => continue,
            };
            let Some(length) = given.data_type.arg(0).filter(|length| *length > most) else {
                continue;
            };
            cx.report(
                given.data_type.range,
                format!("`{given}` has a length of {length}, more than {most}"),
            )
            .about(given.to_string())
            .help("give it the length that it needs, or a type for long texts");
        }
    }
}
