use std::borrow::Cow;
use std::sync::LazyLock;

use lint::{Context, On, OptionInfo, Options, OptionsError, Rule, RuleInfo, Subject};
use schema::{Action, Change, Dialect, Kind, KindSet, Name, ObjectKind, Verb};
use serde::Deserialize;
use source::{Applicability, Category, Severity, TextRange};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    dialects: Cow::Borrowed(&[Dialect::Postgres, Dialect::Mssql, Dialect::Oracle]),
    aliases: lint::names(&[
        "squawk:require-table-schema",
        "pgsafe:require-schema-qualified",
        "eslint-plugin-postgresql:require-schema-qualified-table",
        "bytebase:STATEMENT_CREATE_SPECIFY_SCHEMA",
        "bytebase:NAMING_FULLY_QUALIFIED",
        "pgrubic:SM001",
        "sql-code-guard:PE002",
        "sql-code-guard:PE023",
        "sqlserver-rules:SRD0039",
    ]),
    partial_aliases: lint::names(&[
        "tsqllint:schema-qualify",
        "sqlserver-rules:SRN0006",
        "liquibase-linter:schema-name",
        "sql-code-guard:PE001",
    ]),
    // A matter of taste, or of a team's own rules.
    default_on: false,
    fixable: true,
    options: vec![OptionInfo {
        name: "schema".into(),
        value: "name".into(),
        default: "".into(),
        summary: "the schema that the fix writes; the engine's default one where nothing is said".into(),
    }]
    .into(),
    ..RuleInfo::new(
        "unqualified-name",
        Category::Naming,
        Severity::Warning,
        On::Changes(kinds()),
        include_str!("unqualified_name.md"),
    )
});

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Settings {
    schema: String,
}

/// Reports objects that are created, altered or dropped without their schema.
pub(crate) struct UnqualifiedName;

impl Rule for UnqualifiedName {
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
        let dialect = cx.migration.script.dialect;
        let Some(name) = named(change) else {
            return;
        };
        if !name.qualifiers.is_empty() || name.has_placeholder() || cx.is_temporary(name) || is_told(cx) {
            return;
        }
        if cx.migration.created().is_temporary(name) || is_temporary(change) {
            return;
        }
        let settings: &Settings = cx.options();
        let own = Some(settings.schema.as_str()).filter(|schema| !schema.is_empty());
        let schema = own.or(dialect.default_schema());
        let edit = schema.map(|schema| (TextRange::empty(name.ident.range.start), format!("{schema}.")));
        let report = cx.report(name.ident.range, format!("`{name}` is named without its schema"));
        report.about(name.ident.text.as_str());
        match schema {
            Some(schema) => report.help(format!("write `{schema}.{name}`, or the schema that is meant")),
            None => report.help("write the schema before the name"),
        };
        if let Some(edit) = edit {
            report.fix("name the schema", Applicability::Unsafe, [edit]);
        }
    }
}

fn kinds() -> KindSet {
    let is_wanted = |kind: &&Kind| {
        let of_table = match kind.verb_object() {
            Some((Verb::Create | Verb::Drop | Verb::Rename, object)) => KINDS.contains(&object),
            _ => false,
        };
        of_table && **kind != Kind::CreateIndex
    };
    let mut kinds = KindSet::of(&[
        Kind::AddColumn,
        Kind::DropColumn,
        Kind::AddConstraint,
        Kind::AlterColumnType,
        Kind::CreateIndex,
    ]);
    Kind::ALL.iter().filter(is_wanted).for_each(|kind| kinds.insert(*kind));
    kinds
}

/// What lies in a schema and is named with it.
const KINDS: &[ObjectKind] = &[
    ObjectKind::Table,
    ObjectKind::View,
    ObjectKind::MaterializedView,
    ObjectKind::Sequence,
    ObjectKind::Function,
    ObjectKind::Procedure,
];

/// The name before which a schema can stand: the table of an `alter table` and of a `create index`.
fn named(change: &Change) -> Option<&Name> {
    match &change.action {
        Action::CreateIndex(index) => Some(&index.table),
        _ => change.table().or_else(|| change.object()),
    }
}

fn is_temporary(change: &Change) -> bool {
    match &change.action {
        Action::CreateTable(table) => table.persistence == schema::Persistence::Temporary,
        Action::CreateView(view) => view.is_temporary,
        Action::CreateSequence(sequence) => sequence.is_temporary,
        _ => false,
    }
}

/// Whether a statement of the migration says which schema names without one are in.
fn is_told(cx: &Context<'_>) -> bool {
    let said = |change: &Change| match &change.action {
        Action::Session(setting) => setting.name == "search_path" || setting.name == "current_schema",
        _ => false,
    };
    let statements = cx.migration.script.statements.iter();
    let end = cx.statement().map_or(0, |statement| statement.range.start);
    statements
        .take_while(|statement| statement.range.start < end)
        .any(|statement| statement.changes.iter().any(said))
}
