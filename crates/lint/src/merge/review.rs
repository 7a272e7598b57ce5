use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use source::{FileId, Severity};

use super::{Candidate, count};
use crate::rule_set::Stage;
use crate::{
    Context, Failure, HistoryFacts, KeepHeldBack, MigrationFacts, Report, ReviewedSuppression, RuleIndex, RuleSet,
    RunError, Spelling, Subject, Suppression, Verdict,
};

/// The suppressions of the files at hand, and which of them were of use.
pub(super) struct Review<'a> {
    rules: &'a RuleSet,
    history: &'a HistoryFacts,
    entries: Vec<Entry<'a>>,
    by_file: FxHashMap<FileId, Vec<usize>>,
    suppressed: usize,
    keep: KeepHeldBack,
    /// What was suppressed, where that is kept.
    kept: Vec<(Candidate<'a>, &'a Suppression)>,
}

struct Entry<'a> {
    migration: usize,
    suppression: &'a Suppression,
    /// For each name, the rules it stands for; one list of all for a comment without names.
    rules: Vec<Vec<RuleIndex>>,
    was_useful: Vec<bool>,
}

/// What a rule on suppressions said of one migration's.
pub(super) type Outcome = (usize, RuleIndex, Result<Vec<Report>, Failure>);

impl<'a> Review<'a> {
    pub(super) fn new(rules: &'a RuleSet, history: &'a HistoryFacts, wanted: &[usize], keep: KeepHeldBack) -> Self {
        let mut review = Self {
            rules,
            history,
            entries: Vec::new(),
            by_file: FxHashMap::default(),
            suppressed: 0,
            keep,
            kept: Vec::new(),
        };
        for migration in wanted.iter().copied() {
            let facts = &history.migrations[migration];
            let file = facts.migration.file;
            for suppression in facts.suppressions.iter() {
                let named = rules_of(rules, suppression);
                review.by_file.entry(file).or_default().push(review.entries.len());
                review.entries.push(Entry {
                    migration,
                    suppression,
                    was_useful: vec![false; named.len()],
                    rules: named,
                });
            }
        }
        review
    }

    /// The reports that no comment suppresses.
    pub(super) fn without_suppressed(&mut self, candidates: Vec<Candidate<'a>>) -> Vec<Candidate<'a>> {
        if self.entries.is_empty() {
            return candidates;
        }
        let mut reported = Vec::with_capacity(candidates.len());
        for candidate in candidates {
            let Some(suppression) = self.suppressed_by(&candidate) else {
                reported.push(candidate);
                continue;
            };
            self.suppressed += 1;
            if self.keep == KeepHeldBack::Kept {
                self.kept.push((candidate, suppression));
            }
        }
        reported
    }

    /// The first comment that suppresses the report. Every comment that does is of use, and one whose last day is over does
    /// not.
    fn suppressed_by(&mut self, candidate: &Candidate<'_>) -> Option<&'a Suppression> {
        let span = candidate.span;
        let mut suppressed_by = None;
        for at in self.by_file.get(&span.file).into_iter().flatten() {
            let entry = &mut self.entries[*at];
            let suppression = entry.suppression;
            if !suppression.scope.holds(span.range.start) || suppression.is_expired(self.rules.today()) {
                continue;
            }
            for (rules, was_useful) in entry.rules.iter().zip(&mut entry.was_useful) {
                if rules.contains(&candidate.rule) {
                    *was_useful = true;
                    suppressed_by = suppressed_by.or(Some(suppression));
                }
            }
        }
        suppressed_by
    }

    /// What was suppressed, and by which comment, where that is kept.
    pub(super) fn take_kept(&mut self) -> Vec<(Candidate<'a>, &'a Suppression)> {
        std::mem::take(&mut self.kept)
    }

    pub(super) fn suppressed(&self) -> u32 {
        count(self.suppressed)
    }

    /// Shows the suppressions to the rules about them. What a rule that failed would have found is not known.
    pub(super) fn conclude(&self, failed: &BTreeMap<RuleIndex, RunError>) -> Vec<Outcome> {
        let mut outcomes = Vec::new();
        for entry in &self.entries {
            // What is addressed to another tool is not ours to judge.
            if entry.suppression.spelling != Spelling::Lockgate {
                continue;
            }
            let facts = &self.history.migrations[entry.migration];
            let verdicts = self.verdicts(entry, facts, failed);
            let reviewed = ReviewedSuppression {
                suppression: entry.suppression,
                verdicts: &verdicts,
                is_expired: entry.suppression.is_expired(self.rules.today()),
            };
            let stage = Stage::of(facts.migration.direction);
            let dispatch = self.rules.dispatch(facts.file.path(), facts.engine.dialect, stage);
            for rule in &dispatch.suppressions {
                let mut cx = Context::new(self.rules.info(*rule), dispatch.profile.options(*rule), facts);
                let subject = Subject::Suppression(&reviewed);
                let outcome = self.rules.run(*rule, Some(facts), |host| host.check(subject, &mut cx));
                let failure = outcome.err().or_else(|| cx.failure().cloned());
                let outcome = failure.map_or_else(|| Ok(cx.take_reports()), Err);
                outcomes.push((entry.migration, *rule, outcome));
            }
        }
        outcomes
    }

    fn verdicts(
        &self,
        entry: &Entry<'_>,
        facts: &MigrationFacts,
        failed: &BTreeMap<RuleIndex, RunError>,
    ) -> Vec<Verdict> {
        let profile = self.rules.profile(facts.file.path());
        let may_find = |rule: &RuleIndex| {
            let info = self.rules.info(*rule);
            let is_shown_now = info.on == crate::On::Suppressions;
            let has_what_it_needs = !info.needs_base || self.history.history.base.is_some();
            let is_on = profile.severity(*rule) != Severity::Off && info.knows(facts.engine.dialect);
            is_on && has_what_it_needs && !is_shown_now && !failed.contains_key(rule)
        };
        let is_expired = entry.suppression.is_expired(self.rules.today());
        let names = entry.suppression.names.iter();
        names
            .zip(entry.rules.iter().zip(&entry.was_useful))
            .map(|(name, (rules, was_useful))| {
                // It may name a rule that did not load, or a pack or another tool's rule that such a rule belongs to.
                if self.rules.is_incomplete() {
                    return Verdict::Useful;
                }
                if rules.is_empty() {
                    let meant = self.rules.nearest_rule(&name.text);
                    return Verdict::Unknown(meant.map(source::RuleId::from));
                }
                if *was_useful || is_expired || !rules.iter().any(may_find) {
                    Verdict::Useful
                } else {
                    Verdict::Unused
                }
            })
            .collect()
    }
}

fn rules_of(rules: &RuleSet, suppression: &Suppression) -> Vec<Vec<RuleIndex>> {
    let Some(tool) = suppression.spelling.tool() else {
        let names = suppression.names.iter();
        return names.map(|name| rules.named(&name.text).to_vec()).collect();
    };
    if suppression.names.is_empty() {
        return vec![rules.of_tool(tool).collect()];
    }
    let names = suppression.names.iter();
    names.map(|name| rules.of_tool_named(tool, &name.text)).collect()
}
