//! One line for each finding, below the name of its file.

use std::io::{self, Write};

use super::full::write_summary;
use crate::place::Places;
use crate::terminal::Style;
use crate::text::on_one_line;
use crate::{Report, Terminal};

pub(super) fn write(report: &Report<'_>, terminal: &Terminal, out: &mut dyn Write) -> io::Result<()> {
    let mut places = Places::new(report.sources);
    for (file, findings) in report.by_file() {
        let path = on_one_line(places.path(file));
        writeln!(out, "{}", terminal.paint(Style::Bold, &path))?;
        let starts: Vec<String> = findings
            .iter()
            .map(|finding| {
                let start = places.range(finding.span).start;
                format!("{}:{}", start.line, start.column)
            })
            .collect();
        let start_width = starts.iter().map(String::len).max().unwrap_or_default();
        let rule_width = findings
            .iter()
            .map(|finding| finding.rule.len())
            .max()
            .unwrap_or_default();
        for (finding, start) in findings.iter().zip(starts) {
            let severity = format!("{:<7}", finding.severity.as_str());
            let severity = terminal.paint(Style::of(finding.severity), &severity);
            let rule = on_one_line(&finding.rule);
            let padding = " ".repeat(rule_width.saturating_sub(rule.len()));
            let rule = terminal.link(&rule, finding.url.as_deref());
            let message = on_one_line(&finding.message);
            writeln!(out, "  {start:>start_width$}  {severity}  {rule}{padding}  {message}")?;
        }
        writeln!(out)?;
    }
    write_summary(&report.summary, terminal, out)
}
