use std::sync::LazyLock;

use lint::{Context, On, OptionInfo, Options, OptionsError, Rule, RuleInfo, Subject};
use schema::{Kind, KindSet, Verb};
use serde::Deserialize;
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    aliases: lint::names(&["pgrubic:SM002"]),
    partial_aliases: lint::names(&["liquibase-linter:schema-name", "liquibase-linter:no-schema-name"]),
    // A matter of taste, or of a team's own rules.
    default_on: false,
    options: vec![OptionInfo {
        name: "allowed".into(),
        value: "list of names".into(),
        default: "[]".into(),
        summary: "the schemas in which migrations may work; empty means that no schema may be written".into(),
    }]
    .into(),
    ..RuleInfo::new(
        "unexpected-schema",
        Category::Naming,
        Severity::Warning,
        On::Changes(kinds()),
        include_str!("unexpected_schema.md"),
    )
});

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Settings {
    allowed: Vec<String>,
}

/// Reports work in schemas that are not the project's own.
pub(crate) struct UnexpectedSchema;

impl Rule for UnexpectedSchema {
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
        let Some(name) = change.table().or_else(|| change.object()) else {
            return;
        };
        let Some(schema) = name
            .qualifier()
            .filter(|schema| !schema.text.is_empty() && !schema.has_placeholder)
        else {
            return;
        };
        let settings: &Settings = cx.options();
        let is_allowed = settings
            .allowed
            .iter()
            .any(|allowed| allowed.eq_ignore_ascii_case(&schema.text));
        if is_allowed || cx.is_temporary(name) {
            return;
        }
        let (message, help) = if settings.allowed.is_empty() {
            (
                format!("`{name}` names its schema"),
                "leave the schema to the runner".to_owned(),
            )
        } else {
            let list = settings.allowed.join("`, `");
            (
                format!("`{name}` is in none of the project's schemas"),
                format!("work in `{list}`"),
            )
        };
        cx.report(schema.range, message).about(name.to_string()).help(help);
    }
}

/// What makes, alters or drops something that lies in a schema.
fn kinds() -> KindSet {
    let mut kinds = KindSet::of(&[
        Kind::AddColumn,
        Kind::DropColumn,
        Kind::ModifyColumn,
        Kind::AlterColumnType,
        Kind::AddConstraint,
        Kind::DropConstraint,
        Kind::AddIndex,
    ]);
    let is_wanted = |kind: &&Kind| matches!(kind.verb_object(), Some((Verb::Create | Verb::Drop | Verb::Rename, _)));
    Kind::ALL.iter().filter(is_wanted).for_each(|kind| kinds.insert(*kind));
    kinds
}
