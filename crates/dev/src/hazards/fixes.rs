//! Fixes of squawk: where a rule of ours that stands for the same one of theirs offers a fix, it has to mend what they mend.

use std::sync::Arc;

use anyhow::Context;
use lint::Rule;
use source::Applicability;

use super::case::Case;

const SUITE: &str = "squawk_fixes";

/// Applies our fixes to what squawk fixes. The answer is what is wrong with ours.
///
/// # Errors
/// Where the cases cannot be read.
pub(super) fn run(rules: &[Arc<dyn Rule>]) -> anyhow::Result<Vec<String>> {
    let path = crate::corpus_folder()?.join(format!("hazards/{SUITE}.jsonl"));
    let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let (mut all, mut mended) = (0, 0);
    let mut failures = Vec::new();
    for line in text.lines() {
        let case: Case = serde_json::from_str(line).with_context(|| format!("{}: {line}", path.display()))?;
        all += 1;
        match mend(&case, rules) {
            Ours::Mends => mended += 1,
            Ours::OffersNone => {}
            Ours::Fails(why) => failures.push(format!("{SUITE}: {}: {why}", case.id)),
        }
    }
    println!("{SUITE:<24} mended {mended} of {all}; no fix is offered for the others");
    Ok(failures)
}

/// What our fixes make of a case.
enum Ours {
    Mends,
    OffersNone,
    Fails(&'static str),
}

fn mend(case: &Case, rules: &[Arc<dyn Rule>]) -> Ours {
    let names: Vec<String> = case.meant(rules).into_iter().flat_map(|meant| meant.any).collect();
    if names.is_empty() {
        return Ours::OffersNone;
    }
    let (files, mut project) = case.project(rules, &names);
    let offers = |project: &engine::Project| {
        let findings = project.check(None).findings;
        let is_ours = |finding: &&source::Finding| names.iter().any(|name| finding.rule == **name);
        findings
            .iter()
            .filter(is_ours)
            .filter(|finding| !finding.fixes.is_empty())
            .count()
    };
    let unread = |project: &engine::Project| project.migrations().map(|facts| facts.unread()).sum::<usize>();
    let (offered, unread_before) = (offers(&project), unread(&project));
    if offered == 0 {
        return Ours::OffersNone;
    }
    let fixed = project.fix(&files, Applicability::Unsafe, &engine::Reach::EVERYTHING);
    if fixed.applied == 0 || offers(&project) > 0 {
        return Ours::Fails("after our fix the rule still finds it");
    }
    if unread(&project) > unread_before {
        return Ours::Fails("what our fix makes is not understood");
    }
    Ours::Mends
}
