//! What rules in Rhai cost over the corpus, and what a second thread saves.

mod corpus;
mod threads;
mod unwanted;

use std::time::Duration;

use anyhow::ensure;

use self::corpus::Corpus;
use crate::bench::cost::median;

/// How many rules look at the corpus.
const RULES: usize = 50;
/// What a rule is to take for a change that it does not want, in nanoseconds of processor time.
const TARGET: f64 = 1_000.0;
/// How many times faster two threads are to be than one, on processors that do nothing else.
const SPEED_UP: f64 = 1.7;
/// Every so many-th migration is shown where threads are compared: the rules take a minute for all of them.
const SAMPLED: usize = 2;
/// What a figure may miss its target by on a machine that does other things at the same time.
const SLACK: f64 = 1.15;
/// A machine may be busy for a while; code that became slower is slow each time.
const ATTEMPTS: usize = 4;

/// Runs 50 scripted rules over the corpus, and says what a rule costs for a change that it does not want, and how much
/// faster two threads are than one.
///
/// # Errors
/// Where a rule fails, or a figure misses its target by more than the slack for busy machines.
pub(crate) fn run() -> anyhow::Result<()> {
    let corpus = Corpus::load()?;
    println!(
        "{RULES} rules in Rhai over {} migrations with {} changes",
        corpus.migrations.len(),
        corpus.changes()
    );
    let without_rules = unwanted::without_rules(&corpus)?;
    let mut costs = Vec::new();
    for rule in unwanted::ASKING {
        let cost = unwanted::cost(&corpus, rule, without_rules)?;
        let is_held = if rule.is_held {
            format!("; the target is {}", nanoseconds(TARGET))
        } else {
            String::new()
        };
        println!(
            "a rule and a change of which it asks for {}: {}{is_held}",
            rule.asks,
            nanoseconds(cost.nanoseconds)
        );
        costs.push((rule, cost));
    }
    let dear = costs.iter().filter(|(rule, cost)| rule.is_held && cost.is_too_long());
    let dear: Vec<String> = dear
        .map(|(rule, cost)| format!("{} ({})", rule.asks, cost.slowness))
        .collect();
    ensure!(dear.is_empty(), "a rule takes too long to ask for {}", dear.join(", "));
    speed_up(&corpus.every(SAMPLED))
}

fn speed_up(corpus: &Corpus) -> anyhow::Result<()> {
    let mut measured = Vec::new();
    for _ in 0..ATTEMPTS {
        let rounds = threads::measure(corpus)?;
        let of = |pick: fn(&threads::Round) -> f64| median(rounds.iter().map(pick));
        let gained = of(threads::Round::gained);
        println!(
            "two threads run {RULES} rules over {} migrations {:.2} times faster than one, where they compute {:.2} times faster: {gained:.2} \
             on idle processors; the target is {SPEED_UP}; {:.2} times the processor time of one",
            corpus.migrations.len(),
            of(threads::Round::scripts),
            of(threads::Round::computing),
            of(threads::Round::processor_time),
        );
        if gained >= SPEED_UP {
            return Ok(());
        }
        measured.push(gained);
    }
    let best = measured.iter().copied().fold(0.0, f64::max);
    ensure!(
        best * SLACK >= SPEED_UP,
        "two threads are {best:.2} times faster than one: less than {SPEED_UP}"
    );
    Ok(())
}

fn nanoseconds(number: f64) -> String {
    format!("{:.0?}", Duration::from_secs_f64(number / 1e9))
}
