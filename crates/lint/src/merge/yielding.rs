use rustc_hash::{FxHashMap, FxHashSet};
use source::{FileId, StatementPath};

use super::Candidate;
use crate::rule::speaks_of_effects;
use crate::{RuleIndex, RuleInfo, RuleSet};

/// Of two rules that speak of the same change, drops the report of the one that yields to the other: by its own word, or
/// because the change is refused. A rule on statements speaks of all their changes. It counts what the rules saw, before anything is suppressed.
pub(super) fn drop_those_that_yield(rules: &RuleSet, candidates: &mut Vec<Candidate<'_>>) {
    let strong = strong(rules, candidates);
    if strong.is_empty() {
        return;
    }
    let by_place = by_place(candidates.iter().filter(|candidate| strong.contains(&candidate.rule)));
    let yields = |candidate: &Candidate<'_>| {
        let own = rules.info(candidate.rule);
        let Some(place) = place(candidate).filter(|_| !own.yields_to.is_empty() || speaks_of_effects(own.category))
        else {
            return false;
        };
        let mut neighbours = by_place.get(&place).into_iter().flatten();
        neighbours.any(|other| speak_of_the_same(candidate, other) && yields_to(own, rules.info(other.rule)))
    };
    let yielding: Vec<bool> = candidates.iter().map(yields).collect();
    let mut yielding = yielding.into_iter();
    candidates.retain(|_| yielding.next() == Some(false));
}

fn yields_to(own: &RuleInfo, other: &RuleInfo) -> bool {
    let is_refused = || {
        let is_effect = speaks_of_effects(own.category) && !own.tells_refusal;
        is_effect && other.tells_refusal && !other.yields_to.contains(&own.id)
    };
    own.yields_to.contains(&other.id) || is_refused()
}

/// The rules that others yield to, as far as these reported anything.
fn strong(rules: &RuleSet, candidates: &[Candidate<'_>]) -> FxHashSet<RuleIndex> {
    let reporting: FxHashSet<RuleIndex> = candidates.iter().map(|candidate| candidate.rule).collect();
    let stronger = reporting.iter().flat_map(|rule| rules.info(*rule).yields_to.iter());
    let named = stronger.flat_map(|name| rules.named(name)).copied();
    let telling = reporting.iter().copied().filter(|rule| rules.info(*rule).tells_refusal);
    named.chain(telling).collect()
}

/// The file, the section of it, the statement.
type Place<'a> = (FileId, Option<usize>, &'a StatementPath);

fn place<'c>(candidate: &'c Candidate<'_>) -> Option<Place<'c>> {
    let statement = candidate.report.statement.as_ref()?;
    Some((candidate.span.file, candidate.migration, statement))
}

fn by_place<'c, 'r: 'c>(
    candidates: impl Iterator<Item = &'c Candidate<'r>>,
) -> FxHashMap<Place<'c>, Vec<&'c Candidate<'r>>> {
    let mut by_place: FxHashMap<Place<'c>, Vec<&'c Candidate<'r>>> = FxHashMap::default();
    for candidate in candidates {
        if let Some(place) = place(candidate) {
            by_place.entry(place).or_default().push(candidate);
        }
    }
    by_place
}

fn speak_of_the_same(left: &Candidate<'_>, right: &Candidate<'_>) -> bool {
    match (left.change, right.change) {
        (Some(left), Some(right)) => left == right,
        _ => true,
    }
}
