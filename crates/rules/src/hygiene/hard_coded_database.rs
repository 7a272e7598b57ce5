use std::sync::LazyLock;

use lint::{Context, On, OptionInfo, Options, OptionsError, Rule, RuleInfo, Subject};
use schema::{Dialect, Ident, KindSet, Name};
use serde::Deserialize;
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    partial_aliases: lint::names(&[
        "flyway:RG04",
        "sqlcodeguard:EI016",
        "bytebase:STATEMENT_DISALLOW_CROSS_DB_QUERIES",
    ]),
    dialects: vec![Dialect::Mssql, Dialect::Mysql, Dialect::Mariadb].into(),
    default_on: false,
    in_bodies: true,
    options: vec![OptionInfo {
        name: "allowed".into(),
        value: "list of names".into(),
        default: "[]".into(),
        summary: "databases that may be named".into(),
    }]
    .into(),
    ..RuleInfo::new(
        "hard-coded-database",
        Category::Hygiene,
        Severity::Warning,
        On::Statements(KindSet::ALL),
        include_str!("hard_coded_database.md"),
    )
});

/// Databases that every server has.
const SYSTEM: &[&str] = &[
    "master",
    "msdb",
    "tempdb",
    "model",
    "information_schema",
    "mysql",
    "performance_schema",
    "sys",
];

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Settings {
    allowed: Vec<String>,
}

/// Reports names that say which database they are in.
pub(crate) struct HardCodedDatabase;

impl Rule for HardCodedDatabase {
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
        let dialect = cx.migration.script.dialect;
        let settings: &Settings = cx.options();
        let database = |name: &Name| -> Option<Ident> {
            let at = match dialect {
                Dialect::Mssql => name.qualifiers.len().checked_sub(2)?,
                _ => name.qualifiers.len().checked_sub(1)?,
            };
            let database = name.qualifiers.get(at)?;
            let is_named = !database.text.is_empty() && !database.has_placeholder && !database.text.contains('$');
            let is_allowed = SYSTEM
                .iter()
                .copied()
                .chain(settings.allowed.iter().map(String::as_str))
                .any(|known| database.text.eq_ignore_ascii_case(known));
            (is_named && !is_allowed).then(|| database.clone())
        };
        let relations = statement
            .uses
            .iter()
            .filter(|used| used.role != schema::NameRole::Calls);
        let Some(database) = relations.filter_map(|used| database(&used.name)).next() else {
            return;
        };
        cx.report(
            database.range,
            format!("`{database}` is the name of a database, which is another one elsewhere"),
        )
        .about(database.text.as_str())
        .help("leave the name of the database out, and connect to it");
    }
}
