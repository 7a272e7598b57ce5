use std::io::Write;

use anyhow::Result;
use clap::CommandFactory;
use clap_complete::Shell;

use crate::arguments::Arguments;

/// Prints completions for a shell.
pub(crate) fn run(shell: Shell) -> Result<u8> {
    // The generator panics where it cannot write, so it writes to memory.
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "lockgate", &mut script);
    std::io::stdout().lock().write_all(&script)?;
    Ok(0)
}
