use std::sync::LazyLock;

use lint::{Context, On, OptionInfo, Options, OptionsError, Rule, RuleInfo, Subject};
use migrations::MigrationKind;
use serde::Deserialize;
use source::{Category, Severity, TextRange};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    partial_aliases: lint::names(&["bytebase:BUILTIN_STATEMENT_MAXIMUM_SQL_SIZE"]),
    default_on: false,
    options: vec![
        OptionInfo {
            name: "statements".into(),
            value: "number".into(),
            default: "50".into(),
            summary: "how many statements are not too many".into(),
        },
        OptionInfo {
            name: "lines".into(),
            value: "number".into(),
            default: "1000".into(),
            summary: "how many lines are not too many".into(),
        },
    ]
    .into(),
    ..RuleInfo::new(
        "large-migration",
        Category::Hygiene,
        Severity::Warning,
        On::Migrations,
        include_str!("large_migration.md"),
    )
});

#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Settings {
    statements: usize,
    lines: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            statements: 50,
            lines: 1000,
        }
    }
}

/// Reports migrations with more statements or text than one reads at a time.
pub(crate) struct LargeMigration;

impl Rule for LargeMigration {
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
        if matches!(facts.migration.kind, MigrationKind::Loose | MigrationKind::Baseline) {
            return;
        }
        let settings: &Settings = cx.options();
        let statements = facts.script.statements.len();
        let lines = facts.migration.section.text(facts.file.text()).lines().count();
        let message = if statements > settings.statements {
            format!(
                "this migration holds {statements} statements, more than {}",
                settings.statements
            )
        } else if lines > settings.lines {
            format!("this migration is {lines} lines long, more than {}", settings.lines)
        } else {
            return;
        };
        let at = facts.script.statements.first().map_or_else(
            || TextRange::empty(facts.migration.section.range.start),
            |first| TextRange::empty(first.range.start),
        );
        cx.report(at, message)
            .about(facts.migration.version_text.as_str())
            .help("cut it into migrations that can be run, and taken back, one by one");
    }
}
