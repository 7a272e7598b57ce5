use std::borrow::Cow;
use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Dialect, Kind, KindSet};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    dialects: Cow::Borrowed(&[
        Dialect::Mssql,
        Dialect::Postgres,
        Dialect::Mysql,
        Dialect::Mariadb,
        Dialect::Oracle,
    ]),
    aliases: lint::names(&[
        "sql-code-guard:BP014",
        "liquibase-linter:create-column-nullable-constraint",
    ]),
    // A matter of taste, or of a team's own rules.
    default_on: false,
    ..RuleInfo::new(
        "unspecified-nullability",
        Category::Design,
        Severity::Info,
        On::Changes(KindSet::of(&[Kind::CreateTable, Kind::AddColumn])),
        include_str!("unspecified_nullability.md"),
    )
});

/// Reports columns that do not say whether they may be null.
pub(crate) struct UnspecifiedNullability;

impl Rule for UnspecifiedNullability {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, _) = subject else {
            return;
        };
        for column in change.added_columns() {
            let is_said = column.nullable.is_some()
                || column.is_required(cx.migration.script.dialect)
                || column.generated.is_some();
            if is_said || column.data_type.is_none() {
                continue;
            }
            cx.report(
                column.name.range,
                format!("`{}` does not say whether it may be null", column.name),
            )
            .about(column.name.text.as_str())
            .help("write `null` or `not null`");
        }
    }
}
