//! Which statements may run inside a transaction, which are refused there, and which commit it.

mod mssql;
mod mysql;
mod oracle;
mod postgres;
mod sqlite;

use schema::{Catalog, Change, Dialect, Kind, KindSet, Statement};

use crate::conditions::TRANSACTION_CONTROL;
use crate::kinds::{HOLD_OTHERS, RUN_OTHER_CODE};
use crate::rows::{Found, RowTable, Subject, find, table};
use crate::{Engine, Fact};

/// What becomes of an open transaction when a change runs in it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum InTransaction {
    /// It runs, and a rollback undoes it.
    Runs,
    /// It runs, but a rollback does not undo it.
    RunsForGood,
    /// The engine refuses it.
    Refused,
    /// It commits the open transaction first, and itself after.
    Commits,
}

/// What becomes of an open transaction when this change runs in it; `None` where that is not known.
///
/// `before` is the schema before the statement, where somebody knows it.
#[must_use]
pub fn in_transaction(
    change: &Change,
    statement: &Statement,
    engine: Engine,
    before: Option<&Catalog>,
) -> Option<InTransaction> {
    of_subject(&Subject {
        before,
        ..Subject::alone(change, statement, engine)
    })
}

/// The same where it is known in which session the change runs.
pub(crate) fn of_subject(subject: &Subject<'_>) -> Option<InTransaction> {
    let dialect = subject.engine.dialect;
    if matches!(subject.change.kind, Kind::Unknown | Kind::Placeholder) || dialect == Dialect::Generic {
        return None;
    }
    match find(table_of(dialect), subject) {
        Found::One(effect) => Some(*effect),
        Found::Unknown => None,
        Found::Nothing => otherwise(subject),
    }
}

/// The kinds of change that some engine may refuse inside a transaction.
#[must_use]
pub fn refused_kinds() -> KindSet {
    let rows = Dialect::ALL.iter().flat_map(|dialect| table_of(*dialect).rows());
    let refused = rows.filter(|row| row.effect == InTransaction::Refused);
    refused.fold(KindSet::EMPTY, |all, row| all.union(row.kinds))
}

/// Whether the engine commits the open transaction at some statements by itself.
pub(crate) fn commits_by_itself(dialect: Dialect) -> bool {
    let mut rows = table_of(dialect).rows().iter();
    rows.any(|row| row.effect == InTransaction::Commits)
}

/// What becomes of an open transaction when the whole statement runs in it: the worst of its changes,
/// those of the statements that run inside it included.
#[must_use]
pub fn statement_in_transaction(
    statement: &Statement,
    engine: Engine,
    before: Option<&Catalog>,
) -> Option<InTransaction> {
    let mut worst = Some(InTransaction::Runs);
    let changes = statement
        .changes
        .iter()
        .map(|change| in_transaction(change, statement, engine, before));
    let inner = statement
        .body
        .iter()
        .filter(|inner| runs_with_script(inner))
        .map(|inner| statement_in_transaction(inner, engine, before));
    for effect in changes.chain(inner) {
        worst = worse(worst, effect);
    }
    worst
}

/// Whether a statement inside another runs when the script does.
pub(crate) fn runs_with_script(statement: &Statement) -> bool {
    matches!(statement.runs, schema::Runs::Now | schema::Runs::If)
}

const fn table_of(dialect: Dialect) -> &'static RowTable<InTransaction> {
    match dialect {
        Dialect::Postgres => postgres::ROWS,
        Dialect::Mysql | Dialect::Mariadb => mysql::ROWS,
        Dialect::Mssql => mssql::ROWS,
        Dialect::Sqlite => sqlite::ROWS,
        Dialect::Oracle => oracle::ROWS,
        Dialect::Generic => const { &table(&[]) },
    }
}

/// Statements of which the kind alone does not tell what becomes of the transaction.
const UNTOLD: KindSet = KindSet::of(TRANSACTION_CONTROL).union(KindSet::of(RUN_OTHER_CODE));

fn otherwise(subject: &Subject<'_>) -> Option<InTransaction> {
    let kind = subject.change.kind;
    let keeps_transaction = [
        Kind::SetConstraints,
        Kind::SetTransaction,
        Kind::Savepoint,
        Kind::ReleaseSavepoint,
    ];
    if keeps_transaction.contains(&kind) {
        return Some(InTransaction::Runs);
    }
    // It commits where tables are locked (https://dev.mysql.com/doc/refman/8.4/en/lock-tables.html).
    if kind == Kind::Unlock {
        return None;
    }
    if UNTOLD.contains(kind) {
        return None;
    }
    let holds_unread_code = HOLD_OTHERS.contains(&kind) && subject.statement.body.is_empty();
    (!holds_unread_code).then_some(InTransaction::Runs)
}

fn worse(left: Option<InTransaction>, right: Option<InTransaction>) -> Option<InTransaction> {
    let rank = |effect: Option<InTransaction>| match effect {
        Some(InTransaction::Runs) => 0,
        None => 1,
        Some(InTransaction::RunsForGood) => 2,
        Some(InTransaction::Commits) => 3,
        Some(InTransaction::Refused) => 4,
    };
    if rank(right) > rank(left) { right } else { left }
}

/// The three facts of an impact that this decides: transactional, refused, implicit commit.
pub(crate) fn facts(effect: Option<InTransaction>) -> (Fact, Fact, Fact) {
    match effect {
        None => (None, None, None),
        Some(InTransaction::Runs) => (Some(true), Some(false), Some(false)),
        Some(InTransaction::RunsForGood) => (Some(false), Some(false), Some(false)),
        Some(InTransaction::Refused) => (Some(false), Some(true), Some(false)),
        Some(InTransaction::Commits) => (Some(false), Some(false), Some(true)),
    }
}
