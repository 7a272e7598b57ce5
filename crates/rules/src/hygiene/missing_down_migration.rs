use std::sync::LazyLock;

use lint::{Collected, HistoryContext, MigrationFacts, On, OptionInfo, Options, OptionsError, Rule, RuleInfo};
use migrations::{Direction, MigrationKind};
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
        let migrations = &cx.history.migrations;
        let is_up = |facts: &MigrationFacts| {
            facts.migration.kind == MigrationKind::Versioned && facts.migration.direction == Direction::Up
        };
        let is_down = |facts: &MigrationFacts| facts.migration.direction == Direction::Down;
        // Where two share a version, the ways up stand before the ways down.
        let has_down = |at: usize| {
            let mut same = migrations[at + 1..]
                .iter()
                .take_while(|next| next.migration.version == migrations[at].migration.version);
            migrations.get(at + 1).is_some_and(|next| is_down(next)) || same.any(|next| is_down(next))
        };
        let mut ups: Vec<(usize, &MigrationFacts)> = migrations
            .iter()
            .enumerate()
            .map(|(at, facts)| (at, &**facts))
            .filter(|(_, facts)| is_up(facts))
            .collect();
        if !settings.always {
            // The habit begins with the first migration that has a way back, and is one where most of them do.
            let first = ups.iter().position(|(at, _)| has_down(*at)).unwrap_or(ups.len());
            ups.drain(..first);
        }
        let without: Vec<&MigrationFacts> = ups
            .iter()
            .filter(|(at, _)| !has_down(*at))
            .map(|(_, facts)| *facts)
            .collect();
        if !settings.always && without.len() * 4 > ups.len() {
            return;
        }
        let tool = cx.history.history.tool;
        let missing: Vec<(Span, String)> = without
            .into_iter()
            .filter(|facts| !facts.script.statements.is_empty())
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
