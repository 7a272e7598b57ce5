//! What a migration knows of its statements, and what they find.

use impact::{Outcome, StatementTransaction, transactions};
use schema::{Catalog, Change, Origin, Statement};

use super::{Found, StatementFacts};
use crate::{MigrationFacts, Schemas};

impl MigrationFacts {
    /// What is known of its top-level statement with this number.
    #[must_use]
    pub fn statement(&self, at: usize) -> Option<StatementFacts<'_>> {
        let statement = self.script.statements.get(at)?;
        let all = || self.script.statements.iter().map(|_| Found::default()).collect();
        let found = self.found.statements.get_or_init(all).get(at)?;
        Some(StatementFacts {
            migration: self,
            top: at,
            statement,
            inner_before: None,
            found,
        })
    }

    /// What is known of the statement that the path leads to; nothing is of those in the bodies of routines.
    #[must_use]
    pub fn statement_at(&self, path: &[u32]) -> Option<StatementFacts<'_>> {
        let (first, rest) = path.split_first()?;
        let top = self.statement(*first as usize)?;
        rest.iter().try_fold(top, |known, at| known.inner(*at as usize))
    }

    /// The schema as the statement finds it that the path leads to; one in a routine's body, as the definition finds it.
    #[must_use]
    pub fn found_by(&self, path: &[u32]) -> &Catalog {
        let top = path.first().map_or(0, |top| *top as usize);
        self.statement_at(path)
            .map_or_else(|| self.schema_before(top), |known| known.before())
    }

    /// The top-level statements with what is known of them.
    pub fn iter(&self) -> impl Iterator<Item = (&Statement, StatementFacts<'_>)> {
        let known = (0..).map_while(|at| self.statement(at));
        known.map(|known| (known.statement, known))
    }

    /// The changes of the top-level statements that start before `offset`, each with its statement and what comes of it.
    pub fn changes_above(&self, offset: u32) -> impl Iterator<Item = (&Change, &Statement, &Outcome)> {
        let above = self.iter().take_while(move |(earlier, _)| earlier.range.start < offset);
        above.flat_map(|(_, facts)| facts.parts())
    }

    /// The changes of the top-level statements that start behind `offset`, each with its statement and what comes of it.
    pub fn changes_below(&self, offset: u32) -> impl Iterator<Item = (&Change, &Statement, &Outcome)> {
        let below = self.iter().filter(move |(later, _)| later.range.start > offset);
        below.flat_map(|(_, facts)| facts.parts())
    }

    /// The schema before the top-level statement with this number or, behind the last, after the migration.
    #[must_use]
    pub fn schema_before(&self, at: usize) -> &Catalog {
        if at == 0 {
            return &self.before;
        }
        if at >= self.script.statements.len() {
            return &self.after;
        }
        let schemas = self.found.schemas.get_or_init(|| self.found.find(|| self.replay()));
        schemas.before(at).unwrap_or(&self.before)
    }

    fn replay(&self) -> Schemas {
        let mut now = self.before.clone();
        let mut schemas = Schemas::default();
        for (at, statement) in self.script.statements.iter().enumerate() {
            schemas.follow(&mut now, statement, self.origin(at));
        }
        schemas
    }

    /// The transaction that each top-level statement runs in.
    pub(crate) fn transactions(&self) -> &[StatementTransaction] {
        let walk = || transactions::walk(&self.script.statements, &self.migration.policy, self.engine);
        let transactions = &self.found.transactions;
        transactions.get_or_init(|| self.found.find(walk).into_boxed_slice())
    }

    pub(super) fn origin(&self, at: usize) -> Origin {
        let at = u32::try_from(at).unwrap_or(u32::MAX);
        Origin::new(self.migration.file, self.index_in_file, at)
    }
}
