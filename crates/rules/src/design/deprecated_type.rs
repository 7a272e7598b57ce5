use std::borrow::Cow;
use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{DataType, Dialect, EngineVersion, GivenType, TypeFamily};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    dialects: Cow::Borrowed(&[Dialect::Mssql, Dialect::Oracle, Dialect::Mysql]),
    aliases: lint::names(&["sqlserver-rules:SRD0051"]),
    partial_aliases: lint::names(&["zpa:CharacterDatatypeUsage", "liquibase-linter:column-type"]),
    ..RuleInfo::new(
        "deprecated-type",
        Category::Design,
        Severity::Warning,
        On::Changes(GivenType::kinds()),
        include_str!("deprecated_type.md"),
    )
});

/// Reports types that the engine's makers advise against.
pub(crate) struct DeprecatedType;

impl Rule for DeprecatedType {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, _) = subject else {
            return;
        };
        let engine = cx.migration.engine;
        for given in change.given_types() {
            let data_type = given.data_type;
            let rows = ROWS
                .iter()
                .filter(|row| row.dialect == engine.dialect && engine.version >= row.since);
            let Some(row) = rows.into_iter().find(|row| (row.is_meant)(data_type)) else {
                continue;
            };
            cx.report(
                data_type.range,
                format!(
                    "`{given}` is `{}`, which {} has deprecated",
                    data_type.name,
                    engine.dialect.title()
                ),
            )
            .about(given.to_string())
            .help(row.help);
        }
    }
}

/// A type that is still accepted.
struct Row {
    dialect: Dialect,
    since: EngineVersion,
    is_meant: fn(&DataType) -> bool,
    help: &'static str,
}

/// Sources: <https://learn.microsoft.com/sql/t-sql/data-types/ntext-text-and-image-transact-sql>,
/// <https://docs.oracle.com/en/database/oracle/oracle-database/23/sqlrf/Data-Types.html> (`LONG`),
/// <https://dev.mysql.com/doc/refman/8.4/en/floating-point-types.html> (8.0.17).
const ROWS: &[Row] = &[
    Row {
        dialect: Dialect::Mssql,
        since: EngineVersion::new(2016, 0, 0),
        is_meant: |data_type| data_type.name == "ntext",
        help: "use `nvarchar(max)`",
    },
    Row {
        dialect: Dialect::Mssql,
        since: EngineVersion::new(2016, 0, 0),
        is_meant: |data_type| data_type.name == "text",
        help: "use `varchar(max)`",
    },
    Row {
        dialect: Dialect::Mssql,
        since: EngineVersion::new(2016, 0, 0),
        is_meant: |data_type| data_type.name == "image",
        help: "use `varbinary(max)`",
    },
    Row {
        dialect: Dialect::Oracle,
        since: EngineVersion::new(12, 1, 0),
        is_meant: |data_type| data_type.name == "long",
        help: "use `clob`",
    },
    Row {
        dialect: Dialect::Oracle,
        since: EngineVersion::new(12, 1, 0),
        is_meant: |data_type| data_type.name == "long raw",
        help: "use `blob`",
    },
    Row {
        dialect: Dialect::Mysql,
        since: EngineVersion::new(8, 0, 17),
        is_meant: |data_type| data_type.family() == TypeFamily::Float && data_type.args.len() == 2,
        help: "use `decimal` where the digits matter, else leave them out",
    },
];
