use std::borrow::Cow;
use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Dialect, Family, GivenType};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    dialects: Cow::Borrowed(&[Dialect::Mssql, Dialect::Mysql, Dialect::Mariadb, Dialect::Oracle]),
    aliases: lint::names(&[
        "tsqllint:data-type-length",
        "sql-code-guard:BP007",
        "sqlserver-rules:SRD0026",
    ]),
    partial_aliases: lint::names(&[
        "sqlserver-rules:SRD0027",
        "eslint-plugin-postgresql:no-numeric-without-precision",
        "sql-code-guard:BP008",
    ]),
    ..RuleInfo::new(
        "type-without-length",
        Category::Design,
        Severity::Warning,
        On::Changes(GivenType::kinds()),
        include_str!("type_without_length.md"),
    )
});

/// Reports types whose length or precision is left to the engine.
pub(crate) struct TypeWithoutLength;

impl Rule for TypeWithoutLength {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, _) = subject else {
            return;
        };
        let dialect = cx.migration.script.dialect;
        for given in change.given_types() {
            let data_type = given.data_type;
            if !data_type.args.is_empty() {
                continue;
            }
            let name = data_type.canonical_name(dialect);
            let is_text = dialect.family() == Family::Mssql
                && matches!(name, "varchar" | "nvarchar" | "varbinary" | "char" | "nchar" | "binary");
            // Oracle's `number` keeps every digit; its `decimal` and `numeric` none behind the point.
            let is_decimal = match dialect {
                Dialect::Oracle => matches!(data_type.name.as_str(), "decimal" | "numeric" | "dec"),
                _ => name == "decimal",
            };
            let message = if is_text {
                format!(
                    "`{given}` is `{}` without a length, which is a length of 1",
                    data_type.name
                )
            } else if is_decimal {
                format!(
                    "`{given}` is `{}` without digits, which keeps none behind the point",
                    data_type.name
                )
            } else {
                continue;
            };
            cx.report(data_type.range, message)
                .about(given.to_string())
                .help("write what is meant: `varchar(200)`, `decimal(12, 2)`");
        }
    }
}
