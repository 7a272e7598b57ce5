use std::io::Write;

use anyhow::Result;
use workspace::configuration_of;

use super::{tell, working_dir};
use crate::FAILED;
use crate::arguments::{ConfigArguments, Global};

/// Shows what is configured for a path, and where each value comes from.
pub(crate) fn run(arguments: &ConfigArguments, global: Global) -> Result<u8> {
    let config = match configuration_of(&working_dir()?, &arguments.path) {
        Ok(config) => config,
        Err(errors) => {
            tell(&errors, &[], global)?;
            return Ok(FAILED);
        }
    };
    let mut stdout = std::io::stdout().lock();
    match &config.path {
        Some(path) => writeln!(stdout, "# {path} governs `{}`", report::on_one_line(&arguments.path))?,
        None => writeln!(
            stdout,
            "# no lockgate.toml governs `{}`; dialect and tool are detected",
            report::on_one_line(&arguments.path)
        )?,
    }
    let entries = config.entries();
    let lines: Vec<String> = entries
        .iter()
        .map(|entry| format!("{} = {}", entry.key, entry.value))
        .collect();
    let width = lines
        .iter()
        .map(|line| line.chars().count())
        .filter(|width| *width < 60)
        .max()
        .unwrap_or_default();
    for (entry, line) in entries.iter().zip(lines) {
        match &entry.place {
            Some(place) => writeln!(stdout, "{line:<width$}  # {place}")?,
            None => writeln!(stdout, "{line:<width$}  # the default")?,
        }
    }
    Ok(0)
}
