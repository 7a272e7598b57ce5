use std::borrow::Cow;
use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{
    Action, Change, Constraint, ConstraintKind, DataType, Dialect, Ident, IndexKey, IndexShape, Kind, KindSet,
};
use source::{Category, Severity, TextRange};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    dialects: Cow::Borrowed(&[Dialect::Postgres, Dialect::Mysql, Dialect::Mssql, Dialect::Oracle]),
    aliases: lint::names(&["bytebase:INDEX_TYPE_NO_BLOB"]),
    tells_refusal: true,
    ..RuleInfo::new(
        "unindexable-type",
        Category::Design,
        Severity::Error,
        On::Changes(KindSet::of(&[
            Kind::CreateTable,
            Kind::CreateIndex,
            Kind::AddIndex,
            Kind::AddConstraint,
            Kind::AddColumn,
        ])),
        include_str!("unindexable_type.md"),
    )
});

/// Reports keys of types that no index can hold.
pub(crate) struct UnindexableType;

impl Rule for UnindexableType {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, _) = subject else {
            return;
        };
        let dialect = cx.migration.script.dialect;
        let Some(table) = change.table() else {
            return;
        };
        for (column, range) in keys(change) {
            let known = cx
                .after()
                .column(table, column)
                .seen()
                .and_then(|column| column.data_type.as_ref());
            let Some(why) = known.and_then(|data_type| why_not(data_type, dialect)) else {
                continue;
            };
            cx.report(
                range,
                format!(
                    "`{table}.{column}` is `{}`, {why}",
                    known.map_or("", |data_type| data_type.name.as_str())
                ),
            )
            .about(format!("{table}.{column}"))
            .help("index a part of it, a hash of it, or a column of another type");
        }
    }
}

/// The columns that indexes of the usual kind are sorted by, and where they stand.
fn keys(change: &Change) -> Vec<(&Ident, TextRange)> {
    match &change.action {
        Action::CreateIndex(index) => {
            let is_usual = matches!(index.shape, IndexShape::Plain | IndexShape::Clustered);
            let is_tree = index.method.as_deref().is_none_or(|method| method == "btree");
            if is_usual && is_tree {
                plain(&index.keys)
            } else {
                Vec::new()
            }
        }
        Action::CreateTable(created) => {
            let inline = created
                .columns
                .iter()
                .flat_map(|column| &column.constraints)
                .chain(&created.constraints);
            let indexes = created
                .indexes
                .iter()
                .filter(|index| index.shape == IndexShape::Plain)
                .flat_map(|index| plain(&index.keys));
            inline.flat_map(of_constraint).chain(indexes).collect()
        }
        Action::AddColumn { column, .. } => column.constraints.iter().flat_map(of_constraint).collect(),
        Action::AddConstraint { constraint, .. } => of_constraint(constraint),
        _ => Vec::new(),
    }
}

fn of_constraint(constraint: &Constraint) -> Vec<(&Ident, TextRange)> {
    match &constraint.kind {
        ConstraintKind::PrimaryKey { keys, .. } | ConstraintKind::Unique { keys, .. } => plain(keys)
            .into_iter()
            .map(|(column, _)| (column, constraint.range))
            .collect(),
        _ => Vec::new(),
    }
}

/// Keys that are a whole column, in the column type's own order.
fn plain(keys: &[IndexKey]) -> Vec<(&Ident, TextRange)> {
    let whole = keys
        .iter()
        .filter(|key| key.prefix_length.is_none() && key.operator_class.is_none());
    whole.filter_map(|key| Some((key.column()?, key.range))).collect()
}

/// Sources: <https://www.postgresql.org/docs/current/datatype-json.html>, error 1170 of
/// <https://dev.mysql.com/doc/mysql-errors/8.4/en/server-error-reference.html>, error 1919 of SQL Server
/// (<https://learn.microsoft.com/sql/t-sql/statements/create-index-transact-sql>), ORA-02327. MariaDB cuts such a key by
/// itself (measured on 10.11).
fn why_not(data_type: &DataType, dialect: Dialect) -> Option<&'static str> {
    let name = data_type.canonical_name(dialect);
    let is_one_of = |names: &[&str]| names.contains(&name);
    let is_max = data_type
        .args
        .first()
        .is_some_and(|length| length.eq_ignore_ascii_case("max"));
    match dialect {
        Dialect::Postgres if is_one_of(&["json", "xml", "point"]) && data_type.dimensions == 0 => {
            Some("which has no order that an index could keep, so the statement fails")
        }
        Dialect::Mysql
            if is_one_of(&[
                "text",
                "tinytext",
                "mediumtext",
                "longtext",
                "blob",
                "tinyblob",
                "mediumblob",
                "longblob",
            ]) =>
        {
            Some("and a key of it needs a length, so the statement fails")
        }
        Dialect::Mysql if name == "json" => Some("which no index can hold, so the statement fails"),
        Dialect::Mssql if is_max || is_one_of(&["text", "ntext", "image", "xml"]) => {
            Some("which no index can have as a key, so the statement fails")
        }
        Dialect::Oracle if is_one_of(&["clob", "nclob", "blob", "long", "long raw"]) => {
            Some("which no such index can hold, so the statement fails")
        }
        _ => None,
    }
}
