//! The `lockgate` command: arguments, one file for each command, exit codes, progress.
//!
//! Not here: anything that a user of the crates would miss.

mod arguments;
mod commands;
mod output;
mod progress;
mod stdin;
mod terminal;

use std::process::ExitCode;

use clap::Parser;

use crate::arguments::{Arguments, with_default_command};

/// The run could not do its job: bad usage, configuration, a broken rule, unreadable input.
pub(crate) const FAILED: u8 = 2;

/// It takes a tenth off reading, and most off a static binary, whose C library has a slow one: `docs/decisions.md`.
#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse_from(with_default_command(std::env::args_os())) {
        Ok(arguments) => arguments,
        Err(error) => {
            let code = if error.use_stderr() { FAILED } else { 0 };
            // Where even this cannot be written, nobody is there to be told.
            let _ = error.print();
            return ExitCode::from(code);
        }
    };
    let global = arguments.global;
    match commands::run(arguments) {
        Ok(code) => ExitCode::from(code),
        Err(error) if output::is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            output::write_failure(&error, global.color);
            ExitCode::from(FAILED)
        }
    }
}
