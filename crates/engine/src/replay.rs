use impact::{Engine, ImpactContext, StatementTransaction, transactions};
use lint::{HistoryFacts, StatementFacts};
use migrations::{Migration, MigrationKind};
use schema::catalog::Start;
use schema::{Catalog, Origin, Runs, Script, Statement};

/// The schema before each top-level statement of a migration, and after the last.
#[derive(Clone, Debug)]
pub(crate) struct Replayed {
    pub(crate) before: Vec<Catalog>,
    pub(crate) after: Catalog,
}

/// Takes a history's schema from migration to migration.
#[derive(Clone, Debug)]
pub(crate) struct Replay {
    current: Catalog,
    start: Catalog,
    has_begun: bool,
}

impl Replay {
    pub(crate) fn new(engine: Engine) -> Self {
        let start = Catalog::new(engine.dialect, Start::Unknown);
        Self {
            current: start.clone(),
            start,
            has_begun: false,
        }
    }

    /// A replay that stands before the migration with this number.
    pub(crate) fn resume(facts: &HistoryFacts, at: usize) -> Self {
        let mut replay = Self::new(facts.engine);
        for earlier in &facts.migrations[..at] {
            replay.leave(&earlier.migration, &earlier.after);
        }
        replay
    }

    /// Whether this is the schema that the migration started from when it was last run.
    pub(crate) fn is_at(&self, migration: &Migration, before: &Catalog) -> bool {
        migration.kind != MigrationKind::Baseline && self.current == *before
    }

    /// Runs a migration. What it leaves stays for the next one only if it is part of the way forward.
    pub(crate) fn run(&mut self, migration: &Migration, index_in_file: u32, script: &Script) -> Replayed {
        let is_baseline = migration.kind == MigrationKind::Baseline;
        let mut catalog = if is_baseline {
            self.start.clone()
        } else {
            self.current.clone()
        };
        let mut before = Vec::with_capacity(script.statements.len());
        for (at, statement) in (0..).zip(&script.statements) {
            before.push(catalog.clone());
            catalog.apply(statement, Origin::new(migration.file, index_in_file, at));
        }
        self.leave(migration, &catalog);
        Replayed { before, after: catalog }
    }

    /// A baseline behind other migrations describes what they did; it does not do it again.
    fn leave(&mut self, migration: &Migration, after: &Catalog) {
        let repeats = migration.kind == MigrationKind::Baseline && self.has_begun;
        if migration.leads_on() && !repeats {
            self.current = after.clone();
            // The next migration runs in a session of its own.
            self.current.start_session();
            self.has_begun = true;
        }
    }
}

/// What each top-level statement of a migration does.
pub(crate) fn statements(
    script: &Script,
    migration: &Migration,
    index_in_file: u32,
    engine: Engine,
    replayed: &Replayed,
) -> Vec<StatementFacts> {
    let walked = transactions::walk(&script.statements, &migration.policy, engine);
    let numbered = (0..).zip(&script.statements);
    numbered
        .zip(walked)
        .zip(&replayed.before)
        .map(|(((at, statement), transaction), before)| {
            let origin = Origin::new(migration.file, index_in_file, at);
            facts(statement, transaction, before.clone(), engine, origin)
        })
        .collect()
}

fn facts(
    statement: &Statement,
    transaction: StatementTransaction,
    before: Catalog,
    engine: Engine,
    origin: Origin,
) -> StatementFacts {
    let context = ImpactContext {
        before: &before,
        engine,
        transaction: transaction.transaction,
    };
    let (impact, changes) = impact::of_statement(statement, &context);
    let body = inner_facts(statement, &transaction, &before, engine, origin);
    StatementFacts {
        impact,
        changes,
        transaction,
        before,
        body,
    }
}

/// What stands in the body of a routine does nothing now.
fn inner_facts(
    statement: &Statement,
    transaction: &StatementTransaction,
    before: &Catalog,
    engine: Engine,
    origin: Origin,
) -> Vec<StatementFacts> {
    if !statement
        .body
        .iter()
        .all(|inner| matches!(inner.runs, Runs::Now | Runs::If))
    {
        return Vec::new();
    }
    let mut catalog = before.clone();
    let mut inner_facts = Vec::with_capacity(statement.body.len());
    for inner in &statement.body {
        inner_facts.push(facts(inner, transaction.clone(), catalog.clone(), engine, origin));
        catalog.apply(inner, origin);
    }
    inner_facts
}
