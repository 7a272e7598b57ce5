//! Tasks for Lockgate's developers: `cargo dev TASK`. Never shipped.

mod bench;
mod corpus;
mod docs;
mod fuzz;
mod hazards;
mod histories;
mod lsp;
mod new_rule;
mod opaque;
mod read;
mod replay;
mod report;
mod runners;
mod scripted;
mod scripts;
mod slowness;
mod verdicts;

use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};
use clap::{Parser, Subcommand};

/// As in the product, so that what is measured here is what users have.
#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

#[derive(Parser)]
#[command(name = "cargo dev", about = "Tasks for Lockgate's developers")]
struct Args {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Write a new rule: its file, its page, and its line in the list
    NewRule {
        /// Its category, such as `locking`
        category: source::Category,
        /// Its name, in kebab case
        id: String,
    },
    /// Write the generated pages
    Docs {
        /// Fail where they are stale instead of writing them
        #[arg(long)]
        check: bool,
    },
    /// Time the release binary against ripgrep and squawk, in one run; or one part alone
    Bench {
        /// That part
        part: Option<bench::Part>,
        /// Rounds, of which the median counts
        #[arg(long, default_value_t = 5)]
        rounds: usize,
        /// Fail where reading alone costs more than its share of ripgrep's time
        #[arg(long)]
        check: bool,
    },
    /// Compare the findings on the corpus with the committed counts
    Corpus {
        /// Write the counts instead of comparing them
        #[arg(long)]
        bless: bool,
    },
    /// Hold people's verdicts on findings of the corpus against today's findings
    Judge {
        /// Print so many findings of each category that nobody has judged, instead
        #[arg(long)]
        draw: Option<usize>,
        /// Of this category only
        #[arg(long, requires = "draw")]
        category: Option<source::Category>,
    },
    /// Run the cases of other linters' rules through the aliases of ours
    Hazards {
        /// Only this suite, and each case that differs, with its SQL
        suite: Option<String>,
    },
    /// Count what no field of the model took, and the statements of kind `unknown`, over the corpus
    Opaque,
    /// Run the migration tools themselves, and compare what they do with what is recorded
    Runners {
        /// The folder into which `tests/runners/install` put the tools
        #[arg(long)]
        tools: PathBuf,
        /// Record what they do instead of comparing it
        #[arg(long)]
        bless: bool,
        /// The tools to run; all that are installed where none is named
        names: Vec<String>,
    },
    /// Read mutated texts, and stop at the first that is not read as it must be
    Fuzz {
        /// How long
        #[arg(long, default_value_t = 60)]
        seconds: u32,
        /// Where the mutations begin, other than anywhere: CI is to blame a change for what the change did
        #[arg(long)]
        seed: Option<u32>,
    },
    /// Measure the language server in a workspace of 10,000 migrations, and edit at random against it
    Lsp {
        /// How many letters to type at each speed
        #[arg(long, default_value_t = 200)]
        edits: u32,
        /// How long to edit at random
        #[arg(long, default_value_t = 10)]
        fuzz_seconds: u32,
    },
    /// Replay 10,000 synthetic migrations and edit the last one: for timing, in a release build
    #[command(hide = true)]
    Replay,
    /// Run 50 scripted rules over the corpus: for timing, in a release build
    #[command(hide = true)]
    Scripts,
    /// Print how many times slower this machine is than the one the targets are meant for, in a release build
    #[command(hide = true)]
    Slowness,
    /// Read every SQL file below a folder, and do nothing else: for timing
    #[command(hide = true)]
    Read {
        /// The folder
        folder: PathBuf,
        /// The dialect to read them in
        dialect: schema::Dialect,
    },
}

fn main() -> anyhow::Result<()> {
    match Args::parse().task {
        Task::NewRule { category, id } => new_rule::run(category, &id),
        Task::Docs { check: true } => docs::check(),
        Task::Docs { check: false } => docs::write(),
        Task::Bench { part: Some(part), .. } => bench::run_part(part),
        Task::Bench {
            rounds, check: true, ..
        } => bench::check(rounds),
        Task::Bench { rounds, .. } => bench::run(rounds).map(drop),
        Task::Corpus { bless: true } => corpus::bless(),
        Task::Corpus { bless: false } => corpus::compare(),
        Task::Judge { draw: None, .. } => verdicts::check(),
        Task::Judge {
            draw: Some(count),
            category,
        } => verdicts::draw(count, category),
        Task::Hazards { suite } => hazards::run(suite.as_deref()),
        Task::Opaque => opaque::run(),
        Task::Runners { tools, bless, names } => {
            let task = if bless {
                runners::Task::Bless
            } else {
                runners::Task::Compare
            };
            runners::run(&tools, &names, &task)
        }
        Task::Fuzz { seconds, seed } => fuzz::run(seconds, seed),
        Task::Lsp { edits, fuzz_seconds } => lsp::run(edits, fuzz_seconds),
        Task::Replay => replay::run(),
        Task::Scripts => scripts::run(),
        Task::Slowness => {
            println!("{:.2}", slowness::Slowness::measure().clock);
            Ok(())
        }
        Task::Read { folder, dialect } => read::run(&folder, dialect),
    }
}

/// The workspace's folder.
fn workspace_root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .nth(2)
        .map(Path::to_path_buf)
        .unwrap_or_default()
}

/// The folder with real migrations that `LOCKGATE_CORPUS` names.
fn corpus_folder() -> anyhow::Result<PathBuf> {
    let folder = std::env::var_os("LOCKGATE_CORPUS")
        .context("LOCKGATE_CORPUS is not set: name the folder with real migrations")?;
    let folder = workspace_root().join(folder);
    ensure!(
        folder.join("index.json").is_file(),
        "LOCKGATE_CORPUS names {}, which holds no index.json",
        folder.display()
    );
    Ok(folder)
}

/// The SQL files below a folder, in the order of their paths.
fn sql_files(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    files(folder, "sql")
}

/// The files below a folder whose names end so, in the order of their paths.
fn files(folder: &Path, ending: &str) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).with_context(|| format!("cannot list {}", folder.display()))? {
            let entry = entry?;
            let kind = entry.file_type()?;
            let path = entry.path();
            if kind.is_dir() || (kind.is_symlink() && path.is_dir()) {
                folders.push(path);
            } else if path
                .extension()
                .is_some_and(|extension| extension.eq_ignore_ascii_case(ending))
            {
                files.push(path);
            }
        }
    }
    // By their bytes: comparing paths part by part took a twelfth of the instructions of a run that only reads.
    files.sort_unstable_by(|one, other| one.as_os_str().cmp(other.as_os_str()));
    Ok(files)
}
