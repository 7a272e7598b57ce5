use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::{FxHashMap, FxHashSet};
use source::{Applicability, Edit, FileId, Files, Fingerprint, Fix, Replacement, RuleId, TextRange};

use crate::{Outcome, Project};

/// What fixes made of a project's files.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Fixed {
    /// The new texts of files that changed.
    pub changed: BTreeMap<FileId, String>,
    /// How many fixes were applied.
    pub applied: u32,
    /// How many were taken back: what they made was read less well, or brought findings of its own.
    pub refused: u32,
}

impl Project {
    /// Applies fixes that are at least as safe as `least` to the files that are `wanted`, checks again, and goes on
    /// until there are none left. A round that makes something worse is taken back and tried again with fewer fixes.
    /// Files that hold a released migration are left alone.
    pub fn fix(&mut self, files: &dyn Files, least: Applicability, wanted: &(dyn Fn(FileId) -> bool + Sync)) -> Fixed {
        let mut fixed = Fixed::default();
        let mut refused: FxHashSet<Fingerprint> = FxHashSet::default();
        loop {
            let outcome = self.check(Some(wanted));
            let standing = self.standing(&outcome);
            let mut fixes: Vec<(Fingerprint, &Fix)> = Vec::new();
            for finding in outcome.findings.iter().filter(|it| !refused.contains(&it.fingerprint)) {
                let fix = finding.fixes.iter().find(|fix| fix.applicability >= least);
                let fix = fix.filter(|fix| self.may_touch(fix, wanted));
                fixes.extend(fix.map(|fix| (finding.fingerprint, fix)));
            }
            if fixes.is_empty() {
                return fixed;
            }
            let round = match self.largest_round(files, fixes, &standing, wanted) {
                Ok(round) => round,
                Err(culprit) => {
                    refused.insert(culprit);
                    fixed.refused += 1;
                    continue;
                }
            };
            fixed.applied += round.applied;
            fixed.changed.extend(round.changed);
        }
    }

    /// What these fixes make of the files. A fix that touches what an earlier one changes waits for the next round.
    pub fn plan<'a>(&self, fixes: impl Iterator<Item = &'a Fix>) -> Fixed {
        let mut taken: FxHashMap<FileId, Vec<&Replacement>> = FxHashMap::default();
        let mut planned = Fixed::default();
        for fix in fixes {
            let collides = replacements(fix).any(|new| {
                let taken = taken.get(&new.span.file);
                taken.is_some_and(|taken| taken.iter().any(|old| touch(old.span.range, new.span.range)))
            });
            if collides {
                continue;
            }
            planned.applied += 1;
            for replacement in replacements(fix) {
                taken.entry(replacement.span.file).or_default().push(replacement);
            }
        }
        let mut taken: Vec<(FileId, Vec<&Replacement>)> = taken.into_iter().collect();
        taken.sort_by_key(|(file, _)| *file);
        for (file, replacements) in taken {
            let text = self.sources().get(file).text();
            planned.changed.insert(file, replaced(text, replacements));
        }
        planned
    }

    /// Puts as many of the fixes in place as make nothing worse: all of them, those that touch no file that got worse, or
    /// the first half, and so on. Where not even one does, the error names the finding that it was for.
    fn largest_round(
        &mut self,
        files: &dyn Files,
        fixes: Vec<(Fingerprint, &Fix)>,
        standing: &Standing,
        wanted: &(dyn Fn(FileId) -> bool + Sync),
    ) -> Result<Fixed, Fingerprint> {
        let mut tried = fixes;
        loop {
            let round = self.plan(tried.iter().map(|(_, fix)| *fix));
            let old: Vec<(FileId, String)> = round
                .changed
                .keys()
                .map(|file| (*file, self.sources().get(*file).text().to_owned()))
                .collect();
            for (file, text) in &round.changed {
                self.replace(files, *file, text.clone());
            }
            let outcome = self.check(Some(wanted));
            let now = self.standing(&outcome);
            let worse = now.files_worse_than(standing);
            if worse.is_empty() && now.total() < standing.total() {
                return Ok(round);
            }
            for (file, text) in old {
                self.replace(files, file, text);
            }
            if let [(culprit, _)] = tried.as_slice() {
                return Err(*culprit);
            }
            let is_apart = |(_, fix): &(Fingerprint, &Fix)| {
                let mut touched = replacements(fix).map(|replacement| replacement.span.file);
                touched.all(|file| !worse.contains(&file))
            };
            let half = tried.len().div_ceil(2);
            let apart: Vec<(Fingerprint, &Fix)> = tried.iter().copied().filter(is_apart).collect();
            if apart.is_empty() || apart.len() == tried.len() {
                tried.truncate(half);
            } else {
                tried = apart;
            }
        }
    }

    fn may_touch(&self, fix: &Fix, wanted: &dyn Fn(FileId) -> bool) -> bool {
        let is_open = |file: FileId| {
            let mut migrations = self.migrations_in(file);
            wanted(file) && !migrations.any(|facts| facts.migration.provenance.is_released)
        };
        fix.edits.iter().all(|edit| match edit {
            Edit::Replace(replacement) => is_open(replacement.span.file),
            Edit::Create { .. } => false,
        })
    }

    fn standing(&self, outcome: &Outcome) -> Standing {
        let mut findings: BTreeMap<(FileId, RuleId), usize> = BTreeMap::new();
        for finding in &outcome.findings {
            *findings.entry((finding.span.file, finding.rule.clone())).or_default() += 1;
        }
        let mut unread: BTreeMap<FileId, usize> = BTreeMap::new();
        for facts in self.migrations() {
            *unread.entry(facts.migration.file).or_default() += facts.unread();
        }
        Standing { findings, unread }
    }
}

