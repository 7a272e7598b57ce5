use std::collections::{BTreeMap, BTreeSet};

use migrations::OptOut;
use rustc_hash::{FxHashMap, FxHashSet};
use source::{Applicability, Edit, FileId, Files, Fingerprint, Fix, Replacement, RuleId, TextRange, leads_out};

use crate::with_new_files::WithNewFiles;
use crate::{Outcome, Project};

/// What fixes made of a project's files.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Fixed {
    /// The new texts of files that changed.
    pub changed: BTreeMap<FileId, String>,
    /// The files that are made.
    pub created: Vec<NewFile>,
    /// How many fixes were applied.
    pub applied: u32,
    /// How many were taken back: what they made was read less well, or brought findings of its own.
    pub refused: u32,
    /// How many were left out because they make a file outside the project.
    pub outside: u32,
}

/// What fixes may touch.
#[derive(Clone, Copy)]
pub struct Reach<'a> {
    /// Whether a file may change.
    pub wanted: &'a (dyn Fn(FileId) -> bool + Sync),
    /// Whether a file that goes with this one may be made at a path whose letters lead nowhere else.
    pub may_make: &'a (dyn Fn(FileId, &str) -> bool + Sync),
}

impl Reach<'static> {
    /// Every file of the project, in memory.
    pub const EVERYTHING: Self = Self {
        wanted: &|_| true,
        may_make: &|_, _| true,
    };
}

/// A file that a fix makes.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct NewFile {
    /// Its path.
    pub path: String,
    /// Its whole text.
    pub text: String,
    /// The file of the finding: what is changed there belongs to the same fix.
    pub home: FileId,
}

/// A fix, and the finding that it is for.
#[derive(Clone, Copy)]
struct Candidate<'a> {
    finding: Fingerprint,
    home: FileId,
    rule: &'a RuleId,
    fix: &'a Fix,
}

impl Project {
    /// Applies fixes that are at least as safe as `least` to what is within `reach`, checks again, and goes on until there
    /// are none left. A round with a fix that makes something worse, or does not mend what it is for, is taken back and
    /// tried again with fewer fixes. Files that hold a released migration are left alone.
    pub fn fix(&mut self, files: &dyn Files, least: Applicability, reach: &Reach<'_>) -> Fixed {
        let mut files = WithNewFiles::new(files);
        let mut fixed = Fixed::default();
        let mut refused: FxHashSet<Fingerprint> = FxHashSet::default();
        let mut outside: FxHashSet<Fingerprint> = FxHashSet::default();
        loop {
            let outcome = self.check(Some(reach.wanted));
            let standing = self.standing(&outcome);
            let mut fixes: Vec<Candidate<'_>> = Vec::new();
            // The rules that speak of one file take turns, so that what one of them mends is not put down to another.
            let mut turns: FxHashMap<FileId, &RuleId> = FxHashMap::default();
            for finding in &outcome.findings {
                if refused.contains(&finding.fingerprint) || outside.contains(&finding.fingerprint) {
                    continue;
                }
                let fix = finding.fixes.iter().find(|fix| fix.applicability >= least);
                let home = finding.span.file;
                let fix = fix.filter(|fix| self.may_touch(fix, home, &files, reach.wanted));
                if fix.is_some_and(|fix| !self.stays_inside(fix, home, reach)) {
                    outside.insert(finding.fingerprint);
                    continue;
                }
                let Some(fix) = fix else {
                    continue;
                };
                if **turns.entry(home).or_insert(&finding.rule) == finding.rule {
                    fixes.push(Candidate {
                        finding: finding.fingerprint,
                        home,
                        rule: &finding.rule,
                        fix,
                    });
                }
            }
            if fixes.is_empty() {
                // A finding may have had another fingerprint in an earlier round: those that are left count.
                let left = |among: &FxHashSet<Fingerprint>| {
                    let left = outcome.findings.iter().filter(|one| among.contains(&one.fingerprint));
                    u32::try_from(left.count()).unwrap_or(u32::MAX)
                };
                fixed.refused = left(&refused);
                fixed.outside = left(&outside);
                return fixed;
            }
            let round = match self.largest_round(&mut files, fixes, &standing, reach.wanted) {
                Ok(round) => round,
                Err(culprits) => {
                    refused.extend(culprits);
                    continue;
                }
            };
            fixed.applied += round.applied;
            fixed.changed.extend(round.changed);
            fixed.created.extend(round.created);
        }
    }

