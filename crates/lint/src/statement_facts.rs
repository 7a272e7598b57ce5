mod fact_clock;
mod newer;
mod of_migration;

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use impact::releases::Novelty;
use impact::{Impact, ImpactContext, Outcome, RelationLock, RowWork, Session, StatementTransaction};
use schema::{Catalog, Change, Runs, Statement};
use source::TextRange;

use crate::{MigrationFacts, Schemas, Timings};
use fact_clock::FactClock;

/// What is known of one statement. Each part is found out when it is first asked for, and then kept: most statements
/// concern no rule.
#[derive(Clone, Copy, Debug)]
pub struct StatementFacts<'a> {
    migration: &'a MigrationFacts,
    /// The number of the top-level statement that it is or stands in.
    top: usize,
    statement: &'a Statement,
    /// The schema before it, where it stands inside another.
    inner_before: Option<&'a Catalog>,
    found: &'a Found,
}

/// What has been found out about the statements of a migration.
#[derive(Clone, Debug, Default)]
pub struct FoundFacts {
    schemas: OnceLock<Schemas>,
    transactions: OnceLock<Box<[StatementTransaction]>>,
    statements: OnceLock<Box<[Found]>>,
    clock: Option<FactClock>,
}

/// What is known of a statement beforehand.
#[derive(Clone, Debug)]
pub struct KnownFacts {
    /// What it does as a whole.
    pub impact: Impact,
    /// What each of its changes does, in their order.
    pub changes: Vec<Impact>,
    /// The transaction it runs in. Those of statements inside another are not looked at.
    pub transaction: StatementTransaction,
    /// The schema before it, looked at for statements inside another.
    pub before: Catalog,
    /// What is known of the statements inside it that run with it, in their order.
    pub body: Vec<KnownFacts>,
}

/// What has been found out about one statement; for most statements nothing at all is asked.
#[derive(Clone, Debug, Default)]
struct Found(OnceLock<Box<FoundParts>>);

/// Each part is found out when it is asked for, without the others.
#[derive(Clone, Debug, Default)]
struct FoundParts {
    outcome: OnceLock<OfStatement<Outcome>>,
    blocking_locks: OnceLock<OfStatement<Vec<RelationLock>>>,
    row_work: OnceLock<OfStatement<RowWork>>,
    impact: OnceLock<Box<OfStatement<Impact>>>,
    body: OnceLock<FoundBody>,
    newer: OnceLock<Option<(TextRange, &'static Novelty)>>,
}

/// Something about a statement as a whole and about each of its changes, in their order.
#[derive(Clone, Debug)]
struct OfStatement<T> {
    whole: T,
    changes: Vec<T>,
}

impl<T> OfStatement<T> {
    fn map<U>(&self, part: impl Fn(&T) -> U) -> OfStatement<U> {
        OfStatement {
            whole: part(&self.whole),
            changes: self.changes.iter().map(part).collect(),
        }
    }
}

impl<T> From<(T, Vec<T>)> for OfStatement<T> {
    fn from((whole, changes): (T, Vec<T>)) -> Self {
        Self { whole, changes }
    }
}

/// The schema before each statement of a body, and what has been found out about them.
#[derive(Clone, Debug)]
struct FoundBody {
    schemas: Box<[Catalog]>,
    statements: Box<[Found]>,
}

impl FoundFacts {
    /// What is known beforehand of a migration's top-level statements, in their order.
    #[must_use]
    pub fn of(known: Vec<KnownFacts>) -> Self {
        let transactions: Box<[StatementTransaction]> = known.iter().map(|known| known.transaction.clone()).collect();
        Self {
            schemas: OnceLock::new(),
            transactions: OnceLock::from(transactions),
            statements: OnceLock::from(known.into_iter().map(Found::of).collect::<Box<[Found]>>()),
            clock: None,
        }
    }

