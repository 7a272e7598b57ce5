use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::timings::Clock;
use crate::{Step, Timings};

/// Where it is counted how long it takes to find facts out.
#[derive(Debug)]
pub(super) struct FactClock {
    timings: Arc<Timings>,
    /// For this migration alone.
    own: Clock,
}

impl FactClock {
    pub(super) fn new(timings: &Arc<Timings>) -> Self {
        Self {
            timings: Arc::clone(timings),
            own: Clock::default(),
        }
    }

    /// How long it has taken so far.
    pub(super) fn time(&self) -> Duration {
        self.own.time()
    }

    /// Finds something out, and counts how long that takes.
    pub(super) fn spend<T>(&self, find: impl FnOnce() -> T) -> T {
        let begun = Instant::now();
        let found = Timings::spend(Some(&self.timings), Step::Judging, find);
        self.own.add(begun.elapsed());
        found
    }
}

impl Clone for FactClock {
    fn clone(&self) -> Self {
        Self::new(&self.timings)
    }
}
