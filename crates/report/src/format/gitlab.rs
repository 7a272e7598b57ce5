//! The Code Quality report of GitLab.
//! <https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format>

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::{self, Write};

use serde::Serialize;
use source::{Finding, Severity};

use crate::json::write_document;
use crate::place::Places;
use crate::{Report, Terminal};

pub(super) fn write(report: &Report<'_>, _: &Terminal, out: &mut dyn Write) -> io::Result<()> {
    let mut places = Places::new(report.sources);
    let mut seen = HashMap::new();
    let issues: Vec<Issue<'_>> = report
        .findings
        .iter()
        .map(|finding| Issue::new(finding, report, &mut places, &mut seen))
        .collect();
    write_document(out, &issues, 1)
}

#[derive(Serialize)]
struct Issue<'a> {
    description: String,
    check_name: &'a str,
    fingerprint: String,
    severity: &'static str,
    location: Location<'a>,
}

#[derive(Serialize)]
struct Location<'a> {
    path: Cow<'a, str>,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u32,
    end: u32,
}

impl<'a> Issue<'a> {
    fn new(finding: &'a Finding, report: &Report<'_>, places: &mut Places<'a>, seen: &mut HashMap<u128, u32>) -> Self {
        let range = places.range(finding.span);
        let path = places.path(finding.span.file);
        let path = report.path_in_repository(path.strip_prefix("./").unwrap_or(path));
        // GitLab keeps only the first of equal fingerprints.
        let times = seen.entry(finding.fingerprint.0).or_default();
        let fingerprint = match *times {
            0 => finding.fingerprint.to_string(),
            times => format!("{}-{times}", finding.fingerprint),
        };
        *times += 1;
        Self {
            // The interface does not show `check_name`.
            description: format!("{}: {}", finding.rule, finding.message),
            check_name: &finding.rule,
            fingerprint,
            severity: severity(finding.severity),
            location: Location {
                path,
                lines: Lines {
                    begin: range.start.line,
                    end: range.end.line,
                },
            },
        }
    }
}

const fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "critical",
        Severity::Warning => "major",
        Severity::Info | Severity::Off => "info",
    }
}
