use std::sync::LazyLock;

use lint::{Context, On, OptionInfo, Options, OptionsError, Rule, RuleInfo, Subject};
use schema::{Action, Kind, KindSet};
use serde::Deserialize;
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    aliases: lint::names(&[
        "bytebase:COLUMN_REQUIRED",
        "pgsafe:require-columns",
        "eslint-plugin-postgresql:require-table-columns",
        "pgrubic:GN011",
    ]),
    // A matter of taste, or of a team's own rules.
    default_on: false,
    options: vec![OptionInfo {
        name: "columns".into(),
        value: "list of names".into(),
        default: "[]".into(),
        summary: "columns that each table has to have".into(),
    }]
    .into(),
    ..RuleInfo::new(
        "required-columns",
        Category::Design,
        Severity::Warning,
        On::Changes(KindSet::of(&[Kind::CreateTable, Kind::DropColumn, Kind::RenameColumn])),
        include_str!("required_columns.md"),
    )
});

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Settings {
    columns: Vec<String>,
}

/// Reports tables that lack a column which each table has.
pub(crate) struct RequiredColumns;

impl Rule for RequiredColumns {
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
        let is_required = |name: &str| {
            settings
                .columns
                .iter()
                .any(|required| required.eq_ignore_ascii_case(name))
        };
        match &change.action {
            Action::CreateTable(created) => {
                let is_made_of_others = created.as_query.is_some()
                    || created.partition_of.is_some()
                    || !created.like.is_empty()
                    || !created.inherits.is_empty();
                if is_made_of_others || cx.is_temporary(&created.name) {
                    return;
                }
                let known = cx.migration.after.table(&created.name).seen();
                let has = |required: &str| {
                    let written = created
                        .columns
                        .iter()
                        .any(|column| column.name.text.eq_ignore_ascii_case(required));
                    let later = known.is_some_and(|table| {
                        table
                            .columns
                            .iter()
                            .any(|column| column.name.eq_ignore_ascii_case(required))
                    });
                    written || later
                };
                let missing: Vec<&str> = settings
                    .columns
                    .iter()
                    .map(String::as_str)
                    .filter(|required| !has(required))
                    .collect();
                if !missing.is_empty() {
                    cx.report(
                        created.name.range(),
                        format!("`{}` lacks `{}`", created.name, missing.join("`, `")),
                    )
                    .about(created.name.to_string())
                    .help("add the columns that each table has");
                }
            }
            Action::Column(action) if is_required(&action.column.text) => {
                cx.report(
                    change.range,
                    format!("`{}.{}` is a column that each table has", action.table, action.column),
                )
                .about(format!("{}.{}", action.table, action.column))
                .help("keep it");
            }
            Action::Rename(rename) if is_required(&rename.from.ident.text) => {
                cx.report(
                    change.range,
                    format!("`{}` is a column that each table has", rename.from),
                )
                .about(rename.from.to_string())
                .help("keep its name");
            }
            _ => {}
        }
    }
}
