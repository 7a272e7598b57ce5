use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use lint::{
    Gathered, HistoryFacts, Inspected, Interrupt, MigrationFacts, Position, Reports, RuleSet, RunError, Stops, Summary,
    Wanted, gather, inspect, merge,
};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use schema::Kind;
use source::{FileId, Finding, RuleId};

use crate::project::{HistoryState, Results};
use crate::{Outcome, Project, Settings};

/// The files that are reported on.
#[derive(Clone, Copy)]
pub enum Only<'a> {
    /// Those that it holds for.
    Where(&'a (dyn Fn(FileId) -> bool + Sync)),
    /// These few: the others are not even looked at.
    Files(&'a BTreeSet<FileId>),
}

impl Project {
    /// Checks the migrations, in parallel, and says what was found, in order. With `only`, nothing else is reported,
    /// but everything is still replayed. Released migrations are history: they are not reported.
    #[must_use]
    pub fn check(&self, only: Option<&(dyn Fn(FileId) -> bool + Sync)>) -> Outcome {
        let only = Only::Where(only.unwrap_or(&|_| true));
        let outcome = self.check_unless(only, &Interrupt::default());
        outcome.unwrap_or_default()
    }

    /// The same, unless it is interrupted: then there is nothing to say, and what rules said of single migrations is kept
    /// for the next check.
    #[must_use]
    pub fn check_unless(&self, only: Only<'_>, interrupt: &Interrupt) -> Option<Outcome> {
        let stops = Stops::none(&self.settings.rules);
        let states = self.states.iter().enumerate();
        let outcomes = states.map(|(number, state)| state.check(&self.settings, only, number, &stops, interrupt));
        outcomes.collect::<Option<_>>().map(Outcome::of_all)
    }
}

impl Outcome {
    /// What checks of several histories say together. A rule that came to its end in one of them says nothing of any:
    /// which of the others it was shown depends on the threads.
    pub(crate) fn of_all(all: Vec<HistoryOutcome>) -> Self {
        let mut outcome = Self::default();
        outcome
            .findings
            .reserve_exact(all.iter().map(|one| one.outcome.findings.len()).sum());
        let exhausted: FxHashSet<RuleId> = all.iter().flat_map(|one| one.exhausted.iter().cloned()).collect();
        for HistoryOutcome { outcome: mut one, .. } in all {
            outcome.summary += one.summary;
            outcome.baselined.extend(one.baselined);
            if !exhausted.is_empty() {
                let counts = |finding: &Finding| !exhausted.contains(&finding.rule);
                one.findings.retain(counts);
                one.held_back.retain(|held_back| counts(&held_back.finding));
            }
            outcome.findings.append(&mut one.findings);
            outcome.held_back.append(&mut one.held_back);
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
    /// Checks the history with this number. A rule that has come to its end in one before is left out. `None` where it was
    /// interrupted.
    pub(crate) fn check(
        &self,
        settings: &Settings,
        only: Only<'_>,
        number: usize,
        stops: &Stops,
        interrupt: &Interrupt,
    ) -> Option<HistoryOutcome> {
        let reported = self.reported(only);
        let asked = self.open_among(&reported);
        let passing = self.ask(settings, &asked, number, stops, interrupt)?;
        let inspected = asked.iter().filter_map(|at| {
            let said = known(&self.results[*at].inspected, passing.inspected.get(at))?;
            Some((*at, Cow::Borrowed(said)))
        });
        let gathered = self.results.iter().enumerate().filter_map(|(at, results)| {
            let said = known(&results.gathered, passing.gathered.get(&at))?;
            Some((at, Cow::Borrowed(said)))
        });
        let reports = Reports {
            inspected: inspected.collect(),
            gathered: gathered.collect(),
            stops,
            end: Position::end_of(number),
        };
        self.outcome(settings, &reported, &asked, reports, interrupt)
    }

    /// The same, when no result is to be kept.
    pub(crate) fn check_once(
        &mut self,
        settings: &Settings,
        only: Only<'_>,
        number: usize,
        stops: &Stops,
    ) -> Option<HistoryOutcome> {
        let interrupt = &Interrupt::default();
        let reported = self.reported(only);
        let asked = self.open_among(&reported);
        let mut passing = self.ask(settings, &asked, number, stops, interrupt)?;
        let mut reports = Reports {
            inspected: Vec::with_capacity(asked.len()),
            gathered: Vec::with_capacity(self.results.len()),
            stops,
            end: Position::end_of(number),
        };
        for (at, Results { inspected, gathered }) in std::mem::take(&mut self.results).into_iter().enumerate() {
            let inspected = taken(inspected, || passing.inspected.remove(&at));
            reports.inspected.extend(inspected.map(|said| (at, said)));
            let gathered = taken(gathered, || passing.gathered.remove(&at));
            reports.gathered.extend(gathered.map(|said| (at, said)));
        }
        self.outcome(settings, &reported, &asked, reports, interrupt)
    }

    /// The migrations that are not settled, of those that are reported on.
    fn open_among(&self, reported: &Reported<'_>) -> Vec<usize> {
        let migrations = &self.facts.history.migrations;
        let reported = reported.migrations.iter().copied();
        reported.filter(|at| !migrations[*at].provenance.is_settled()).collect()
    }

    fn outcome(
        &self,
        settings: &Settings,
        reported: &Reported<'_>,
        asked: &[usize],
        reports: Reports<'_>,
        interrupt: &Interrupt,
    ) -> Option<HistoryOutcome> {
        let wanted = Wanted {
            holds: &|file| reported.holds(file),
            migrations: &reported.migrations,
            fingerprints: settings.fingerprints,
        };
        let merged = merge(
            &settings.rules,
            &self.facts,
            reports,
            wanted,
            &settings.baseline,
            settings.held_back,
            interrupt,
        )?;
        let mut summary = read(&self.facts, asked);
        summary.suppressed += merged.suppressed;
        summary.baselined += count(merged.baselined.len());
        Some(HistoryOutcome {
            outcome: Outcome {
                findings: merged.findings,
                held_back: merged.held_back,
                baselined: merged.baselined,
                summary,
                run_errors: merged.run_errors,
            },
            exhausted: merged.exhausted,
        })
    }

    /// Asks the rules what they have not been asked since a migration changed: about those that are `asked` for, and for
    /// the rules over the history about all. The answer is what is not to be kept.
    fn ask(
        &self,
        settings: &Settings,
        asked: &[usize],
        number: usize,
        stops: &Stops,
        interrupt: &Interrupt,
    ) -> Option<Passing> {
        let rules = &settings.rules;
        let to_inspect = asked
            .iter()
            .copied()
            .filter(|at| self.results[*at].inspected.get().is_none());
        let to_inspect: FxHashSet<usize> = to_inspect.collect();
        let is_open = |at: &usize| to_inspect.contains(at) || self.results[*at].gathered.get().is_none();
        let open: Vec<usize> = (0..self.results.len()).filter(is_open).collect();
        let ask = |at: usize| {
            let (facts, results) = (&self.facts.migrations[at], &self.results[at]);
            let position = Position::new(number, at);
            if interrupt.is_raised() {
                return None;
            }
            let inspected = to_inspect
                .contains(&at)
                .then(|| results.inspect(rules, facts, stops, position));
            let is_gathered = results.gathered.get().is_some();
            let gathered = (!is_gathered).then(|| results.gather(rules, facts, stops, position));
            Some((at, inspected.flatten(), gathered.flatten()))
        };
        // To wake another thread takes longer than to ask about a few.
        let answers: Option<Vec<_>> = if open.len() > FEW {
            open.into_par_iter().map(ask).collect()
        } else {
            open.into_iter().map(ask).collect()
        };
        let mut passing = Passing::default();
        for (at, inspected, gathered) in answers? {
            passing.inspected.extend(inspected.map(|inspected| (at, inspected)));
            passing.gathered.extend(gathered.map(|gathered| (at, gathered)));
        }
        Some(passing)
    }
}

/// So many migrations are asked about one after the other.
const FEW: usize = 16;

/// What rules said, by the numbers of the migrations, where one had come to its end: another check may say more.
#[derive(Default)]
struct Passing {
    inspected: FxHashMap<usize, Inspected>,
    gathered: FxHashMap<usize, Gathered>,
}

impl Results {
    /// Asks the rules that inspect the migration. What they say is kept, unless it is partial: then it is handed back.
    pub(crate) fn inspect(
        &self,
        rules: &RuleSet,
        facts: &Arc<MigrationFacts>,
        stops: &Stops,
        at: Position,
    ) -> Option<Inspected> {
        kept(&self.inspected, inspect(rules, facts, stops, at))
    }

    /// Asks the rules over the history, in the same way.
    pub(crate) fn gather(
        &self,
        rules: &RuleSet,
        facts: &Arc<MigrationFacts>,
        stops: &Stops,
        at: Position,
    ) -> Option<Gathered> {
        kept(&self.gathered, gather(rules, facts, stops, at))
    }
}

/// Keeps what was said unless that is partial; then it is handed back.
fn kept<T: Said>(slot: &OnceLock<Option<Box<T>>>, said: T) -> Option<T> {
    if said.is_partial() {
        return Some(said);
    }
    slot.get_or_init(|| said.is_something().then(|| Box::new(said)));
    None
}

/// What was said of a migration, if it was anything.
fn known<'a, T>(slot: &'a OnceLock<Option<Box<T>>>, passing: Option<&'a T>) -> Option<&'a T> {
    match slot.get() {
        Some(kept) => kept.as_deref(),
        None => passing,
    }
}

/// The same, when it is not to be kept.
fn taken<T: Clone>(slot: OnceLock<Option<Box<T>>>, passing: impl FnOnce() -> Option<T>) -> Option<Cow<'static, T>> {
    let said = match slot.into_inner() {
        Some(kept) => kept.map(|kept| *kept),
        None => passing(),
    };
    said.map(Cow::Owned)
}

/// What rules say of one migration.
trait Said {
    fn is_partial(&self) -> bool;
    fn is_something(&self) -> bool;
}

impl Said for Inspected {
    fn is_partial(&self) -> bool {
        self.is_partial
    }

    fn is_something(&self) -> bool {
        !self.reports.is_empty() || !self.failures.is_empty()
    }
}

impl Said for Gathered {
    fn is_partial(&self) -> bool {
        self.is_partial
    }

    fn is_something(&self) -> bool {
        !self.collected.is_empty() || !self.reports.is_empty() || !self.failures.is_empty()
    }
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

/// What of a history is reported on: the files that were asked for, without those that hold nothing but released
/// migrations under the names and with the texts that they had then.
struct Reported<'a> {
    only: Only<'a>,
    released: FxHashSet<FileId>,
    /// The numbers of the migrations in those files, in the order of the history.
    migrations: Vec<usize>,
}

impl Only<'_> {
    fn holds(&self, file: FileId) -> bool {
        match self {
            Self::Where(holds) => holds(file),
            Self::Files(files) => files.contains(&file),
        }
    }
}

impl Reported<'_> {
    fn holds(&self, file: FileId) -> bool {
        self.only.holds(file) && !self.released.contains(&file)
    }
}

