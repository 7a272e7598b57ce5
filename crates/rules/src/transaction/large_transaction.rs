use std::sync::LazyLock;

use lint::{Context, On, OptionInfo, Options, OptionsError, Rule, RuleInfo, Subject};
use schema::Kind;
use serde::Deserialize;
use source::{Category, Severity, StatementPath};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    default_on: false,
    aliases: lint::names(&["bytebase:STATEMENT_MAXIMUM_STATEMENTS_IN_TRANSACTION"]),
    options: vec![OptionInfo {
        name: "max".into(),
        value: "number".into(),
        default: "10".into(),
        summary: "how many statements one transaction may hold".into(),
    }]
    .into(),
    ..RuleInfo::new(
        "large-transaction",
        Category::Transaction,
        Severity::Warning,
        On::Migrations,
        include_str!("large_transaction.md"),
    )
});

#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Settings {
    max: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self { max: 10 }
    }
}

/// Reports transactions of many statements.
pub(crate) struct LargeTransaction;

impl Rule for LargeTransaction {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn read_options(&self, table: &toml::Table) -> Result<Options, OptionsError> {
        Options::read::<Settings>(table)
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Migration(facts) = subject else {
            return;
        };
        let max = cx.options::<Settings>().max;
        let mut group = None;
        let mut count = 0;
        for (at, (statement, known)) in (0..).zip(facts.iter()) {
            let here = known.transaction();
            let is_control = matches!(statement.kind, Kind::Begin | Kind::Commit | Kind::Rollback | Kind::Set);
            if is_control || !here.transaction.is_open() {
                continue;
            }
            if group != Some(here.group) {
                group = Some(here.group);
                count = 0;
            }
            count += 1;
            if count == max + 1 {
                let message = format!("this transaction holds more than {max} statements");
                cx.report_in(StatementPath(vec![at]), statement.range, message)
                    .help("split the migration, so that locks are held for a shorter time");
            }
        }
    }
}
