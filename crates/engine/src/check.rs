use std::sync::{Arc, OnceLock};

use lint::{
    Gathered, HeldBack, HistoryFacts, Inspected, MigrationFacts, Position, Reports, RunError, Stops, Summary, gather,
    inspect, merge,
};
use rayon::prelude::*;
use rustc_hash::FxHashSet;
use schema::Kind;
use source::{FileId, Finding, RuleId};

use crate::project::{HistoryState, Results};
use crate::{Outcome, Project, Settings};

impl Project {
    /// Checks the migrations, in parallel, and says what was found, in order. With `only`, nothing else is reported,
    /// but everything is still replayed. Released migrations are history: they are not reported.
    #[must_use]
    pub fn check(&self, only: Option<&(dyn Fn(FileId) -> bool + Sync)>) -> Outcome {
        let stops = Stops::none(&self.settings.rules);
        let states = self.states.iter().enumerate();
        let outcomes = states.map(|(number, state)| state.check(&self.settings, only, number, &stops));
        Outcome::of_all(outcomes.collect())
    }
}

impl Outcome {
    /// What checks of several histories say together. A rule that came to its end in one of them says nothing of any:
    /// which of the others it was shown depends on the threads.
    pub(crate) fn of_all(all: Vec<HistoryOutcome>) -> Self {
        let mut outcome = Self::default();
        let exhausted: FxHashSet<RuleId> = all.iter().flat_map(|one| one.exhausted.iter().cloned()).collect();
        for HistoryOutcome { outcome: one, .. } in all {
            outcome.summary += one.summary;
            outcome.baselined.extend(one.baselined);
            let counts = |finding: &Finding| !exhausted.contains(&finding.rule);
            outcome.findings.extend(one.findings.into_iter().filter(counts));
            let counts = |held_back: &HeldBack| !exhausted.contains(&held_back.finding.rule);
            outcome.held_back.extend(one.held_back.into_iter().filter(counts));
            take_errors(&mut outcome.run_errors, one.run_errors);
        }
        outcome.summary += Summary::of(&outcome.findings);
        outcome
    }
}

/// What the check of one history says, its findings not yet counted.
pub(crate) struct HistoryOutcome {
    outcome: Outcome,
    /// The rules that came to their end in it.
    exhausted: Vec<RuleId>,
}

impl HistoryState {
    /// Checks the history with this number. A rule that has come to its end in one before is left out.
    pub(crate) fn check(
        &self,
        settings: &Settings,
        only: Option<&(dyn Fn(FileId) -> bool + Sync)>,
        number: usize,
        stops: &Stops,
    ) -> HistoryOutcome {
        let is_wanted = |file: FileId| only.is_none_or(|only| only(file));
        let wanted = self.reported_files(&is_wanted);
        let rules = &settings.rules;
        let slots: Vec<(&Arc<MigrationFacts>, &Results)> = self.facts.migrations.iter().zip(&self.results).collect();
        let reports: Vec<(Option<Arc<Inspected>>, Arc<Gathered>)> = slots
            .into_par_iter()
            .enumerate()
            .map(|(at, (facts, results))| {
                let is_wanted = wanted.holds(facts.migration.file) && !is_settled(facts);
                let at = Position::new(number, at);
                let inspected = is_wanted.then(|| {
                    let inspect = || inspect(rules, facts, stops, at);
                    kept(&results.inspected, inspect, |inspected| inspected.is_partial)
                });
                let gather = || gather(rules, facts, stops, at);
                let gathered = kept(&results.gathered, gather, |gathered| gathered.is_partial);
                (inspected, gathered)
            })
            .collect();
        let (inspected, gathered): (Vec<_>, Vec<_>) = reports.into_iter().unzip();
        let reports = Reports {
            inspected: &inspected,
            gathered: &gathered,
            stops,
            end: Position::end_of(number),
        };
        let merged = merge(
            rules,
            &self.facts,
            reports,
            &|file| wanted.holds(file),
            &settings.baseline,
            settings.held_back,
        );
        let mut summary = read(&self.facts, &wanted);
        summary.suppressed += merged.suppressed;
        summary.baselined += count(merged.baselined.len());
        HistoryOutcome {
            outcome: Outcome {
                findings: merged.findings,
                held_back: merged.held_back,
                baselined: merged.baselined,
                summary,
                run_errors: merged.run_errors,
            },
            exhausted: merged.exhausted,
        }
    }
}

/// What was found out before or, else, is found out now; that is kept unless it is partial.
fn kept<T>(slot: &OnceLock<Arc<T>>, find: impl FnOnce() -> T, is_partial: impl Fn(&T) -> bool) -> Arc<T> {
    if let Some(known) = slot.get() {
        return Arc::clone(known);
    }
    let found = Arc::new(find());
    if is_partial(&found) {
        return found;
    }
    Arc::clone(slot.get_or_init(|| found))
}

/// A rule that fails on every history fails once.
fn take_errors(errors: &mut Vec<RunError>, new: Vec<RunError>) {
    for error in new {
        let is_known = error.rule.is_some() && errors.iter().any(|known| known.rule == error.rule);
        if !is_known {
            errors.push(error);
        }
    }
}

/// The files of a history that are reported on: those that were asked for, without those that hold nothing but
/// released migrations under the names and with the texts that they had then.
struct Reported<'a> {
    is_wanted: &'a (dyn Fn(FileId) -> bool + Sync),
    released: FxHashSet<FileId>,
}

impl Reported<'_> {
    fn holds(&self, file: FileId) -> bool {
        (self.is_wanted)(file) && !self.released.contains(&file)
    }
}

impl HistoryState {
    fn reported_files<'a>(&self, is_wanted: &'a (dyn Fn(FileId) -> bool + Sync)) -> Reported<'a> {
        let migrations = &self.facts.migrations;
        let file = |facts: &Arc<MigrationFacts>| facts.migration.file;
        let is_as_it_was =
            |facts: &&Arc<MigrationFacts>| is_settled(facts) && facts.migration.provenance.released_as.is_none();
        let mut released: FxHashSet<FileId> = migrations.iter().filter(is_as_it_was).map(file).collect();
        for open in migrations.iter().filter(|facts| !is_as_it_was(facts)) {
            released.remove(&open.migration.file);
        }
        Reported { is_wanted, released }
    }
}

/// How much of a history is reported on.
fn read(history: &HistoryFacts, wanted: &Reported<'_>) -> Summary {
    let mut summary = Summary::default();
    let mut files = FxHashSet::default();
    for facts in &history.migrations {
        if !wanted.holds(facts.migration.file) || is_settled(facts) {
            continue;
        }
        files.insert(facts.migration.file);
        let statements = &facts.script.statements;
        let unknown = statements.iter().filter(|statement| statement.kind == Kind::Unknown);
        summary.statements += count(statements.len());
        summary.unknown_statements += count(unknown.count());
    }
    summary.files = count(files.len());
    summary
}

fn is_settled(facts: &MigrationFacts) -> bool {
    facts.migration.provenance.is_settled()
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
