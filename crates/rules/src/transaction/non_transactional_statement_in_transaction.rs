use std::sync::LazyLock;

use impact::{OpenedBy, Transaction};
use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Change, Statement};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    aliases: lint::names(&[
        "squawk:ban-concurrent-index-creation-in-transaction",
        "pgls:banConcurrentIndexCreationInTransaction",
        "atlas:PG103",
        "pgfence:concurrent-in-transaction",
        "migrationpilot:MP025",
        "pg-migration-lint:PGM003",
        "pgsafe:concurrently-in-transaction",
        "bytebase:STATEMENT_NON_TRANSACTIONAL",
    ]),
    partial_aliases: lint::names(&["pgls:avoidAlterEnumAddValue", "pgfence:alter-enum-add-value"]),
    ..RuleInfo::new(
        "non-transactional-statement-in-transaction",
        Category::Transaction,
        Severity::Error,
        On::Changes(impact::refused_kinds()),
        include_str!("non_transactional_statement_in_transaction.md"),
    )
});

/// Reports statements that the engine refuses inside the transaction they run in.
pub(crate) struct NonTransactionalStatementInTransaction;

impl Rule for NonTransactionalStatementInTransaction {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, statement) = subject else {
            return;
        };
        let is_refused = cx.impact().is_some_and(|impact| impact.refused_in_transaction == Some(true));
        let Some(transaction) = cx.transaction().map(|here| here.transaction).filter(|_| is_refused) else {
            return;
        };
        let opened = match transaction {
            Transaction::Open(OpenedBy::Runner) => format!("that {} opens", cx.migration.tool.title()),
            Transaction::Open(OpenedBy::Script(range)) => {
                format!("that begins in line {}", cx.migration.file.line_column(range.start).line)
            }
            Transaction::Open(OpenedBy::Engine) => "that a file sent as one query is".to_owned(),
            Transaction::None | Transaction::Unknown => return,
        };
        let command = command(change, statement);
        let way_out = cx.migration.way_out_of_overlooked(transaction);
        let report = cx.report(statement.range, format!("`{command}` fails inside the transaction {opened}"));
        if let Some(instruction) = way_out.instruction() {
            report.help(instruction);
        }
        if let Transaction::Open(OpenedBy::Script(range)) = transaction {
            report.related(range, "the transaction begins here");
        }
    }
}

/// The statement in its own words: `create index concurrently`, `alter table … detach partition`.
fn command(change: &Change, statement: &Statement) -> String {
    let words = |kind: schema::Kind| kind.as_str().replace('_', " ");
    let mut command = words(statement.kind);
    if change.kind != statement.kind {
        command.push_str(" … ");
        command.push_str(&words(change.kind));
    }
    if statement.modifiers.concurrently.is_some() {
        command.push_str(" concurrently");
    }
    command
}
