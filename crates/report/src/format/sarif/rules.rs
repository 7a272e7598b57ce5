use std::collections::{BTreeMap, HashMap};

use source::{Category, Finding, Severity};

use super::level;
use super::model::{ComponentReference, Configuration, Extension, Help, Properties, Rule, RuleReference, Text};
use crate::{Report, harmless};

/// How many characters GitHub takes in a description.
const LONGEST_DESCRIPTION: usize = 1_024;

/// The rules that found something: those of Lockgate, and those of each pack, all in the order of their names.
pub(super) struct Described<'a> {
    pub(super) own: Vec<Rule<'a>>,
    pub(super) extensions: Vec<Extension<'a>>,
    homes: HashMap<&'a str, Home>,
}

/// Where a rule is described.
#[derive(Clone, Copy)]
struct Home {
    extension: Option<usize>,
    index: usize,
}

impl<'a> Described<'a> {
    pub(super) fn new(report: &Report<'a>) -> Self {
        let mut examples: BTreeMap<&'a str, &'a Finding> = BTreeMap::new();
        for finding in super::all(report) {
            examples.entry(&finding.rule).or_insert(finding);
        }
        let mut described = Self {
            own: Vec::new(),
            extensions: Vec::new(),
            homes: HashMap::new(),
        };
        for (id, example) in examples {
            let rule = described_rule(id, example, report);
            let path = report.rules.get(id).and_then(|info| info.path.as_deref());
            let home = match path {
                None => push(&mut described.own, rule, None),
                Some(path) => described.push_extension(&pack_of(id, path), rule),
            };
            described.homes.insert(id, home);
        }
        described
    }

    fn push_extension(&mut self, pack: &str, rule: Rule<'a>) -> Home {
        let known = self.extensions.iter().position(|extension| extension.name == pack);
        let at = known.unwrap_or_else(|| {
            self.extensions.push(Extension {
                name: pack.to_owned(),
                rules: Vec::new(),
            });
            self.extensions.len() - 1
        });
        push(&mut self.extensions[at].rules, rule, Some(at))
    }

    /// How a result names its rule: by its place in the driver, or in an extension.
    pub(super) fn reference(&self, id: &str) -> (Option<usize>, Option<RuleReference>) {
        let Some(Home { extension, index }) = self.homes.get(id).copied() else {
            return (None, None);
        };
        let Some(extension) = extension else {
            return (Some(index), None);
        };
        let reference = RuleReference {
            index,
            tool_component: ComponentReference {
                name: self.extensions[extension].name.clone(),
                index: extension,
            },
        };
        (None, Some(reference))
    }
}

fn push<'a>(rules: &mut Vec<Rule<'a>>, rule: Rule<'a>, extension: Option<usize>) -> Home {
    rules.push(rule);
    Home {
        extension,
        index: rules.len() - 1,
    }
}

/// The pack that a rule belongs to: what stands before the slash of its name, else the folder of its script.
fn pack_of(id: &str, path: &str) -> String {
    let pack = id.split_once('/').map(|(pack, _)| pack);
    let folder = path.rsplit_once(['/', '\\']).map(|(folder, _)| folder);
    let name = pack.or(folder).filter(|name| !name.is_empty());
    harmless(name.unwrap_or("rules of this project")).into_owned()
}

/// What the engine itself reports has no page; the first finding says what there is to say.
fn described_rule<'a>(id: &'a str, example: &'a Finding, report: &Report<'a>) -> Rule<'a> {
    let info = report.rules.get(id);
    let summary = info.map_or_else(|| example.message.to_string(), lint::RuleInfo::summary);
    let page = info.map_or(&*example.message, |info| info.page.as_ref());
    let severity = info.map_or(example.severity, |info| info.severity);
    let is_security = example.category == Category::Security;
    // The category `security` is also the tag by which GitHub knows such rules.
    let tags = vec![example.category.as_str(), "sql", "migration"];
    Rule {
        id,
        name: Some(pascal_case(id)).filter(|name| !name.eq_ignore_ascii_case(id)),
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
