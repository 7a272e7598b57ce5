use std::sync::LazyLock;

use impact::Transaction;
use lint::{Context, MigrationFacts, On, OptionInfo, Options, OptionsError, Rule, RuleInfo, Subject};
use migrations::Tool;
use schema::{Action, Change, Dialect, Kind, KindSet, SettingScope, Statement};
use serde::Deserialize;
use source::{Applicability, Category, Severity, TextRange};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    partial_aliases: lint::names(&["sqlprompt:DEP013"]),
    options: vec![OptionInfo {
        name: "settings".into(),
        value: "list of names".into(),
        default: "[\"search_path\", \"role\", \"session_replication_role\", …]".into(),
        summary: "the settings that change what later statements mean".into(),
    }]
    .into(),
    fixable: true,
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

#[derive(Default, Deserialize)]
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
        let wanted = cx.options::<Settings>().settings.as_ref();
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
        let fix = fix(name, change, statement, cx);
        let message = format!("`{name}` stays set for the migrations that {tool} runs after this one");
        let report = cx.report(change.range, message).help(help);
        if let Some((title, edit)) = fix {
            report.fix(title, Applicability::Unsafe, [edit]);
        }
    }
}

/// `SET LOCAL` in a transaction of PostgreSQL; elsewhere the setting is put back at the end, where its usual value is known.
fn fix(
    name: &str,
    change: &Change,
    statement: &Statement,
    cx: &Context<'_>,
) -> Option<(&'static str, (TextRange, String))> {
    let dialect = cx.migration.engine.dialect;
    let is_inside = matches!(cx.transaction()?.transaction, Transaction::Open(_));
    if dialect == Dialect::Postgres && is_inside {
        let verb = TextRange::new(statement.range.start, statement.range.start + SET);
        let session = cx.migration.script.word_of(statement, &cx.migration.file, "session");
        let is_bare = change.kind != Kind::SetSessionAuthorization;
        let local = cx.in_case_of_statement("local");
        let edit = match session.filter(|_| is_bare) {
            Some(session) => (session, local),
            None => (TextRange::empty(verb.end), format!(" {local}")),
        };
        return Some(("set it for the transaction", edit));
    }
    let (_, own) = MEANINGFUL.iter().find(|(known, _)| *known == name)?;
    let usual = own.first()?;
    let text = match dialect {
        Dialect::Postgres if change.kind == Kind::SetSessionAuthorization => "reset session authorization".to_owned(),
        Dialect::Postgres => format!("reset {name}"),
        Dialect::Mysql | Dialect::Mariadb => format!("set {name} = {usual}"),
        Dialect::Mssql => format!("set {name} {usual}"),
        Dialect::Sqlite => format!("pragma {name} = {usual}"),
        Dialect::Oracle | Dialect::Generic => return None,
    };
    let edit = cx.migration.appended(&cx.in_case_of_statement(&text))?;
    Some(("set it back at the end", edit))
}

/// The length of `set`.
const SET: u32 = 3;

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