    /// Nothing yet but the schema before each statement but the first, where that is known. Where somebody wants to know
    /// how long it takes to find facts out, that is counted.
    #[must_use]
    pub fn new(schemas: Option<Schemas>, timings: Option<&Arc<Timings>>) -> Self {
        Self {
            schemas: schemas.map(OnceLock::from).unwrap_or_default(),
            clock: timings.map(FactClock::new),
            ..Self::default()
        }
    }

    /// Forgets what has been found out; what is asked for again is found out again.
    pub fn forget(&mut self) {
        *self = Self {
            clock: self.clock.take(),
            ..Self::default()
        };
    }

    /// How long finding facts out has taken so far, where that is counted.
    pub(crate) fn time(&self) -> Duration {
        self.clock.as_ref().map_or(Duration::ZERO, FactClock::time)
    }

    /// Finds something out. Other facts that it needs are found before, so that no time counts twice.
    pub(crate) fn find<T>(&self, find: impl FnOnce() -> T) -> T {
        match &self.clock {
            Some(clock) => clock.spend(find),
            None => find(),
        }
    }
}

impl Found {
    fn parts(&self) -> &FoundParts {
        self.0.get_or_init(Box::default)
    }

    fn of(known: KnownFacts) -> Self {
        let KnownFacts {
            impact, changes, body, ..
        } = known;
        let body = FoundBody {
            schemas: body.iter().map(|inner| inner.before.clone()).collect(),
            statements: body.into_iter().map(Self::of).collect(),
        };
        let impact = OfStatement { whole: impact, changes };
        Self(OnceLock::from(Box::new(FoundParts {
            outcome: OnceLock::from(impact.map(|impact| impact.outcome)),
            blocking_locks: OnceLock::from(impact.map(|impact| impact.clone().blocking_locks())),
            row_work: OnceLock::from(impact.map(|impact| impact.clone().row_work())),
            impact: OnceLock::from(Box::new(impact)),
            body: OnceLock::from(body),
            newer: OnceLock::new(),
        })))
    }
}

impl<'a> StatementFacts<'a> {
    /// The statement.
    #[must_use]
    pub const fn statement(&self) -> &'a Statement {
        self.statement
    }

