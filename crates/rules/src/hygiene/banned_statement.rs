use std::sync::LazyLock;

use lint::{Context, NamedKind, On, OptionInfo, Options, OptionsError, Rule, RuleInfo, Subject};
use schema::{Kind, KindSet};
use serde::Deserialize;
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    partial_aliases: lint::names(&[
        "skeema:has-routine",
        "skeema:has-trigger",
        "skeema:has-view",
        "skeema:has-event",
        "bytebase:SYSTEM_PROCEDURE_DISALLOW_CREATE",
        "bytebase:SYSTEM_EVENT_DISALLOW_CREATE",
        "bytebase:SYSTEM_VIEW_DISALLOW_CREATE",
        "bytebase:SYSTEM_FUNCTION_DISALLOW_CREATE",
        "bytebase:TABLE_DISALLOW_TRIGGER",
        "liquibase:DetectChangeType",
        "liquibase-linter:illegal-change-types",
    ]),
    default_on: false,
    options: vec![OptionInfo {
        name: "kinds".into(),
        value: "list of kinds".into(),
        default: "[]".into(),
        summary: "the statements that are not wanted".into(),
    }]
    .into(),
    ..RuleInfo::new(
        "banned-statement",
        Category::Hygiene,
        Severity::Warning,
        On::Statements(KindSet::ALL),
        include_str!("banned_statement.md"),
    )
});

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Settings {
    kinds: Vec<NamedKind>,
}

/// Reports statements of kinds that the house does not want in migrations.
pub(crate) struct BannedStatement;

impl Rule for BannedStatement {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn read_options(&self, table: &toml::Table) -> Result<Options, OptionsError> {
        Options::read::<Settings>(table)
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Statement(statement) = subject else {
            return;
        };
        let settings: &Settings = cx.options();
        let kinds = std::iter::once(statement.kind).chain(statement.changes.iter().map(|change| change.kind));
        let is_banned = |kind: &Kind| settings.kinds.contains(&NamedKind(*kind));
        let Some(kind) = kinds.into_iter().find(is_banned) else {
            return;
        };
        let words = kind.as_str().replace('_', " ");
        cx.report(
            statement.range,
            format!("`{words}` is among the statements that are not wanted here"),
        )
        .about(words)
        .help("do it another way, or elsewhere");
    }
}
