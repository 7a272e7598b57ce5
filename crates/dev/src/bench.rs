use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, bail, ensure};

/// What one run of a command cost.
#[derive(Clone, Copy, Debug)]
struct Cost {
    /// Seconds of processor time, user and system.
    cpu: f64,
    /// The most memory it held, in megabytes.
    memory: f64,
}

/// Times the release binary, ripgrep and squawk on the corpus's PostgreSQL files, in turn, and prints medians
/// and ratios.
pub(crate) fn run(rounds: usize) -> anyhow::Result<()> {
    ensure!(rounds > 0, "at least one round is needed");
    let folder = crate::corpus_folder()?.join("migrations/postgresql");
    build()?;
    let root = crate::workspace_root();
    let files = crate::sql_files(&folder)?;
    let list: Vec<String> = files.iter().map(|path| path.to_string_lossy().into_owned()).collect();
    let folder_text = folder.to_string_lossy().into_owned();
    let lockgate = root.join("target/release/lockgate").to_string_lossy().into_owned();
    let dev = root.join("target/release/lockgate-dev").to_string_lossy().into_owned();
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let mut contestants = vec![
        (
            "ripgrep counting `;`",
            [
                words(&["rg", "--no-ignore", "--text", "--count-matches", ";"]),
                vec![folder_text.clone()],
            ]
            .concat(),
        ),
        (
            "lockgate, reading alone",
            words(&[&dev, "read", &folder_text, "postgres"]),
        ),
        (
            "lockgate check",
            words(&[
                &lockgate,
                "check",
                "--dialect",
                "postgres",
                "--format",
                "concise",
                "--exit-zero",
                &folder_text,
            ]),
        ),
        (
            "lockgate check, every rule, JSON",
            words(&[
                &lockgate,
                "check",
                "--dialect",
                "postgres",
                "--select",
                "all",
                "--format",
                "json",
                "--exit-zero",
                &folder_text,
            ]),
        ),
    ];
    if is_installed("squawk") {
        contestants.push(("squawk", [words(&["squawk", "--reporter", "json"]), list].concat()));
    } else {
        println!("squawk is not installed (PyPI: squawk-cli), so it is left out");
    }
    ensure!(is_installed("rg"), "ripgrep is not installed: apt-get install ripgrep");

    let mut costs: Vec<Vec<Cost>> = vec![Vec::new(); contestants.len()];
    for round in 0..=rounds {
        for ((_, command), costs) in contestants.iter().zip(&mut costs) {
            let cost = measure(command)?;
            // The first round warms the caches.
            if round > 0 {
                costs.push(cost);
            }
        }
    }
    println!("{} files below {}", files.len(), display_from(&folder));
    println!("{:<36} {:>9} {:>10} {:>12}", "", "CPU", "memory", "CPU, ratio");
    let base = median(costs[0].iter().map(|cost| cost.cpu));
    for ((name, _), costs) in contestants.iter().zip(&costs) {
        let cpu = median(costs.iter().map(|cost| cost.cpu));
        let memory = median(costs.iter().map(|cost| cost.memory));
        println!("{name:<36} {cpu:>7.2} s {memory:>7.0} MB {:>11.2}×", cpu / base);
    }
    Ok(())
}

fn build() -> anyhow::Result<()> {
    let status = Command::new(env!("CARGO"))
        .args([
            "build",
            "--release",
            "--quiet",
            "--package",
            "lockgate",
            "--package",
            "lockgate-dev",
        ])
        .current_dir(crate::workspace_root())
        .status()?;
    ensure!(status.success(), "the release build failed");
    Ok(())
}

fn is_installed(program: &str) -> bool {
    Command::new(program)
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// Runs a command under `time`, its output thrown away. What it found is not its failure.
fn measure(command: &[String]) -> anyhow::Result<Cost> {
    let output = Command::new("/usr/bin/time")
        .args(["-f", "\n%U %S %M"])
        .args(command)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .output()
        .context("cannot run /usr/bin/time: apt-get install time")?;
    let errors = String::from_utf8_lossy(&output.stderr);
    let line = errors
        .lines()
        .rev()
        .find(|line| !line.trim().is_empty())
        .unwrap_or_default();
    let numbers: Vec<f64> = line.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    let [user, system, kilobytes] = numbers[..] else {
        bail!("`{}` said: {errors}", command[0])
    };
    Ok(Cost {
        cpu: user + system,
        memory: kilobytes / 1024.0,
    })
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// The last parts of a path, which say enough.
fn display_from(path: &Path) -> String {
    let parts: Vec<_> = path.iter().rev().take(3).map(|part| part.to_string_lossy()).collect();
    parts.into_iter().rev().collect::<Vec<_>>().join("/")
}
