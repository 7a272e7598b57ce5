use std::sync::Arc;

use lint::{Gathered, HistoryFacts, Inspected, MigrationFacts, Reports, RunError, Summary, gather, inspect, merge};
use rayon::prelude::*;
use rustc_hash::FxHashSet;
use schema::Kind;
use source::FileId;

use crate::project::{HistoryState, Results};
use crate::{Outcome, Project, Settings};

impl Project {
    /// Checks the migrations, in parallel, and says what was found, in order. With `only`, nothing else is reported,
    /// but everything is still replayed. Released migrations are history: they are not reported.
    #[must_use]
    pub fn check(&self, only: Option<&(dyn Fn(FileId) -> bool + Sync)>) -> Outcome {
        let states = self.states.iter();
        Outcome::of_all(states.map(|state| state.check(&self.settings, only)).collect())
    }
}

impl Outcome {
    /// What checks of several histories say together.
    pub(crate) fn of_all(all: Vec<Self>) -> Self {
        let mut outcome = Self::default();
        for one in all {
            outcome.summary += one.summary;
            outcome.findings.extend(one.findings);
            outcome.baselined.extend(one.baselined);
            take_errors(&mut outcome.run_errors, one.run_errors);
        }
        outcome
    }
}

impl HistoryState {
    pub(crate) fn check(&self, settings: &Settings, only: Option<&(dyn Fn(FileId) -> bool + Sync)>) -> Outcome {
        let is_wanted = |file: FileId| only.is_none_or(|only| only(file));
        let wanted = self.reported_files(&is_wanted);
        let rules = &settings.rules;
        let slots: Vec<(&Arc<MigrationFacts>, &Results)> = self.facts.migrations.iter().zip(&self.results).collect();
        let reports: Vec<(Option<Arc<Inspected>>, Arc<Gathered>)> = slots
            .into_par_iter()
            .map(|(facts, results)| {
                let is_wanted = wanted.holds(facts.migration.file) && !is_settled(facts);
                let inspected =
                    is_wanted.then(|| Arc::clone(results.inspected.get_or_init(|| Arc::new(inspect(rules, facts)))));
                let gathered = results.gathered.get_or_init(|| Arc::new(gather(rules, facts)));
                (inspected, Arc::clone(gathered))
            })
            .collect();
        let (inspected, gathered): (Vec<_>, Vec<_>) = reports.into_iter().unzip();
        let reports = Reports {
            inspected: &inspected,
            gathered: &gathered,
        };
        let merged = merge(
            rules,
            &self.facts,
            reports,
            &|file| wanted.holds(file),
            &settings.baseline,
        );
        let mut summary = read(&self.facts, &wanted);
        summary += Summary::of(&merged.findings);
        summary.suppressed += merged.suppressed;
        summary.baselined += count(merged.baselined.len());
        Outcome {
            findings: merged.findings,
            baselined: merged.baselined,
            summary,
            run_errors: merged.run_errors,
        }
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
