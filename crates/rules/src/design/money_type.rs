use std::borrow::Cow;
use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Dialect, GivenType};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    dialects: Cow::Borrowed(&[Dialect::Postgres, Dialect::Mssql]),
    aliases: lint::names(&[
        "pg-migration-lint:PGM104",
        "pgrubic:TP006",
        "sql-code-guard:BP022",
        "eslint-plugin-postgresql:no-money-type",
    ]),
    // SQL Server's type is a matter of taste.
    default_on: false,
    ..RuleInfo::new(
        "money-type",
        Category::Design,
        Severity::Warning,
        On::Changes(GivenType::kinds()),
        include_str!("money_type.md"),
    )
});

/// Reports columns of the type `money`.
pub(crate) struct MoneyType;

impl Rule for MoneyType {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, _) = subject else {
            return;
        };
        let dialect = cx.migration.script.dialect;
        for given in change.given_types() {
            let name = &given.data_type.name;
            if name != "money" && name != "smallmoney" {
                continue;
            }
            let message = match dialect {
                Dialect::Postgres => {
                    format!("`{given}` is `money`: how it is read and shown depends on the server's `lc_monetary`")
                }
                _ => {
                    format!(
                        "`{given}` is `{name}`: a quotient of two such values keeps four digits and \
                         loses the rest"
                    )
                }
            };
            cx.report(given.data_type.range, message)
                .about(given.to_string())
                .help("use `numeric` with the digits that are needed");
        }
    }
}
