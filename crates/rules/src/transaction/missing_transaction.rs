use std::borrow::Cow;
use std::sync::LazyLock;

use impact::{Phase, Transaction};
use lint::{Context, MigrationFacts, On, Rule, RuleInfo, StatementFacts, Subject};
use migrations::{PolicyOrigin, TransactionMode};
use schema::{Dialect, Statement};
use source::{Applicability, Category, Severity, StatementPath, TextRange};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    dialects: Cow::Borrowed(&[Dialect::Postgres, Dialect::Mssql, Dialect::Sqlite]),
    partial_aliases: lint::names(&["sqlserver-rules:SRD0009"]),
    fixable: true,
    ..RuleInfo::new(
        "missing-transaction",
        Category::Transaction,
        Severity::Warning,
        On::Migrations,
        include_str!("missing_transaction.md"),
    )
});

/// Reports scripts of several changes that neither the tool nor they themselves hold together.
pub(crate) struct MissingTransaction;

impl Rule for MissingTransaction {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Migration(facts) = subject else {
            return;
        };
        if facts.script.statements.len() < 2 {
            return;
        }
        let policy = &facts.migration.policy;
        let is_by_default =
            policy.transaction == TransactionMode::StatementByStatement && policy.origin == PolicyOrigin::Default;
        if !is_by_default || !facts.begins_again_after_failure() || !facts.fits_one_transaction() {
            return;
        }
        let is_alone = |known: &StatementFacts<'_>| known.transaction().transaction == Transaction::None;
        let writes: Vec<usize> = (0..)
            .zip(facts.iter())
            .filter(|(_, (_, known))| writes(known) && is_alone(known))
            .map(|(at, _)| at)
            .collect();
        let is_harmless = facts.iter().all(|(_, known)| !writes_anew(&known));
        let [first, .., last] = writes.as_slice() else {
            return;
        };
        if is_harmless {
            return;
        }
        let (first, last) = (&facts.script.statements[*first], &facts.script.statements[*last]);
        let tool = facts.tool.title();
        let message = format!("{tool} opens no transaction: if a later statement fails, what ran before it stays");
        let path = StatementPath(vec![u32::try_from(writes[0]).unwrap_or(u32::MAX)]);
        let [begin, commit] = words(facts.engine.dialect);
        let edits = edits(facts, first, last);
        let report = cx.report_in(path, first.range, message).help(format!(
            "write `{begin}` before the first statement and `{commit}` behind the last"
        ));
        if let Some(edits) = edits {
            report.fix("hold it together in a transaction", Applicability::Unsafe, edits);
        }
    }
}

fn writes(known: &StatementFacts<'_>) -> bool {
    matches!(
        known.outcome().phase,
        Some(Phase::Data | Phase::Expand | Phase::Contract)
    )
}

/// A second run would not leave it as it is.
fn writes_anew(known: &StatementFacts<'_>) -> bool {
    writes(known) && known.outcome().idempotent != Some(true)
}

const fn words(dialect: Dialect) -> [&'static str; 2] {
    match dialect {
        Dialect::Mssql => ["begin transaction", "commit transaction"],
        _ => ["begin", "commit"],
    }
}

/// `BEGIN` and `COMMIT` around the statements. Some statements of SQL Server must stand first in their batch.
fn edits(facts: &MigrationFacts, first: &Statement, last: &Statement) -> Option<[(TextRange, String); 2]> {
    let end = facts.script.with_terminator(last);
    let is_simple = facts.engine.dialect != Dialect::Mssql && end != last.range;
    let [begin, commit] = words(facts.engine.dialect);
    is_simple.then(|| {
        [
            (TextRange::empty(first.range.start), format!("{begin};\n")),
            (TextRange::empty(end.end), format!("\n{commit};")),
        ]
    })
}
