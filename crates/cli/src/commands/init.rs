use std::io::Write;

use anyhow::Result;
use clap::Args;
use workspace::{CiSystem, FirstConfig, first_config};

use super::baseline::{self, BaselineArguments};
use super::{count, tell, working_dir};
use crate::FAILED;
use crate::arguments::Global;

#[derive(Args, Debug)]
pub(crate) struct InitArguments {
    /// The folder that the configuration is to govern
    #[arg(default_value = ".")]
    folder: String,
    /// Also record today's findings as a baseline, so that only new ones are reported from now on
    #[arg(long, conflicts_with = "dry_run")]
    baseline: bool,
    /// Print what would be written, and write nothing
    #[arg(long)]
    dry_run: bool,
    /// Print the snippet for this CI system, whether it was seen or not; may be repeated
    #[arg(long, value_name = "SYSTEM", value_enum)]
    ci: Vec<System>,
}

/// A CI system, as it is called on the command line.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum System {
    #[value(name = "github")]
    GitHub,
    #[value(name = "gitlab")]
    GitLab,
    Azure,
    Jenkins,
    PreCommit,
}

impl From<System> for CiSystem {
    fn from(system: System) -> Self {
        match system {
            System::GitHub => Self::GitHub,
            System::GitLab => Self::GitLab,
            System::Azure => Self::Azure,
            System::Jenkins => Self::Jenkins,
            System::PreCommit => Self::PreCommit,
        }
    }
}

/// Writes a first configuration, and says what it was made of and what comes next.
pub(crate) fn run(arguments: &InitArguments, global: Global) -> Result<u8> {
    let here = working_dir()?;
    let first = match first_config(&here, &arguments.folder) {
        Ok(first) => first,
        Err(errors) => {
            tell(&errors, &[], global)?;
            return Ok(FAILED);
        }
    };
    let mut stdout = std::io::stdout().lock();
    if arguments.dry_run {
        write!(stdout, "{}", first.text)?;
        return Ok(0);
    }
    if let Err(error) = first.write(&here) {
        tell(&[error], &[], global)?;
        return Ok(FAILED);
    }
    if !global.quiet {
        tell_all(&first, arguments, &mut stdout)?;
    }
    drop(stdout);
    if arguments.baseline {
        return baseline::run(&BaselineArguments::of_folder(&arguments.folder), global);
    }
    Ok(0)
}

fn tell_all(first: &FirstConfig, arguments: &InitArguments, out: &mut dyn Write) -> Result<()> {
    writeln!(out, "wrote {}:\n", first.path)?;
    for line in first.text.lines() {
        writeln!(out, "    {line}")?;
    }
    for history in &first.histories {
        writeln!(
            out,
            "\n`{}`: {} for {}, tool: {}",
            report::on_one_line(workspace::shown_folder(&history.folder)),
            count(history.migrations, "migration", "migrations"),
            history.dialect.title(),
            history.tool.title()
        )?;
    }
    for peer in &first.taken_over {
        writeln!(out, "\nfrom {}:", peer.file)?;
        for taken in &peer.taken {
            writeln!(out, "  taken over: {taken}")?;
        }
        for left in &peer.left {
            writeln!(out, "  left out:   {left}")?;
        }
    }
    for note in &first.notes {
        writeln!(out, "\nnote: {note}")?;
    }
    let asked: Vec<CiSystem> = arguments.ci.iter().map(|system| (*system).into()).collect();
    let systems = if asked.is_empty() { &first.ci } else { &asked };
    for system in systems {
        writeln!(out, "\nfor {}, in {}:\n", system.title(), system.file())?;
        for line in system.snippet().lines() {
            writeln!(out, "    {line}")?;
        }
    }
    if arguments.baseline {
        writeln!(out)?;
        return Ok(());
    }
    writeln!(
        out,
        "\nnext:\n  lockgate check        what is found today\n  lockgate baseline     take it as known, so that only what is new fails"
    )?;
    Ok(())
}
