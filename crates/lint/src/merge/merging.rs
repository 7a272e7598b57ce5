use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rustc_hash::FxHashMap;
use source::{FileId, Severity};

use super::object_settings::{is_excluded, weighed};
use super::{Candidate, Reports, Wanted};
use crate::{
    Collected, Failure, Gathered, HistoryContext, HistoryFacts, Interrupt, MigrationFacts, Profile, RuleIndex,
    RuleReport, RuleSet, RunError,
};

/// What rules reported on its way to being findings.
pub(super) struct Merging<'a> {
    rules: &'a RuleSet,
    history: &'a HistoryFacts,
    wanted: Wanted<'a>,
    profiles: FxHashMap<FileId, Arc<Profile>>,
    pub(super) candidates: Vec<Candidate>,
    pub(super) errors: BTreeMap<RuleIndex, RunError>,
    pub(super) exhausted: BTreeSet<RuleIndex>,
}

impl<'a> Merging<'a> {
    pub(super) fn new(rules: &'a RuleSet, history: &'a HistoryFacts, wanted: Wanted<'a>) -> Self {
        Self {
            rules,
            history,
            wanted,
            profiles: FxHashMap::default(),
            candidates: Vec::new(),
            errors: BTreeMap::new(),
            exhausted: BTreeSet::new(),
        }
    }

    /// What rules say of a migration is about its file, so that only those in files that are wanted matter.
    pub(super) fn take_reports(&mut self, reports: Reports<'_>, interrupt: &Interrupt) -> Option<()> {
        let Reports {
            inspected, gathered, ..
        } = reports;
        for at in self.wanted.migrations {
            if interrupt.is_raised() {
                return None;
            }
            let inspected = said_of(inspected, *at).map(|said| said.reports.iter());
            let gathered = said_of(gathered, *at).map(|said| said.reports.iter());
            for report in inspected.into_iter().chain(gathered).flatten() {
                self.take(Some(*at), report.clone());
            }
        }
        Some(())
    }

    /// The first failure of each rule, in the order of the history.
    pub(super) fn take_failures(&mut self, reports: Reports<'_>) {
        let inspected = reports.inspected.iter().map(|(at, said)| (*at, &said.failures));
        let gathered = reports.gathered.iter().map(|(at, said)| (*at, &said.failures));
        let mut failures: Vec<_> = inspected
            .chain(gathered)
            .filter(|(_, failures)| !failures.is_empty())
            .collect();
        failures.sort_by_key(|(at, _)| *at);
        for (at, failures) in failures {
            let path = self.history.migrations[at].file.path();
            for (rule, failure) in failures {
                self.fail(*rule, failure.clone(), &format!("`{path}`"));
            }
        }
    }

    fn fail(&mut self, rule: RuleIndex, failure: Failure, while_reading: &str) {
        let info = self.rules.info(rule);
        if failure.is_exhausted {
            self.exhausted.insert(rule);
        }
        let error = self
            .errors
            .entry(rule)
            .or_insert_with(|| failure.of_rule(&info.id, while_reading));
        if error.path.is_none() {
            error.path.clone_from(&info.path);
        }
    }

    pub(super) fn conclude(&mut self, reports: Reports<'_>, interrupt: &Interrupt) -> Option<()> {
        let is_over_history = |rule: &RuleIndex| self.rules.info(*rule).on == crate::On::History;
        let numbers = (0..).zip(self.rules.rules()).map(|(at, _)| at);
        let concluding: Vec<RuleIndex> = numbers
            .filter(is_over_history)
            .filter(|rule| self.rules.may_run(*rule))
            .collect();
        let base = self.rules.base_profile();
        let mut collected = collected(reports.gathered);
        for rule in concluding {
            if interrupt.is_raised() {
                return None;
            }
            let info = self.rules.info(rule);
            if !info.knows(self.history.engine.dialect) {
                continue;
            }
            if reports.stops.has_stopped(rule, reports.end) {
                continue;
            }
            let collected = collected.remove(&rule).unwrap_or_default();
            let mut cx = HistoryContext::new(info, base.options(rule), self.history);
            let outcome = self.rules.run(rule, None, |host| host.conclude(&collected, &mut cx));
            let failure = outcome.err().or_else(|| cx.failure().cloned());
            for (migration, report) in cx.take_reports() {
                self.take(
                    migration,
                    RuleReport {
                        rule,
                        change: None,
                        report,
                    },
                );
            }
            if let Some(failure) = failure {
                if failure.is_exhausted {
                    reports.stops.stop(rule, reports.end);
                }
                let folder = &self.history.history.folder;
                self.fail(rule, failure, &format!("the history in `{folder}`"));
            }
        }
        Some(())
    }

    pub(super) fn take_outcome(
        &mut self,
        migration: usize,
        rule: RuleIndex,
        outcome: Result<Vec<crate::Report>, Failure>,
    ) {
        match outcome {
            Ok(reports) => {
                for report in reports {
                    self.take(
                        Some(migration),
                        RuleReport {
                            rule,
                            change: None,
                            report,
                        },
                    );
                }
            }
            Err(failure) => {
                let path = self.history.migrations[migration].file.path();
                self.fail(rule, failure, &format!("`{path}`"));
            }
        }
    }

    /// What holds for a file; `about` is the migration that a report in it is about.
    fn profile(&mut self, file: FileId, about: Option<&MigrationFacts>) -> &Arc<Profile> {
        let (rules, history) = (self.rules, self.history);
        self.profiles.entry(file).or_insert_with(|| {
            let is_here = |facts: &&MigrationFacts| facts.migration.file == file;
            let search = || history.migrations_in(file).next().map(|at| &*history.migrations[at]);
            let facts = about.filter(is_here).or_else(search);
            facts.map_or_else(|| rules.base_profile(), |facts| rules.profile(facts.file.path()))
        })
    }

    /// A report in a file that is not wanted, or that the configuration exempts from its rule, is none; nor is one about a
    /// migration that was released as it stands.
    fn take(&mut self, migration: Option<usize>, report: RuleReport) {
        if !(self.wanted.holds)(report.report.span.file) {
            return;
        }
        let facts = migration.map(|at| &*self.history.migrations[at]);
        if facts.is_some_and(|facts| facts.migration.provenance.is_settled()) {
            return;
        }
        let RuleReport { rule, change, report } = report;
        let profile = Arc::clone(self.profile(report.span.file, facts));
        let severity = profile.severity(rule);
        if severity == Severity::Off {
            return;
        }
        let mut candidate = Candidate {
            rule,
            severity,
            migration,
            change,
            report,
        };
        if is_excluded(self.history, &candidate, profile.excluded(rule)) {
            return;
        }
        candidate.severity = weighed(self.history, &candidate, self.rules);
        self.candidates.push(candidate);
    }
}

fn said_of<'a, T>(said: &[(usize, &'a T)], migration: usize) -> Option<&'a T> {
    let at = said.binary_search_by_key(&migration, |(number, _)| *number).ok()?;
    Some(said[at].1)
}

/// By rule, what it collected, each with the number of the migration.
fn collected(gathered: &[(usize, &Gathered)]) -> FxHashMap<RuleIndex, Vec<(usize, Collected)>> {
    let mut collected: FxHashMap<RuleIndex, Vec<(usize, Collected)>> = FxHashMap::default();
    for (at, gathered) in gathered {
        for (rule, kept) in &gathered.collected {
            collected.entry(*rule).or_default().push((*at, Arc::clone(kept)));
        }
    }
    collected
}
