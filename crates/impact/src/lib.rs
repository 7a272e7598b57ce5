//! What one statement does to the database that runs it, given the catalogue before it, the engine and
//! its version, and the transaction it runs in.
//!
//! Not here: findings, wording, advice.

mod column_change;
mod conditions;
mod constant;
mod context;
mod engine;
mod facts;
mod fired;
mod guarding;
mod kinds;
mod merge;
mod mssql;
mod mysql;
mod oracle;
mod outcomes;
mod possible;
mod postgres;
pub mod releases;
mod rows;
mod simple_locks;
mod sources;
mod sqlite;
mod statement;
pub mod transactional;
pub mod transactions;

pub use context::{ImpactContext, Session};
pub use engine::Engine;
pub use facts::{Algorithm, Fact, Impact, Outcome, Phase, RelationLock, RowWork, UnknownList, bare_name};
pub use guarding::{Guarding, guarding};
pub use mysql::{MYSQL_ROW_BYTES, NarrowerCharset, mysql_row_bytes, narrower_charset};
pub use possible::may_block;
pub use sources::sources;
pub use statement::{
    blocking_locks, of_change, of_statement, of_statement_with, outcome_of_change, outcome_of_statement, refusal_of,
    row_work,
};
pub use transactional::{InTransaction, in_transaction, refused_kinds, statement_in_transaction};
pub use transactions::{OpenedBy, StatementTransaction, Transaction};
