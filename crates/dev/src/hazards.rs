//! Other linters' test cases, through the aliases of our rules.

mod case;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use anyhow::{Context, bail, ensure};
use lint::Rule;
use rayon::prelude::*;

use case::{Case, Expectation};

/// Suites of cases that name a rule, and the word before the colon in aliases that stand for its rules.
const SUITES: &[&str] = &[
    "diesel-guard",
    "django-migration-linter",
    "drizzle-migration-lint",
    "migrationpilot",
    "squawk",
    "tsqllint",
];

/// Where differences that stay are kept, below the workspace: the case, and why Lockgate differs.
const DIFFERENCES: &str = "tests/hazard-differences.tsv";

/// What came of a case.
enum Verdict {
    Agrees,
    /// No rule of ours stands for the rule.
    NoCounterpart,
    Missing,
    /// The rules of ours that found something where that tool's stays silent.
    Noisy(BTreeSet<String>),
}

/// Runs the cases and prints, for each suite, how many agree; with a suite's name, each case that differs.
///
/// # Errors
/// Where a case differs without a reason written down, a reason is no longer needed, or the cases cannot be read.
pub(crate) fn run(only: Option<&str>) -> anyhow::Result<()> {
    let rules = rules::all();
    let mut reasons = differences()?;
    let mut unexplained = Vec::new();
    for suite in SUITES.iter().filter(|suite| only.is_none_or(|only| only == **suite)) {
        let cases = Case::all(suite)?;
        let verdicts: Vec<Verdict> = cases.par_iter().map(|case| judge(case, &rules)).collect();
        let mut tally = Tally::default();
        for (case, verdict) in cases.iter().zip(&verdicts) {
            tally.add(case, verdict);
            if matches!(verdict, Verdict::Agrees | Verdict::NoCounterpart) {
                continue;
            }
            if only.is_some() {
                show(case, verdict);
            }
            if reasons.remove(&case.id).is_none() {
                unexplained.push(case.id.clone());
            }
        }
        println!("{suite:<24} {tally}");
    }
    ensure!(
        unexplained.is_empty(),
        "{} cases differ without a reason in {DIFFERENCES}: {}",
        unexplained.len(),
        unexplained.join(", ")
    );
    reasons.retain(|id, _| only.is_none_or(|only| id.starts_with(only)));
    ensure!(
        reasons.is_empty(),
        "{DIFFERENCES} explains cases that do not differ: {:?}",
        reasons.keys()
    );
    Ok(())
}

/// Whether our rules with the alias say of a case what its suite says.
fn judge(case: &Case, rules: &[Arc<dyn Rule>]) -> Verdict {
    let alias = case.alias();
    let has = |names: &[std::borrow::Cow<'static, str>]| names.iter().any(|name| **name == alias);
    let is_full = |rule: &&Arc<dyn Rule>| has(&rule.info().aliases);
    let is_any = |rule: &&Arc<dyn Rule>| is_full(rule) || has(&rule.info().partial_aliases);
    let named = |is_meant: &dyn Fn(&&Arc<dyn Rule>) -> bool| -> BTreeSet<String> {
        let meant = rules.iter().filter(|rule| is_meant(rule));
        meant.map(|rule| rule.info().id.to_string()).collect()
    };
    let any = named(&is_any);
    if any.is_empty() {
        return Verdict::NoCounterpart;
    }
    let found: BTreeSet<String> = case
        .findings(rules)
        .into_iter()
        .filter(|rule| any.contains(rule))
        .collect();
    match case.expect {
        Expectation::Violation if found.is_empty() => Verdict::Missing,
        Expectation::Violation => Verdict::Agrees,
        Expectation::Ok => {
            let noisy: BTreeSet<String> = found.intersection(&named(&is_full)).cloned().collect();
            if noisy.is_empty() {
                Verdict::Agrees
            } else {
                Verdict::Noisy(noisy)
            }
        }
    }
}

#[derive(Default)]
struct Tally {
    violations: usize,
    found: usize,
    oks: usize,
    silent: usize,
    without_counterpart: BTreeMap<String, usize>,
}

impl Tally {
    fn add(&mut self, case: &Case, verdict: &Verdict) {
        if matches!(verdict, Verdict::NoCounterpart) {
            *self.without_counterpart.entry(case.rule.clone()).or_default() += 1;
            return;
        }
        let agrees = usize::from(matches!(verdict, Verdict::Agrees));
        match case.expect {
            Expectation::Violation => {
                self.violations += 1;
                self.found += agrees;
            }
            Expectation::Ok => {
                self.oks += 1;
                self.silent += agrees;
            }
        }
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let without: usize = self.without_counterpart.values().sum();
        write!(
            f,
            "found {} of {}, silent on {} of {}, {without} without a counterpart",
            self.found, self.violations, self.silent, self.oks
        )?;
        if without > 0 {
            let rules: Vec<String> = self
                .without_counterpart
                .iter()
                .map(|(rule, count)| format!("{rule} {count}"))
                .collect();
            write!(f, " ({})", rules.join(", "))?;
        }
        Ok(())
    }
}

fn show(case: &Case, verdict: &Verdict) {
    match verdict {
        Verdict::Missing => println!("\nmissing {}: {} finds", case.id, case.alias()),
        Verdict::Noisy(rules) => println!("\nnoisy {}: {} is silent, {rules:?} find", case.id, case.alias()),
        Verdict::Agrees | Verdict::NoCounterpart => return,
    }
    for line in case.sql().lines() {
        println!("    | {line}");
    }
}

/// Reasons by case.
fn differences() -> anyhow::Result<BTreeMap<String, String>> {
    let path = crate::workspace_root().join(DIFFERENCES);
    let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let lines = (1..)
        .zip(text.lines())
        .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    lines
        .map(|(number, line)| match line.split_once('\t') {
            Some((id, reason)) if !reason.trim().is_empty() => Ok((id.to_owned(), reason.to_owned())),
            _ => bail!("{DIFFERENCES}:{number}: write the case, a tab, and the reason"),
        })
        .collect()
}
