pub(crate) mod cost;
mod rendering;

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, ensure};

use self::cost::median;

/// A ratio of processor times that `--check` holds.
struct Held {
    contestant: usize,
    /// What it is compared with.
    base: usize,
    /// What it may take of the other's time.
    most: f64,
    /// What it is to take one day, where that is less.
    target: f64,
}

/// What has been reached, so that it is not lost without notice, and what is aimed at.
const HELD: &[Held] = &[
    Held {
        contestant: READING,
        base: RIPGREP,
        most: 2.0,
        target: 2.0,
    },
    Held {
        contestant: CHECK,
        base: RIPGREP,
        most: 8.0,
        target: 4.0,
    },
    Held {
        contestant: CHECK_ALL,
        base: SQUAWK,
        most: 0.6,
        target: 0.33,
    },
];
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
const CHECK: usize = 2;
const CHECK_ALL: usize = 3;
/// The last, for it may be missing.
const SQUAWK: usize = 4;

/// Runs the benchmark, and again each ratio that is held until it holds or [`ATTEMPTS`] are spent.
pub(crate) fn check(rounds: usize) -> anyhow::Result<()> {
    let bench = run(rounds)?;
    let mut lost = Vec::new();
    for held in HELD.iter().filter(|held| held.base < bench.contestants.len()) {
        lost.extend(bench.lost(held, rounds)?);
    }
    ensure!(lost.is_empty(), "{}", lost.join("\n"));
    Ok(())
}

/// Times the release binary, ripgrep and squawk on the corpus's PostgreSQL files, in turn, and prints medians
/// and ratios.
pub(crate) fn run(rounds: usize) -> anyhow::Result<Bench> {
    ensure!(rounds > 0, "at least one round is needed");
    ensure!(is_installed("rg"), "ripgrep is not installed: apt-get install ripgrep");
    build()?;
    let bench = Bench::on(&crate::corpus_folder()?.join("migrations/postgresql"))?;
    let all: Vec<&Contestant> = bench.contestants.iter().collect();
    let costs = cost::interleaved(&all, rounds)?;
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
    Part::Replay.hold()?;
    Part::Scripts.hold()?;
    rendering::hold(&bench.contestants[CHECK].command[0], rounds)?;
    Ok(bench)
}

/// A measurement that holds itself to its targets.
#[derive(Clone, Copy, clap::ValueEnum)]
pub(crate) enum Part {
    /// The replay of a long history
    Replay,
    /// What rules in Rhai cost, and what a second thread saves
    Scripts,
}

/// Runs one of them, in the release build.
pub(crate) fn run_part(part: Part) -> anyhow::Result<()> {
    build()?;
    part.hold()
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

    /// What to say of a ratio that does not hold.
    fn lost(&self, held: &Held, rounds: usize) -> anyhow::Result<Option<String>> {
        let (name, base) = (self.contestants[held.contestant].name, self.contestants[held.base].name);
        let most = held.most * SLACK;
        let mut ratios = Vec::new();
        for _ in 0..ATTEMPTS {
            let ratio = self.ratio(held, rounds)?;
            println!(
                "{name} takes {ratio:.2} times the processor time of {base}; {} is held, the target is {}",
                held.most, held.target
            );
            if ratio <= most {
                return Ok(None);
            }
            ratios.push(format!("{ratio:.2}"));
        }
        Ok(Some(format!(
            "{name} took {} times the processor time of {base}: more than {}, and {SLACK} times that for a busy machine",
            ratios.join(", "),
            held.most
        )))
    }

    /// The median, over the rounds, of one's time by the other's in the same round.
    fn ratio(&self, held: &Held, rounds: usize) -> anyhow::Result<f64> {
        let pair = [held.base, held.contestant].map(|at| &self.contestants[at]);
        let costs = cost::interleaved(&pair, rounds)?;
        let pairs = costs[1].iter().zip(&costs[0]);
        Ok(median(pairs.map(|(own, base)| own.cpu / base.cpu)))
    }
}

impl Part {
    fn hold(self) -> anyhow::Result<()> {
        let (task, what) = match self {
            Self::Replay => ("replay", "the replay of a long history"),
            Self::Scripts => ("scripts", "the cost of scripted rules"),
        };
        let program = crate::workspace_root().join("target/release/lockgate-dev");
        let status = Command::new(&program).arg(task).status();
        let status = status.with_context(|| format!("cannot run {}", program.display()))?;
        ensure!(status.success(), "{what} misses its targets");
        Ok(())
    }
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
