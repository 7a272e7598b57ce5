use std::sync::LazyLock;

use lint::{Context, On, OptionInfo, Options, OptionsError, Rule, RuleInfo, Subject};
use schema::{Action, Dialect, Kind, KindSet};
use serde::Deserialize;
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    aliases: lint::names(&["diesel-guard:CreateExtensionCheck"]),
    dialects: vec![Dialect::Postgres].into(),
    default_on: false,
    options: vec![OptionInfo {
        name: "allowed".into(),
        value: "list of names".into(),
        default: "[]".into(),
        summary: "extensions that may be installed".into(),
    }]
    .into(),
    ..RuleInfo::new(
        "extension-in-migration",
        Category::Security,
        Severity::Warning,
        On::Changes(KindSet::of(&[Kind::CreateExtension])),
        include_str!("extension_in_migration.md"),
    )
});

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Settings {
    allowed: Vec<String>,
}

/// Reports extensions that a migration installs.
pub(crate) struct ExtensionInMigration;

impl Rule for ExtensionInMigration {
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
        let Action::CreateObject(created) = &change.action else {
            return;
        };
        let Some(name) = &created.name else {
            return;
        };
        let settings: &Settings = cx.options();
        if settings
            .allowed
            .iter()
            .any(|allowed| name.ident.text.eq_ignore_ascii_case(allowed))
        {
            return;
        }
        cx.report(
            change.range,
            format!("to install `{name}`, the migration runs with rights that it needs for nothing else"),
        )
        .about(name.ident.text.as_str())
        .help("install extensions where the server is set up, before the first migration");
    }
}
