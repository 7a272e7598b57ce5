use std::sync::LazyLock;

use lint::{Context, On, OptionInfo, Options, OptionsError, Rule, RuleInfo, Subject};
use schema::{Action, Kind, KindSet};
use serde::Deserialize;
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    partial_aliases: lint::names(&[
        "tsqllint:data-compression",
        "bytebase:TABLE_REQUIRE_CHARSET",
        "bytebase:TABLE_REQUIRE_COLLATION",
        "liquibase-linter:index-tablespace",
        "skeema:compression",
    ]),
    // A matter of taste, or of a team's own rules.
    default_on: false,
    options: vec![OptionInfo {
        name: "options".into(),
        value: "list of names".into(),
        default: "[]".into(),
        summary: "options that each new table has to set, as they are written, in lower case: \
                `[\"data_compression\", \"tablespace\"]`"
            .into(),
    }]
    .into(),
    ..RuleInfo::new(
        "required-table-option",
        Category::Design,
        Severity::Info,
        On::Changes(KindSet::of(&[Kind::CreateTable])),
        include_str!("required_table_option.md"),
    )
});

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Settings {
    options: Vec<String>,
}

/// Reports tables that leave an option unsaid.
pub(crate) struct RequiredTableOption;

impl Rule for RequiredTableOption {
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
        let Action::CreateTable(created) = &change.action else {
            return;
        };
        let settings: &Settings = cx.options();
        if created.partition_of.is_some() || cx.is_temporary(&created.name) {
            return;
        }
        for required in &settings.options {
            let is_it = |name: &str| {
                name.eq_ignore_ascii_case(required)
                    || name
                        .strip_prefix("default ")
                        .is_some_and(|name| name.eq_ignore_ascii_case(required))
            };
            if !created.options.iter().any(|option| is_it(&option.name)) {
                cx.report(
                    created.name.range(),
                    format!("`{}` does not say its `{required}`", created.name),
                )
                .about(created.name.to_string())
                .help(format!("say it: `{required} = …`"));
            }
        }
    }
}
