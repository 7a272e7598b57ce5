//! Candidates become findings, in order.

use rustc_hash::FxHashMap;
use source::{FileId, Finding, RuleId};

use super::equals::Equals;
use super::{Candidate, Keeping};
use crate::{HeldBack, HeldBy, HistoryFacts, Interrupt, RuleSet, Suppression};

/// The findings in the order of the history's files and, within a file, of the text. What comments hold back gets the
/// fingerprints that are left, so that those of the others stay as they are. `None` where it was interrupted.
pub(super) fn findings(
    rules: &RuleSet,
    history: &HistoryFacts,
    mut candidates: Vec<Candidate>,
    mut suppressed: Vec<(Candidate, &Suppression)>,
    keeping: &mut Keeping,
    interrupt: &Interrupt,
) -> Option<Vec<Finding>> {
    let files = candidates
        .iter()
        .chain(suppressed.iter().map(|(candidate, _)| candidate));
    let order = Order::of(history, files.map(|candidate| candidate.report.span.file));
    candidates.sort_by(|left, right| order.compare(left, right));
    suppressed.sort_by(|(left, _), (right, _)| order.compare(left, right));
    let all = candidates
        .iter()
        .chain(suppressed.iter().map(|(candidate, _)| candidate));
    if interrupt.is_raised() {
        return None;
    }
    let mut equals = Equals::new(history, all);
    let mut finished = |candidate| finding(rules, candidate, &mut equals);
    let unless_interrupted = |candidate| (!interrupt.is_raised()).then(|| finished(candidate));
    let findings = candidates.into_iter().map(unless_interrupted).collect::<Option<_>>()?;
    for (candidate, suppression) in suppressed {
        let facts = candidate.migration.and_then(|at| history.migrations.get(at));
        let file = candidate.report.span.file;
        let here = || Some(&history.migrations[history.migrations_in(file).next()?]);
        let Some(file) = facts.or_else(here).map(|facts| &facts.file) else {
            continue;
        };
        let finding = finished(candidate);
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

/// Puts what is held back into the order of the findings.
pub(super) fn sort(history: &HistoryFacts, held_back: &mut [HeldBack]) {
    let order = Order::of(history, held_back.iter().map(|held_back| held_back.finding.span.file));
    held_back.sort_by_key(|held_back| {
        let span = held_back.finding.span;
        (order.rank(span.file), span.range.start, span.range.end)
    });
}

fn finding(rules: &RuleSet, candidate: Candidate, equals: &mut Equals<'_>) -> Finding {
    let info = rules.info(candidate.rule);
    let fingerprint = equals.fingerprint(&info.id, &candidate);
    let report = candidate.report;
    Finding {
        rule: RuleId::from(&*info.id),
        category: info.category,
        severity: candidate.severity,
        message: report.message,
        help: report.help,
        url: info.url(),
        span: report.span,
        statement: report.statement,
        related: report.related,
        fixes: report.fixes,
        fingerprint,
    }
}

/// Some files of a history in its order.
struct Order(FxHashMap<FileId, usize>);

impl Order {
    fn of(history: &HistoryFacts, files: impl Iterator<Item = FileId>) -> Self {
        let mut ranks: FxHashMap<FileId, usize> = FxHashMap::default();
        for file in files {
            let first = || history.migrations_in(file).next().unwrap_or(usize::MAX);
            ranks.entry(file).or_insert_with(first);
        }
        Self(ranks)
    }

    fn rank(&self, file: FileId) -> (usize, FileId) {
        (self.0.get(&file).copied().unwrap_or(usize::MAX), file)
    }

    fn compare(&self, left: &Candidate, right: &Candidate) -> std::cmp::Ordering {
        let place = |candidate: &Candidate| {
            let span = candidate.report.span;
            (self.rank(span.file), span.range.start, span.range.end, candidate.rule)
        };
        let by_message = || left.report.message.cmp(&right.report.message);
        place(left).cmp(&place(right)).then_with(by_message)
    }
}
