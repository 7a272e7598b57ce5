use anyhow::ensure;
use cpu_time::ThreadTime;
use lint::RuleSet;
use schema::Kind;

use super::corpus::{Corpus, rule};
use super::{RULES, SLACK, TARGET};
use crate::slowness::Slowness;

/// A rule that looks at a change and leaves it.
pub(super) struct Asking {
    pub(super) asks: &'static str,
    body: &'static str,
    /// Whether it does no more than to see that it does not want the change.
    pub(super) is_held: bool,
}

/// The rule that asks for most stands last.
pub(super) const ASKING: &[Asking] = &[
    Asking {
        asks: "nothing",
        body: "",
        is_held: true,
    },
    Asking {
        asks: "its kind",
        body: "if change.kind == \"create_lockdown_profile\" { cx.report(change, \"x\"); }",
        is_held: true,
    },
    Asking {
        asks: "its table",
        body: "if change.table == \"no_such_table\" { cx.report(change, \"x\"); }",
        is_held: true,
    },
    Asking {
        asks: "its columns and their types",
        body: "for column in change.added_columns { if column.type == \"no_such_type\" { cx.report(column, \"x\"); } }",
        is_held: false,
    },
];

/// How often a time is taken that misses its target; the least counts, for nothing makes a computation shorter than it is.
const ROUNDS: usize = 3;

/// What such a rule took for a change.
pub(super) struct Took {
    /// In nanoseconds of processor time.
    pub(super) nanoseconds: f64,
    /// How slow the machine was meanwhile.
    pub(super) slowness: Slowness,
}

impl Took {
    pub(super) fn is_too_long(&self) -> bool {
        self.nanoseconds > TARGET * SLACK * self.slowness.processor
    }
}

/// The processor time that it takes to show the corpus to no rule at all, in seconds.
pub(super) fn without_rules(corpus: &Corpus) -> anyhow::Result<f64> {
    let nothing = RuleSet::new(Vec::new());
    let times = (0..ROUNDS).map(|_| time(corpus, &nothing));
    times.reduce(|least, time| Ok(least?.min(time?))).unwrap_or(Ok(0.0))
}

/// What such a rule takes for a change over what the corpus takes without rules. Once it is below the target, it is not
/// measured again.
pub(super) fn cost(corpus: &Corpus, asking: &Asking, without_rules: f64) -> anyhow::Result<Took> {
    let kinds: Vec<String> = Kind::ALL
        .iter()
        .filter(|kind| !kind.is_of_statements())
        .map(|kind| format!("\"{kind}\""))
        .collect();
    let rules = (0..RULES).map(|number| {
        rule(&format!(
            "//! id = \"r{number}\"\n//! summary = \"a rule\"\n//! category = \"design\"\n//! on = [{}]\n\
             fn check(change, options, cx) {{ {} }}\n",
            kinds.join(", "),
            asking.body
        ))
    });
    let rules = RuleSet::new(rules.collect::<anyhow::Result<_>>()?);
    let looks = (corpus.changes() * RULES) as f64;
    let mut took = Took {
        nanoseconds: f64::INFINITY,
        slowness: Slowness::measure(),
    };
    for _ in 0..ROUNDS {
        let nanoseconds = (time(corpus, &rules)? - without_rules) * 1e9 / looks;
        took.nanoseconds = took.nanoseconds.min(nanoseconds);
        took.slowness = took.slowness.or(Slowness::measure());
        if !took.is_too_long() || !asking.is_held {
            break;
        }
    }
    Ok(took)
}

fn time(corpus: &Corpus, rules: &RuleSet) -> anyhow::Result<f64> {
    let alone = rayon::ThreadPoolBuilder::new().num_threads(1).build()?;
    let (found, took) = alone.install(|| {
        let begun = ThreadTime::now();
        (corpus.inspect(rules), begun.elapsed())
    });
    ensure!(found? == 0, "a rule reported what it does not want");
    Ok(took.as_secs_f64())
}
