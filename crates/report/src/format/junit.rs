//! JUnit's XML, as CI servers read it: a suite for each file, a failed case for each finding, a passed
//! one for each file without findings.

use std::io::{self, Write};

use lint::RunError;
use source::Finding;

use crate::place::Places;
use crate::run_errors::place_of;
use crate::xml::escape;
use crate::{Report, Terminal};

pub(super) fn write(report: &Report<'_>, _: &Terminal, out: &mut dyn Write) -> io::Result<()> {
    let mut places = Places::new(report.sources);
    let clean: Vec<_> = report.clean_files().collect();
    let failures = report.findings.len();
    let errors = report.run_errors.len();
    let is_empty = failures + errors + clean.len() == 0;
    let tests = failures + errors + clean.len() + usize::from(is_empty);
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(
        out,
        "<testsuites name=\"lockgate\" tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\">"
    )?;
    for (file, findings) in report.by_file() {
        let path = escape(places.path(file));
        let number = findings.len();
        writeln!(
            out,
            "  <testsuite name=\"{path}\" package=\"lockgate\" tests=\"{number}\" failures=\"{number}\" errors=\"0\">"
        )?;
        for finding in findings {
            write_failure(finding, &path, &mut places, out)?;
        }
        writeln!(out, "  </testsuite>")?;
    }
    for file in clean {
        write_passed(&escape(places.path(file)), out)?;
    }
    if is_empty {
        // Without a case, CI servers say that no tests were found.
        write_passed("lockgate", out)?;
    }
    write_errors(report.run_errors, out)?;
    writeln!(out, "</testsuites>")
}

fn write_failure(finding: &Finding, path: &str, places: &mut Places<'_>, out: &mut dyn Write) -> io::Result<()> {
    let start = places.range(finding.span).start;
    let rule = escape(&finding.rule);
    writeln!(
        out,
        "    <testcase name=\"{rule}\" classname=\"{path}\" file=\"{path}\" line=\"{}\">",
        start.line
    )?;
    let mut body = format!("line {}, column {}: {}", start.line, start.column, finding.message);
    if let Some(help) = &finding.help {
        body.push_str("\nhelp: ");
        body.push_str(help);
    }
    writeln!(
        out,
        "      <failure type=\"{}\" message=\"{}\">{}</failure>",
        finding.severity,
        escape(&finding.message),
        escape(&body)
    )?;
    writeln!(out, "    </testcase>")
}

fn write_passed(path: &str, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "  <testsuite name=\"{path}\" package=\"lockgate\" tests=\"1\" failures=\"0\" errors=\"0\">"
    )?;
    writeln!(
        out,
        "    <testcase name=\"{path}\" classname=\"{path}\" file=\"{path}\"/>"
    )?;
    writeln!(out, "  </testsuite>")
}

fn write_errors(errors: &[RunError], out: &mut dyn Write) -> io::Result<()> {
    if errors.is_empty() {
        return Ok(());
    }
    let number = errors.len();
    writeln!(
        out,
        "  <testsuite name=\"run\" package=\"lockgate\" tests=\"{number}\" failures=\"0\" errors=\"{number}\">"
    )?;
    for error in errors {
        let place = escape(&place_of(error));
        writeln!(out, "    <testcase name=\"run\" classname=\"{place}\">")?;
        writeln!(
            out,
            "      <error type=\"error\" message=\"{}\"/>",
            escape(&error.message)
        )?;
        writeln!(out, "    </testcase>")?;
    }
    writeln!(out, "  </testsuite>")
}
