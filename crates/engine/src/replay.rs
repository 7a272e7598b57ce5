use std::sync::Arc;

use impact::Engine;
use lint::{HistoryFacts, MigrationFacts, Schemas};
use migrations::{Direction, Migration, MigrationKind, Version};
use schema::{Catalog, Origin, Script};

use crate::beginning::Beginning;

/// The schema before a migration and after it.
#[derive(Clone, Debug)]
pub(crate) struct Replayed {
    pub(crate) before: Catalog,
    pub(crate) after: Catalog,
    /// The schemas between the statements, where they were to be kept.
    pub(crate) between: Option<Schemas>,
}

/// Which schemas of a migration are kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Keep {
    /// Those before and after it. Where a rule asks for others, the migration is replayed once more.
    Ends,
    /// Also those between its statements, for migrations that are soon forgotten.
    All,
}

/// Takes a history's schema from migration to migration.
#[derive(Clone, Debug)]
pub(crate) struct Replay {
    current: Catalog,
    start: Catalog,
    has_begun: bool,
    /// The version that the schema is at.
    version: Option<Version>,
}

impl Replay {
    pub(crate) fn new(beginning: &Beginning, engine: Engine) -> Self {
        Self {
            current: beginning.catalog().clone(),
            start: Beginning::unknown(engine, beginning.catalog().table_names())
                .catalog()
                .clone(),
            has_begun: false,
            version: None,
        }
    }

    /// A replay that stands before the migration with this number.
    pub(crate) fn resume(beginning: &Beginning, facts: &HistoryFacts, at: usize) -> Self {
        let mut replay = Self::new(beginning, facts.engine);
        let earlier = &facts.migrations[..at];
        let leads = |facts: &&Arc<MigrationFacts>| {
            let migration = &facts.migration;
            migration.leads_on() && !migration.provenance.is_in_start
        };
        // Of baselines only one that comes first leaves anything.
        let is_baseline = |facts: &&Arc<MigrationFacts>| facts.migration.kind == MigrationKind::Baseline;
        let last = earlier.iter().rfind(|facts| leads(facts) && !is_baseline(facts));
        if let Some(last) = last.or_else(|| earlier.iter().find(leads)) {
            replay.leave(&last.migration, &last.after);
        }
        replay
    }

    /// Whether this is the schema that the migration started from when it was last run.
    pub(crate) fn is_at(&self, migration: &Migration, before: &Catalog) -> bool {
        migration.kind != MigrationKind::Baseline && self.current == *before
    }

    /// Runs a migration. What it leaves stays for the next one only if it is part of the way forward.
    pub(crate) fn run(&mut self, migration: &Migration, index_in_file: u32, script: &Script, keep: Keep) -> Replayed {
        let is_baseline = migration.kind == MigrationKind::Baseline;
        let before = if is_baseline { &self.start } else { &self.current };
        // A way back from something that was not read.
        let is_unpaired = migration.direction == Direction::Down && migration.version != self.version;
        let before = match is_unpaired {
            true => before.clone().with_gaps(),
            false => before.clone(),
        };
        if migration.provenance.is_in_start {
            return Replayed {
                after: before.clone(),
                before,
                between: None,
            };
        }
        let mut catalog = before.clone();
        let mut between = (keep == Keep::All).then(Schemas::default);
        let followed = script.statements.len().saturating_sub(1);
        for (at, statement) in (0..).zip(&script.statements) {
            let origin = Origin::new(migration.file, index_in_file, at);
            match between.as_mut().filter(|_| (at as usize) < followed) {
                Some(between) => between.follow(&mut catalog, statement, origin),
                None => catalog.apply(statement, origin),
            }
        }
        self.leave(migration, &catalog);
        Replayed {
            before,
            after: catalog,
            between,
        }
    }

    /// A baseline behind other migrations describes what they did; it does not do it again.
    fn leave(&mut self, migration: &Migration, after: &Catalog) {
        let repeats = migration.kind == MigrationKind::Baseline && self.has_begun;
        if migration.leads_on() && !repeats && !migration.provenance.is_in_start {
            self.current = after.clone();
            // The next migration runs in a session of its own.
            self.current.start_session();
            self.has_begun = true;
            self.version.clone_from(&migration.version);
        }
    }
}