impl HistoryState {
    fn reported<'a>(&self, only: Only<'a>) -> Reported<'a> {
        let migrations = &self.facts.history.migrations;
        let mut numbers: Vec<usize> = match only {
            Only::Where(holds) => (0..)
                .zip(migrations)
                .filter(|(_, one)| holds(one.file))
                .map(|(at, _)| at)
                .collect(),
            Only::Files(files) => files.iter().flat_map(|file| self.facts.migrations_in(*file)).collect(),
        };
        numbers.sort_unstable();
        let is_as_it_was =
            |at: &usize| migrations[*at].provenance.is_settled() && migrations[*at].provenance.released_as.is_none();
        let file = |at: usize| migrations[at].file;
        let mut released: FxHashSet<FileId> = numbers.iter().copied().filter(is_as_it_was).map(file).collect();
        if !released.is_empty() {
            for open in numbers.iter().copied().filter(|at| !is_as_it_was(at)) {
                released.remove(&file(open));
            }
            numbers.retain(|at| !released.contains(&file(*at)));
        }
        Reported {
            only,
            released,
            migrations: numbers,
        }
    }
}

/// How much of a history is reported on.
fn read(history: &HistoryFacts, asked: &[usize]) -> Summary {
    let mut summary = Summary::default();
    let mut files = FxHashSet::default();
    for facts in asked.iter().map(|at| &history.migrations[*at]) {
        files.insert(facts.migration.file);
        let statements = &facts.script.statements;
        let unknown = statements.iter().filter(|statement| statement.kind == Kind::Unknown);
        summary.statements += count(statements.len());
        summary.unknown_statements += count(unknown.count());
    }
    summary.files = count(files.len());
    summary
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
