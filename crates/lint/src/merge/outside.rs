//! Findings that are held back from outside their files: by the configuration, and by the baseline.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use source::{FileId, Finding, Fingerprint};

use super::{Baseline, Keeping, count};
use crate::{Allowance, HeldBack, HeldBy, HistoryFacts, RuleSet};

/// Takes out what the configuration allows, and says how much that is.
pub(super) fn take_allowed(
    rules: &RuleSet,
    history: &HistoryFacts,
    findings: &mut Vec<Finding>,
    keeping: &mut Keeping,
) -> u32 {
    if rules.allowances().is_empty() {
        return 0;
    }
    let gone = history.history.gone.iter();
    let gone: FxHashMap<FileId, &str> = gone.map(|gone| (gone.file, gone.path.as_str())).collect();
    let path = |file: FileId| {
        let there = || Some(history.migrations[history.migrations_in(file).next()?].file.path());
        gone.get(&file).copied().or_else(there).unwrap_or_default()
    };
    let all = findings.len();
    findings.retain(|finding| {
        let path = path(finding.span.file);
        let holds = |it: &&Allowance| it.holds(finding, path, rules.today());
        // Each one that holds is of use, so all of them are asked.
        let holding: Vec<&Allowance> = rules.allowances().iter().filter(holds).collect();
        let Some(first) = holding.first() else {
            return true;
        };
        keeping.keep(|| HeldBack {
            finding: finding.clone(),
            by: HeldBy::Configuration,
            path: Arc::clone(&first.path),
            line: Some(first.line),
            reason: first.reason.clone(),
        });
        false
    });
    count(all - findings.len())
}

/// Takes out what the baseline holds, and says which of its entries these are.
pub(super) fn take_baselined(
    baseline: &Baseline,
    findings: &mut Vec<Finding>,
    keeping: &mut Keeping,
) -> Vec<Fingerprint> {
    let mut baselined = Vec::new();
    if baseline.fingerprints.is_empty() {
        return baselined;
    }
    findings.retain(|finding| {
        if !baseline.fingerprints.contains(&finding.fingerprint) {
            return true;
        }
        baselined.push(finding.fingerprint);
        keeping.keep(|| HeldBack {
            finding: finding.clone(),
            by: HeldBy::Baseline,
            path: Arc::clone(&baseline.path),
            line: None,
            reason: None,
        });
        false
    });
    baselined
}
