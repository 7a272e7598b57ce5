//! Runs the experiments of `tests/runners` with the real tools against a PostgreSQL server of its own.

mod page;
mod server;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, bail, ensure};
use tests::runners::{Ending, Experiment, Outcome, Runner, outcomes, runners};

use server::{Database, Message, Server};

/// What to do with what the runs show.
pub(crate) enum Task {
    /// Say where it differs from what was recorded.
    Compare,
    /// Record it.
    Bless,
}

/// A tool that has not ended by then never will.
const SECONDS: &str = "45";

/// Runs the experiments of these tools, or of all whose program is installed where none is named.
pub(crate) fn run(tools: &Path, names: &[String], task: &Task) -> anyhow::Result<()> {
    let tools = std::fs::canonicalize(tools)
        .with_context(|| format!("no tools in {}: run tests/runners/install first", tools.display()))?;
    let server = Server::start()?;
    let mut recorded = outcomes().unwrap_or_default();
    let mut differences = 0;
    for runner in chosen(names)? {
        let Some(version) = version(&runner, &tools, &server)? else {
            ensure!(
                names.is_empty(),
                "{} is not installed in {}",
                runner.name,
                tools.display()
            );
            println!("{}: not installed, skipped", runner.name);
            continue;
        };
        let mut shown = Vec::new();
        for experiment in &runner.experiments {
            let outcome = observe(&runner, experiment, &tools, &server, &version)?;
            println!("{}", describe(&outcome));
            shown.push(outcome);
        }
        differences += compare(&shown, &recorded);
        if matches!(task, Task::Bless) {
            recorded.retain(|known| known.runner != runner.name);
            recorded.extend(shown);
        }
    }
    if matches!(task, Task::Bless) {
        recorded.sort_by(|left, right| left.runner.cmp(&right.runner));
        tests::runners::write(&recorded)?;
        return crate::docs::write();
    }
    ensure!(
        differences == 0,
        "{differences} runs showed something else than what is recorded"
    );
    Ok(())
}

/// The page of what was recorded.
pub(crate) fn page() -> anyhow::Result<String> {
    let outcomes = outcomes().map_err(anyhow::Error::msg)?;
    Ok(page::text(&runners().map_err(anyhow::Error::msg)?, &outcomes))
}

fn chosen(names: &[String]) -> anyhow::Result<Vec<Runner>> {
    let all = runners().map_err(anyhow::Error::msg)?;
    if let Some(unknown) = names.iter().find(|name| all.iter().all(|runner| runner.name != **name)) {
        bail!("tests/runners holds no {unknown}.runner");
    }
    let is_chosen = |runner: &Runner| names.is_empty() || names.contains(&runner.name);
    Ok(all.into_iter().filter(is_chosen).collect())
}

fn compare(shown: &[Outcome], recorded: &[Outcome]) -> usize {
    let mut differences = 0;
    for outcome in shown {
        let known = recorded
            .iter()
            .find(|known| known.runner == outcome.runner && known.experiment == outcome.experiment);
        match known {
            Some(known) if known.shows_the_same_as(outcome) => {}
            Some(known) => {
                differences += 1;
                println!("  recorded was {}", describe(known));
            }
            None => {
                differences += 1;
                println!("  not recorded: {} {}", outcome.runner, outcome.experiment);
            }
        }
    }
    differences
}

fn describe(outcome: &Outcome) -> String {
    format!(
        "{} {}: {}, remains [{}], sent [{}] {}",
        outcome.runner,
        outcome.experiment,
        outcome.ending.id(),
        outcome.remains.join(" "),
        outcome.sent.join(" "),
        outcome.error
    )
}

/// What the tool says it is; `None` where it is not installed.
fn version(runner: &Runner, tools: &Path, server: &Server) -> anyhow::Result<Option<String>> {
    let output = shell(&runner.version, tools, Path::new("."), &server.environment("postgres"))?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let is_number = |word: &&str| {
        word.trim_start_matches('v')
            .starts_with(|first: char| first.is_ascii_digit())
    };
    let version = text
        .split_whitespace()
        .find(is_number)
        .map(|word| word.trim_start_matches('v').trim_matches(','));
    Ok(version.filter(|_| output.status.success()).map(str::to_owned))
}

fn observe(
    runner: &Runner,
    experiment: &Experiment,
    tools: &Path,
    server: &Server,
    version: &str,
) -> anyhow::Result<Outcome> {
    let database = server.database(&format!("{}_{}", runner.name, experiment.name))?;
    let folder = tempfile::tempdir()?;
    for (path, text) in runner.files(experiment) {
        let path: PathBuf = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap_or(folder.path()))?;
        std::fs::write(path, text)?;
    }
    let output = shell(&runner.run, tools, folder.path(), &server.environment(&database.name))?;
    if std::env::var_os("RUNNERS_VERBOSE").is_some() {
        println!(
            "{}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
    }
    let messages = database.messages()?;
    let error = messages
        .iter()
        .find_map(|message| message.error.clone())
        .unwrap_or_default();
    let ending = match output.status.code() {
        Some(0) => Ending::Ran,
        Some(124 | 137) => Ending::Hung,
        _ if error.is_empty() => Ending::Refused,
        _ => Ending::Failed,
    };
    Ok(Outcome {
        runner: runner.name.clone(),
        experiment: experiment.name.clone(),
        ending,
        remains: remains(&database)?,
        sent: Message::summary(&messages),
        error,
        version: version.to_owned(),
        postgres: server.version.clone(),
        date: today()?,
    })
}

/// What the migrations made and is left. An index that a failed build leaves behind is named as invalid.
fn remains(database: &Database<'_>) -> anyhow::Result<Vec<String>> {
    database.query(
        "select c.relname || case when not i.indisvalid then '(invalid)' else '' end from pg_class c \
         left join pg_index i on i.indexrelid = c.oid \
         where c.relnamespace = 'shop'::regnamespace and c.relkind in ('r', 'i') and c.relname <> 'orders' order by 1",
    )
}

fn today() -> anyhow::Result<String> {
    let output = Command::new("date").arg("+%F").output()?;
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Runs a line with the tools on the path, for no longer than they may take.
fn shell(
    line: &str,
    tools: &Path,
    folder: &Path,
    environment: &[(&str, String)],
) -> anyhow::Result<std::process::Output> {
    let mut path: Vec<PathBuf> = ["cargo/bin", "node_modules/.bin", "liquibase"]
        .iter()
        .map(|below| tools.join(below))
        .collect();
    path.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()));
    Command::new("timeout")
        .args(["--kill-after=2", SECONDS, "bash", "-euo", "pipefail", "-c", line])
        .current_dir(folder)
        .env("PATH", std::env::join_paths(path)?)
        .env("NODE_PATH", tools.join("node_modules"))
        .env("TOOLS", tools)
        .envs(environment.iter().map(|(name, value)| (name, value)))
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("cannot run: {line}"))
}
