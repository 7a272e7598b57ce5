use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use source::{Applicability, Edit, FileId, Files, Fix, Replacement, TextRange};

use crate::Project;

/// What fixes made of a project's files.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Fixed {
    /// The new texts of files that changed.
    pub changed: BTreeMap<FileId, String>,
    /// New files, by path.
    pub created: BTreeMap<String, String>,
    /// How many fixes were applied.
    pub applied: u32,
}

/// Rounds after which fixes that still call for others are given up.
const MOST_ROUNDS: u32 = 10;

impl Project {
    /// Applies fixes that are at least as safe as `least` to the files that are `wanted`, checks again, and goes on
    /// until there are none left. A file that can be read less well after a round than before it is left as it was.
    pub fn fix(&mut self, files: &dyn Files, least: Applicability, wanted: &(dyn Fn(FileId) -> bool + Sync)) -> Fixed {
        let mut fixed = Fixed::default();
        let mut given_up: FxHashSet<FileId> = FxHashSet::default();
        for _ in 0..MOST_ROUNDS {
            let outcome = self.check(Some(&|file| wanted(file)));
            let fixes = outcome.findings.iter().flat_map(|finding| finding.fixes.first());
            let fixes = fixes.filter(|fix| fix.applicability >= least && !touches(fix, &given_up));
            let round = self.plan(fixes);
            if round.applied == 0 {
                break;
            }
            let refused = self.take_round(files, &round);
            for (file, text) in round.changed {
                if refused.contains(&file) {
                    given_up.insert(file);
                } else {
                    fixed.changed.insert(file, text);
                }
            }
            fixed.created.extend(round.created);
            fixed.applied += round.applied - u32::try_from(refused.len()).unwrap_or_default().min(round.applied);
        }
        fixed
    }

    /// What these fixes make of the files. A fix that touches what an earlier one changes waits for the next round.
    pub fn plan<'a>(&self, fixes: impl Iterator<Item = &'a Fix>) -> Fixed {
        let mut taken: FxHashMap<FileId, Vec<&Replacement>> = FxHashMap::default();
        let mut planned = Fixed::default();
        for fix in fixes {
            let collides = fix.edits.iter().any(|edit| match edit {
                Edit::Replace(new) => taken
                    .get(&new.span.file)
                    .is_some_and(|taken| taken.iter().any(|old| touch(old.span.range, new.span.range))),
                Edit::Create { path, .. } => planned.created.contains_key(path),
            });
            if collides {
                continue;
            }
            planned.applied += 1;
            for edit in &fix.edits {
                match edit {
                    Edit::Replace(new) => taken.entry(new.span.file).or_default().push(new),
                    Edit::Create { path, text } => {
                        planned.created.insert(path.clone(), text.clone());
                    }
                }
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

    /// Puts the new texts in place, and takes those back that can be read less well than before.
    fn take_round(&mut self, files: &dyn Files, round: &Fixed) -> FxHashSet<FileId> {
        let mut refused = FxHashSet::default();
        for (file, text) in &round.changed {
            let old = Arc::clone(self.sources().get(*file));
            let before = self.unread(*file);
            self.replace(files, *file, text.clone());
            if self.unread(*file) > before {
                self.replace(files, *file, old.text().to_owned());
                refused.insert(*file);
            }
        }
        refused
    }

    /// How much of a file is not understood.
    fn unread(&self, file: FileId) -> usize {
        self.migrations_in(file).map(|facts| facts.unread()).sum()
    }
}

fn touches(fix: &Fix, files: &FxHashSet<FileId>) -> bool {
    fix.edits.iter().any(|edit| match edit {
        Edit::Replace(replacement) => files.contains(&replacement.span.file),
        Edit::Create { .. } => false,
    })
}

/// Two insertions at one place touch as well: their order would be a guess.
const fn touch(left: TextRange, right: TextRange) -> bool {
    left.overlaps(right) || left.start == right.start
}

fn replaced(text: &str, mut replacements: Vec<&Replacement>) -> String {
    replacements.sort_by_key(|replacement| replacement.span.range);
    let mut replaced = text.to_owned();
    for replacement in replacements.into_iter().rev() {
        replaced.replace_range(replacement.span.range.slice(), &replacement.text);
    }
    replaced
}
