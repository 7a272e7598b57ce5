use std::borrow::Cow;
use std::sync::LazyLock;

use impact::{OpenedBy, Transaction};
use lint::{Context, MigrationFacts, On, Rule, RuleInfo, Subject};
use schema::{Dialect, Kind, KindSet, Statement};
use source::{Applicability, Category, Severity, TextRange};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    dialects: Cow::Borrowed(&[Dialect::Postgres, Dialect::Mysql, Dialect::Mariadb]),
    partial_aliases: lint::names(&["squawk:transaction-nesting", "pgls:transactionNesting"]),
    fixable: true,
    ..RuleInfo::new(
        "nested-transaction",
        Category::Transaction,
        Severity::Error,
        On::Changes(KindSet::of(&[Kind::Begin])),
        include_str!("nested_transaction.md"),
    )
});

/// Reports a `BEGIN` inside the script's own transaction.
pub(crate) struct NestedTransaction;

impl Rule for NestedTransaction {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, statement) = subject else {
            return;
        };
        let Some(Transaction::Open(OpenedBy::Script(outer))) = cx.transaction().map(|here| here.transaction) else {
            return;
        };
        let line = cx.migration.file.line_column(outer.start).line;
        let message = if cx.migration.engine.dialect == Dialect::Postgres {
            format!("the transaction that begins in line {line} goes on, and the first `commit` ends it")
        } else {
            format!("this commits the transaction that begins in line {line}")
        };
        let edits = without_inner(statement, cx.migration);
        let report = cx.report(change.range, message);
        report
            .help("leave this one out, commit before it, or use a savepoint")
            .related(outer, "the transaction begins here");
        if let Some(edits) = edits {
            report.fix("leave the inner transaction out", Applicability::Unsafe, edits);
        }
    }
}

/// The inner `BEGIN` goes and, where one `COMMIT` more follows than is needed, the first one.
fn without_inner(begin: &Statement, facts: &MigrationFacts) -> Option<Vec<(TextRange, String)>> {
    let statements = facts.script.statements.iter();
    let below = statements.filter(|later| later.range.start > begin.range.start);
    let control: Vec<&Statement> = below
        .filter(|later| matches!(later.kind, Kind::Begin | Kind::Commit | Kind::Rollback))
        .collect();
    let superfluous = match control.as_slice() {
        [end] if end.kind == Kind::Commit => None,
        [first, second] if first.kind == Kind::Commit && second.kind == Kind::Commit => Some(*first),
        _ => return None,
    };
    let gone = [begin].into_iter().chain(superfluous);
    Some(
        gone.map(|statement| (facts.lines_of(statement), String::new()))
            .collect(),
    )
}
