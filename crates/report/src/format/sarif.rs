//! SARIF 2.1.0, as code scanning reads it.
//! <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>,
//! <https://docs.github.com/en/code-security/reference/code-scanning/sarif-files/sarif-support-for-code-scanning>

mod model;
mod rules;
mod suppressions;
mod uri;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::{self, Write};

use lint::{HeldBack, RunError};
use source::{Edit, FileId, Finding, Fix, Replacement, Severity, SourceFile, Span};

use self::model::{
    ArtifactChange, ArtifactLocation, AutomationDetails, Driver, Invocation, Location, Log, Message, Notification,
    PhysicalLocation, Region, Replacing, Result, Run, SarifFix, Text, TextRef, Tool,
};
use self::rules::Described;
use self::suppressions::{baseline_state, suppressions};
use crate::json::write_document;
use crate::line_hash::line_hashes;
use crate::place::{Places, floor};
use crate::{Report, Terminal, harmless};

/// How many results GitHub takes in one run.
const MOST_RESULTS: usize = 25_000;
/// How many related places of one result are written; GitHub keeps as many.
const MOST_RELATED: usize = 100;
/// To how many of them the message links.
const MOST_LINKED: usize = 5;
/// Regions longer than this carry no snippet.
const LONGEST_SNIPPET: usize = 1_000;

pub(super) fn write(report: &Report<'_>, _: &Terminal, out: &mut dyn Write) -> io::Result<()> {
    let rules = Described::new(report);
    let mut results = Results {
        places: Places::new(report.sources),
        hashes: hashes(report),
        report,
    };
    let taken = taken(report);
    let room = MOST_RESULTS - taken.len();
    let mut written: Vec<Result<'_>> = Vec::new();
    written.extend(taken.into_iter().map(|finding| results.result(finding, None, &rules)));
    let held_back = report.held_back().iter().take(room);
    written.extend(held_back.map(|it| results.result(&it.finding, Some(it), &rules)));
    let log = Log {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [Run {
            automation_details: AutomationDetails { id: report.category },
            invocations: [invocation(report)],
            column_kind: "unicodeCodePoints",
            results: written,
            tool: Tool {
                driver: Driver {
                    name: "lockgate",
                    semantic_version: report.version,
                    information_uri: env!("CARGO_PKG_REPOSITORY"),
                    rules: rules.own,
                },
                extensions: rules.extensions,
            },
        }],
    };
    write_document(out, &log, 4)
}

/// The findings that GitHub takes, in their order: of too many the most severe, since it refuses a run with more.
fn taken<'a>(report: &Report<'a>) -> Vec<&'a Finding> {
    let mut findings: Vec<(usize, &'a Finding)> = report.findings.iter().enumerate().collect();
    if findings.len() > MOST_RESULTS {
        findings.sort_by_key(|(_, finding)| Reverse(finding.severity));
        findings.truncate(MOST_RESULTS);
        findings.sort_by_key(|(at, _)| *at);
    }
    findings.into_iter().map(|(_, finding)| finding).collect()
}

pub(super) fn limit_notice(report: &Report<'_>) -> Option<String> {
    let number = report.findings.len() + report.held_back().len();
    (number > MOST_RESULTS).then(|| {
        format!(
            "GitHub takes {MOST_RESULTS} results in one run: of {number} findings, the {} least severe are left out; \
             check fewer paths in one run, each with a `--sarif-category` of its own",
            number - MOST_RESULTS
        )
    })
}

/// The findings, and those that are held back where they are asked for.
fn all<'a>(report: &Report<'a>) -> impl Iterator<Item = &'a Finding> {
    let held_back = report.held_back().iter().map(|held_back| &held_back.finding);
    report.findings.iter().chain(held_back)
}

/// The hash of the line of each finding, by file and line.
fn hashes(report: &Report<'_>) -> HashMap<(FileId, u32), String> {
    let mut wanted: BTreeMap<FileId, BTreeSet<u32>> = BTreeMap::new();
    for finding in all(report) {
        let line = line_of(report.sources.get(finding.span.file), finding.span);
        wanted.entry(finding.span.file).or_default().insert(line);
    }
    let mut hashes = HashMap::new();
    for (file, lines) in wanted {
        let lines: Vec<u32> = lines.into_iter().collect();
        let found = line_hashes(report.sources.get(file).text(), &lines);
        hashes.extend(found.into_iter().map(|(line, hash)| ((file, line), hash)));
    }
    hashes
}

fn line_of(file: &SourceFile, span: Span) -> u32 {
    file.lines().line_of(span.range.start) + 1
}

fn invocation(report: &Report<'_>) -> Invocation {
    let mut notifications: Vec<Notification> = report
        .run_errors
        .iter()
        .map(|error| notification(report, error))
        .collect();
    notifications.extend(limit_notice(report).map(|text| Notification {
        level: "warning",
        message: Message { text },
        locations: Vec::new(),
    }));
    Invocation {
        execution_successful: report.run_errors.is_empty(),
        exit_code: report.exit_code,
        tool_execution_notifications: notifications,
    }
}

