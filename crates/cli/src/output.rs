use std::io::{ErrorKind, Write};

use anyhow::Error;
use lint::RunError;

use crate::arguments::Colour;
use crate::terminal;

/// Whether somebody stopped reading, which is no failure of ours.
pub(crate) fn is_broken_pipe(error: &Error) -> bool {
    error.chain().any(|cause| {
        let cause = cause.downcast_ref::<std::io::Error>();
        cause.is_some_and(|cause| cause.kind() == ErrorKind::BrokenPipe)
    })
}

/// Says on standard error why the run failed.
pub(crate) fn write_failure(error: &Error, colour: Colour) {
    let error = RunError {
        rule: None,
        path: None,
        line: None,
        column: None,
        message: without_number(&format!("{error:#}")),
    };
    // Where even this cannot be written, nobody is there to be told.
    let _ = report::write_run_errors(&[error], &terminal::of_stderr(colour), &mut std::io::stderr());
    let _ = std::io::stderr().flush();
}

/// What the system says, without the number that it has for it: `No such file or directory (os error 2)`.
fn without_number(message: &str) -> String {
    match message.split_once(" (os error ") {
        Some((before, after)) => {
            let rest = after.split_once(')').map_or("", |(_, rest)| rest);
            format!("{before}{rest}")
        }
        None => message.to_owned(),
    }
}
