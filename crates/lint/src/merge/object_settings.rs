//! What the configuration says of objects by name: those that a rule leaves alone, and those that are large.

use schema::{Catalog, Change};
use source::{Category, Severity};

use super::Candidate;
use super::equals::statement_of;
use crate::{HistoryFacts, NamePatterns, RuleSet};

/// Whether the rule leaves everything alone that the report is about.
pub(super) fn is_excluded(history: &HistoryFacts, candidate: &Candidate<'_>, excluded: &NamePatterns) -> bool {
    if excluded.is_empty() {
        return false;
    }
    let is_excluded = |change: &Change, before: &Catalog| excluded.hold_for_change(change, before);
    every_change(history, candidate, is_excluded).unwrap_or(false)
}

/// The severity of the report. What a locking rule says matters one step less where every table that it is about is
/// known not to be large.
pub(super) fn weighed(history: &HistoryFacts, candidate: &Candidate<'_>, rules: &RuleSet) -> Severity {
    let Some(large) = rules.large_tables() else {
        return candidate.severity;
    };
    if rules.info(candidate.rule).category != Category::Locking {
        return candidate.severity;
    }
    let is_small =
        |change: &Change, before: &Catalog| change.table().is_some_and(|table| !large.hold_for(table, before));
    if every_change(history, candidate, is_small).unwrap_or(false) {
        milder(candidate.severity)
    } else {
        candidate.severity
    }
}

const fn milder(severity: Severity) -> Severity {
    match severity {
        Severity::Error => Severity::Warning,
        _ => Severity::Info,
    }
}

/// Whether all changes that the report is about have a property, given the schema before their statement; `None` where
/// it is about none.
fn every_change(
    history: &HistoryFacts,
    candidate: &Candidate<'_>,
    has: impl Fn(&Change, &Catalog) -> bool,
) -> Option<bool> {
    let (facts, statement) = statement_of(history, candidate)?;
    let before = facts.found_by(&candidate.report.statement.as_ref()?.0);
    if let Some(at) = candidate.change {
        return statement.changes.get(at as usize).map(|change| has(change, before));
    }
    let has_some = !statement.changes.is_empty();
    has_some.then(|| statement.changes.iter().all(|change| has(change, before)))
}
