use std::borrow::Cow;
use std::sync::LazyLock;

use lint::{Context, On, OptionInfo, Options, OptionsError, Rule, RuleInfo, Subject};
use schema::{Action, Change, Constraint, ConstraintKind, DataType, Dialect, Ident, Kind, KindSet, Name};
use serde::Deserialize;
use source::{Applicability, Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    dialects: Cow::Borrowed(&[Dialect::Postgres, Dialect::Mysql, Dialect::Mariadb, Dialect::Mssql]),
    aliases: lint::names(&[
        "migrationpilot:MP038",
        "pg-migration-lint:PGM107",
        "pgsafe:prefer-bigint-primary-key",
        "diesel-guard:ShortIntegerPrimaryKeyCheck",
        "online_migrations:short_primary_key_type",
        "eslint-plugin-postgresql:prefer-bigint-id",
    ]),
    partial_aliases: lint::names(&[
        "spirit:primary_key_type",
        "skeema:pk-type",
        "bytebase:INDEX_PRIMARY_KEY_TYPE_ALLOWLIST",
        "bytebase:INDEX_PK_TYPE_LIMIT",
        "pgrubic:TP009",
        "pgrubic:TP010",
    ]),
    // A matter of taste, or of a team's own rules.
    default_on: false,
    fixable: true,
    options: vec![OptionInfo {
        name: "least".into(),
        value: "`bigint`, `integer` or `smallint`".into(),
        default: "bigint".into(),
        summary: "the smallest type that a key may have".into(),
    }]
    .into(),
    ..RuleInfo::new(
        "small-primary-key",
        Category::Design,
        Severity::Info,
        On::Changes(KindSet::of(&[Kind::CreateTable, Kind::AddColumn, Kind::AddConstraint])),
        include_str!("small_primary_key.md"),
    )
});

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Settings {
    least: Least,
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Least {
    #[default]
    Bigint,
    Integer,
    Smallint,
}

/// Reports primary keys that run out of numbers.
pub(crate) struct SmallPrimaryKey;

impl Rule for SmallPrimaryKey {
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
        let least = match settings.least {
            Least::Bigint => 8,
            Least::Integer => 4,
            Least::Smallint => 2,
        };
        let dialect = cx.migration.script.dialect;
        let Some((table, columns)) = key(change) else {
            return;
        };
        if cx.is_temporary(table) {
            return;
        }
        for column in columns {
            let written = written_type(change, column, dialect);
            let known = || {
                cx.after()
                    .column(table, column)
                    .seen()
                    .and_then(|column| column.data_type.as_ref())
            };
            let Some(data_type) = written.or_else(known) else {
                continue;
            };
            let Some(bytes) = data_type.integer_bytes(dialect).filter(|bytes| *bytes < least) else {
                continue;
            };
            let range = written.map_or(column.range, |data_type| data_type.range);
            let greatest = (1u64 << (u32::from(bytes) * 8 - u32::from(!data_type.is_unsigned))) - 1;
            let edit = written.map(|data_type| cx.retype(data_type, data_type.wide_integer()));
            let report = cx.report(
                range,
                format!(
                    "the key `{table}.{column}` is `{}`, and ends at {greatest}",
                    data_type.name
                ),
            );
            report.about(format!("{table}.{column}")).help(
                "make it `bigint` while it is new: later each row, each index and each table \
                 that refers to it is written anew",
            );
            if let Some(edit) = edit {
                report.fix("make it a `bigint`", Applicability::Unsafe, [edit]);
            }
        }
    }
}

/// The table and the columns of the primary key that the change makes, those that refer to other tables left out: they
/// are as wide as what they refer to.
fn key(change: &Change) -> Option<(&Name, Vec<&Ident>)> {
    let of = |constraint: &Constraint| matches!(constraint.kind, ConstraintKind::PrimaryKey { .. });
    match &change.action {
        Action::CreateTable(created) => {
            let inline = created
                .columns
                .iter()
                .filter(|column| column.is_primary_key())
                .map(|column| &column.name);
            let apart = created
                .constraints
                .iter()
                .filter(|constraint| of(constraint))
                .flat_map(Constraint::columns);
            let referring: Vec<&Ident> = created
                .all_constraints()
                .filter(|constraint| matches!(constraint.kind, ConstraintKind::ForeignKey(_)))
                .flat_map(Constraint::columns)
                .collect();
            let is_own = |column: &&Ident| {
                !referring
                    .iter()
                    .any(|other| other.text.eq_ignore_ascii_case(&column.text))
            };
            Some((&created.name, inline.chain(apart).filter(is_own).collect()))
        }
        Action::AddColumn { table, column, .. } if column.is_primary_key() => Some((table, vec![&column.name])),
        Action::AddConstraint { table, constraint, .. } if of(constraint) => Some((table, constraint.columns())),
        _ => None,
    }
}

fn written_type<'a>(change: &'a Change, column: &Ident, dialect: Dialect) -> Option<&'a DataType> {
    let columns = change.added_columns().iter();
    let found = columns.into_iter().find(|added| added.name.is_same(column, dialect))?;
    found.data_type.as_ref()
}
