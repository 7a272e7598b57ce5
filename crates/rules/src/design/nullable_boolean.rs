use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{DataType, Dialect, GivenType, Kind, TypeFamily};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    partial_aliases: lint::names(&["pgrubic:TP017"]),
    // A matter of taste, or of a team's own rules.
    default_on: false,
    ..RuleInfo::new(
        "nullable-boolean",
        Category::Design,
        Severity::Info,
        On::Changes(GivenType::kinds()),
        include_str!("nullable_boolean.md"),
    )
});

/// Reports truth values that may be null.
pub(crate) struct NullableBoolean;

impl Rule for NullableBoolean {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, _) = subject else {
            return;
        };
        if !matches!(change.kind, Kind::CreateTable | Kind::AddColumn) {
            return;
        }
        let dialect = cx.migration.script.dialect;
        for given in change.given_types() {
            let is_nullable = given
                .column
                .is_some_and(|column| !column.is_required(cx.migration.script.dialect) && column.generated.is_none());
            if !is_nullable || !is_truth(given.data_type, dialect) {
                continue;
            }
            cx.report(given.ident.range, format!("`{given}` can be true, false, or null"))
                .about(given.to_string())
                .help("make it `not null` with a default, or say with an instant when it became true");
        }
    }
}

/// `TINYINT(1)` is MySQL's truth value, `bit` SQL Server's.
fn is_truth(data_type: &DataType, dialect: Dialect) -> bool {
    let is_digit = data_type.name == "tinyint" && data_type.arg(0) == Some(1);
    match dialect {
        Dialect::Mysql | Dialect::Mariadb if is_digit => true,
        Dialect::Postgres => data_type.family() == TypeFamily::Boolean && data_type.name != "bit",
        _ => data_type.family() == TypeFamily::Boolean,
    }
}
