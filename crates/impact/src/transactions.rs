//! Which transaction each statement of a migration runs in.

use compact_str::CompactString;
use migrations::RunnerPolicy;
use schema::Statement;
use source::TextRange;

use crate::Engine;

/// Who opened a transaction.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum OpenedBy {
    /// The migration tool.
    Runner,
    /// The script, with a `BEGIN` at this place.
    Script(TextRange),
    /// The engine: a file sent as one query is one transaction on PostgreSQL.
    Engine,
}

/// Whether a statement runs in a transaction.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Transaction {
    /// It commits or fails alone.
    None,
    /// It shares the fate of others.
    Open(OpenedBy),
    /// Nobody says how the script is run.
    Unknown,
}

/// What holds when one statement starts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StatementTransaction {
    /// The transaction it runs in.
    pub transaction: Transaction,
    /// A number for that transaction within the migration, so that two statements can be compared;
    /// statements outside of any have different ones.
    pub group: u32,
    /// Settings made so far that still hold: `lock_timeout`, `statement_timeout`, `foreign_keys`, lower case.
    pub settings: Vec<(CompactString, Option<CompactString>)>,
}

/// For each statement, the transaction it runs in and the settings that hold when it starts.
#[must_use]
pub fn walk(statements: &[Statement], _policy: &RunnerPolicy, _engine: Engine) -> Vec<StatementTransaction> {
    (0..statements.len())
        .map(|at| StatementTransaction {
            transaction: Transaction::Unknown,
            group: u32::try_from(at).unwrap_or(u32::MAX),
            settings: Vec::new(),
        })
        .collect()
}