/// How things stand between two rounds. A round counts where it leaves fewer findings and no file worse, so that rounds come
/// to an end.
struct Standing {
    /// How many findings of which rule each file has.
    findings: BTreeMap<(FileId, RuleId), usize>,
    /// How much of each file is not understood.
    unread: BTreeMap<FileId, usize>,
}

impl Standing {
    fn total(&self) -> usize {
        self.findings.values().sum()
    }

    /// Files with a finding that they did not have, or of which less is understood.
    fn files_worse_than(&self, before: &Self) -> BTreeSet<FileId> {
        let new = self
            .findings
            .iter()
            .filter(|(key, count)| before.findings.get(*key).is_none_or(|old| *count > old));
        let unread = self
            .unread
            .iter()
            .filter(|(file, count)| *count > before.unread.get(*file).unwrap_or(&0));
        let new = new.map(|((file, _), _)| *file);
        new.chain(unread.map(|(file, _)| *file)).collect()
    }
}

fn replacements(fix: &Fix) -> impl Iterator<Item = &Replacement> {
    fix.edits.iter().filter_map(|edit| match edit {
        Edit::Replace(replacement) => Some(replacement),
        Edit::Create { .. } => None,
    })
}

/// Two insertions at one place touch as well: their order would be a guess.
const fn touch(left: TextRange, right: TextRange) -> bool {
    left.overlaps(right) || left.start == right.start
}

/// The text with the replacements in place, their line ends written as the file writes its own.
fn replaced(text: &str, mut replacements: Vec<&Replacement>) -> String {
    replacements.sort_by_key(|replacement| replacement.span.range);
    let line_end = line_end(text);
    let mut replaced = text.to_owned();
    for replacement in replacements.into_iter().rev() {
        let new = replacement.text.replace("\r\n", "\n").replace('\n', line_end);
        replaced.replace_range(replacement.span.range.slice(), &new);
    }
    replaced
}

/// What ends the first line.
fn line_end(text: &str) -> &'static str {
    let Some(at) = text.find(['\n', '\r']) else {
        return "\n";
    };
    match &text.as_bytes()[at..] {
        [b'\r', b'\n', ..] => "\r\n",
        [b'\r', ..] => "\r",
        _ => "\n",
    }
}
