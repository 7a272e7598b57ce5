use std::sync::Arc;

use impact::{Engine, Impact, StatementTransaction};
use migrations::{Migration, Tool};
use schema::{Script, Statement};
use source::SourceFile;

/// Everything that is known about one migration when rules look at it. The engine fills it in.
#[derive(Clone, Debug)]
pub struct MigrationFacts {
    /// The file it stands in.
    pub file: Arc<SourceFile>,
    /// What its tool makes of it.
    pub migration: Migration,
    /// Whose conventions hold.
    pub tool: Tool,
    /// Which engine runs it.
    pub engine: Engine,
    /// Its text, read.
    pub script: Arc<Script>,
    /// For each top-level statement, in order, what is known of it.
    pub statements: Vec<StatementFacts>,
}

/// What is known of one top-level statement.
#[derive(Clone, Debug)]
pub struct StatementFacts {
    /// What it does as a whole.
    pub impact: Impact,
    /// What each of its changes does, in their order.
    pub changes: Vec<Impact>,
    /// The transaction it runs in.
    pub transaction: StatementTransaction,
}

impl MigrationFacts {
    /// The statements with what is known of them.
    pub fn iter(&self) -> impl Iterator<Item = (&Statement, &StatementFacts)> {
        self.script.statements.iter().zip(&self.statements)
    }
}
