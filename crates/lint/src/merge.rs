//! From what rules reported to findings: which reports are dropped, what is suppressed, in which order they come.

mod equals;
mod finished;
mod object_settings;
mod outside;
mod review;
mod yielding;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rustc_hash::FxHashMap;
use source::{FileId, Finding, Fingerprint, RuleId, Severity};

use crate::{
    Collected, Failure, Gathered, HeldBack, HistoryContext, HistoryFacts, Inspected, KeepHeldBack, MigrationFacts,
    Position, Profile, RuleIndex, RuleReport, RuleSet, RunError, Step, Stops, Timings,
};

use object_settings::{is_excluded, weighed};
use outside::{take_allowed, take_baselined};
use review::Review;

/// Findings that were there when the baseline was drawn.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Baseline {
    /// Their fingerprints.
    pub fingerprints: BTreeSet<Fingerprint>,
    /// The file that holds them.
    pub path: Arc<str>,
    /// What was found in released files before they were edited, which is neither reported nor counted.
    pub released: BTreeSet<(FileId, Fingerprint)>,
}

/// What became of the reports of one history.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Merged {
    /// The findings, in the order of the history.
    pub findings: Vec<Finding>,
    /// The findings that are held back, where they are kept.
    pub held_back: Vec<HeldBack>,
    /// How many findings a comment suppressed.
    pub suppressed: u32,
    /// The findings that the baseline holds.
    pub baselined: Vec<Fingerprint>,
    /// The rules that failed, each once.
    pub run_errors: Vec<RunError>,
    /// Those of them that came to their end: none of the findings is theirs.
    pub exhausted: Vec<RuleId>,
}

/// What was reported about the migrations of one history, by their numbers in it. A migration that was not asked for
/// has `None` in `inspected`; `gathered` holds all of them.
#[derive(Clone, Copy)]
pub struct Reports<'a> {
    /// What the rules said of each migration.
    pub inspected: &'a [Option<Arc<Inspected>>],
    /// What the rules over the history kept of each.
    pub gathered: &'a [Arc<Gathered>],
    /// Where rules came to their end.
    pub stops: &'a Stops,
    /// The end of this history.
    pub end: Position,
}

/// A report on its way to being a finding.
#[derive(Clone, Debug)]
struct Candidate {
    rule: RuleIndex,
    severity: Severity,
    /// The migration it is about; `None` for one about a file that holds none.
    migration: Option<usize>,
    change: Option<u32>,
    report: crate::Report,
}

/// Makes findings of the reports about one history: in files that are `wanted`, without those that yield to another,
/// that a comment suppresses, or that the baseline holds.
#[must_use]
pub fn merge(
    rules: &RuleSet,
    history: &HistoryFacts,
    reports: Reports<'_>,
    wanted: &dyn Fn(FileId) -> bool,
    baseline: &Baseline,
    keep: KeepHeldBack,
) -> Merged {
    let timings = rules.timings().map(|timings| &**timings);
    let mut merging = Merging::new(rules, history);
    merging.take_failures(reports);
    merging.conclude(reports);
    let (mut candidates, mut review) = Timings::spend(timings, Step::Merging, || {
        merging.take_reports(reports);
        let mut candidates = std::mem::take(&mut merging.candidates);
        // What a rule says that has no end depends on how far it came.
        candidates.retain(|candidate| !merging.exhausted.contains(&candidate.rule));
        candidates.retain(|candidate| wanted(candidate.report.span.file));
        yielding::drop_those_that_yield(rules, &mut candidates);
        let mut review = Review::new(rules, history, wanted, keep);
        candidates.retain(|candidate| !review.suppresses(candidate));
        (candidates, review)
    });
    for (at, rule, outcome) in review.conclude() {
        merging.take_outcome(at, rule, outcome);
    }
    let mut keeping = Keeping {
        keep,
        held_back: Vec::new(),
    };
    let mut findings = Timings::spend(timings, Step::Merging, || {
        let mut reviewed = std::mem::take(&mut merging.candidates);
        reviewed.retain(|candidate| !review.suppresses(candidate));
        candidates.extend(reviewed);
        finished::findings(rules, history, candidates, review.take_kept(), &mut keeping)
    });
    let suppressed = review.suppressed() + take_allowed(rules, history, &mut findings, &mut keeping);
    let baselined = take_baselined(baseline, &mut findings, &mut keeping);
    findings.retain(|finding| !baseline.released.contains(&(finding.span.file, finding.fingerprint)));
    findings.shrink_to_fit();
    finished::sort(history, &mut keeping.held_back);
    Merged {
        findings,
        held_back: keeping.held_back,
        suppressed,
        baselined,
        exhausted: merging
            .exhausted
            .iter()
            .map(|rule| RuleId::from(&*rules.info(*rule).id))
            .collect(),
        run_errors: merging.errors.into_values().collect(),
    }
}

