//! Workflow commands of GitHub Actions.
//! <https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands>

use std::cmp::Reverse;
use std::io::{self, Write};

use source::{Finding, Severity};

use crate::place::Places;
use crate::text::on_one_line;
use crate::{Report, Terminal};

/// How many annotations of each severity GitHub shows for one step.
const MOST_OF_EACH: u32 = 10;

pub(super) fn write(report: &Report<'_>, _: &Terminal, out: &mut dyn Write) -> io::Result<()> {
    let mut places = Places::new(report.sources);
    // GitHub shows the first few only, so the worst come first.
    let mut findings: Vec<&Finding> = report.findings.iter().collect();
    findings.sort_by_key(|finding| Reverse(finding.severity));
    for finding in findings {
        let range = places.range(finding.span);
        let path = &*report.path_in_repository(places.path(finding.span.file));
        let rule = on_one_line(&finding.rule);
        let title = property(&format!("lockgate ({rule})"));
        let (line, column) = (range.start.line, range.start.column);
        write!(
            out,
            "::{} title={title},file={},line={line},col={column},endLine={}",
            command(finding.severity),
            property(path),
            range.end.line,
        )?;
        // Annotations over several lines have no columns.
        if range.end.line == line {
            write!(out, ",endColumn={}", range.end.column)?;
        }
        let mut message = format!(
            "{}:{line}:{column}: {}",
            on_one_line(path),
            on_one_line(&finding.message)
        );
        if let Some(help) = &finding.help {
            message.push_str("\nhelp: ");
            message.push_str(&crate::harmless(help));
        }
        writeln!(out, "::{}", data(&message))?;
    }
    Ok(())
}

pub(super) fn limit_notice(report: &Report<'_>) -> Option<String> {
    let summary = &report.summary;
    let most = summary.errors.max(summary.warnings).max(summary.infos);
    (most > MOST_OF_EACH).then(|| {
        format!(
            "GitHub shows {MOST_OF_EACH} annotations of each severity for one step; \
             the log holds all {} findings",
            report.findings.len()
        )
    })
}

const fn command(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info | Severity::Off => "notice",
    }
}

/// The escapes of <https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts>.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(&crate::harmless(text)).replace(':', "%3A").replace(',', "%2C")
}
