use std::hint::black_box;
use std::time::{Duration, Instant};

use cpu_time::ProcessTime;
use lint::RuleSet;
use rayon::ThreadPool;
use rayon::prelude::*;

use super::RULES;
use super::corpus::{Corpus, rules};

/// How often everything is measured, one after the other, so that a machine that slows down slows all of it.
const ROUNDS: usize = 3;

/// What one thread and two threads took, one right after the other.
pub(super) struct Round {
    scripts: [Cost; 2],
    computing: [Cost; 2],
}

#[derive(Clone, Copy)]
struct Cost {
    time: Duration,
    processor: Duration,
}

impl Round {
    /// How many times faster two threads run the rules.
    pub(super) fn scripts(&self) -> f64 {
        ratio(self.scripts[0].time, self.scripts[1].time)
    }

    /// How many times faster two threads are that share nothing at all: what the machine had to give at that moment.
    pub(super) fn computing(&self) -> f64 {
        ratio(self.computing[0].time, self.computing[1].time)
    }

    /// How many times faster two threads would run the rules, each on a processor of its own.
    pub(super) fn gained(&self) -> f64 {
        2.0 * self.scripts() / self.computing()
    }

    /// How much more processor time the rules take on two threads.
    pub(super) fn processor_time(&self) -> f64 {
        ratio(self.scripts[1].processor, self.scripts[0].processor)
    }
}

fn ratio(one: Duration, other: Duration) -> f64 {
    one.as_secs_f64() / other.as_secs_f64()
}

/// Runs the rules on one thread and on two.
pub(super) fn measure(corpus: &Corpus) -> anyhow::Result<Vec<Round>> {
    let rules = RuleSet::new(rules(RULES)?);
    let pool = |threads| rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    let pools = [pool(1)?, pool(2)?];
    // What is known of a migration is found out once; that each thread compiles the scripts takes milliseconds.
    pools[1].install(|| corpus.inspect(&rules))?;
    let mut rounds = Vec::new();
    for _ in 0..ROUNDS {
        let mut found = Vec::new();
        let mut run = |pool: &ThreadPool| cost(pool, || found.push(corpus.inspect(&rules)));
        let scripts = [run(&pools[0]), run(&pools[1])];
        let computing = [cost(&pools[0], compute), cost(&pools[1], compute)];
        let found: Vec<usize> = found.into_iter().collect::<anyhow::Result<_>>()?;
        anyhow::ensure!(
            found[0] == found[1] && found[0] > 0,
            "one thread and two found {found:?}"
        );
        rounds.push(Round { scripts, computing });
    }
    Ok(rounds)
}

fn cost(pool: &ThreadPool, work: impl FnOnce() + Send) -> Cost {
    let (begun, before) = (Instant::now(), ProcessTime::now());
    pool.install(work);
    Cost {
        time: begun.elapsed(),
        processor: before.elapsed(),
    }
}

/// Work of half a second that shares nothing and needs no memory.
fn compute() {
    (0..64_u64).into_par_iter().for_each(|seed| {
        let mut state = seed;
        for _ in 0..8_000_000_u32 {
            state = black_box(state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(seed));
        }
        black_box(state);
    });
}
