use std::sync::LazyLock;

use lint::{Context, On, OptionInfo, Options, OptionsError, Rule, RuleInfo, Subject};
use schema::{Definition, Dialect, LetterCase};
use serde::Deserialize;
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    aliases: lint::names(&["sqlfluff:RF05", "ssdt:SR0011", "pgrubic:NM012"]),
    partial_aliases: lint::names(&[
        "schemacrawler:LinterTableWithQuotedNames",
        "pg-migration-lint:PGM509",
        "eslint-plugin-postgresql:no-unnecessary-quoted-identifier",
    ]),
    // A matter of taste, or of a team's own rules.
    default_on: false,
    options: vec![OptionInfo {
        name: "mixed-case".into(),
        value: "true or false".into(),
        default: "true".into(),
        summary: "also report capitals between quotes, where the engine folds names without them".into(),
    }]
    .into(),
    ..RuleInfo::new(
        "name-needs-quotes",
        Category::Naming,
        Severity::Info,
        On::Changes(Definition::kinds()),
        include_str!("name_needs_quotes.md"),
    )
});

#[derive(Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
struct Settings {
    mixed_case: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self { mixed_case: true }
    }
}

/// Reports names that cannot be written without quotes.
pub(crate) struct NameNeedsQuotes;

impl Rule for NameNeedsQuotes {
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
            if !name.is_quoted || name.has_placeholder {
                continue;
            }
            let message = if let Some(letter) = name.text.chars().find(|letter| !is_plain(*letter)) {
                format!(
                    "the {} name `{name}` holds `{letter}`, so each mention of it needs quotes",
                    definition.object_kind
                )
            } else if settings.mixed_case && is_refolded(&name.text, dialect) {
                format!(
                    "the {} name `{name}` differs from what it is without quotes",
                    definition.object_kind
                )
            } else {
                continue;
            };
            cx.report(definition.range(), message)
                .about(name.text.as_str())
                .help(format!("call it `{}`", LetterCase::Snake.convert(&name.text)));
        }
    }
}

/// Whether a letter may stand in a name without quotes on every engine.
fn is_plain(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

/// Whether the engine would take the name without its quotes for another.
fn is_refolded(name: &str, dialect: Dialect) -> bool {
    let folds = matches!(dialect, Dialect::Postgres | Dialect::Oracle);
    folds && dialect.fold(name, true) != dialect.fold(name, false)
}
