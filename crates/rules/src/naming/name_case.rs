use std::sync::LazyLock;

use lint::{Context, On, Options, OptionsError, PerKind, Rule, RuleInfo, Subject, options_per_kind};
use schema::{Definition, Dialect, Ident, LetterCase, ObjectKind};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    aliases: lint::names(&[
        "eslint-plugin-postgresql:snake-case-table-name",
        "eslint-plugin-postgresql:snake-case-column-name",
        "pgrubic:NM010",
        "bytebase:NAMING_IDENTIFIER_CASE",
        "spirit:name_case",
        "pg-migration-lint:PGM509",
    ]),
    partial_aliases: lint::names(&["bytebase:NAMING_TABLE", "bytebase:NAMING_COLUMN", "sqlfluff:CP02"]),
    // A matter of taste, or of a team's own rules.
    default_on: false,
    options: options_per_kind(
        "`snake`, `upper-snake`, `camel`, `pascal` or `kebab`",
        default,
        "how the name of a {kind} is written",
    )
    .into(),
    ..RuleInfo::new(
        "name-case",
        Category::Naming,
        Severity::Warning,
        On::Changes(Definition::kinds()),
        include_str!("name_case.md"),
    )
});

type Settings = PerKind<LetterCase>;

fn default(kind: ObjectKind) -> &'static str {
    match kind {
        ObjectKind::Table | ObjectKind::Column => "snake",
        _ => "",
    }
}

/// Reports names that are not written in the team's case.
pub(crate) struct NameCase;

impl Rule for NameCase {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn read_options(&self, table: &toml::Table) -> Result<Options, OptionsError> {
        if table.is_empty() {
            let snake = [ObjectKind::Table, ObjectKind::Column].map(|kind| (kind, LetterCase::Snake));
            return Ok(Options::of(Settings::of(snake)));
        }
        Options::read::<Settings>(table)
    }

    fn check(&self, _: Subject<'_>, cx: &mut Context<'_>) {
        let settings: &Settings = cx.options();
        let dialect = cx.migration.script.dialect;
        for definition in cx.definitions() {
            let name = definition.ident;
            let Some(case) = settings.get(definition.object_kind) else {
                continue;
            };
            if name.has_placeholder || is_kept(*case, name, dialect) {
                continue;
            }
            let message = format!("the {} name `{name}` is not in {case} case", definition.object_kind);
            cx.report(definition.range(), message)
                .about(name.text.as_str())
                .help(format!("write it `{}`", case.convert(&name.text)));
        }
    }
}

/// A name without quotes that is all in capitals says nothing of its case where the engine folds it.
fn is_kept(case: LetterCase, name: &Ident, dialect: Dialect) -> bool {
    let folds = matches!(dialect, Dialect::Postgres | Dialect::Oracle | Dialect::Generic) && !name.is_quoted;
    let is_all_capitals = !name.text.contains(|letter: char| letter.is_lowercase());
    case.is_kept_by(&name.text) || (folds && is_all_capitals && case.is_kept_by(&name.text.to_lowercase()))
}
