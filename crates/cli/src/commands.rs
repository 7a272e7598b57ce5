//! The commands, one file each.

mod baseline;
mod check;
mod completions;
mod config;
mod explain;
mod init;
mod man;
pub(crate) mod rule;
mod rule_api;
mod rules;

use std::ffi::OsString;
use std::io::Write;

use anyhow::{Context, Result, anyhow, bail};
use lint::RunError;
use workspace::{Notice, Request, WorkingDir};

pub(crate) use baseline::BaselineArguments;
pub(crate) use config::ConfigArguments;
pub(crate) use explain::ExplainArguments;
pub(crate) use init::InitArguments;
pub(crate) use man::ManArguments;
pub(crate) use rules::RulesArguments;

use crate::arguments::{Arguments, Command, Global, InputArguments};
use crate::{stdin, terminal};

/// Runs a command. The answer is the exit code.
pub(crate) fn run(arguments: Arguments) -> Result<u8> {
    let Arguments { global, command } = arguments;
    start_threads(global)?;
    match command {
        Command::Check(arguments) => check::run(&arguments, global),
        Command::Baseline(arguments) => baseline::run(&arguments, global),
        Command::Explain(arguments) => explain::run(&arguments, global),
        Command::Rules(arguments) => rules::run(&arguments, global),
        Command::Rule(arguments) => rule::run(&arguments, global),
        Command::Config(arguments) => config::run(&arguments, global),
        Command::Lsp => server::run().context("the language server stopped"),
        Command::Completions { shell } => completions::run(shell),
        Command::Init(arguments) => init::run(&arguments, global),
        Command::Man(arguments) => man::run(&arguments),
    }
}

/// Deeply nested SQL needs a stack that is deeper than a thread's usual one.
const STACK: usize = 8 << 20;

fn start_threads(global: Global) -> Result<()> {
    let threads = global.threads.map_or(0, std::num::NonZeroUsize::get);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).stack_size(STACK);
    pool.build_global().context("the worker threads could not be started")
}

/// What a command that reads migrations is about.
pub(crate) fn request(paths: &[OsString], input: &InputArguments) -> Result<Request> {
    let paths = paths.iter().map(utf8).collect::<Result<Vec<String>>>()?;
    let mut request = Request {
        paths,
        config: input.config.clone(),
        ..Request::default()
    };
    stdin::take_in(&mut request, input.stdin_filename.as_deref())?;
    Ok(request)
}

fn utf8(path: &OsString) -> Result<String> {
    match path.to_str() {
        Some("") => bail!("an empty path names nothing; write `.` for the working directory"),
        Some(path) => Ok(path.to_owned()),
        None => Err(anyhow!(
            "the path `{}` is not valid UTF-8; rename the file",
            path.to_string_lossy()
        )),
    }
}

/// `1 file`, `2 files`.
pub(crate) fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

pub(crate) fn working_dir() -> Result<WorkingDir> {
    WorkingDir::current().context("the working directory cannot be found")
}

/// Says on standard error what went wrong, and what is worth knowing.
pub(crate) fn tell(errors: &[RunError], notices: &[Notice], global: Global) -> Result<()> {
    let terminal = terminal::of_stderr(global.color);
    let mut stderr = std::io::stderr().lock();
    report::write_run_errors(errors, &terminal, &mut stderr)?;
    if !global.quiet {
        write_notices(notices, &mut stderr)?;
    }
    Ok(())
}

/// As many files as are named where the same is to be said of many.
const NAMED: usize = 3;

fn write_notices(notices: &[Notice], out: &mut dyn Write) -> Result<()> {
    let mut told: Vec<(&str, usize)> = Vec::new();
    for notice in notices {
        let message = notice.message.as_str();
        let at = told
            .iter()
            .position(|(known, _)| *known == message)
            .unwrap_or(told.len());
        if at == told.len() {
            told.push((message, 0));
        }
        told[at].1 += 1;
        if told[at].1 <= NAMED {
            writeln!(out, "{}: note: {message}", report::on_one_line(&notice.path))?;
        }
    }
    for (message, files) in told.into_iter().filter(|(_, files)| *files > NAMED) {
        writeln!(out, "note: {message}: the same holds for {} more", files - NAMED)?;
    }
    Ok(())
}
