use std::sync::{Arc, LazyLock};

use lint::{Collected, HistoryContext, MigrationFacts, On, OptionInfo, Options, OptionsError, Rule, RuleInfo};
use migrations::{Direction, Migration, MigrationKind};
use serde::Deserialize;
use source::{Category, Severity, Span, TextRange};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    partial_aliases: lint::names(&["liquibase:RollbackRequired", "custom_policychecks:RollbackRequired"]),
    options: vec![OptionInfo {
        name: "always".into(),
        value: "true or false".into(),
        default: "false".into(),
        summary: "also report where most migrations have no way back".into(),
    }]
    .into(),
    ..RuleInfo::new(
        "missing-down-migration",
        Category::Hygiene,
        Severity::Warning,
        On::History,
        include_str!("missing_down_migration.md"),
    )
});

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Settings {
    always: bool,
}

/// Reports migrations without a way back, in histories whose others have one.
pub(crate) struct MissingDownMigration;

impl Rule for MissingDownMigration {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn read_options(&self, table: &toml::Table) -> Result<Options, OptionsError> {
        Options::read::<Settings>(table)
    }

    fn conclude(&self, _: &[(usize, Collected)], cx: &mut HistoryContext<'_>) {
        let settings: &Settings = cx.options();
        let migrations = &cx.history.history.migrations;
        let is_up = |one: &Migration| one.kind == MigrationKind::Versioned && one.direction == Direction::Up;
        let is_down = |one: &Arc<Migration>| one.direction == Direction::Down;
        // Where two share a version, the ways up stand before the ways down.
        let has_down = |at: usize| {
            let rest = &migrations[at + 1..];
            let mut same = rest.iter().take_while(|next| next.version == migrations[at].version);
            rest.first().is_some_and(is_down) || same.any(is_down)
        };
        let mut ups: Vec<usize> = (0..migrations.len()).filter(|at| is_up(&migrations[*at])).collect();
        if !settings.always {
            // The habit begins with the first migration that has a way back, and is one where most of them do.
            let first = ups.iter().position(|at| has_down(*at)).unwrap_or(ups.len());
            ups.drain(..first);
        }
        let without: Vec<&MigrationFacts> = ups
            .iter()
            .filter(|at| !has_down(**at))
            .map(|at| &*cx.history.migrations[*at])
            .collect();
        if !settings.always && without.len() * 4 > ups.len() {
            return;
        }
        let tool = cx.history.history.tool;
        let missing: Vec<(Span, String)> = without
            .into_iter()
            .filter(|facts| !facts.script.statements.is_empty() && !facts.migration.version_text.is_empty())
            .map(|facts| {
                (
                    Span::new(
                        facts.migration.file,
                        TextRange::empty(facts.migration.section.range.start),
                    ),
                    facts.migration.version_text.to_string(),
                )
            })
            .collect();
        for (span, version) in missing {
            cx.report(
                span,
                format!(
                    "{} has no way back from version {version}, while others have one",
                    tool.title()
                ),
            )
            .about(version)
            .help("add the down migration, with a comment alone where there is no way back");
        }
    }
}
