use engine::NewFile;
use lint::RuleInfo;
use source::{FileId, Finding};

use super::CaseFile;
use super::history::Checked;
use crate::verdict::{Disagreement, Verdict};

impl Checked<'_> {
    /// Holds what the fixes make of each file against what the page says, and checks the result.
    pub(super) fn compare_fixes(mut self, info: &RuleInfo, verdict: &mut Verdict) {
        let history = self.history;
        let before: Vec<Finding> = self.outcome.findings.clone();
        for (at, case) in (0..).zip(&history.files) {
            let file = FileId(at);
            let own = before
                .iter()
                .filter(|finding| finding.span.file == file && finding.rule == *info.id);
            let offers = own.clone().any(|finding| !finding.fixes.is_empty());
            if offers && !info.fixable {
                let message = "the rule offers a fix, and does not say so";
                verdict
                    .disagreements
                    .push(Disagreement::wrong(case.line, message.to_owned()));
            }
            let shown = case.fixed.as_ref().map(|(line, text)| (*line, text.as_str()));
            // A fix that only makes a file leaves this one as it is.
            let shown = shown.or_else(|| case.made.first().map(|(line, ..)| (*line, case.text.as_str())));
            let Some((line, expected)) = shown else {
                if offers {
                    let message = "the rule offers a fix here, and the page does not show what it makes";
                    verdict
                        .disagreements
                        .push(Disagreement::wrong(case.line, message.to_owned()));
                }
                continue;
            };
            let fixes = own.filter_map(|finding| finding.fixes.first());
            let planned = self.project.plan(fixes.map(|fix| (file, fix)));
            let fixed = planned.changed.get(&file).cloned().unwrap_or_else(|| case.text.clone());
            let mut wrong = |message: String| verdict.disagreements.push(Disagreement::wrong(line, message));
            if let Err(message) = compare_made(case, &planned.created) {
                wrong(message);
                continue;
            }
            if fixed == case.text && planned.created.is_empty() {
                wrong("the fix changes nothing".to_owned());
                continue;
            }
            if fixed.trim_end() != expected.trim_end() {
                let difference = first_difference(fixed.trim_end(), expected.trim_end());
                wrong(format!(
                    "the fix makes this instead, {difference}:\n{}",
                    fixed.trim_end()
                ));
                continue;
            }
            let old_files = self.files.clone();
            for new in planned.created {
                self.files.add(new.path, new.text);
            }
            self.check_again(file, fixed, info, &before, &mut wrong);
            self.files = old_files;
            self.project.replace(&self.files, file, case.text.clone());
        }
    }

    /// A fix mends what it is for and brings nothing new. What had no fix stays.
    fn check_again(
        &mut self,
        file: FileId,
        fixed: String,
        info: &RuleInfo,
        before: &[Finding],
        wrong: &mut dyn FnMut(String),
    ) {
        let unread_before = self.unread(file);
        self.project.replace(&self.files, file, fixed);
        if self.unread(file) > unread_before {
            wrong("what the fix makes is not understood".to_owned());
        }
        let after = self.project.check(None);
        for finding in after.findings.iter().filter(|finding| finding.span.file == file) {
            let was_there = |old: &&Finding| old.rule == finding.rule && old.message == finding.message;
            if finding.rule == *info.id {
                let had_no_fix = before.iter().filter(was_there).any(|old| old.fixes.is_empty());
                if had_no_fix {
                    continue;
                }
                wrong(format!("after the fix the rule still finds: {}", finding.message));
            } else if !before.iter().any(|old| was_there(&old)) {
                wrong(format!("the fix brings `{}`: {}", finding.rule, finding.message));
            }
        }
    }

    fn unread(&self, file: FileId) -> usize {
        self.project.migrations_in(file).map(|facts| facts.unread()).sum()
    }
}

/// The first line that differs: space at its ends shows, and so do line ends.
fn first_difference(made: &str, shown: &str) -> String {
    let lines = |text: &str| text.split('\n').map(str::to_owned).collect::<Vec<_>>();
    let (made, shown) = (lines(made), lines(shown));
    let most = made.len().max(shown.len());
    let at = (0..most).find(|at| made.get(*at) != shown.get(*at)).unwrap_or_default();
    let told = |lines: &[String]| lines.get(at).map_or("nothing".to_owned(), |line| format!("{line:?}"));
    format!("of which line {} is {} and not {}", at + 1, told(&made), told(&shown))
}

/// Holds the files that fixes make against those that the page shows, by the ends of their paths.
fn compare_made(case: &CaseFile, made: &[NewFile]) -> Result<(), String> {
    for new in made {
        let is_it = |path: &str| new.path == path || new.path.ends_with(&format!("/{path}"));
        let Some((_, _, text)) = case.made.iter().find(|(_, path, _)| is_it(path)) else {
            return Err(format!("the fix makes `{}`, and the page does not show it", new.path));
        };
        if text.trim_end() != new.text.trim_end() {
            return Err(format!(
                "the fix writes this into `{}` instead:\n{}",
                new.path,
                new.text.trim_end()
            ));
        }
    }
    match case.made.len() == made.len() {
        true => Ok(()),
        false => Err("the page shows a file that no fix makes".to_owned()),
    }
}
