use std::sync::atomic::{AtomicU64, Ordering};

use crate::{RuleIndex, RuleSet};

/// Where in a run each rule took more than a rule may have. It is not shown what comes behind that place, so that a rule
/// without an end costs its time once; what comes before is shown, so that the first place is the same whatever the
/// number of threads.
#[derive(Debug)]
pub struct Stops {
    first: Vec<AtomicU64>,
}

/// A place in a run: a history, and a migration of it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Position(u64);

impl Position {
    /// The migration with this number in the history with that number.
    #[must_use]
    pub fn new(history: usize, migration: usize) -> Self {
        let part = |number: usize| u64::from(u32::try_from(number).unwrap_or(u32::MAX));
        Self(part(history) << 32 | part(migration))
    }

    /// The end of the history with this number.
    #[must_use]
    pub fn end_of(history: usize) -> Self {
        Self::new(history, usize::MAX)
    }
}

impl Stops {
    /// A run of these rules in which none has stopped.
    #[must_use]
    pub fn none(rules: &RuleSet) -> Self {
        let first = rules.rules().iter().map(|_| AtomicU64::new(u64::MAX));
        Self { first: first.collect() }
    }

    /// Says that the rule came to its end here.
    pub(crate) fn stop(&self, rule: RuleIndex, at: Position) {
        self.first[rule as usize].fetch_min(at.0, Ordering::Relaxed);
    }

    /// Whether the rule came to its end before this place.
    pub(crate) fn has_stopped(&self, rule: RuleIndex, before: Position) -> bool {
        self.first[rule as usize].load(Ordering::Relaxed) < before.0
    }
}