    /// What these fixes make of the files. A fix that touches what an earlier one changes waits for the next round.
    pub fn plan<'a>(&self, fixes: impl Iterator<Item = (FileId, &'a Fix)>) -> Fixed {
        self.plan_noting(fixes, |_| ())
    }

    /// The same; `planned_one` is told the number of each fix that does not wait.
    fn plan_noting<'a>(
        &self,
        fixes: impl Iterator<Item = (FileId, &'a Fix)>,
        mut planned_one: impl FnMut(usize),
    ) -> Fixed {
        let mut taken: FxHashMap<FileId, Vec<&Replacement>> = FxHashMap::default();
        let mut planned = Fixed::default();
        for (number, (home, fix)) in fixes.enumerate() {
            let collides = replacements(fix).any(|new| {
                let taken = taken.get(&new.span.file);
                taken.is_some_and(|taken| taken.iter().any(|old| touch(old.span.range, new.span.range)))
            });
            let mut creations = creations(fix);
            if collides || creations.any(|(path, _)| planned.created.iter().any(|new| new.path == path)) {
                continue;
            }
            planned.created.extend(self::creations(fix).map(|(path, text)| NewFile {
                path: path.to_owned(),
                text: text.to_owned(),
                home,
            }));
            planned.applied += 1;
            planned_one(number);
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

    /// Puts as many of the fixes in place as make nothing worse and mend what they are for: all of them, those that touch no
    /// file that got worse and mend something each, the first of each file, or the first half, and so on. Where none does, the
    /// error names the findings that those were for which were tried last, each alone in its file.
    fn largest_round(
        &mut self,
        files: &mut WithNewFiles<'_>,
        fixes: Vec<Candidate<'_>>,
        standing: &Standing,
        wanted: &(dyn Fn(FileId) -> bool + Sync),
    ) -> Result<Fixed, Vec<Fingerprint>> {
        let mut tried = fixes;
        loop {
            let mut aims: BTreeMap<(FileId, RuleId), usize> = BTreeMap::new();
            let round = self.plan_noting(tried.iter().map(|tried| (tried.home, tried.fix)), |number| {
                let aim = tried[number];
                *aims.entry((aim.home, aim.rule.clone())).or_default() += 1;
            });
            let old: Vec<(FileId, String)> = round
                .changed
                .keys()
                .map(|file| (*file, self.sources().get(*file).text().to_owned()))
                .collect();
            let beside = self.files_beside(&round.created);
            files
                .new
                .extend(round.created.iter().map(|new| (new.path.clone(), new.text.clone())));
            for (file, text) in &round.changed {
                self.replace(files, *file, text.clone());
            }
            self.read_again(files, &beside);
            let outcome = self.check(Some(wanted));
            let now = self.standing(&outcome);
            let worse = now.files_worse_than(standing);
            let idle = now.missed(&aims, standing);
            if worse.is_empty() && idle.is_empty() && now.total() < standing.total() {
                return Ok(round);
            }
            files
                .new
                .retain(|path, _| !round.created.iter().any(|new| new.path == *path));
            for (file, text) in old {
                self.replace(files, file, text);
            }
            self.read_again(files, &beside);
            if let [culprit] = tried.as_slice() {
                return Err(vec![culprit.finding]);
            }
            let is_apart = |tried: &Candidate<'_>| {
                let touched = replacements(tried.fix).map(|replacement| replacement.span.file);
                let makes_worse = touched.chain([tried.home]).any(|file| worse.contains(&file));
                !makes_worse && !idle.contains(&(tried.home, tried.rule.clone()))
            };
            let apart: Vec<Candidate<'_>> = tried.iter().copied().filter(is_apart).collect();
            if apart.len() == tried.len() {
                tried.truncate(apart.len().div_ceil(2));
            } else if !apart.is_empty() {
                tried = apart;
            } else {
                let mut homes: FxHashSet<FileId> = FxHashSet::default();
                let all = tried.len();
                tried.retain(|candidate| homes.insert(candidate.home));
                if tried.len() == all {
                    return Err(tried.iter().map(|culprit| culprit.finding).collect());
                }
            }
        }
    }

    /// The files whose tool looks for one of the new files beside them.
    fn files_beside(&self, new: &[NewFile]) -> BTreeSet<FileId> {
        let mut beside: BTreeSet<FileId> = new.iter().map(|new| new.home).collect();
        for facts in self.migrations().filter(|_| !new.is_empty()) {
            if let OptOut::File { path, .. } = &facts.migration.policy.opt_out
                && new.iter().any(|new| new.path == *path)
            {
                beside.insert(facts.migration.file);
            }
        }
        beside
    }

    /// Reads files once more whose own text stayed as it is.
    fn read_again(&mut self, files: &dyn Files, beside: &BTreeSet<FileId>) {
        for file in beside {
            let text = self.sources().get(*file).text().to_owned();
            self.replace(files, *file, text);
        }
    }

    fn may_touch(&self, fix: &Fix, home: FileId, files: &dyn Files, wanted: &dyn Fn(FileId) -> bool) -> bool {
        let is_open = |file: FileId| {
            let mut migrations = self.migrations_in(file);
            wanted(file) && !migrations.any(|facts| facts.migration.provenance.is_released)
        };
        fix.edits.iter().all(|edit| match edit {
            Edit::Replace(replacement) => is_open(replacement.span.file),
            Edit::Create { path, .. } => {
                fix.applicability == Applicability::Unsafe && is_open(home) && files.read(path).is_err()
            }
        })
    }

    fn stays_inside(&self, fix: &Fix, home: FileId, reach: &Reach<'_>) -> bool {
        let beside = self.sources().get(home).path();
        creations(fix).all(|(path, _)| !leads_out(path, beside) && (reach.may_make)(home, path))
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

    /// Where fewer findings of a rule went than fixes of it were put in place.
    fn missed(&self, aims: &BTreeMap<(FileId, RuleId), usize>, before: &Self) -> BTreeSet<(FileId, RuleId)> {
        let count = |standing: &Self, key| standing.findings.get(key).copied().unwrap_or_default();
        let missed = aims
            .iter()
            .filter(|(key, fixes)| count(self, key) + **fixes > count(before, key));
        missed.map(|(key, _)| key.clone()).collect()
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

fn creations(fix: &Fix) -> impl Iterator<Item = (&str, &str)> {
    fix.edits.iter().filter_map(|edit| match edit {
        Edit::Create { path, text } => Some((path.as_str(), text.as_str())),
        Edit::Replace(_) => None,
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
