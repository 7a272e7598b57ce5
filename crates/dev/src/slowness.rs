use std::collections::HashMap;
use std::hint::black_box;
use std::time::{Duration, Instant};

use cpu_time::ThreadTime;

/// What [`work`] takes on the machine that the targets in time are meant for, two processors of 2.5 GHz that do nothing else.
const REFERENCE: Duration = Duration::from_millis(100);
/// How often it is done; the least counts, for nothing makes a computation shorter than it is.
const ROUNDS: usize = 3;

/// How many times slower this machine is at the moment than the one that the targets in time are meant for; 1 where it is
/// faster. Rented processors slow down by a factor of three for minutes, which says nothing of the code.
#[derive(Clone, Copy)]
pub(crate) struct Slowness {
    /// In the time a thread is computing.
    pub(crate) processor: f64,
    /// In the time that passes meanwhile.
    pub(crate) clock: f64,
}

impl Slowness {
    /// Takes the time of work that is none of ours: what is measured with it stands before or behind.
    pub(crate) fn measure() -> Self {
        let mut least = (Duration::MAX, Duration::MAX);
        for _ in 0..ROUNDS {
            let (begun, before) = (Instant::now(), ThreadTime::now());
            work();
            least = (least.0.min(before.elapsed()), least.1.min(begun.elapsed()));
        }
        let times = |took: Duration| (took.as_secs_f64() / REFERENCE.as_secs_f64()).max(1.0);
        Self {
            processor: times(least.0),
            clock: times(least.1),
        }
    }

    /// The slower of two moments: what ran between them met either.
    pub(crate) fn or(self, other: Self) -> Self {
        Self {
            processor: self.processor.max(other.processor),
            clock: self.clock.max(other.clock),
        }
    }
}

impl std::fmt::Display for Slowness {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "this machine is {:.1} times slower than the one the targets are meant for, by its clock {:.1} times; they are held to as much",
            self.processor, self.clock
        )
    }
}

/// Allocates, hashes, compares and jumps about in some ten megabytes, as the program does.
fn work() {
    let names = (0..100_000_u32).map(|number| format!("table_{}", number.wrapping_mul(2_654_435_761)));
    let numbers: HashMap<String, usize> = names.enumerate().map(|(number, name)| (name, number)).collect();
    let mut sorted: Vec<(&str, usize)> = numbers.iter().map(|(name, number)| (name.as_str(), *number)).collect();
    sorted.sort_unstable();
    let copies: Vec<String> = sorted.iter().map(|(name, _)| name.to_uppercase()).collect();
    black_box((copies, numbers));
}
