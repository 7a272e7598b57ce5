use std::sync::LazyLock;

use lint::{Context, On, Options, OptionsError, PerKind, Rule, RuleInfo, Subject, options_per_kind};
use schema::{Definition, Dialect, Kind, NameParts, NamingTemplate, ObjectKind};
use source::{Applicability, Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    aliases: lint::names(&[
        "liquibase-linter:index-name",
        "liquibase-linter:foreign-key-name",
        "liquibase-linter:primary-key-name",
        "liquibase-linter:unique-constraint-name",
        "bytebase:NAMING_INDEX_PK",
        "bytebase:NAMING_INDEX_FK",
        "bytebase:NAMING_INDEX_UK",
        "bytebase:NAMING_INDEX_IDX",
    ]),
    partial_aliases: lint::names(&[
        "pgrubic:NM001",
        "pgrubic:NM002",
        "pgrubic:NM003",
        "pgrubic:NM004",
        "pgrubic:NM005",
        "atlas:NM104",
        "atlas:NM105",
        "atlas:NM106",
    ]),
    // A matter of taste, or of a team's own rules.
    default_on: false,
    fixable: true,
    options: options_per_kind(
        "template",
        |_| "",
        "how the name of a {kind} is made, out of `{table}`, `{columns}`, `{schema}`, \
             `{referenced}` and `{referenced_columns}`",
    )
    .into(),
    ..RuleInfo::new(
        "name-template",
        Category::Naming,
        Severity::Warning,
        On::Changes(Definition::kinds()),
        include_str!("name_template.md"),
    )
});

type Settings = PerKind<NamingTemplate>;

/// Reports names that are not made by the team's template for their kind.
pub(crate) struct NameTemplate;

impl Rule for NameTemplate {
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
        let engine = cx.migration.engine;
        for definition in cx.definitions() {
            let name = definition.ident;
            let Some(wanted) = template(definition, settings).and_then(|template| template.fill(&parts(definition)))
            else {
                continue;
            };
            // A longer name cannot be kept, so the template means what is left of it.
            let wanted = match engine.dialect.name_limit(engine.version) {
                Some(limit) => limit.cut(&wanted).to_owned(),
                None => wanted,
            };
            if name.has_placeholder || is_same(&wanted, definition, engine.dialect) {
                continue;
            }
            let edit = (
                name.range,
                if name.is_quoted {
                    engine.dialect.quote(&wanted)
                } else {
                    wanted.clone()
                },
            );
            let message = format!("the {} `{name}` is not called `{wanted}`", definition.object_kind);
            let report = cx.report(definition.range(), message);
            report.about(name.text.as_str()).help(format!("call it `{wanted}`"));
            if change.kind != Kind::RenameIndex && change.kind != Kind::RenameConstraint {
                report.fix("rename it", Applicability::Unsafe, [edit]);
            }
        }
    }
}

/// A unique index follows the template of unique constraints, where there is one.
fn template<'a>(definition: &Definition<'_>, settings: &'a Settings) -> Option<&'a NamingTemplate> {
    let of_unique = || settings.get(ObjectKind::Unique).filter(|_| definition.is_unique);
    of_unique().or_else(|| settings.get(definition.object_kind))
}

fn parts(definition: &Definition<'_>) -> NameParts {
    let texts = |idents: &mut dyn Iterator<Item = &schema::Ident>| idents.map(|ident| ident.text.clone()).collect();
    let table = definition.table;
    NameParts {
        schema: table
            .and_then(|table| table.qualifier())
            .map(|schema| schema.text.clone())
            .unwrap_or_default(),
        table: table.map(|table| table.ident.text.clone()).unwrap_or_default(),
        columns: texts(&mut definition.columns.iter().copied()),
        referenced: definition
            .referred
            .map(|(table, _)| table.ident.text.clone())
            .unwrap_or_default(),
        referenced_columns: definition
            .referred
            .map(|(_, columns)| texts(&mut columns.iter()))
            .unwrap_or_default(),
    }
}

/// Whether the engine takes both for one name, whoever wrote the parts in whatever case.
fn is_same(wanted: &str, definition: &Definition<'_>, dialect: Dialect) -> bool {
    definition.ident.text == wanted || dialect.fold(&definition.ident.text, false) == dialect.fold(wanted, false)
}