/// The findings that are held back, where they are wanted.
struct Keeping {
    keep: KeepHeldBack,
    held_back: Vec<HeldBack>,
}

impl Keeping {
    fn keep(&mut self, held_back: impl FnOnce() -> HeldBack) {
        if self.keep == KeepHeldBack::Kept {
            self.held_back.push(held_back());
        }
    }
}

struct Merging<'a> {
    rules: &'a RuleSet,
    history: &'a HistoryFacts,
    profiles: FxHashMap<FileId, Arc<Profile>>,
    candidates: Vec<Candidate>,
    errors: BTreeMap<RuleIndex, RunError>,
    exhausted: BTreeSet<RuleIndex>,
}

impl<'a> Merging<'a> {
    fn new(rules: &'a RuleSet, history: &'a HistoryFacts) -> Self {
        Self {
            rules,
            history,
            profiles: FxHashMap::default(),
            candidates: Vec::new(),
            errors: BTreeMap::new(),
            exhausted: BTreeSet::new(),
        }
    }

    fn take_reports(&mut self, reports: Reports<'_>) {
        for (at, inspected) in reports.inspected.iter().enumerate() {
            let gathered = reports.gathered.get(at).map(|gathered| gathered.reports.iter());
            let own = inspected.iter().flat_map(|inspected| &inspected.reports);
            for report in own.chain(gathered.into_iter().flatten()) {
                self.take(Some(at), report.clone());
            }
        }
    }

    /// The first failure of each rule, in the order of the history.
    fn take_failures(&mut self, reports: Reports<'_>) {
        for (at, facts) in self.history.migrations.iter().enumerate() {
            let inspected = reports.inspected.get(at).and_then(Option::as_ref);
            let gathered = reports.gathered.get(at).map(|gathered| &gathered.failures);
            let failures = inspected.into_iter().flat_map(|inspected| &inspected.failures);
            for (rule, failure) in failures.chain(gathered.into_iter().flatten()) {
                self.fail(*rule, failure.clone(), &format!("`{}`", facts.file.path()));
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

    fn conclude(&mut self, reports: Reports<'_>) {
        let is_over_history = |rule: &RuleIndex| self.rules.info(*rule).on == crate::On::History;
        let numbers = (0..).zip(self.rules.rules()).map(|(at, _)| at);
        let concluding: Vec<RuleIndex> = numbers
            .filter(is_over_history)
            .filter(|rule| self.rules.may_run(*rule))
            .collect();
        let base = self.rules.base_profile();
        for rule in concluding {
            let info = self.rules.info(rule);
            if !info.knows(self.history.engine.dialect) {
                continue;
            }
            if reports.stops.has_stopped(rule, reports.end) {
                continue;
            }
            let collected: Vec<(usize, Collected)> = reports
                .gathered
                .iter()
                .enumerate()
                .flat_map(|(at, gathered)| gathered.collected.iter().map(move |kept| (at, kept)))
                .filter(|(_, (owner, _))| *owner == rule)
                .map(|(at, (_, kept))| (at, Arc::clone(kept)))
                .collect();
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
    }

    fn take_outcome(&mut self, migration: usize, rule: RuleIndex, outcome: Result<Vec<crate::Report>, Failure>) {
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
            let search = || history.migrations.iter().map(|facts| &**facts).find(is_here);
            let facts = about.filter(is_here).or_else(search);
            facts.map_or_else(|| rules.base_profile(), |facts| rules.profile(facts.file.path()))
        })
    }

    /// A report in a file that the configuration exempts from its rule is none, nor is one about a migration that was
    /// released as it stands.
    fn take(&mut self, migration: Option<usize>, report: RuleReport) {
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

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
