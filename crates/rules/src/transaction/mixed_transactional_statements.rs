use std::sync::LazyLock;

use impact::transactions;
use lint::{Context, On, Rule, RuleInfo, Subject};
use migrations::TransactionMode;
use schema::Kind;
use source::{Category, Severity, StatementPath};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| {
    RuleInfo::new(
        "mixed-transactional-statements",
        Category::Transaction,
        Severity::Error,
        On::Migrations,
        include_str!("mixed_transactional_statements.md"),
    )
});

/// Reports migrations that their runner refuses, because some statements may and some may not run in a transaction.
pub(crate) struct MixedTransactionalStatements;

impl Rule for MixedTransactionalStatements {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Migration(facts) = subject else {
            return;
        };
        let policy = &facts.migration.policy;
        let is_wrapped = matches!(
            policy.transaction,
            TransactionMode::PerMigration | TransactionMode::AllPending
        );
        if !policy.refuses_mixed || !is_wrapped {
            return;
        }
        let is_sent = |kind: Kind| !matches!(kind, Kind::Empty | Kind::ClientCommand);
        let mut outside = None;
        let mut inside = None;
        for (at, statement) in (0..).zip(&facts.script.statements) {
            if transactions::is_detected(statement, policy, facts.engine) {
                outside = outside.or(Some((at, statement)));
            } else if is_sent(statement.kind) {
                inside = inside.or(Some(statement));
            }
        }
        let Some(((at, outside), inside)) = outside.zip(inside) else {
            return;
        };
        let Some(change) = outside.changes.first() else {
            return;
        };
        let tool = facts.tool.title();
        let message = format!(
            "{tool} refuses this migration: `{}` cannot run in a transaction, and other statements here can",
            change.command(outside)
        );
        cx.report_in(StatementPath(vec![at]), outside.range, message)
            .help("put it alone into a migration of its own, or set `mixed = true` and give up the transaction")
            .related(inside.range, "this one can run in a transaction");
    }
}
