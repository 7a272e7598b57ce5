use std::borrow::Cow;
use std::sync::LazyLock;

use lint::{Context, On, OptionInfo, Options, OptionsError, Rule, RuleInfo, Subject};
use schema::{Action, Change, Dialect, Kind, KindSet, TableSetting, TypeFamily};
use serde::Deserialize;
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    dialects: Cow::Borrowed(&[Dialect::Mysql, Dialect::Mariadb]),
    aliases: lint::names(&[
        "bytebase:COLUMN_AUTO_INCREMENT_MUST_INTEGER",
        "bytebase:COLUMN_AUTO_INCREMENT_MUST_UNSIGNED",
        "bytebase:COLUMN_AUTO_INCREMENT_INITIAL_VALUE",
        "bytebase:NAMING_COLUMN_AUTO_INCREMENT",
        "skeema:auto-inc",
    ]),
    partial_aliases: lint::names(&["spirit:auto_inc_capacity"]),
    // A matter of taste, or of a team's own rules.
    default_on: false,
    options: vec![
        OptionInfo {
            name: "unsigned".into(),
            value: "true or false".into(),
            default: "true".into(),
            summary: "whether such a column has to be `unsigned`".into(),
        },
        OptionInfo {
            name: "name".into(),
            value: "name".into(),
            default: "".into(),
            summary: "what such a column has to be called; empty means anything".into(),
        },
        OptionInfo {
            name: "start".into(),
            value: "number".into(),
            default: "1".into(),
            summary: "the greatest number at which a table may start".into(),
        },
    ]
    .into(),
    ..RuleInfo::new(
        "auto-increment-column",
        Category::Design,
        Severity::Info,
        On::Changes(KindSet::of(&[Kind::CreateTable, Kind::AddColumn])),
        include_str!("auto_increment_column.md"),
    )
});

#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Settings {
    unsigned: bool,
    name: String,
    start: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            unsigned: true,
            name: String::new(),
            start: 1,
        }
    }
}

/// Reports counting columns that are not as the team has them.
pub(crate) struct AutoIncrementColumn;

impl Rule for AutoIncrementColumn {
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
        for column in change.added_columns().iter().filter(|column| column.identity.is_some()) {
            let Some(data_type) = &column.data_type else {
                continue;
            };
            let message = if data_type.family() != TypeFamily::Integer {
                format!("`{}` counts by itself, and is no whole number", column.name)
            } else if settings.unsigned && !data_type.is_unsigned && data_type.name != "serial" {
                format!(
                    "`{}` counts by itself, and keeps half of its numbers for negative ones",
                    column.name
                )
            } else if !settings.name.is_empty() && !column.name.text.eq_ignore_ascii_case(&settings.name) {
                format!(
                    "`{}` counts by itself, and is not called `{}`",
                    column.name, settings.name
                )
            } else {
                continue;
            };
            cx.report(column.range, message)
                .about(column.name.text.as_str())
                .help("make it as the other tables have it");
        }
        for option in options(change).iter().filter(|option| option.name == "auto_increment") {
            let start = option.value.as_deref().and_then(|value| value.parse::<u64>().ok());
            if let Some(start) = start.filter(|start| *start > settings.start) {
                cx.report(option.range, format!("the table starts to count at {start}"))
                    .about(change.table().map(ToString::to_string).unwrap_or_default())
                    .help("leave it out: a dump of another database has left it there");
            }
        }
    }
}

fn options(change: &Change) -> &[TableSetting] {
    match &change.action {
        Action::CreateTable(created) => &created.options,
        _ => &[],
    }
}
