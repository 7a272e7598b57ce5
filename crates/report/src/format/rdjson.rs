//! Reviewdog's diagnostic format.
//! <https://github.com/reviewdog/reviewdog/blob/master/proto/rdf/reviewdog.proto>

use std::io::{self, Write};

use serde::Serialize;
use source::{Edit, Finding, Severity, SourceFile, Span};

use crate::json::write_document;
use crate::place::{floor, offset_of};
use crate::{Report, Terminal};

pub(super) fn write(report: &Report<'_>, _: &Terminal, out: &mut dyn Write) -> io::Result<()> {
    let document = Document {
        source: Origin {
            name: "lockgate",
            url: env!("CARGO_PKG_REPOSITORY"),
        },
        diagnostics: report
            .findings
            .iter()
            .map(|finding| Diagnostic::new(finding, report.sources.get(finding.span.file)))
            .collect(),
    };
    write_document(out, &document, 2)
}

#[derive(Serialize)]
struct Document<'a> {
    source: Origin,
    diagnostics: Vec<Diagnostic<'a>>,
}

#[derive(Serialize)]
struct Origin {
    name: &'static str,
    url: &'static str,
}

#[derive(Serialize)]
struct Diagnostic<'a> {
    message: String,
    location: Location<'a>,
    severity: &'static str,
    code: Code<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suggestions: Vec<Suggestion<'a>>,
}

#[derive(Serialize)]
struct Location<'a> {
    path: &'a str,
    range: Range,
}

#[derive(Serialize)]
struct Code<'a> {
    value: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
}

#[derive(Serialize)]
struct Suggestion<'a> {
    range: Range,
    text: &'a str,
}

#[derive(Serialize)]
struct Range {
    start: Position,
    end: Position,
}

/// Columns count bytes here, from 1.
#[derive(Serialize)]
struct Position {
    line: u32,
    column: u32,
}

impl<'a> Diagnostic<'a> {
    fn new(finding: &'a Finding, file: &'a SourceFile) -> Self {
        let mut message = finding.message.to_string();
        if let Some(help) = &finding.help {
            message.push_str("\nhelp: ");
            message.push_str(help);
        }
        Self {
            message,
            location: Location {
                path: file.path(),
                range: range(file, finding.span),
            },
            severity: match finding.severity {
                Severity::Error => "ERROR",
                Severity::Warning => "WARNING",
                Severity::Info | Severity::Off => "INFO",
            },
            code: Code {
                value: &finding.rule,
                url: finding.url.as_deref(),
            },
            suggestions: suggestions(finding, file),
        }
    }
}

/// Reviewdog offers each suggestion alone, so only fixes of one edit make any, and only in the
/// finding's own file.
fn suggestions<'a>(finding: &'a Finding, file: &SourceFile) -> Vec<Suggestion<'a>> {
    let of_fix = |edits: &'a [Edit]| match edits {
        [Edit::Replace(replacement)] if replacement.span.file == finding.span.file => Some(Suggestion {
            range: range(file, replacement.span),
            text: &replacement.text,
        }),
        _ => None,
    };
    finding.fixes.iter().filter_map(|fix| of_fix(&fix.edits)).collect()
}

fn range(file: &SourceFile, span: Span) -> Range {
    Range {
        start: position(file, span.range.start),
        end: position(file, span.range.end.max(span.range.start)),
    }
}

fn position(file: &SourceFile, offset: u32) -> Position {
    let offset = offset_of(floor(file.text(), offset));
    let line = file.lines().line_of(offset);
    let start = file.lines().line_start(line).unwrap_or_default();
    Position {
        line: line + 1,
        column: offset - start + 1,
    }
}
