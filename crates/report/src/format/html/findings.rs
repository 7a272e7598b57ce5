//! The findings, below their files, each with the lines at fault.

use std::io::{self, Write};

use source::{Applicability, FileId, Finding, Fix, Severity, Span};

use super::excerpt::excerpt;
use super::prose::{message, text};
use crate::place::Places;
use crate::text::count;
use crate::{Report, Terminal, diff};

/// How many other places of one finding are shown.
const MOST_RELATED: usize = 8;

/// The findings of one file, each with its number on the page.
pub(super) struct FileFindings<'a> {
    pub(super) file: FileId,
    pub(super) findings: Vec<(usize, &'a Finding)>,
}

/// The findings, numbered in the order of the page.
pub(super) fn numbered<'a>(report: &Report<'a>) -> Vec<FileFindings<'a>> {
    let mut numbers = 1..;
    let files = report.by_file().into_iter().map(|(file, findings)| FileFindings {
        file,
        findings: numbers.by_ref().zip(findings).collect(),
    });
    files.collect()
}

pub(super) fn write_findings(files: &[FileFindings<'_>], report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<section id=\"findings\"><h2>Findings</h2>")?;
    if report.findings.is_empty() {
        writeln!(out, "<p class=\"empty\">Nothing was found.</p>")?;
    }
    let mut places = Places::new(report.sources);
    for FileFindings { file, findings } in files {
        let path = text(places.path(*file));
        writeln!(
            out,
            "<details class=\"file\" open><summary><span class=\"path\">{path}</span>{}</summary>",
            tally(findings)
        )?;
        for (number, finding) in findings {
            write_finding(finding, *number, report, &mut places, out)?;
        }
        writeln!(out, "</details>")?;
    }
    writeln!(
        out,
        "<p class=\"empty\" id=\"none\" hidden>No finding passes the filters.</p></section>"
    )
}

/// How many of each severity.
fn tally(findings: &[(usize, &Finding)]) -> String {
    let mut html = String::from("<span class=\"tally\">");
    for severity in [Severity::Error, Severity::Warning, Severity::Info] {
        let number = findings
            .iter()
            .filter(|(_, finding)| finding.severity == severity)
            .count();
        if number > 0 {
            let title = count(number, severity.as_str());
            html.push_str(&format!("<span class=\"{severity}\" title=\"{title}\">{number}</span>"));
        }
    }
    html + "</span>"
}

fn write_finding(
    finding: &Finding,
    number: usize,
    report: &Report<'_>,
    places: &mut Places<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let (severity, category) = (finding.severity, finding.category);
    let rule = text(&finding.rule);
    let start = places.range(finding.span).start;
    writeln!(
        out,
        "<article class=\"finding {severity}\" id=\"finding-{number}\" data-severity=\"{severity}\" \
         data-category=\"{category}\" data-rule=\"{rule}\">"
    )?;
    writeln!(
        out,
        "<h3><span class=\"severity\">{severity}</span>{}</h3>",
        message(&finding.message)
    )?;
    writeln!(
        out,
        "<p class=\"meta\"><a href=\"#rule-{rule}\">{rule}</a> · {category} · line {}, column {}</p>",
        start.line, start.column
    )?;
    writeln!(
        out,
        "{}",
        excerpt(report.sources.get(finding.span.file), finding.span.range)
    )?;
    if let Some(help) = &finding.help {
        writeln!(out, "<p class=\"help\"><b>Help</b> {}</p>", message(help))?;
    }
    for label in finding.related.iter().take(MOST_RELATED) {
        write_related(label.span, &label.message, finding, report, places, out)?;
    }
    if finding.related.len() > MOST_RELATED {
        let more = count(finding.related.len() - MOST_RELATED, "more place");
        writeln!(out, "<p class=\"meta\">and {more}</p>")?;
    }
    for fix in &finding.fixes {
        write_fix(fix, finding, report, out)?;
    }
    writeln!(out, "</article>")
}

fn write_related(
    span: Span,
    what: &str,
    finding: &Finding,
    report: &Report<'_>,
    places: &mut Places<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let line = places.range(span).start.line;
    let place = if span.file == finding.span.file {
        format!("line {line}")
    } else {
        format!("{}:{line}", text(places.path(span.file)))
    };
    writeln!(out, "<div class=\"related\"><p><b>{place}</b> {}</p>", message(what))?;
    writeln!(out, "{}</div>", excerpt(report.sources.get(span.file), span.range))
}

fn write_fix(fix: &Fix, finding: &Finding, report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let label = match fix.applicability {
        Applicability::Safe => "Safe fix",
        Applicability::Unsafe => "Fix to be reviewed",
    };
    writeln!(
        out,
        "<details class=\"fix\"><summary><b>{label}</b> {}</summary><pre class=\"diff\">",
        message(&fix.title)
    )?;
    for line in diff::lines_of(fix, report.sources, finding.span.file, &Terminal::plain()) {
        let tag = match line.as_bytes().first() {
            Some(b'+') => "ins",
            Some(b'-') => "del",
            _ => "span",
        };
        writeln!(out, "<{tag}>{}</{tag}>", text(&line))?;
    }
    writeln!(out, "</pre></details>")
}
