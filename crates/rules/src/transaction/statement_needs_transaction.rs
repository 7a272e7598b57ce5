use std::borrow::Cow;
use std::sync::LazyLock;

use impact::Transaction;
use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Dialect, Kind, KindSet, Statement};
use source::{Applicability, Category, Severity, TextRange};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    dialects: Cow::Borrowed(&[Dialect::Postgres]),
    fixable: true,
    ..RuleInfo::new(
        "statement-needs-transaction",
        Category::Transaction,
        Severity::Error,
        On::Changes(KindSet::of(&[
            Kind::Lock,
            Kind::Savepoint,
            Kind::ReleaseSavepoint,
            Kind::RollbackToSavepoint,
        ])),
        include_str!("statement_needs_transaction.md"),
    )
});

/// Reports statements that the engine refuses outside a transaction.
pub(crate) struct StatementNeedsTransaction;

impl Rule for StatementNeedsTransaction {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, statement) = subject else {
            return;
        };
        let is_outside = cx.transaction().map(|here| here.transaction) == Some(Transaction::None);
        if !is_outside || !cx.is_top_level() {
            return;
        }
        let command = match change.kind {
            Kind::Lock => "lock table".to_owned(),
            Kind::RollbackToSavepoint => "rollback to savepoint".to_owned(),
            _ => change.command(statement),
        };
        let edits = from_here_on(statement, cx);
        let report = cx.report(statement.range, format!("`{command}` fails outside a transaction"));
        report.help("put it into a transaction with the statements that it is meant for");
        if let Some(edits) = edits {
            report.fix(
                "open a transaction for it and what follows",
                Applicability::Unsafe,
                edits,
            );
        }
    }
}

/// `BEGIN` before the statement and `COMMIT` at the end, where all that follows may run in a transaction.
fn from_here_on(statement: &Statement, cx: &Context<'_>) -> Option<[(TextRange, String); 2]> {
    let facts = cx.migration;
    let mut below = facts
        .iter()
        .filter(|(later, _)| later.range.start >= statement.range.start);
    let fits = below.all(|(later, known)| {
        let is_control = matches!(later.kind, Kind::Begin | Kind::Commit | Kind::Rollback);
        !is_control && known.outcome().refused_in_transaction != Some(true)
    });
    let begin = cx.in_case_of_statement("begin");
    let commit = facts.appended(&cx.in_case_of_statement("commit")).filter(|_| fits)?;
    Some([(TextRange::empty(statement.range.start), format!("{begin};\n")), commit])
}
