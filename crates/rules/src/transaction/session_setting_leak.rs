use std::sync::LazyLock;

use lint::{Context, MigrationFacts, On, OptionInfo, Options, OptionsError, Rule, RuleInfo, Subject};
use migrations::Tool;
use schema::{Action, Dialect, Kind, KindSet, SettingScope, Statement};
use serde::Deserialize;
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    partial_aliases: lint::names(&["sqlprompt:DEP013"]),
    options: vec![OptionInfo {
        name: "settings".into(),
        value: "list of names".into(),
        default: "[\"search_path\", \"role\", \"session_replication_role\", …]".into(),
        summary: "the settings that change what later statements mean".into(),
    }]
    .into(),
    ..RuleInfo::new(
        "session-setting-leak",
        Category::Transaction,
        Severity::Warning,
        On::Changes(KindSet::of(&[
            Kind::Set,
            Kind::SetRole,
            Kind::SetSessionAuthorization,
            Kind::Pragma,
        ])),
        include_str!("session_setting_leak.md"),
    )
});

/// Settings that change what later statements mean or check, and the values that are each engine's own.
const MEANINGFUL: &[(&str, &[&str])] = &[
    ("search_path", &["default"]),
    ("role", &["none", "default"]),
    ("session_authorization", &["default"]),
    ("session_replication_role", &["origin", "default"]),
    ("default_tablespace", &["", "default"]),
    ("row_security", &["on", "default"]),
    ("foreign_key_checks", &["1", "on", "default"]),
    ("unique_checks", &["1", "on", "default"]),
    ("sql_mode", &["default"]),
    ("sql_log_bin", &["1", "on"]),
    ("foreign_keys", &["on", "1", "true"]),
    ("ansi_nulls", &["on"]),
    ("quoted_identifier", &["on"]),
    ("ansi_padding", &["on"]),
    ("ansi_warnings", &["on"]),
    ("xact_abort", &["on"]),
    ("noexec", &["off"]),
    ("rowcount", &["0"]),
];

#[derive(Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Settings {
    settings: Option<Vec<String>>,
}

/// Reports settings that a migration leaves to those that run after it.
pub(crate) struct SessionSettingLeak;

impl Rule for SessionSettingLeak {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn read_options(&self, table: &toml::Table) -> Result<Options, OptionsError> {
        Options::read::<Settings>(table)
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, statement) = subject else {
            return;
        };
        let Action::Session(setting) = &change.action else {
            return;
        };
        let name = setting.name.as_str();
        let wanted = cx.options::<Settings>().and_then(|settings| settings.settings.as_ref());
        let is_wanted = match wanted {
            Some(names) => names.iter().any(|wanted| wanted == name),
            None => MEANINGFUL.iter().any(|(known, _)| *known == name),
        };
        let value = setting.value.as_deref().unwrap_or_default().to_ascii_lowercase();
        let is_own = |own: &[&str]| own.contains(&value.as_str());
        let is_usual = MEANINGFUL.iter().any(|(known, own)| *known == name && is_own(own));
        // A variable holds what the setting was before, as dumps of MySQL write it.
        let is_restored = value.starts_with('@');
        if setting.scope != SettingScope::Session || setting.value.is_none() || !is_wanted || is_usual || is_restored {
            return;
        }
        if !shares_session(cx.migration) || !cx.is_top_level() || is_set_again(name, statement, cx.migration) {
            return;
        }
        let tool = cx.migration.tool.title();
        let help = if cx.migration.engine.dialect == Dialect::Postgres {
            format!("write `set local {name}`, or `reset {name}` at the end")
        } else {
            format!("set `{name}` back at the end")
        };
        cx.report(
            change.range,
            format!("`{name}` stays set for the migrations that {tool} runs after this one"),
        )
        .help(help);
    }
}

/// Whether the tool runs several migrations in one session, as far as its source says. Sqitch starts a client for
/// each script, and Flyway puts the search path and the role back.
fn shares_session(facts: &MigrationFacts) -> bool {
    let own_session = [
        Tool::Psql,
        Tool::Plain,
        Tool::Sqitch,
        Tool::Ssdt,
        Tool::Rails,
        Tool::Flyway,
    ];
    !own_session.contains(&facts.tool)
}

/// Whether a later statement sets or resets it.
fn is_set_again(name: &str, statement: &Statement, facts: &MigrationFacts) -> bool {
    let below = facts
        .script
        .statements
        .iter()
        .filter(|later| later.range.start > statement.range.start);
    below.flat_map(|later| &later.changes).any(|later| match &later.action {
        Action::Session(setting) => setting.name == name || (later.kind == Kind::Reset && setting.name == "all"),
        _ => later.kind == Kind::Discard,
    })
}
