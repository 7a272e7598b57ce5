//! One JSON document with everything.

use std::io::{self, Write};

use lint::{HeldBack, HeldBy, Summary};
use serde::Serialize;
use serde::ser::Serializer;
use source::{Applicability, Category, Edit, Finding, Fingerprint, Fix, Severity, Sources, StatementPath};

use crate::json::write_document;
use crate::place::{Places, Range};
use crate::{Report, Terminal};

/// The version of the document's shape: it grows when a key changes its meaning or goes away.
const SCHEMA: u32 = 1;

pub(super) fn write(report: &Report<'_>, _: &Terminal, out: &mut dyn Write) -> io::Result<()> {
    let document = Document {
        schema: SCHEMA,
        tool: ToolEntry {
            name: "lockgate",
            version: report.version,
        },
        summary: report.summary,
        findings: Findings(report),
        suppressed: report
            .held_back
            .map(|it| HeldBackList(report, it.suppressed().collect())),
        baselined: report
            .held_back
            .map(|it| HeldBackList(report, it.baselined().collect())),
    };
    write_document(out, &document, 2)
}

#[derive(Serialize)]
struct Document<'a> {
    schema: u32,
    tool: ToolEntry<'a>,
    summary: Summary,
    findings: Findings<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    suppressed: Option<HeldBackList<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    baselined: Option<HeldBackList<'a>>,
}

#[derive(Serialize)]
struct ToolEntry<'a> {
    name: &'a str,
    version: &'a str,
}

/// A list of [`FindingEntry`], made one by one while it is written.
struct Findings<'a>(&'a Report<'a>);

impl Serialize for Findings<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut places = Places::new(self.0.sources);
        serializer.collect_seq(
            self.0
                .findings
                .iter()
                .map(|finding| FindingEntry::new(finding, &mut places)),
        )
    }
}

/// A list of [`HeldBackEntry`], made one by one while it is written.
struct HeldBackList<'a>(&'a Report<'a>, Vec<&'a HeldBack>);

impl Serialize for HeldBackList<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut places = Places::new(self.0.sources);
        let entries = self.1.iter().map(|held_back| HeldBackEntry {
            finding: FindingEntry::new(&held_back.finding, &mut places),
            held_back: By {
                by: match held_back.by {
                    HeldBy::Comment => "comment",
                    HeldBy::Configuration => "configuration",
                    HeldBy::Baseline => "baseline",
                },
                path: &held_back.path,
                line: held_back.line,
                reason: held_back.reason.as_deref(),
            },
        });
        serializer.collect_seq(entries)
    }
}

/// A finding that is not reported.
#[derive(Serialize)]
struct HeldBackEntry<'a> {
    #[serde(flatten)]
    finding: FindingEntry<'a>,
    held_back: By<'a>,
}

/// By what a finding is held back.
#[derive(Serialize)]
struct By<'a> {
    by: &'a str,
    path: &'a str,
    line: Option<u32>,
    reason: Option<&'a str>,
}

/// One finding, as programs get it.
#[derive(Serialize)]
pub(super) struct FindingEntry<'a> {
    rule: &'a str,
    category: Category,
    severity: Severity,
    message: &'a str,
    help: Option<&'a str>,
    url: Option<&'a str>,
    path: &'a str,
    statement: Option<&'a StatementPath>,
    range: Range,
    related: Vec<RelatedEntry<'a>>,
    fixes: Fixes<'a>,
    fingerprint: Fingerprint,
}

#[derive(Serialize)]
struct RelatedEntry<'a> {
    path: &'a str,
    range: Range,
    message: &'a str,
}

/// A list of [`FixEntry`].
struct Fixes<'a>(&'a [Fix], &'a Sources);

impl Serialize for Fixes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(|fix| FixEntry {
            title: &fix.title,
            applicability: fix.applicability,
            edits: Edits(&fix.edits, self.1),
        }))
    }
}

#[derive(Serialize)]
struct FixEntry<'a> {
    title: &'a str,
    applicability: Applicability,
    edits: Edits<'a>,
}

/// A list of [`EditEntry`].
struct Edits<'a>(&'a [Edit], &'a Sources);

impl Serialize for Edits<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(|edit| EditEntry::new(edit, self.1)))
    }
}

#[derive(Serialize)]
#[serde(untagged)]
enum EditEntry<'a> {
    Replace {
        path: &'a str,
        start: u32,
        end: u32,
        text: &'a str,
    },
    Create {
        create: &'a str,
        text: &'a str,
    },
}

impl<'a> FindingEntry<'a> {
    pub(super) fn new(finding: &'a Finding, places: &mut Places<'a>) -> Self {
        let related = finding.related.iter().map(|label| RelatedEntry {
            path: places.path(label.span.file),
            range: places.range(label.span),
            message: &label.message,
        });
        let related = related.collect();
        Self {
            rule: &finding.rule,
            category: finding.category,
            severity: finding.severity,
            message: &finding.message,
            help: finding.help.as_deref(),
            url: finding.url.as_deref(),
            path: places.path(finding.span.file),
            statement: finding.statement.as_ref(),
            fixes: Fixes(&finding.fixes, places.sources()),
            range: places.range(finding.span),
            related,
            fingerprint: finding.fingerprint,
        }
    }
}

impl<'a> EditEntry<'a> {
    fn new(edit: &'a Edit, sources: &'a Sources) -> Self {
        match edit {
            Edit::Replace(replacement) => Self::Replace {
                path: sources.get(replacement.span.file).path(),
                start: replacement.span.range.start,
                end: replacement.span.range.end,
                text: &replacement.text,
            },
            Edit::Create { path, text } => Self::Create { create: path, text },
        }
    }
}
