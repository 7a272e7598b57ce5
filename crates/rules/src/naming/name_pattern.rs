use std::sync::LazyLock;

use lint::{Context, On, Options, OptionsError, Pattern, PerKind, Rule, RuleInfo, Subject, options_per_kind};
use schema::Definition;
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    aliases: lint::names(&[
        "liquibase:ObjectNameMustMatch",
        "schemacrawler:LinterTableWithBadlyNamedColumns",
    ]),
    partial_aliases: lint::names(&[
        "bytebase:NAMING_TABLE",
        "bytebase:NAMING_COLUMN",
        "flyway:RG21",
        "atlas:NM101",
        "atlas:NM102",
        "atlas:NM103",
        "atlas:NM104",
        "atlas:NM105",
        "atlas:NM106",
        "liquibase-linter:table-name",
        "liquibase-linter:column-name",
        "liquibase-linter:object-name",
        "liquibase-linter:schema-name",
        "liquibase-linter:sequence-name",
        "sqlserver-rules:SRN0007",
        "sql-code-guard:ST014",
        "sql-code-guard:ST017",
        "pgsafe:naming-convention",
        "skeema:name-case",
        "pgrubic:NM015",
        "pgrubic:NM016",
    ]),
    // A matter of taste, or of a team's own rules.
    default_on: false,
    options: options_per_kind("regular expression", |_| "", "what the name of a {kind} has to match").into(),
    ..RuleInfo::new(
        "name-pattern",
        Category::Naming,
        Severity::Warning,
        On::Changes(Definition::kinds()),
        include_str!("name_pattern.md"),
    )
});

type Settings = PerKind<Pattern>;

/// Reports names that do not match the team's pattern for their kind.
pub(crate) struct NamePattern;

impl Rule for NamePattern {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn read_options(&self, table: &toml::Table) -> Result<Options, OptionsError> {
        Options::read::<Settings>(table)
    }

    fn check(&self, _: Subject<'_>, cx: &mut Context<'_>) {
        let settings: &Settings = cx.options();
        for definition in cx.definitions() {
            let Some(pattern) = settings.get(definition.object_kind) else {
                continue;
            };
            let name = definition.ident;
            if name.has_placeholder || pattern.matches(&name.text) {
                continue;
            }
            let message = format!(
                "the {} name `{name}` does not match `{pattern}`",
                definition.object_kind
            );
            cx.report(definition.range(), message)
                .about(name.text.as_str())
                .help("give it a name that fits the pattern of `name-pattern`");
        }
    }
}
