//! One line for each finding: `path:line:column: severity[rule] message`.

use std::io::{self, Write};

use source::Finding;

use crate::place::Places;
use crate::terminal::Style;
use crate::text::on_one_line;
use crate::{Report, Terminal};

pub(super) fn write(report: &Report<'_>, terminal: &Terminal, out: &mut dyn Write) -> io::Result<()> {
    let mut places = Places::new(report.sources);
    for finding in report.findings {
        write_line(finding, &mut places, terminal, out)?;
    }
    Ok(())
}

/// One finding, on one line.
pub(super) fn write_line(
    finding: &Finding,
    places: &mut Places<'_>,
    terminal: &Terminal,
    out: &mut dyn Write,
) -> io::Result<()> {
    let start = places.range(finding.span).start;
    let path = on_one_line(places.path(finding.span.file));
    let severity = terminal.paint(Style::of(finding.severity), finding.severity.as_str());
    let rule = terminal.link(&on_one_line(&finding.rule), finding.url.as_deref());
    let message = on_one_line(&finding.message);
    writeln!(
        out,
        "{path}:{}:{}: {severity}[{rule}] {message}",
        start.line, start.column
    )
}
