use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rustc_hash::FxHashMap;
use source::{FileId, Severity};

use super::object_settings::{is_excluded, weighed};
use super::review::Outcome;
use super::{Candidate, Reports, Wanted};
use crate::{
    Collected, Failure, Gathered, HistoryContext, HistoryFacts, Interrupt, MigrationFacts, Profile, RuleIndex,
    RuleReport, RuleSet, RunError,
};

/// What a rule said of a history, and of which of its migrations; `None` for one about a file that holds none.
pub(super) type Concluded = (Option<usize>, RuleReport);

/// What holds for reports in a file that is wanted.
#[derive(Clone)]
struct Terms {
    /// The number of the first migration in it, by which the files are in order.
    rank: usize,
    profile: Arc<Profile>,
}

/// What rules reported on its way to being findings.
pub(super) struct Merging<'a> {
    rules: &'a RuleSet,
    history: &'a HistoryFacts,
    wanted: Wanted<'a>,
    files: FxHashMap<FileId, Option<Terms>>,
    pub(super) errors: BTreeMap<RuleIndex, RunError>,
    pub(super) exhausted: BTreeSet<RuleIndex>,
}

impl<'a> Merging<'a> {
    pub(super) fn new(rules: &'a RuleSet, history: &'a HistoryFacts, wanted: Wanted<'a>) -> Self {
        Self {
            rules,
            history,
            wanted,
            files: FxHashMap::default(),
            errors: BTreeMap::new(),
            exhausted: BTreeSet::new(),
        }
    }

    /// What rules say of a migration is about its file, so that only those in files that are wanted matter.
    pub(super) fn candidates<'r>(
        &mut self,
        reports: &'r mut Reports<'_>,
        concluded: &'r mut [Concluded],
        interrupt: &Interrupt,
    ) -> Option<Vec<Candidate<'r>>> {
        let mut candidates = self.concluded(concluded);
        candidates.reserve(reports.inspected.iter().map(|(_, said)| said.reports.len()).sum());
        let wanted = self.wanted.migrations;
        let is_of_use = |at: usize, reports: &[RuleReport]| !reports.is_empty() && wanted.binary_search(&at).is_ok();
        let inspected = reports.inspected.iter_mut();
        let inspected = inspected.filter(|(at, said)| is_of_use(*at, &said.reports));
        let inspected = inspected.map(|(at, said)| (*at, &mut said.to_mut().reports));
        let gathered = reports.gathered.iter_mut();
        let gathered = gathered.filter(|(at, said)| is_of_use(*at, &said.reports));
        let gathered = gathered.map(|(at, said)| (*at, &mut said.to_mut().reports));
        for (at, reports) in inspected.chain(gathered) {
            if interrupt.is_raised() {
                return None;
            }
            candidates.extend(reports.iter_mut().filter_map(|report| self.candidate(Some(at), report)));
        }
        Some(candidates)
    }

    /// What becomes of reports about single migrations or files.
    pub(super) fn concluded<'r>(&mut self, concluded: &'r mut [Concluded]) -> Vec<Candidate<'r>> {
        let candidate = |(migration, report): &'r mut Concluded| self.candidate(*migration, report);
        concluded.iter_mut().filter_map(candidate).collect()
    }

    /// The first failure of each rule, in the order of the history.
    pub(super) fn take_failures(&mut self, reports: &Reports<'_>) {
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

    /// What the rules over the history say when they have seen all of it.
    pub(super) fn conclude(&mut self, reports: &Reports<'_>, interrupt: &Interrupt) -> Option<Vec<Concluded>> {
        let mut concluded = Vec::new();
        let is_over_history = |rule: &RuleIndex| self.rules.info(*rule).on == crate::On::History;
        let numbers = (0..).zip(self.rules.rules()).map(|(at, _)| at);
        let concluding: Vec<RuleIndex> = numbers
            .filter(is_over_history)
            .filter(|rule| self.rules.may_run(*rule))
            .collect();
        let base = self.rules.base_profile();
        let mut collected = collected(&reports.gathered);
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
            let said = cx.take_reports().into_iter();
            concluded.extend(said.map(|(migration, report)| (migration, of_rule(rule, report))));
            if let Some(failure) = failure {
                if failure.is_exhausted {
                    reports.stops.stop(rule, reports.end);
                }
                let folder = match self.history.history.folder.as_str() {
                    "" => ".",
                    folder => folder,
                };
                self.fail(rule, failure, &format!("the history in `{folder}`"));
            }
        }
        Some(concluded)
    }

    /// What the rules on suppressions say.
    pub(super) fn review(&mut self, outcomes: Vec<Outcome>) -> Vec<Concluded> {
        let mut concluded = Vec::new();
        for (migration, rule, outcome) in outcomes {
            match outcome {
                Ok(reports) => {
                    let reports = reports.into_iter();
                    concluded.extend(reports.map(|report| (Some(migration), of_rule(rule, report))));
                }
                Err(failure) => {
                    let path = self.history.migrations[migration].file.path();
                    self.fail(rule, failure, &format!("`{path}`"));
                }
            }
        }
        concluded
    }

    /// What holds for a file; `about` is the migration that a report in it is about. `None` where it is not wanted.
    fn terms(&mut self, file: FileId, about: Option<&MigrationFacts>) -> Option<&Terms> {
        let (rules, history, wanted) = (self.rules, self.history, self.wanted);
        let terms = self.files.entry(file).or_insert_with(|| {
            if !(wanted.holds)(file) {
                return None;
            }
            let first = history.migrations_in(file).next();
            let is_here = |facts: &&MigrationFacts| facts.migration.file == file;
            let facts = about.filter(is_here).or_else(|| Some(&*history.migrations[first?]));
            Some(Terms {
                rank: first.unwrap_or(usize::MAX),
                profile: facts.map_or_else(|| rules.base_profile(), |facts| rules.profile(facts.file.path())),
            })
        });
        terms.as_ref()
    }

    /// A report in a file that is not wanted, or that the configuration exempts from its rule, is none; nor is one about a
    /// migration that was released as it stands.
    fn candidate<'r>(&mut self, migration: Option<usize>, report: &'r mut RuleReport) -> Option<Candidate<'r>> {
        let (rules, history) = (self.rules, self.history);
        let facts = migration.map(|at| &*history.migrations[at]);
        let RuleReport { rule, change, report } = report;
        let Terms { rank, profile } = self.terms(report.span.file, facts)?;
        if facts.is_some_and(|facts| facts.migration.provenance.is_settled()) {
            return None;
        }
        let severity = profile.severity(*rule);
        if severity == Severity::Off {
            return None;
        }
        let mut candidate = Candidate {
            rule: *rule,
            severity,
            migration,
            rank: *rank,
            change: *change,
            span: report.span,
            report,
        };
        if is_excluded(history, &candidate, profile.excluded(*rule)) {
            return None;
        }
        candidate.severity = weighed(history, &candidate, rules);
        Some(candidate)
    }
}

const fn of_rule(rule: RuleIndex, report: crate::Report) -> RuleReport {
    RuleReport {
        rule,
        change: None,
        report,
    }
}

/// By rule, what it collected, each with the number of the migration.
fn collected(gathered: &[(usize, Cow<'_, Gathered>)]) -> FxHashMap<RuleIndex, Vec<(usize, Collected)>> {
    let mut collected: FxHashMap<RuleIndex, Vec<(usize, Collected)>> = FxHashMap::default();
    for (at, gathered) in gathered {
        for (rule, kept) in &gathered.collected {
            collected.entry(*rule).or_default().push((*at, Arc::clone(kept)));
        }
    }
    collected
}
