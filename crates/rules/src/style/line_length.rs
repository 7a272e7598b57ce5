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
        let section = text.get(within.slice()).unwrap_or_default();
        for (start, line) in lines_longer_than(settings.characters, section) {
            let shown = line.trim_end();
            let length = shown.chars().count();
            if length > settings.characters {
                let from = within.start + offset(start);
                cx.report(
                    TextRange::new(from, from + offset(shown.len())),
                    format!("this line has {length} characters, more than {}", settings.characters),
                )
                .help("break it");
            }
        }
    }
}

/// The lines with more bytes than that, each behind how many bytes of the text precede it. A line has no more characters
/// than bytes.
fn lines_longer_than(most: usize, text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut next = 0;
    std::iter::from_fn(move || {
        loop {
            let rest = &text.as_bytes()[next..];
            let head = rest.get(..=most)?;
            let start = next;
            if let Some(end) = memchr::memrchr(b'\n', head) {
                // All lines that end in it are short.
                next += end + 1;
                continue;
            }
            let length = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
            next += length;
            return Some((start, &text[start..next]));
        }
    })
}

fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
