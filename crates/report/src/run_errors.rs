use std::io::{self, Write};

use lint::RunError;

use crate::Terminal;
use crate::terminal::Style;
use crate::text::on_one_line;

/// Writes what kept the run from doing its whole job, one line each: `path:line:column: message`.
///
/// # Errors
/// Where the writer fails.
pub fn write_run_errors(errors: &[RunError], terminal: &Terminal, out: &mut dyn Write) -> io::Result<()> {
    for error in errors {
        let place = place_of(error);
        let message = on_one_line(&error.message);
        let label = terminal.paint(Style::Error, "error");
        if place.is_empty() {
            writeln!(out, "{label}: {message}")?;
        } else {
            writeln!(out, "{place}: {label}: {message}")?;
        }
    }
    Ok(())
}

/// `path:line:column`, without the parts that are not known.
pub(crate) fn place_of(error: &RunError) -> String {
    let mut place = error.path.as_deref().map(on_one_line).unwrap_or_default().into_owned();
    if place.is_empty() {
        return place;
    }
    for number in error.line.into_iter().chain(error.line.and(error.column)) {
        place.push_str(&format!(":{number}"));
    }
    place
}