fn notification(report: &Report<'_>, error: &RunError) -> Notification {
    let location = error.path.as_deref().map(|path| Location {
        id: None,
        physical_location: PhysicalLocation {
            artifact_location: uri::location(report, path),
            region: error.line.map(|line| Region {
                start_line: line,
                start_column: error.column,
                end_line: None,
                end_column: None,
                snippet: None,
            }),
        },
        message: None,
    });
    Notification {
        level: "error",
        message: Message {
            text: harmless(&error.message).into_owned(),
        },
        locations: location.into_iter().collect(),
    }
}

struct Results<'a> {
    places: Places<'a>,
    hashes: HashMap<(FileId, u32), String>,
    report: &'a Report<'a>,
}

impl<'a> Results<'a> {
    fn result(&mut self, finding: &'a Finding, held_back: Option<&HeldBack>, rules: &Described<'a>) -> Result<'a> {
        let file = self.report.sources.get(finding.span.file);
        let line = line_of(file, finding.span);
        let mut fingerprints = BTreeMap::new();
        if let Some(hash) = self.hashes.get(&(finding.span.file, line)) {
            fingerprints.insert("primaryLocationLineHash", hash.clone());
        }
        fingerprints.insert("lockgate/v1", finding.fingerprint.to_string());
        let related = finding
            .related
            .iter()
            .take(MOST_RELATED)
            .zip(1..)
            .map(|(label, id)| Location {
                id: Some(id),
                physical_location: self.place(label.span),
                message: Some(Message {
                    text: harmless(&label.message).into_owned(),
                }),
            });
        let related_locations = related.collect();
        let (rule_index, rule) = rules.reference(&finding.rule);
        Result {
            rule_id: &finding.rule,
            rule_index,
            rule,
            level: level(finding.severity),
            message: Message { text: message(finding) },
            locations: [Location {
                id: None,
                physical_location: self.place(finding.span),
                message: None,
            }],
            related_locations,
            partial_fingerprints: fingerprints,
            baseline_state: baseline_state(self.report.held_back, held_back),
            suppressions: suppressions(self.report, held_back),
            fixes: finding.fixes.iter().filter_map(|fix| self.fix(fix)).collect(),
        }
    }

    fn place(&mut self, span: Span) -> PhysicalLocation {
        let file = self.report.sources.get(span.file);
        let text = file.text();
        let (start, end) = (floor(text, span.range.start), floor(text, span.range.end));
        let snippet = text
            .get(start..end)
            .filter(|text| (1..=LONGEST_SNIPPET).contains(&text.len()));
        let mut region = self.region(span);
        region.snippet = snippet.map(|text| Text { text: text.to_owned() });
        PhysicalLocation {
            artifact_location: uri::location(self.report, file.path()),
            region: Some(region),
        }
    }

    fn region(&mut self, span: Span) -> Region {
        let range = self.places.range(span);
        Region {
            start_line: range.start.line,
            start_column: Some(range.start.column),
            end_line: Some(range.end.line),
            end_column: Some(range.end.column),
            snippet: None,
        }
    }

    /// A fix in SARIF's terms, which have no word for making a file.
    fn fix(&mut self, fix: &'a Fix) -> Option<SarifFix<'a>> {
        let mut changes: BTreeMap<FileId, Vec<&'a Replacement>> = BTreeMap::new();
        for edit in &fix.edits {
            let Edit::Replace(replacement) = edit else {
                return None;
            };
            changes.entry(replacement.span.file).or_default().push(replacement);
        }
        let changes = changes.into_iter().map(|(file, replacements)| ArtifactChange {
            artifact_location: uri::location(self.report, self.report.sources.get(file).path()),
            replacements: replacements
                .into_iter()
                .map(|replacement| Replacing {
                    deleted_region: self.region(replacement.span),
                    inserted_content: TextRef {
                        text: &replacement.text,
                    },
                })
                .collect(),
        });
        Some(SarifFix {
            description: TextRef { text: &fix.title },
            artifact_changes: changes.collect(),
        })
    }
}

/// The fact as one sentence, because viewers with little room show the first one only; then the help
/// and links to the related places.
fn message(finding: &Finding) -> String {
    let mut text = sentence(&finding.message);
    if let Some(help) = &finding.help {
        text.push(' ');
        text.push_str(&sentence(help));
    }
    for (label, id) in finding.related.iter().take(MOST_LINKED).zip(1..) {
        let shown = label.message.replace(['[', ']'], " ");
        text.push_str(&format!(" See [{}]({id}).", crate::on_one_line(shown.trim())));
    }
    text
}

/// The text with a full stop, and without what a viewer would take for a link.
fn sentence(text: &str) -> String {
    let mut sentence = harmless(text.trim_end()).replace("](", "] (");
    if !sentence.ends_with(['.', '!', '?']) {
        sentence.push('.');
    }
    sentence
}

const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info | Severity::Off => "note",
    }
}
