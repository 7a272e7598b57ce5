use std::sync::LazyLock;

use lint::{Context, On, OptionInfo, Options, OptionsError, Rule, RuleInfo, Subject};
use schema::{Dialect, KindSet, TokenKind};
use serde::Deserialize;
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    aliases: lint::names(&["tsqllint:full-text", "tsqllint:object-property"]),
    partial_aliases: lint::names(&["bytebase:SYSTEM_FUNCTION_DISALLOWED_LIST", "sqlfluff:CV09"]),
    dialects: vec![
        Dialect::Mssql,
        Dialect::Postgres,
        Dialect::Mysql,
        Dialect::Mariadb,
        Dialect::Sqlite,
        Dialect::Oracle,
    ]
    .into(),
    default_on: false,
    in_bodies: true,
    options: vec![OptionInfo {
        name: "functions".into(),
        value: "list of names".into(),
        default: "[\"contains\", \"containstable\", \"freetext\", \"freetexttable\", \"objectproperty\"]".into(),
        summary: "the functions that are not used".into(),
    }]
    .into(),
    ..RuleInfo::new(
        "banned-function",
        Category::Correctness,
        Severity::Warning,
        On::Statements(KindSet::ALL),
        include_str!("banned_function.md"),
    )
});

#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Settings {
    functions: Vec<String>,
}

impl Default for Settings {
    fn default() -> Self {
        let functions = [
            "contains",
            "containstable",
            "freetext",
            "freetexttable",
            "objectproperty",
        ];
        Self {
            functions: functions.map(str::to_owned).to_vec(),
        }
    }
}

/// Reports functions that the house does not use.
pub(crate) struct BannedFunction;

impl Rule for BannedFunction {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn read_options(&self, table: &toml::Table) -> Result<Options, OptionsError> {
        Options::read::<Settings>(table)
    }

    fn check(&self, _: Subject<'_>, cx: &mut Context<'_>) {
        let settings: &Settings = cx.options();
        let tokens = cx.tokens();
        for token in cx.calls().map(|at| tokens[at]) {
            if token.kind != TokenKind::Word {
                continue;
            }
            let text = cx.text(token.range);
            let banned = settings
                .functions
                .iter()
                .find(|banned| text.eq_ignore_ascii_case(banned));
            let Some(name) = banned.map(|name| name.to_lowercase()) else {
                continue;
            };
            cx.report(
                token.range,
                format!("`{name}` is among the functions that are not used here"),
            )
            .about(name)
            .help("use what the team has agreed on");
        }
    }
}
