use std::sync::LazyLock;

use lint::{Context, On, OptionInfo, Options, OptionsError, Rule, RuleInfo, Subject};
use schema::{Action, Change, Constraint, ConstraintKind, Dialect, Kind, KindSet};
use serde::Deserialize;
use source::{Category, Severity, TextRange};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    aliases: lint::names(&[
        "diesel-guard:UnnamedConstraintCheck",
        "eslint-plugin-postgresql:require-named-constraint",
        "pgrubic:NM008",
    ]),
    // Where migrations never come back to a constraint, its name is nobody's concern.
    default_on: false,
    options: vec![OptionInfo {
        name: "everywhere".into(),
        value: "true or false".into(),
        default: "false".into(),
        summary: "also report where the engine's name for it can be foreseen".into(),
    }]
    .into(),
    ..RuleInfo::new(
        "unnamed-constraint",
        Category::Design,
        Severity::Warning,
        On::Changes(KindSet::of(&[Kind::CreateTable, Kind::AddColumn, Kind::AddConstraint])),
        include_str!("unnamed_constraint.md"),
    )
});

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Settings {
    everywhere: bool,
}

/// Reports constraints whose name the engine makes up.
pub(crate) struct UnnamedConstraint;

impl Rule for UnnamedConstraint {
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
        let is_random = matches!(dialect, Dialect::Mssql | Dialect::Oracle);
        let Some(table) = change.table() else {
            return;
        };
        if cx.is_temporary(table) || dialect == Dialect::Sqlite || !(is_random || settings.everywhere) {
            return;
        }
        let mut found: Vec<(TextRange, &str)> = constraints(change)
            .into_iter()
            .filter(|constraint| constraint.name.is_none())
            .filter_map(|constraint| Some((constraint.range, word(&constraint.kind, dialect)?)))
            .collect();
        if dialect == Dialect::Mssql {
            let columns = change.added_columns().iter();
            let unnamed = columns.filter(|column| {
                !column
                    .constraints
                    .iter()
                    .any(|constraint| matches!(constraint.kind, ConstraintKind::Default { .. }))
            });
            found.extend(unnamed.filter_map(|column| Some((column.default.as_ref()?.range, "default"))));
        }
        for (range, word) in found {
            let message = if is_random {
                format!("this {word} gets a name that differs from database to database")
            } else {
                format!("this {word} gets the name that the engine makes for it")
            };
            cx.report(range, message)
                .about(table.to_string())
                .help("name it, so that a later migration can change or drop it");
        }
    }
}

fn constraints(change: &Change) -> Vec<&Constraint> {
    match &change.action {
        Action::CreateTable(created) => created.all_constraints().collect(),
        Action::AddColumn { column, .. } => column.constraints.iter().collect(),
        Action::AddConstraint { constraint, .. } => vec![&**constraint],
        _ => Vec::new(),
    }
}

/// The word for a constraint that wants a name. A primary key is dropped without one in MySQL and Oracle, and is called
/// after its table in PostgreSQL.
const fn word(kind: &ConstraintKind, dialect: Dialect) -> Option<&'static str> {
    match kind {
        ConstraintKind::PrimaryKey { .. } if matches!(dialect, Dialect::Mssql) => Some("primary key"),
        ConstraintKind::Unique { .. } => Some("unique constraint"),
        ConstraintKind::ForeignKey(_) => Some("foreign key"),
        ConstraintKind::Check { .. } => Some("check"),
        ConstraintKind::Exclude { .. } => Some("exclusion constraint"),
        ConstraintKind::Default { .. } => Some("default"),
        _ => None,
    }
}
