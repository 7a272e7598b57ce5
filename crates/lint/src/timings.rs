use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use source::RuleId;

/// What a run spends its time on: a clock for each step of the way and for each rule. Time is that of all threads, added
/// up; a thread that waits for a processor counts too.
#[derive(Debug, Default)]
pub struct Timings {
    steps: [Clock; Step::ALL.len()],
    rules: Mutex<BTreeMap<RuleId, Arc<Clock>>>,
}

/// A step of the way from files to a report.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Step {
    /// Files are found, read from the disk, and recognised as histories.
    Finding,
    /// The texts of migrations are read.
    Reading,
    /// The schema is taken from migration to migration.
    Replaying,
    /// It is found out, for the rules that ask, what statements do, and in which transactions and schemas.
    Judging,
    /// Reports become findings: suppressions, severities, fingerprints, their order.
    Merging,
    /// The findings are written.
    Reporting,
}

/// How long something took, and how often it was done.
#[derive(Debug, Default)]
pub(crate) struct Clock {
    nanoseconds: AtomicU64,
    calls: AtomicU64,
}

/// One line of the account.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Timing {
    /// A step of the way, or a rule.
    pub name: String,
    /// How long it took altogether.
    pub time: Duration,
    /// How often it was done.
    pub calls: u64,
}

impl Step {
    /// All of them, in their order.
    pub const ALL: [Self; 6] = [
        Self::Finding,
        Self::Reading,
        Self::Replaying,
        Self::Judging,
        Self::Merging,
        Self::Reporting,
    ];

    /// What is done there.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Finding => "finding files and tools",
            Self::Reading => "reading SQL",
            Self::Replaying => "replaying the schema",
            Self::Judging => "impact and other facts",
            Self::Merging => "merging findings",
            Self::Reporting => "reporting",
        }
    }
}

impl Timings {
    /// Does what is to be done, and counts it where somebody wants to know.
    pub fn spend<T>(timings: Option<&Self>, step: Step, work: impl FnOnce() -> T) -> T {
        let Some(timings) = timings else {
            return work();
        };
        let begun = Instant::now();
        let done = work();
        timings.steps[step as usize].add(begun.elapsed());
        done
    }

    /// Everything that was done, the slowest first.
    #[must_use]
    pub fn account(&self) -> Vec<Timing> {
        let rules = self.rules.lock().unwrap_or_else(PoisonError::into_inner);
        let steps = Step::ALL.iter().zip(&self.steps);
        let steps = steps.map(|(step, clock)| clock.line(step.title()));
        let rules = rules.iter().map(|(rule, clock)| clock.line(rule.as_str()));
        let mut lines: Vec<Timing> = steps.chain(rules).filter(|line| line.calls > 0).collect();
        lines.sort_by_key(|line| Reverse(line.time));
        lines
    }

    /// The clock of a rule, also where several projects have it.
    pub(crate) fn of_rule(&self, rule: &str) -> Arc<Clock> {
        let mut rules = self.rules.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(rules.entry(RuleId::from(rule)).or_default())
    }
}

impl Clock {
    pub(crate) fn add(&self, time: Duration) {
        let nanoseconds = u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
        self.nanoseconds.fetch_add(nanoseconds, Ordering::Relaxed);
        self.calls.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn time(&self) -> Duration {
        Duration::from_nanos(self.nanoseconds.load(Ordering::Relaxed))
    }

    fn line(&self, name: &str) -> Timing {
        Timing {
            name: name.to_owned(),
            time: self.time(),
            calls: self.calls.load(Ordering::Relaxed),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_slowest_comes_first_and_what_was_never_done_is_left_out() {
        let timings = Timings::default();
        let rule = timings.of_rule("drop-column");
        rule.add(Duration::from_millis(2));
        rule.add(Duration::from_millis(1));
        timings.of_rule("drop-table");
        assert_eq!(Timings::spend(Some(&timings), Step::Reading, || 7), 7);
        let account = timings.account();
        let names: Vec<&str> = account.iter().map(|line| line.name.as_str()).collect();
        assert_eq!(names, ["drop-column", Step::Reading.title()]);
        assert_eq!((account[0].time, account[0].calls), (Duration::from_millis(3), 2));
    }

    #[test]
    fn a_rule_of_several_projects_has_one_clock() {
        let timings = Timings::default();
        timings.of_rule("a").add(Duration::from_millis(1));
        timings.of_rule("a").add(Duration::from_millis(1));
        assert_eq!(timings.account()[0].calls, 2);
    }
}
