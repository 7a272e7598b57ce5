use std::io::Write;

use anyhow::Result;
use clap::Args;
use report::on_one_line;
use workspace::{Configured, new_rule};

use crate::FAILED;
use crate::arguments::Global;
use crate::commands::{tell, working_dir};

#[derive(Args, Debug)]
pub(crate) struct NewArguments {
    /// The rule's name: lower case words joined by `-`, which read well after "allow"
    id: String,
    /// The folder it goes into [default: the first of `[scripts] paths`, or `lockgate/rules`]
    #[arg(long, value_name = "FOLDER")]
    folder: Option<String>,
    /// Use this configuration file
    #[arg(long, value_name = "FILE")]
    config: Option<String>,
}

/// Writes a rule with a page that passes, and says what comes next.
pub(crate) fn run(arguments: &NewArguments, global: Global) -> Result<u8> {
    let here = working_dir()?;
    let new = match new_rule(
        &here,
        &arguments.id,
        arguments.folder.as_deref(),
        arguments.config.as_deref(),
    ) {
        Ok(new) => new,
        Err(errors) => {
            tell(&errors, &[], global)?;
            return Ok(FAILED);
        }
    };
    let mut stdout = std::io::stdout().lock();
    let path = on_one_line(&new.path);
    writeln!(stdout, "wrote {path}")?;
    match &new.configured {
        Configured::Already => {}
        Configured::Added(config, lines) => {
            writeln!(stdout, "added to {}:\n\n{}", on_one_line(config), indented(lines))?;
        }
        Configured::Missing(config, lines) => {
            let config = on_one_line(config);
            writeln!(
                stdout,
                "so that `lockgate check` runs it, put into {config}:\n\n{}",
                indented(lines)
            )?;
        }
    }
    if !global.quiet {
        writeln!(
            stdout,
            "next: `lockgate rule test {path}` runs the SQL on its page; add `--watch` while you write"
        )?;
    }
    Ok(0)
}

fn indented(lines: &str) -> String {
    lines.lines().map(|line| format!("    {line}\n")).collect()
}
