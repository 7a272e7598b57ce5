use std::sync::LazyLock;

use lint::{Context, On, OptionInfo, Options, OptionsError, Rule, RuleInfo, Subject};
use schema::Definition;
use serde::Deserialize;
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    aliases: lint::names(&[
        "liquibase:PostgresReservedKeywords",
        "liquibase:OracleReservedKeywords",
        "liquibase:SQLServerReservedKeywords",
        "liquibase:MySQLReservedKeywords",
        "sqlfluff:RF04",
        "bytebase:NAMING_IDENTIFIER_NO_KEYWORD",
        "bytebase:NAMING_TABLE_NO_KEYWORD",
        "skeema:reserved-word",
        "spirit:reserved_words",
        "pgrubic:NM011",
    ]),
    partial_aliases: lint::names(&[
        "ssdt:SR0012",
        "liquibase:SQLServerFutureReservedKeywords",
        "liquibase:SQLServerODBCReservedKeywords",
        "liquibase:PostgresNonReservedKeywords",
    ]),
    // Tools that quote every name make it harmless; what is left is taste.
    default_on: false,
    options: vec![OptionInfo {
        name: "portable".into(),
        value: "true or false".into(),
        default: "false".into(),
        summary: "also report words that only other engines reserve".into(),
    }]
    .into(),
    ..RuleInfo::new(
        "reserved-word",
        Category::Naming,
        Severity::Info,
        On::Changes(Definition::kinds()),
        include_str!("reserved_word.md"),
    )
});

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Settings {
    portable: bool,
}

/// Reports names that are reserved words.
pub(crate) struct ReservedWord;

impl Rule for ReservedWord {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn read_options(&self, table: &toml::Table) -> Result<Options, OptionsError> {
        Options::read::<Settings>(table)
    }

    fn check(&self, _: Subject<'_>, cx: &mut Context<'_>) {
        let settings: &Settings = cx.options();
        let dialect = cx.migration.script.dialect;
        for definition in cx.definitions() {
            let name = definition.ident;
            let kind = definition.object_kind;
            let message = if dialect.is_reserved(&name.text) {
                format!("the {kind} name `{name}` is a reserved word, so each mention of it needs quotes")
            } else if settings.portable
                && let Some(other) = dialect.others_that_reserve(&name.text).next()
            {
                format!("the {kind} name `{name}` is a reserved word in {}", other.title())
            } else {
                continue;
            };
            cx.report(definition.range(), message)
                .about(name.text.as_str())
                .help("choose another word");
        }
    }
}