    /// What it does as a whole.
    #[must_use]
    pub fn impact(&self) -> &'a Impact {
        &self.found_impact().whole
    }

    /// What each of its changes does, in their order.
    #[must_use]
    pub fn changes(&self) -> &'a [Impact] {
        &self.found_impact().changes
    }

    /// What comes of it as a whole. It is part of the impact, and costs much less than all of that.
    #[must_use]
    pub fn outcome(&self) -> &'a Outcome {
        &self.found_outcome().whole
    }

    /// What comes of each of its changes, in their order.
    #[must_use]
    pub fn outcomes(&self) -> &'a [Outcome] {
        &self.found_outcome().changes
    }

    /// The locks that it takes as a whole for which at least writers wait.
    #[must_use]
    pub fn blocking_locks(&self) -> &'a [RelationLock] {
        if !impact::may_block(self.statement, self.migration.engine.dialect) {
            return &[];
        }
        &self.found_blocking_locks().whole
    }

    /// Those of each of its changes, in their order.
    #[must_use]
    pub fn blocking_locks_of_changes(&self) -> &'a [Vec<RelationLock>] {
        &self.found_blocking_locks().changes
    }

    /// What it does as a whole to the rows of whole relations.
    #[must_use]
    pub fn row_work(&self) -> &'a RowWork {
        &self.found_row_work().whole
    }

    /// What each of its changes does to them, in their order.
    #[must_use]
    pub fn row_work_of_changes(&self) -> &'a [RowWork] {
        &self.found_row_work().changes
    }

    fn parts(self) -> impl Iterator<Item = (&'a Change, &'a Statement, &'a Outcome)> {
        let changes = self.statement.changes.iter().zip(self.outcomes());
        changes.map(move |(change, outcome)| (change, self.statement, outcome))
    }

    /// The transaction it runs in.
    #[must_use]
    pub fn transaction(&self) -> &'a StatementTransaction {
        &self.migration.transactions()[self.top]
    }

    /// The schema before it.
    #[must_use]
    pub fn before(&self) -> &'a Catalog {
        self.inner_before
            .unwrap_or_else(|| self.migration.schema_before(self.top))
    }

    /// What is known of the statement with this number inside it; nothing is of those in the bodies of routines.
    #[must_use]
    pub fn inner(&self, at: usize) -> Option<Self> {
        let statement = self.statement.body.get(at)?;
        let runs_with_it = |inner: &Statement| matches!(inner.runs, Runs::Now | Runs::If);
        if !self.statement.body.iter().all(runs_with_it) {
            return None;
        }
        let body = self.found.parts().body.get_or_init(|| self.find_body());
        Some(Self {
            statement,
            inner_before: body.schemas.get(at),
            found: body.statements.get(at)?,
            ..*self
        })
    }

    /// Where it is documented what one of its changes locks and writes.
    #[must_use]
    pub fn sources(&self, change: &Change) -> Vec<&'static str> {
        let mut sources = impact::sources(change, self.statement, &self.context());
        sources.extend(self.newer_in(change).map(Novelty::source));
        sources
    }

    /// Why the engine refuses one of its changes as it stands, without the rest of what that does.
    #[must_use]
    pub fn refusal(&self, change: &Change) -> Option<&'static str> {
        let known = impact::refusal_of(change, self.statement, &self.context());
        known.or_else(|| self.newer_in(change).map(|novelty| novelty.reason.as_str()))
    }

    fn context(&self) -> ImpactContext<'a> {
        ImpactContext {
            before: self.before(),
            engine: self.migration.engine,
            session: Session {
                transaction: self.transaction().transaction,
                settings: &self.transaction().settings,
            },
        }
    }

    fn found_outcome(&self) -> &'a OfStatement<Outcome> {
        let found = &self.found.parts().outcome;
        found.get_or_init(|| {
            let mut outcome = self.find(|cx| impact::outcome_of_statement(self.statement, cx));
            if let Some((_, novelty)) = self.newer() {
                let first = outcome.changes.first_mut();
                for refused in first.into_iter().chain([&mut outcome.whole]) {
                    refused.refusal.get_or_insert(&novelty.reason);
                }
            }
            outcome
        })
    }

    fn found_blocking_locks(&self) -> &'a OfStatement<Vec<RelationLock>> {
        let found = &self.found.parts().blocking_locks;
        found.get_or_init(|| self.find(|cx| impact::blocking_locks(self.statement, cx)))
    }

    fn found_row_work(&self) -> &'a OfStatement<RowWork> {
        let found = &self.found.parts().row_work;
        found.get_or_init(|| self.find(|cx| impact::row_work(self.statement, cx)))
    }

    fn found_impact(&self) -> &'a OfStatement<Impact> {
        self.found.parts().impact.get_or_init(|| {
            let OfStatement { whole, changes } = self.found_outcome();
            Box::new(self.find(|cx| impact::of_statement_with(*whole, changes, self.statement, cx)))
        })
    }

    fn find<T>(&self, find: impl FnOnce(&ImpactContext<'_>) -> (T, Vec<T>)) -> OfStatement<T> {
        let context = self.context();
        self.migration.found.find(|| find(&context)).into()
    }

    fn find_body(&self) -> FoundBody {
        let statements = &self.statement.body;
        let mut now = self.before().clone();
        let origin = self.migration.origin(self.top);
        let replay = |inner| {
            let before = now.clone();
            now.apply(inner, origin);
            before
        };
        FoundBody {
            schemas: self.migration.found.find(|| statements.iter().map(replay).collect()),
            statements: statements.iter().map(|_| Found::default()).collect(),
        }
    }
}
