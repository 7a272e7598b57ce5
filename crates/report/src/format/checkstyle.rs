//! Checkstyle's XML.

use std::io::{self, Write};

use crate::place::Places;
use crate::xml::escape;
use crate::{Report, Terminal};

pub(super) fn write(report: &Report<'_>, _: &Terminal, out: &mut dyn Write) -> io::Result<()> {
    let mut places = Places::new(report.sources);
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(out, "<checkstyle version=\"4.3\">")?;
    for (file, findings) in report.by_file() {
        writeln!(out, "  <file name=\"{}\">", escape(places.path(file)))?;
        for finding in findings {
            let start = places.range(finding.span).start;
            writeln!(
                out,
                "    <error line=\"{}\" column=\"{}\" severity=\"{}\" message=\"{}\" source=\"lockgate.{}\"/>",
                start.line,
                start.column,
                finding.severity,
                escape(&finding.message),
                escape(&finding.rule)
            )?;
        }
        writeln!(out, "  </file>")?;
    }
    for file in report.clean_files() {
        writeln!(out, "  <file name=\"{}\"/>", escape(places.path(file)))?;
    }
    writeln!(out, "</checkstyle>")
}
