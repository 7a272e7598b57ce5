use std::process::{Command, Stdio};

use anyhow::{Context, bail};

use super::Contestant;

/// What one run of a command cost.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Cost {
    /// Seconds of processor time, user and system.
    pub(super) cpu: f64,
    /// The most memory it held, in megabytes.
    pub(super) memory: f64,
}

/// What each contestant cost in each round. They run in turn, so that a machine that slows down slows all of them.
pub(super) fn interleaved(contestants: &[&Contestant], rounds: usize) -> anyhow::Result<Vec<Vec<Cost>>> {
    let mut costs = vec![Vec::new(); contestants.len()];
    for round in 0..=rounds {
        for (contestant, costs) in contestants.iter().zip(&mut costs) {
            let cost = measure(contestant)?;
            // The first round warms the caches.
            if round > 0 {
                costs.push(cost);
            }
        }
    }
    Ok(costs)
}

/// Runs a command several times under `time`, its output thrown away. What it found is not its failure.
fn measure(contestant: &Contestant) -> anyhow::Result<Cost> {
    const SEVERAL: &str = r#"times=$1; shift; while [ "$times" -gt 0 ]; do "$@"; times=$((times - 1)); done"#;
    let output = Command::new("/usr/bin/time")
        .args(["-f", "\n%U %S %M", "sh", "-c", SEVERAL, "sh"])
        .arg(contestant.repeats.to_string())
        .args(&contestant.command)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .output()
        .context("cannot run /usr/bin/time: apt-get install time")?;
    let errors = String::from_utf8_lossy(&output.stderr);
    let Some(cost) = read(&errors, contestant.repeats) else {
        bail!("`{}` said: {errors}", contestant.command[0])
    };
    Ok(cost)
}

/// The cost of one of `repeats` runs, from the last line that `time` printed.
fn read(errors: &str, repeats: usize) -> Option<Cost> {
    let line = errors.lines().rev().find(|line| !line.trim().is_empty())?;
    let numbers: Vec<f64> = line.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    let [user, system, kilobytes] = numbers[..] else {
        return None;
    };
    Some(Cost {
        cpu: (user + system) / repeats as f64,
        memory: kilobytes / 1024.0,
    })
}

pub(crate) fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_line_is_the_cost_of_all_runs() {
        let expected = Cost { cpu: 0.25, memory: 2.0 };
        assert_eq!(read("a warning\n\n1.50 1.00 2048\n", 10), Some(expected));
        assert_eq!(read("sh: 1: rg: not found\n", 10), None);
    }

    #[test]
    fn one_outlier_does_not_move_the_median() {
        assert_eq!(median([9.0, 1.0, 2.0].into_iter()), 2.0);
    }
}
