use rustc_hash::FxHashMap;
use source::{FileId, StatementPath};

use super::Candidate;
use crate::RuleSet;

/// Of two rules that speak of the same change, drops the report of the one that yields to the other. A rule on
/// statements speaks of all their changes. It counts what the rules saw, before anything is suppressed.
pub(super) fn drop_those_that_yield(rules: &RuleSet, candidates: &mut Vec<Candidate>) {
    let is_superfluous: Vec<bool> = {
        let by_place = by_place(candidates);
        let yields = |candidate: &Candidate| {
            let stronger = &rules.info(candidate.rule).yields_to;
            let Some(place) = place(candidate).filter(|_| !stronger.is_empty()) else {
                return false;
            };
            let neighbours = by_place.get(&place).into_iter().flatten();
            neighbours
                .map(|at| &candidates[*at])
                .any(|other| speak_of_the_same(candidate, other) && stronger.contains(&rules.info(other.rule).id))
        };
        candidates.iter().map(yields).collect()
    };
    let mut marks = is_superfluous.into_iter();
    candidates.retain(|_| !marks.next().unwrap_or(false));
}

/// The file, the section of it, the statement.
type Place<'a> = (FileId, Option<usize>, &'a StatementPath);

fn place(candidate: &Candidate) -> Option<Place<'_>> {
    let statement = candidate.report.statement.as_ref()?;
    Some((candidate.report.span.file, candidate.migration, statement))
}

fn by_place(candidates: &[Candidate]) -> FxHashMap<Place<'_>, Vec<usize>> {
    let mut by_place: FxHashMap<Place<'_>, Vec<usize>> = FxHashMap::default();
    for (at, candidate) in candidates.iter().enumerate() {
        if let Some(place) = place(candidate) {
            by_place.entry(place).or_default().push(at);
        }
    }
    by_place
}

fn speak_of_the_same(left: &Candidate, right: &Candidate) -> bool {
    match (left.change, right.change) {
        (Some(left), Some(right)) => left == right,
        _ => true,
    }
}
