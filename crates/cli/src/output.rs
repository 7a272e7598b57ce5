use std::io::{ErrorKind, Write};

use anyhow::Error;
use lint::RunError;

use crate::arguments::Colour;
use crate::terminal;

/// Whether somebody stopped reading, which is no failure of ours.
pub(crate) fn is_broken_pipe(error: &Error) -> bool {
    error.chain().any(|cause| kind(cause) == Some(ErrorKind::BrokenPipe))
}

/// What kept something from being read or written; a document of JSON hides it.
fn kind(cause: &(dyn std::error::Error + 'static)) -> Option<ErrorKind> {
    let of_json = cause
        .downcast_ref::<serde_json::Error>()
        .and_then(serde_json::Error::io_error_kind);
    of_json.or_else(|| cause.downcast_ref::<std::io::Error>().map(std::io::Error::kind))
}

/// Says on standard error why the run failed.
pub(crate) fn write_failure(error: &Error, colour: Colour) {
    let error = RunError {
        rule: None,
        path: None,
        line: None,
        column: None,
        message: match kind(error.root_cause()) {
            // Everything else that is written has a name.
            Some(ErrorKind::StorageFull) if error.chain().all(|cause| kind(cause).is_some()) => {
                "standard output cannot be written: the disk is full; make room".to_owned()
            }
            _ => without_number(&format!("{error:#}")),
        },
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
