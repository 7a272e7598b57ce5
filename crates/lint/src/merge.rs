//! From what rules reported to findings: which reports are dropped, what is suppressed, in which order they come.

mod equal_statements;
mod equals;
mod finished;
mod merging;
mod object_settings;
mod outside;
mod review;
mod yielding;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use source::{FileId, Finding, Fingerprint, RuleId, Severity, Span};

use crate::{
    Fingerprints, Gathered, HeldBack, HistoryFacts, Inspected, Interrupt, KeepHeldBack, Position, RuleIndex, RuleSet,
    RunError, Step, Stops, Timings,
};

pub(crate) use equal_statements::EqualStatements;
use finished::Finishing;
use merging::Merging;
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

/// What was reported about the migrations of one history, each with its number in it and in their order. Those of which
/// nothing was said may be left out. What nobody else holds is not copied into findings.
pub struct Reports<'a> {
    /// What the rules said.
    pub inspected: Vec<(usize, Cow<'a, Inspected>)>,
    /// What the rules over the history kept.
    pub gathered: Vec<(usize, Cow<'a, Gathered>)>,
    /// Where rules came to their end.
    pub stops: &'a Stops,
    /// The end of this history.
    pub end: Position,
}

/// What is reported on.
#[derive(Clone, Copy)]
pub struct Wanted<'a> {
    /// Whether a file is.
    pub holds: &'a dyn Fn(FileId) -> bool,
    /// The numbers of the migrations in those files, in the order of the history.
    pub migrations: &'a [usize],
    /// Whether findings get fingerprints.
    pub fingerprints: Fingerprints,
}

/// A report on its way to being a finding.
#[derive(Debug)]
struct Candidate<'a> {
    rule: RuleIndex,
    severity: Severity,
    /// The migration it is about; `None` for one about a file that holds none.
    migration: Option<usize>,
    /// The first migration in its file.
    rank: usize,
    change: Option<u32>,
    /// Where the report is, at hand for those who put thousands into order.
    span: Span,
    report: &'a mut crate::Report,
}

/// Makes findings of the reports about one history: in files that are `wanted`, without those that yield to another,
/// that a comment suppresses, or that the baseline holds. `None` where it was interrupted.
#[must_use]
pub fn merge(
    rules: &RuleSet,
    history: &HistoryFacts,
    mut reports: Reports<'_>,
    wanted: Wanted<'_>,
    baseline: &Baseline,
    keep: KeepHeldBack,
    interrupt: &Interrupt,
) -> Option<Merged> {
    let timings = rules.timings().map(|timings| &**timings);
    let fingerprints = match wanted.fingerprints {
        Fingerprints::Unread if go_by_fingerprints(rules, baseline, keep) => Fingerprints::Made,
        fingerprints => fingerprints,
    };
    let mut merging = Merging::new(rules, history, wanted);
    merging.take_failures(&reports);
    let mut concluded = merging.conclude(&reports, interrupt)?;
    let (mut candidates, mut review) = Timings::spend(timings, Step::Merging, || {
        let mut candidates = merging.candidates(&mut reports, &mut concluded, interrupt)?;
        // What a rule says that has no end depends on how far it came.
        candidates.retain(|candidate| !merging.exhausted.contains(&candidate.rule));
        yielding::drop_those_that_yield(rules, &mut candidates);
        let mut review = Review::new(rules, history, wanted.migrations, keep);
        let candidates = review.without_suppressed(candidates);
        Some((candidates, review))
    })?;
    let concluded = review.conclude(&merging.errors);
    let mut reviewed = merging.review(concluded);
    let mut keeping = Keeping {
        keep,
        held_back: Vec::new(),
    };
    let mut findings = Timings::spend(timings, Step::Merging, || {
        candidates.append(&mut review.without_suppressed(merging.concluded(&mut reviewed)));
        let finishing = Finishing::new(rules, history, fingerprints);
        finishing.findings(candidates, review.take_kept(), &mut keeping, interrupt)
    })?;
    let suppressed = review.suppressed() + take_allowed(rules, history, &mut findings, &mut keeping);
    let baselined = take_baselined(baseline, &mut findings, &mut keeping);
    if !baseline.released.is_empty() {
        findings.retain(|finding| !baseline.released.contains(&(finding.span.file, finding.fingerprint)));
    }
    findings.shrink_to_fit();
    finished::sort(history, &mut keeping.held_back);
    Some(Merged {
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
    })
}

/// Whether it depends on fingerprints which findings are reported, or how.
fn go_by_fingerprints(rules: &RuleSet, baseline: &Baseline, keep: KeepHeldBack) -> bool {
    let mut allowances = rules.allowances().iter();
    keep == KeepHeldBack::Kept
        || !baseline.fingerprints.is_empty()
        || !baseline.released.is_empty()
        || allowances.any(|allowance| !allowance.fingerprints.is_empty())
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

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
