use std::collections::BTreeMap;
use std::fmt;

use super::Verdict;
use super::case::{Case, Expectation};

/// Of a suite's cases that speak of rules we have, how many have to agree, in percent; those that differ for a reason that
/// is written down do not count.
const AGREEING_PERCENT: usize = 98;
/// How many of its cases may be about rules that have no counterpart, without a reason written down.
const MOST_WITHOUT_PERCENT: usize = 5;

/// How a suite's cases came out.
#[derive(Default)]
pub(super) struct Tally {
    cases: usize,
    violations: Share,
    oks: Share,
    /// Cases of rules without a counterpart, where nothing says why.
    without: BTreeMap<String, usize>,
    /// Cases of rules that have none for a reason.
    excused: usize,
    unexplained: Vec<String>,
}

#[derive(Default)]
struct Share {
    agreeing: usize,
    all: usize,
    explained: usize,
}

impl Tally {
    pub(super) fn add(&mut self, case: &Case, verdict: &Verdict, is_explained: bool) {
        self.cases += 1;
        if matches!(verdict, Verdict::NoCounterpart) {
            if is_explained {
                self.excused += 1;
            } else {
                *self.without.entry(case.rule.clone()).or_default() += 1;
            }
            return;
        }
        let share = match case.expect {
            Expectation::Violation => &mut self.violations,
            Expectation::Ok => &mut self.oks,
        };
        share.all += 1;
        if matches!(verdict, Verdict::Agrees) {
            share.agreeing += 1;
        } else if is_explained {
            share.explained += 1;
        } else {
            self.unexplained.push(case.id.clone());
        }
    }

    fn without(&self) -> usize {
        self.without.values().sum()
    }

    /// What the suite falls short of.
    pub(super) fn failures(&self) -> Vec<String> {
        let mut failures = Vec::new();
        for (what, share) in [("found", &self.violations), ("silent", &self.oks)] {
            if share.falls_short() {
                let unexplained = self.unexplained.join(", ");
                failures.push(format!("{what} {share}, less than {AGREEING_PERCENT} %: {unexplained}"));
            }
        }
        if self.without() * 100 > self.cases * MOST_WITHOUT_PERCENT {
            failures.push(format!(
                "{} of {} cases have no counterpart, more than {MOST_WITHOUT_PERCENT} %",
                self.without(),
                self.cases
            ));
        }
        failures
    }
}

impl Share {
    fn falls_short(&self) -> bool {
        let counted = self.all - self.explained;
        self.agreeing * 100 < counted * AGREEING_PERCENT
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {}", self.agreeing, self.all)?;
        if self.explained > 0 {
            write!(f, " ({} differ for a reason)", self.explained)?;
        }
        Ok(())
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let percent = (self.without() * 1000).checked_div(self.cases).unwrap_or_default();
        write!(
            f,
            "found {}, silent on {}, {}.{} % of {} without a counterpart, {} more for a reason",
            self.violations,
            self.oks,
            percent / 10,
            percent % 10,
            self.cases,
            self.excused
        )?;
        if !self.unexplained.is_empty() {
            write!(f, "\n    differ without a reason: {}", self.unexplained.join(", "))?;
        }
        if !self.without.is_empty() {
            let rules = self.without.iter().map(|(rule, count)| format!("{rule} {count}"));
            write!(
                f,
                "\n    without a counterpart: {}",
                rules.collect::<Vec<_>>().join(", ")
            )?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_for_a_reason_does_not_count() {
        let share = |agreeing, all, explained| Share {
            agreeing,
            all,
            explained,
        };
        assert!(share(97, 100, 0).falls_short());
        assert!(!share(98, 100, 0).falls_short());
        assert!(!share(97, 100, 3).falls_short());
        assert!(!share(0, 0, 0).falls_short());
    }
}
