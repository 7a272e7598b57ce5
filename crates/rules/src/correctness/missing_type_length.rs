use std::sync::LazyLock;

use lint::{Context, On, OptionInfo, Options, OptionsError, Rule, RuleInfo, Subject};
use schema::{Action, DataType, Dialect, Ident, Kind, KindSet};
use serde::Deserialize;
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    partial_aliases: lint::names(&[
        "tsqllint:data-type-length",
        "ssdt:SR0009",
        "sqlserver-rules:SRD0026",
        "sqlserver-rules:SRD0027",
    ]),
    dialects: vec![Dialect::Mssql].into(),
    options: vec![OptionInfo {
        name: "numbers".into(),
        value: "true or false".into(),
        default: "false".into(),
        summary: "also report numbers without a precision".into(),
    }]
    .into(),
    ..RuleInfo::new(
        "missing-type-length",
        Category::Correctness,
        Severity::Warning,
        On::Statements(KindSet::of(&[
            Kind::CreateTable,
            Kind::AddColumn,
            Kind::ModifyColumn,
            Kind::AlterColumnType,
            Kind::CreateType,
        ])),
        include_str!("missing_type_length.md"),
    )
});

/// Types of varying length that hold one where nothing is said. A `char` that holds one is what its author means: a flag.
const SHORT: &[&str] = &["varchar", "nvarchar", "varbinary", "character varying"];

const NUMBERS: &[&str] = &["decimal", "dec", "numeric", "float"];

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Settings {
    numbers: bool,
}

/// Reports types whose length is left to a default that nobody expects.
pub(crate) struct MissingTypeLength;

impl Rule for MissingTypeLength {
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
        let settings: &Settings = cx.options();
        for change in &statement.changes {
            let types: Vec<(&Ident, &DataType)> = match &change.action {
                Action::CreateTable(table) => table
                    .columns
                    .iter()
                    .filter_map(|column| Some((&column.name, column.data_type.as_ref()?)))
                    .collect(),
                Action::AddColumn { column, .. } => column
                    .data_type
                    .iter()
                    .map(|data_type| (&column.name, data_type))
                    .collect(),
                Action::Column(column) => column
                    .data_type
                    .iter()
                    .map(|data_type| (&column.column, data_type))
                    .collect(),
                _ => Vec::new(),
            };
            for (column, data_type) in types {
                let written = cx.text(data_type.range).to_ascii_lowercase();
                let written = written.trim_matches(['[', ']', '"']).to_owned();
                let meaning = if SHORT.contains(&written.as_str()) {
                    "one character or byte"
                } else if settings.numbers && NUMBERS.contains(&written.as_str()) {
                    "the default precision"
                } else {
                    continue;
                };
                let range = data_type.range;
                let name = column.text.clone();
                cx.report(range, format!("`{written}` without a length means {meaning}"))
                    .about(name.as_str())
                    .help(format!("say how much `{name}` holds: `{written}(…)`"));
            }
        }
    }
}
