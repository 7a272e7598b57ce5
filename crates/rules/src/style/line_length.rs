use std::sync::LazyLock;

use lint::{Context, On, OptionInfo, Options, OptionsError, Rule, RuleInfo, Subject};
use serde::Deserialize;
use source::{Category, Severity, TextRange};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    partial_aliases: lint::names(&["sqlfluff:LT05", "pmd:LineLength"]),
    default_on: false,
    options: vec![OptionInfo {
        name: "characters".into(),
        value: "number".into(),
        default: "120".into(),
        summary: "how many characters a line may have".into(),
    }]
    .into(),
    ..RuleInfo::new(
        "line-length",
        Category::Style,
        Severity::Info,
        On::Migrations,
        include_str!("line_length.md"),
    )
});

#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Settings {
    characters: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self { characters: 120 }
    }
}

/// Reports lines that are longer than the house allows.
pub(crate) struct LineLength;

impl Rule for LineLength {
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
        let settings: &Settings = cx.options();
        let text = facts.file.text();
        let within = facts.migration.section.range;
        let mut start = within.start as usize;
        for line in text.get(within.slice()).unwrap_or_default().split_inclusive('\n') {
            // A line has no more characters than bytes.
            let shown = if line.len() > settings.characters {
                line.trim_end()
            } else {
                ""
            };
            let length = shown.chars().count();
            if length > settings.characters {
                let from = u32::try_from(start).unwrap_or(u32::MAX);
                let range = TextRange::new(from, from + u32::try_from(shown.len()).unwrap_or(0));
                cx.report(
                    range,
                    format!("this line has {length} characters, more than {}", settings.characters),
                )
                .help("break it");
            }
            start += line.len();
        }
    }
}
