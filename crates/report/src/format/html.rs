//! One page for a reviewer: what was found, and what each migration does. It holds everything it needs, asks no network,
//! and reads without its script too, which only filters.

mod excerpt;
mod findings;
mod lanes;
mod overview;
mod prose;
mod rules;
mod timeline;

use std::io::{self, Write};

use self::overview::write_overview;
use self::prose::text;
use self::timeline::Timelines;
use crate::text::count;
use crate::{Report, Terminal};

const STYLE: &str = include_str!("html/report.css");
const SCRIPT: &str = include_str!("html/report.js");
/// The digest by which the page's policy knows the script: `openssl dgst -sha256 -binary report.js | base64`. With
/// another one no browser runs the script, which `tests/formats/page.py` would notice.
const SCRIPT_DIGEST: &str = include_str!("html/report.js.sha256");

/// How many findings and statements a browser draws at once; of longer pages it draws what is looked at.
const MOST_DRAWN: usize = 400;

pub(super) fn write(report: &Report<'_>, _: &Terminal, out: &mut dyn Write) -> io::Result<()> {
    let files = findings::numbered(report);
    let timelines = Timelines::new(report, &files);
    let title = text(&overview::verdict(&report.summary));
    let is_long = report.findings.len() + timelines.statements() > MOST_DRAWN;
    let length = if is_long { "long" } else { "" };
    writeln!(
        out,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">"
    )?;
    writeln!(
        out,
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; \
         script-src 'sha256-{}'; base-uri 'none'; form-action 'none'\">",
        SCRIPT_DIGEST.trim()
    )?;
    writeln!(
        out,
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>Lockgate: {title}</title>\n\
         <style>\n{STYLE}</style>\n</head>\n<body class=\"{length}\">"
    )?;
    write_overview(report, &timelines, out)?;
    write_navigation(report, &timelines, out)?;
    writeln!(out, "<main>")?;
    findings::write_findings(&files, report, out)?;
    timelines.write(out)?;
    rules::write_rules(report, out)?;
    writeln!(out, "</main>\n<script>{SCRIPT}</script>\n</body>\n</html>")
}

pub(super) fn limit_notice(report: &Report<'_>) -> Option<String> {
    let left_out = timeline::left_out(report);
    (left_out > 0).then(|| {
        let migrations = count(left_out, "migration");
        format!("the page leaves out the statements of {migrations} without findings; name the paths to be shown")
    })
}

/// The links to the parts, and the filters, which appear once the script runs.
fn write_navigation(report: &Report<'_>, timelines: &Timelines<'_>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "<nav class=\"bar\" aria-label=\"Parts and filters\"><div class=\"inner\">"
    )?;
    writeln!(out, "<a href=\"#findings\">Findings</a>")?;
    if !timelines.is_empty() {
        writeln!(out, "<a href=\"#migrations\">Migrations</a>")?;
    }
    if !report.findings.is_empty() {
        writeln!(out, "<a href=\"#rules\">Rules</a>")?;
        overview::write_filters(report, out)?;
    }
    writeln!(out, "</div></nav>")
}
