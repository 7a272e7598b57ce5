mod cost;

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, ensure};

use self::cost::median;

/// How many times ripgrep's processor time reading alone may take.
const TARGET: f64 = 2.0;
/// What a measurement may exceed the target by. Single pairs of runs of the same two binaries, on two processors
/// that other builds kept busy, lay within 11 % of their median; a median of rounds lies closer.
const SLACK: f64 = 1.15;
/// A machine may be busy for a while; code that became slower is slow each time.
const ATTEMPTS: usize = 3;

/// One of the programs that are compared.
struct Contestant {
    name: &'static str,
    command: Vec<String>,
    /// How often it runs in one measurement, so that the clock's hundredths do not show.
    repeats: usize,
}

/// The programs, and what they run on.
pub(crate) struct Bench {
    contestants: Vec<Contestant>,
    folder: String,
    files: usize,
}

const RIPGREP: usize = 0;
const READING: usize = 1;

/// Runs the benchmark, and again the part that is held to its target until it holds or [`ATTEMPTS`] are spent.
pub(crate) fn check(rounds: usize) -> anyhow::Result<()> {
    let bench = run(rounds)?;
    let mut ratios = Vec::new();
    for _ in 0..ATTEMPTS {
        let ratio = bench.reading_ratio(rounds)?;
        println!("reading alone takes {ratio:.2} times ripgrep's processor time; the target is {TARGET}");
        if ratio <= TARGET * SLACK {
            return Ok(());
        }
        ratios.push(format!("{ratio:.2}"));
    }
    anyhow::bail!(
        "reading alone took {} times ripgrep's processor time: more than {TARGET}, and {SLACK} times that for a busy \
         machine",
        ratios.join(", ")
    )
}

/// Times the release binary, ripgrep and squawk on the corpus's PostgreSQL files, in turn, and prints medians
/// and ratios.
pub(crate) fn run(rounds: usize) -> anyhow::Result<Bench> {
    ensure!(rounds > 0, "at least one round is needed");
    ensure!(is_installed("rg"), "ripgrep is not installed: apt-get install ripgrep");
    build()?;
    let bench = Bench::on(&crate::corpus_folder()?.join("migrations/postgresql"))?;
    let costs = cost::interleaved(&bench.contestants, rounds)?;
    println!("{} files below {}", bench.files, display_from(Path::new(&bench.folder)));
    println!("{:<36} {:>10} {:>10} {:>12}", "", "CPU", "memory", "CPU, ratio");
    let base = median(costs[RIPGREP].iter().map(|cost| cost.cpu));
    for (contestant, costs) in bench.contestants.iter().zip(&costs) {
        let cpu = median(costs.iter().map(|cost| cost.cpu));
        let memory = median(costs.iter().map(|cost| cost.memory));
        println!(
            "{:<36} {cpu:>8.3} s {memory:>7.0} MB {:>11.2}×",
            contestant.name,
            cpu / base
        );
    }
    if !is_installed("squawk") {
        println!("squawk: skipped, for it is not installed (PyPI: squawk-cli)");
    }
    hold("replay", "the replay of a long history")?;
    hold("scripts", "the cost of scripted rules")?;
    Ok(bench)
}

impl Bench {
    fn on(folder: &Path) -> anyhow::Result<Self> {
        let files = crate::sql_files(folder)?;
        let folder = folder.to_string_lossy().into_owned();
        let release = crate::workspace_root().join("target/release");
        let lockgate = release.join("lockgate").to_string_lossy().into_owned();
        let dev = release.join("lockgate-dev").to_string_lossy().into_owned();
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        let check = [&lockgate, "check", "--dialect", "postgres", "--exit-zero", &folder];
        let mut contestants = vec![
            Contestant {
                name: "ripgrep counting `;`",
                command: words(&["rg", "--no-ignore", "--text", "--count-matches", ";", &folder]),
                repeats: 10,
            },
            Contestant {
                name: "lockgate, reading alone",
                command: words(&[&dev, "read", &folder, "postgres"]),
                repeats: 10,
            },
            Contestant {
                name: "lockgate check",
                command: [&words(&check)[..], &words(&["--format", "concise"])].concat(),
                repeats: 3,
            },
            Contestant {
                name: "lockgate check, every rule, JSON",
                command: [&words(&check)[..], &words(&["--select", "all", "--format", "json"])].concat(),
                repeats: 3,
            },
        ];
        if is_installed("squawk") {
            let list = files.iter().map(|path| path.to_string_lossy().into_owned());
            contestants.push(Contestant {
                name: "squawk",
                command: words(&["squawk", "--reporter", "json"])
                    .into_iter()
                    .chain(list)
                    .collect(),
                repeats: 1,
            });
        }
        Ok(Self {
            contestants,
            folder,
            files: files.len(),
        })
    }

    /// The median, over the rounds, of reading's time by ripgrep's in the same round.
    fn reading_ratio(&self, rounds: usize) -> anyhow::Result<f64> {
        let costs = cost::interleaved(&self.contestants[RIPGREP..=READING], rounds)?;
        let pairs = costs[READING].iter().zip(&costs[RIPGREP]);
        Ok(median(pairs.map(|(reading, ripgrep)| reading.cpu / ripgrep.cpu)))
    }
}

/// Runs a measurement that holds itself to its targets, in the release build.
fn hold(task: &str, what: &str) -> anyhow::Result<()> {
    let program = crate::workspace_root().join("target/release/lockgate-dev");
    let status = Command::new(&program).arg(task).status();
    let status = status.with_context(|| format!("cannot run {}", program.display()))?;
    ensure!(status.success(), "{what} misses its targets");
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

/// The last parts of a path, which say enough.
fn display_from(path: &Path) -> String {
    let parts: Vec<_> = path.iter().rev().take(3).map(|part| part.to_string_lossy()).collect();
    parts.into_iter().rev().collect::<Vec<_>>().join("/")
}
