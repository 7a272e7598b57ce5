//! Candidates become findings, in order.

use std::cmp::Ordering;
use std::mem;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use source::{Category, Finding, Fingerprint, RuleId};

use super::equals::Equals;
use super::{Candidate, Keeping};
use crate::fingerprint::Digest;
use crate::{Fingerprints, HeldBack, HeldBy, HistoryFacts, Interrupt, RuleIndex, RuleSet, Suppression};

/// Makes findings of candidates.
pub(super) struct Finishing<'a> {
    rules: &'a RuleSet,
    history: &'a HistoryFacts,
    fingerprints: Fingerprints,
    known: FxHashMap<RuleIndex, OfRule>,
}

/// What all findings of a rule have in common.
struct OfRule {
    id: RuleId,
    category: Category,
    url: Option<Arc<str>>,
    /// That of its name, with which fingerprints begin.
    digest: Digest,
}

impl<'a> Finishing<'a> {
    pub(super) fn new(rules: &'a RuleSet, history: &'a HistoryFacts, fingerprints: Fingerprints) -> Self {
        Self {
            rules,
            history,
            fingerprints,
            known: FxHashMap::default(),
        }
    }

    /// The findings in the order of the history's files and, within a file, of the text. What comments hold back gets the
    /// fingerprints that are left, so that those of the others stay as they are. `None` where it was interrupted.
    pub(super) fn findings(
        mut self,
        mut candidates: Vec<Candidate<'_>>,
        mut suppressed: Vec<(Candidate<'_>, &Suppression)>,
        keeping: &mut Keeping,
        interrupt: &Interrupt,
    ) -> Option<Vec<Finding>> {
        let history = self.history;
        candidates.sort_by(in_order);
        suppressed.sort_by(|(left, _), (right, _)| in_order(left, right));
        let all = candidates
            .iter()
            .chain(suppressed.iter().map(|(candidate, _)| candidate));
        if interrupt.is_raised() {
            return None;
        }
        let mut equals = match self.fingerprints {
            Fingerprints::Made => Some(Equals::new(history, all)),
            Fingerprints::Unread => None,
        };
        let mut findings = Vec::with_capacity(candidates.len());
        for (number, candidate) in candidates.iter_mut().enumerate() {
            if interrupt.is_raised() {
                return None;
            }
            findings.push(self.finding(number, candidate, equals.as_mut()));
        }
        for (number, (candidate, suppression)) in (candidates.len()..).zip(&mut suppressed) {
            let facts = candidate.migration.and_then(|at| history.migrations.get(at));
            let file = candidate.span.file;
            let here = || Some(&history.migrations[history.migrations_in(file).next()?]);
            let Some(file) = facts.or_else(here).map(|facts| &facts.file) else {
                continue;
            };
            let finding = self.finding(number, candidate, equals.as_mut());
            keeping.keep(|| HeldBack {
                finding,
                by: HeldBy::Comment,
                path: file.shared_path(),
                line: Some(file.lines().line_of(suppression.range.start) + 1),
                reason: suppression.reason.map(|reason| file.slice(reason).trim().to_owned()),
            });
        }
        Some(findings)
    }

    /// What the report holds is taken out of it.
    fn finding(&mut self, number: usize, candidate: &mut Candidate<'_>, equals: Option<&mut Equals<'_>>) -> Finding {
        let rules = self.rules;
        let of_rule = self.known.entry(candidate.rule).or_insert_with(|| {
            let info = rules.info(candidate.rule);
            OfRule {
                id: RuleId::from(&*info.id),
                category: info.category,
                url: info.url().map(Arc::from),
                digest: Digest::new().word(info.id.as_bytes()),
            }
        });
        let fingerprint = equals.map_or_else(Fingerprint::default, |equals| {
            equals.fingerprint(of_rule.digest, number, candidate)
        });
        let report = &mut *candidate.report;
        Finding {
            rule: of_rule.id.clone(),
            category: of_rule.category,
            severity: candidate.severity,
            message: mem::take(&mut report.message),
            help: report.help.take(),
            url: of_rule.url.clone(),
            span: report.span,
            statement: report.statement.take(),
            related: mem::take(&mut report.related),
            fixes: mem::take(&mut report.fixes),
            fingerprint,
        }
    }
}

/// Puts what is held back into the order of the findings.
pub(super) fn sort(history: &HistoryFacts, held_back: &mut [HeldBack]) {
    held_back.sort_by_cached_key(|held_back| {
        let span = held_back.finding.span;
        let rank = history.migrations_in(span.file).next().unwrap_or(usize::MAX);
        (rank, span.file, span.range)
    });
}

fn in_order(left: &Candidate<'_>, right: &Candidate<'_>) -> Ordering {
    let place = |candidate: &Candidate<'_>| {
        let span = candidate.span;
        (candidate.rank, span.file, span.range, candidate.rule)
    };
    let by_message = || left.report.message.cmp(&right.report.message);
    place(left).cmp(&place(right)).then_with(by_message)
}
