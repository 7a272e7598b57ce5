//! A summary for comments on pull requests and for job summaries.

use std::io::{self, Write};

use source::{Finding, Severity};

use super::full::found;
use crate::markup::in_markdown;
use crate::place::Places;
use crate::run_errors::place_of;
use crate::text::count;
use crate::{Report, Terminal};

/// How many characters GitHub takes in a comment.
const LONGEST_COMMENT: usize = 65_536;

pub(super) fn write(report: &Report<'_>, _: &Terminal, out: &mut dyn Write) -> io::Result<()> {
    // By this mark a bot finds its own comment again.
    writeln!(out, "<!-- lockgate -->")?;
    let summary = &report.summary;
    let found = match summary.findings() {
        0 => "no findings".to_owned(),
        _ => found(summary),
    };
    writeln!(out, "### Lockgate: {found}\n")?;
    let statements = count(summary.statements, "statement");
    let files = count(summary.files, "file");
    write!(out, "{statements} of {files} checked")?;
    let others = [
        (summary.unknown_statements, "not understood"),
        (summary.suppressed, "suppressed"),
        (summary.baselined, "in the baseline"),
    ];
    for (number, what) in others.into_iter().filter(|(number, _)| *number > 0) {
        write!(out, ", {number} {what}")?;
    }
    writeln!(out, ".")?;
    for error in report.run_errors {
        let place = place_of(error);
        let colon = if place.is_empty() { "" } else { ": " };
        writeln!(
            out,
            "\n> **The run failed:** {}{colon}{}",
            in_markdown(&place),
            in_markdown(&error.message)
        )?;
    }
    let mut places = Places::new(report.sources);
    for (file, findings) in report.by_file() {
        let has_errors = findings.iter().any(|finding| finding.severity == Severity::Error);
        let open = if has_errors { " open" } else { "" };
        let number = count(findings.len(), "finding");
        writeln!(
            out,
            "\n<details{open}><summary><code>{}</code>: {number}</summary>\n",
            crate::xml::escape(&crate::harmless(places.path(file)))
        )?;
        writeln!(out, "| line | severity | rule | finding |\n|---:|---|---|---|")?;
        for finding in findings {
            write_row(finding, &mut places, out)?;
        }
        writeln!(out, "\n</details>")?;
    }
    Ok(())
}

fn write_row(finding: &Finding, places: &mut Places<'_>, out: &mut dyn Write) -> io::Result<()> {
    let rule = in_markdown(&finding.rule);
    let rule = match finding.url.as_deref().filter(|url| is_plain_url(url)) {
        Some(url) => format!("[{rule}]({url})"),
        None => rule,
    };
    let help = finding.help.as_deref().map(in_markdown);
    let help = help.map(|help| format!("<br>{help}")).unwrap_or_default();
    writeln!(
        out,
        "| {} | {} | {rule} | {}{help} |",
        places.range(finding.span).start.line,
        finding.severity,
        in_markdown(&finding.message),
    )
}

fn is_plain_url(url: &str) -> bool {
    url.chars()
        .all(|character| character.is_ascii_graphic() && !matches!(character, '(' | ')' | '<' | '>' | '|'))
}

pub(super) fn limit_notice(report: &Report<'_>) -> Option<String> {
    let mut written = Vec::new();
    write(report, &Terminal::plain(), &mut written).ok()?;
    let length = String::from_utf8_lossy(&written).chars().count();
    (length > LONGEST_COMMENT)
        .then(|| format!("GitHub takes {LONGEST_COMMENT} characters in a comment, and the report has {length}"))
}
