use std::collections::{BTreeSet, HashMap};

use source::{Category, Finding, Severity};

use super::level;
use super::model::{Configuration, Help, Properties, Rule, Text};
use crate::{Report, harmless};

/// How many characters GitHub takes in a description.
const LONGEST_DESCRIPTION: usize = 1_024;

/// The rules that found something, in the order of their names.
pub(super) fn described<'a>(used: &BTreeSet<&'a str>, report: &Report<'a>) -> Vec<Rule<'a>> {
    let mut examples: HashMap<&str, &'a Finding> = HashMap::new();
    for finding in report.findings {
        examples.entry(&finding.rule).or_insert(finding);
    }
    used.iter().map(|id| described_rule(id, examples[id], report)).collect()
}

/// What the engine itself reports has no page; the first finding says what there is to say.
fn described_rule<'a>(id: &'a str, example: &'a Finding, report: &Report<'a>) -> Rule<'a> {
    let info = report.rules.get(id);
    let summary = info.map_or_else(|| example.message.clone(), lint::RuleInfo::summary);
    let page = info.map_or(example.message.as_str(), |info| info.page.as_ref());
    let severity = info.map_or(example.severity, |info| info.severity);
    let is_security = example.category == Category::Security;
    // The category `security` is also the tag by which GitHub knows such rules.
    let tags = vec![example.category.as_str(), "sql", "migration"];
    Rule {
        id,
        name: pascal_case(id),
        short_description: description(&summary),
        full_description: description(&summary),
        help: Help {
            text: harmless(page).into_owned(),
            markdown: harmless(page).into_owned(),
        },
        help_uri: example.url.as_deref(),
        default_configuration: Configuration { level: level(severity) },
        properties: Properties {
            tags,
            precision: "high",
            problem_severity: match severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Info | Severity::Off => "recommendation",
            },
            security_severity: is_security.then_some(match severity {
                Severity::Error => "8.0",
                Severity::Warning => "5.0",
                Severity::Info | Severity::Off => "2.0",
            }),
        },
    }
}

fn description(summary: &str) -> Text {
    let mut text = harmless(summary).into_owned();
    if !text.ends_with(['.', '!', '?']) {
        text.push('.');
    }
    Text {
        text: crate::text::cut(&text, LONGEST_DESCRIPTION).into_owned(),
    }
}

/// `house/audit-columns` as `HouseAuditColumns`.
fn pascal_case(id: &str) -> String {
    let words = id.split(|character: char| !character.is_alphanumeric());
    let mut name = String::new();
    for word in words {
        let mut letters = word.chars();
        name.extend(letters.next().into_iter().flat_map(char::to_uppercase));
        name.push_str(letters.as_str());
    }
    name
}
