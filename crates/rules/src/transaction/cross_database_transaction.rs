use std::borrow::Cow;
use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Dialect, Kind, Name, Statement};
use source::{Category, Severity, StatementPath};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    dialects: Cow::Borrowed(&[Dialect::Mssql]),
    aliases: lint::names(&["tsqllint:cross-database-transaction"]),
    ..RuleInfo::new(
        "cross-database-transaction",
        Category::Transaction,
        Severity::Warning,
        On::Migrations,
        include_str!("cross_database_transaction.md"),
    )
});

/// Reports transactions that write to more than one database.
pub(crate) struct CrossDatabaseTransaction;

impl Rule for CrossDatabaseTransaction {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Migration(facts) = subject else {
            return;
        };
        let mut first: Option<(u32, String, &Statement)> = None;
        let mut reported = None;
        for (at, (statement, known)) in (0..).zip(facts.iter()) {
            let here = known.transaction();
            let is_open = here.transaction.is_open();
            let Some(database) = database_written(statement).filter(|_| is_open) else {
                continue;
            };
            match &first {
                Some((group, other, place)) if *group == here.group => {
                    if *other != database && reported != Some(here.group) {
                        reported = Some(here.group);
                        let message = format!("one transaction writes to the databases `{other}` and `{database}`");
                        cx.report_in(StatementPath(vec![at]), statement.range, message)
                            .help("use a transaction for each database, and say what happens when the second fails")
                            .related(place.range, "the first one");
                    }
                }
                _ => first = Some((here.group, database, statement)),
            }
        }
    }
}

/// The database that a statement names for the rows it writes, lower case.
fn database_written(statement: &Statement) -> Option<String> {
    let writes = matches!(
        statement.kind,
        Kind::Insert | Kind::Update | Kind::Delete | Kind::Merge | Kind::Truncate
    );
    let table: &Name = statement
        .changes
        .iter()
        .find_map(schema::Change::table)
        .filter(|_| writes)?;
    let [.., database, _] = table.qualifiers.as_slice() else {
        return None;
    };
    Some(database.text.to_lowercase().to_string())
}
