use std::sync::LazyLock;

use lint::{Context, On, OptionInfo, Options, OptionsError, Rule, RuleInfo, Subject};
use schema::GivenType;
use serde::Deserialize;
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    aliases: lint::names(&["pgsafe:forbidden-column-type"]),
    partial_aliases: lint::names(&[
        "bytebase:COLUMN_TYPE_DISALLOW_LIST",
        "liquibase-linter:column-type",
        "pgrubic:TP014",
        "pgrubic:TP015",
        "pgrubic:TP012",
        "pgrubic:TP013",
        "sql-code-guard:BP024",
        "sqlcheck:2003",
    ]),
    // A matter of taste, or of a team's own rules.
    default_on: false,
    options: vec![
        OptionInfo {
            name: "types".into(),
            value: "list of names".into(),
            default: "[]".into(),
            summary: "types that are not to be used, in lower case, without arguments: \
                `[\"sql_variant\", \"xml\"]`"
                .into(),
        },
        OptionInfo {
            name: "instead".into(),
            value: "text".into(),
            default: "".into(),
            summary: "what to use instead".into(),
        },
    ]
    .into(),
    ..RuleInfo::new(
        "forbidden-type",
        Category::Design,
        Severity::Warning,
        On::Changes(GivenType::kinds()),
        include_str!("forbidden_type.md"),
    )
});

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Settings {
    types: Vec<String>,
    instead: String,
}

/// Reports types that the team does not use.
pub(crate) struct ForbiddenType;

impl Rule for ForbiddenType {
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
        let settings: &Settings = cx.options();
        let dialect = cx.migration.script.dialect;
        for given in change.given_types() {
            let data_type = given.data_type;
            let is_meant = |name: &String| {
                name.eq_ignore_ascii_case(&data_type.name)
                    || name.eq_ignore_ascii_case(data_type.canonical_name(dialect))
            };
            if !settings.types.iter().any(is_meant) {
                continue;
            }
            let help = match settings.instead.as_str() {
                "" => "use another type",
                instead => instead,
            };
            cx.report(
                data_type.range,
                format!("`{given}` is `{}`, a type that is not used here", data_type.name),
            )
            .about(given.to_string())
            .help(help.to_owned());
        }
    }
}
