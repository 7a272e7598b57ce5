//! Other linters' test cases, through the aliases of our rules.

mod case;
mod differences;
mod fixes;
mod tally;

use std::collections::BTreeSet;
use std::sync::Arc;

use anyhow::ensure;
use lint::Rule;
use rayon::prelude::*;

use case::{Case, Expectation};
use differences::Differences;
use tally::Tally;

pub(crate) use differences::page as disagreements;

/// What came of a case.
enum Verdict {
    Agrees,
    /// No rule of ours stands for the rule.
    NoCounterpart,
    Missing,
    /// The rules of ours that found something where that tool's stays silent.
    Noisy(BTreeSet<String>),
}

/// Runs the cases of every suite in the corpus and prints how many agree; with a suite's name, each case that differs.
///
/// # Errors
/// Where a suite misses its share of agreement or of rules with a counterpart, a reason is no longer needed, a fix of ours
/// does not do what the other tool's does, or the cases cannot be read.
pub(crate) fn run(only: Option<&str>) -> anyhow::Result<()> {
    let rules = rules::all();
    let differences = Differences::read()?;
    let mut failures = Vec::new();
    let mut needed = BTreeSet::new();
    for suite in case::suites()? {
        if only.is_some_and(|only| only != suite) {
            continue;
        }
        let cases = Case::all(&suite)?;
        let verdicts: Vec<Verdict> = cases.par_iter().map(|case| judge(case, &rules)).collect();
        let mut tally = Tally::default();
        for (case, verdict) in cases.iter().zip(&verdicts) {
            let reason = match verdict {
                Verdict::Agrees => None,
                Verdict::NoCounterpart => differences.of_rule(case),
                Verdict::Missing | Verdict::Noisy(_) => differences.of_case(case),
            };
            needed.extend(reason.map(str::to_owned));
            tally.add(case, verdict, reason.is_some());
            if only.is_some() {
                show(case, verdict, reason.is_some());
            }
        }
        println!("{suite:<24} {tally}");
        failures.extend(
            tally
                .failures()
                .into_iter()
                .map(|failure| format!("{suite}: {failure}")),
        );
    }
    if only.is_none_or(|only| only == "squawk") {
        failures.extend(fixes::run(&rules)?);
    }
    let stale = differences.stale(&needed, only);
    if !stale.is_empty() {
        failures.push(format!("these reasons are no longer needed: {}", stale.join(", ")));
    }
    ensure!(failures.is_empty(), "{}", failures.join("\n"));
    Ok(())
}

/// Whether our rules with the alias say of a case what its suite says. A case that names several rules wants all of them,
/// one that names none wants any that the suite has.
fn judge(case: &Case, rules: &[Arc<dyn Rule>]) -> Verdict {
    let found: BTreeSet<String> = case.findings(rules).into_iter().collect();
    let mut verdict = Verdict::NoCounterpart;
    for meant in case.meant(rules) {
        let is_found = meant.any.iter().any(|rule| found.contains(rule));
        let noisy: BTreeSet<String> = found.intersection(&meant.full).cloned().collect();
        match case.expect {
            Expectation::Violation if !is_found => return Verdict::Missing,
            Expectation::Ok if !noisy.is_empty() => return Verdict::Noisy(noisy),
            Expectation::Violation | Expectation::Ok => verdict = Verdict::Agrees,
        }
    }
    verdict
}

fn show(case: &Case, verdict: &Verdict, is_explained: bool) {
    let known = if is_explained { ", with a reason" } else { "" };
    match verdict {
        Verdict::Missing => println!("\nmissing{known} {}: {} finds", case.id, case.rule),
        Verdict::Noisy(rules) => println!("\nnoisy{known} {}: {} is silent, {rules:?} find", case.id, case.rule),
        Verdict::Agrees | Verdict::NoCounterpart => return,
    }
    for line in case.sql().lines() {
        println!("    | {line}");
    }
}
