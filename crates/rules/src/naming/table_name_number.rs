use std::sync::LazyLock;

use lint::{Context, On, OptionInfo, Options, OptionsError, Rule, RuleInfo, Subject};
use schema::{Kind, KindSet, ObjectKind, plural};
use serde::Deserialize;
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    partial_aliases: lint::names(&["flyway:RG18", "flyway:RG19"]),
    // A matter of taste, or of a team's own rules.
    default_on: false,
    options: vec![
        OptionInfo {
            name: "number".into(),
            value: "`plural` or `singular`".into(),
            default: "plural".into(),
            summary: "which of the two table names are in".into(),
        },
        OptionInfo {
            name: "exceptions".into(),
            value: "list of names".into(),
            default: "[]".into(),
            summary: "names that stay as they are".into(),
        },
    ]
    .into(),
    ..RuleInfo::new(
        "table-name-number",
        Category::Naming,
        Severity::Info,
        On::Changes(KindSet::of(&[Kind::CreateTable, Kind::RenameTable])),
        include_str!("table_name_number.md"),
    )
});

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Settings {
    number: Number,
    exceptions: Vec<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Number {
    #[default]
    Plural,
    Singular,
}

/// Reports table names in the other grammatical number.
pub(crate) struct TableNameNumber;

impl Rule for TableNameNumber {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn read_options(&self, table: &toml::Table) -> Result<Options, OptionsError> {
        Options::read::<Settings>(table)
    }

    fn check(&self, _: Subject<'_>, cx: &mut Context<'_>) {
        let settings: &Settings = cx.options();
        let definitions = cx.definitions();
        let Some(definition) = definitions
            .iter()
            .find(|definition| definition.object_kind == ObjectKind::Table)
        else {
            return;
        };
        let name = definition.ident;
        let is_exempt = settings
            .exceptions
            .iter()
            .any(|exempt| exempt.eq_ignore_ascii_case(&name.text));
        let is_temporary = definition.name.is_some_and(|name| cx.is_temporary(name));
        if is_exempt || is_temporary || name.has_placeholder {
            return;
        }
        let (word, wanted) = match (settings.number, plural::is_plural(&name.text)) {
            (Number::Plural, Some(false)) => ("plural", plural::plural_of(&name.text)),
            (Number::Singular, Some(true)) => ("singular", plural::singular_of(&name.text)),
            _ => return,
        };
        cx.report(name.range, format!("the table name `{name}` is not in the {word}"))
            .about(name.text.as_str())
            .help(format!("call it `{wanted}`, or name it in `exceptions`"));
    }
}
