//! What one statement does to the database that runs it, given the catalogue before it, the engine and
//! its version, and the transaction it runs in.
//!
//! Not here: findings, wording, advice.

mod engine;
mod facts;
pub mod transactions;

pub use engine::Engine;
pub use facts::{Algorithm, Fact, Impact, Phase, RelationLock, UnknownList};
pub use transactions::{OpenedBy, StatementTransaction, Transaction};
