use std::sync::LazyLock;

use lint::{Context, On, OptionInfo, Options, OptionsError, Rule, RuleInfo, Subject};
use schema::{Action, Dialect, Kind};
use serde::Deserialize;
use source::{Category, Severity, TextRange};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    partial_aliases: lint::names(&[
        "tsqllint:set-ansi",
        "tsqllint:set-nocount",
        "tsqllint:set-quoted-identifier",
        "sqlserver-rules:SRD0085",
        "sqlserver-rules:SRD0089",
    ]),
    dialects: vec![Dialect::Mssql].into(),
    default_on: false,
    options: vec![OptionInfo {
        name: "settings".into(),
        value: "list of names".into(),
        default: "[\"ansi_nulls\", \"quoted_identifier\", \"nocount\"]".into(),
        summary: "the settings that a script must turn on".into(),
    }]
    .into(),
    ..RuleInfo::new(
        "missing-session-setting",
        Category::Style,
        Severity::Info,
        On::Migrations,
        include_str!("missing_session_setting.md"),
    )
});

#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Settings {
    settings: Vec<String>,
}

impl Default for Settings {
    fn default() -> Self {
        let settings = ["ansi_nulls", "quoted_identifier", "nocount"];
        Self {
            settings: settings.map(str::to_owned).to_vec(),
        }
    }
}

/// Reports scripts that leave a setting to the client that runs them.
pub(crate) struct MissingSessionSetting;

impl Rule for MissingSessionSetting {
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
        let Some(first) = facts.script.statements.first() else {
            return;
        };
        let mut values: Vec<(String, String)> = Vec::new();
        let mut moves_rows = false;
        facts.script.walk(&mut |statement| {
            moves_rows |= matches!(
                statement.kind,
                Kind::Select | Kind::Insert | Kind::Update | Kind::Delete | Kind::Merge
            );
            for change in &statement.changes {
                if let Action::Session(setting) = &change.action {
                    values.push((
                        setting.name.to_lowercase().to_string(),
                        setting.value.as_deref().unwrap_or_default().to_lowercase(),
                    ));
                }
            }
        });
        let is_set = |name: &str| {
            let last = values
                .iter()
                .rev()
                .find(|(other, _)| other.split(',').any(|part| part.trim() == name));
            last.is_some_and(|(_, value)| value == "on")
        };
        let wanted = settings.settings.iter().map(|name| name.to_lowercase());
        let missing: Vec<String> = wanted
            .filter(|name| (name != "nocount" || moves_rows) && !is_set(name))
            .collect();
        let [name, ..] = missing.as_slice() else {
            return;
        };
        let at = TextRange::empty(first.range.start);
        cx.report(
            at,
            format!("`{}` is left to the client that runs the script", missing.join("`, `")),
        )
        .about(name.as_str())
        .help(format!("begin with `set {name} on`"));
    }
}
