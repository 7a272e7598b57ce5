//! Runners that look at the statements themselves, and what they take for a statement that cannot run in
//! a transaction. Their lists are shorter than the engines', so they are kept apart from them.

use migrations::{RunnerPolicy, TransactionMode};
use schema::{Dialect, Kind, Statement};

use crate::conditions::{concurrently, is_about_many_relations, sets};
use crate::rows::{ALL, Found, RowTable, Subject, always, before, find, row, table};
use crate::{Engine, Fact};

const FLYWAY: &str =
    "https://documentation.red-gate.com/flyway/flyway-concepts/migrations/migration-transaction-handling";
const SUPABASE: &str = "https://github.com/supabase/cli/pull/5671";

/// What Flyway takes for non-transactional, on PostgreSQL.
#[rustfmt::skip]
const FLYWAY_POSTGRES: &RowTable<()> = &table(&[
    row(&[Kind::CreateDatabase, Kind::DropDatabase, Kind::CreateTablespace, Kind::DropTablespace, Kind::CreateSubscription, Kind::DropSubscription, Kind::AlterSystem, Kind::Vacuum], always, ALL, (), FLYWAY),
    row(&[Kind::CreateIndex, Kind::DropIndex], concurrently, ALL, (), FLYWAY),
    row(&[Kind::Reindex], is_about_many_relations, ALL, (), FLYWAY),
    row(&[Kind::Discard], is_discard_all, ALL, (), FLYWAY),
    row(&[Kind::AddEnumValue], always, before(12, 0, 0), (), FLYWAY),
]);

/// What Flyway takes for non-transactional, on SQLite.
const FLYWAY_SQLITE: &RowTable<()> = &table(&[row(&[Kind::Pragma], switches_foreign_keys, ALL, (), FLYWAY)]);

/// What makes Prisma from 7.4 and Supabase from 2.109 send statements one by one.
#[rustfmt::skip]
const BATCH_SPLITTERS: &RowTable<()> = &table(&[
    row(&[Kind::CreateIndex, Kind::DropIndex, Kind::Reindex, Kind::DetachPartition], concurrently, ALL, (), SUPABASE),
    row(&[Kind::Vacuum, Kind::AlterSystem, Kind::Cluster], always, ALL, (), SUPABASE),
]);

/// The runner would wrap the migration, but sees a statement that cannot run in a transaction. A migration
/// that mixes both kinds runs outside too; where the runner refuses it, it does not run at all.
pub(super) fn leaves_transaction(statements: &[Statement], policy: &RunnerPolicy, engine: Engine) -> bool {
    let wraps = matches!(
        policy.transaction,
        TransactionMode::PerMigration | TransactionMode::AllPending
    );
    wraps && policy.detects_non_transactional && statements.iter().any(|statement| is_detected(statement, engine))
}

/// The runner would send the file as one query, but sees a statement that must run alone.
pub(super) fn splits_batch(statements: &[Statement], policy: &RunnerPolicy) -> bool {
    let engine = Engine::new(Dialect::Postgres, None);
    policy.detects_non_transactional
        && statements
            .iter()
            .any(|statement| matches_any(BATCH_SPLITTERS, statement, engine))
}

/// Whether Flyway takes the statement for one that cannot run in a transaction. On SQL Server its list is
/// the engine's own.
pub(super) fn is_detected(statement: &Statement, engine: Engine) -> bool {
    match engine.dialect {
        Dialect::Postgres => matches_any(FLYWAY_POSTGRES, statement, engine),
        Dialect::Sqlite => matches_any(FLYWAY_SQLITE, statement, engine),
        Dialect::Mssql => {
            crate::statement_in_transaction(statement, engine, None) == Some(crate::InTransaction::Refused)
        }
        Dialect::Mysql | Dialect::Mariadb | Dialect::Oracle | Dialect::Generic => false,
    }
}

fn matches_any(table: &RowTable<()>, statement: &Statement, engine: Engine) -> bool {
    statement.changes.iter().any(|change| {
        let subject = Subject::alone(change, statement, engine);
        matches!(find(table, &subject), Found::One(()))
    })
}

fn is_discard_all(subject: &Subject<'_>) -> Fact {
    match &subject.change.action {
        schema::Action::Session(setting) => Some(setting.name == "all"),
        _ => Some(true),
    }
}

fn switches_foreign_keys(subject: &Subject<'_>) -> Fact {
    Some(sets(subject, "foreign_keys"))
}
