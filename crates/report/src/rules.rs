//! The rules there are: as a table, as a document, and one with its page.

use std::collections::BTreeMap;
use std::io::{self, Write};

use lint::{On, RuleInfo};
use serde::Serialize;

use crate::Terminal;
use crate::json::write_document;
use crate::markup::write_page;
use crate::terminal::Style;
use crate::text::{cut, on_one_line};

/// Writes the rules as a table, for people.
///
/// # Errors
/// Where the writer fails.
pub fn write_rules(rules: &[&RuleInfo], terminal: &Terminal, out: &mut dyn Write) -> io::Result<()> {
    let id_width = rules
        .iter()
        .map(|rule| rule.id.chars().count())
        .max()
        .unwrap_or_default();
    let category_width = rules
        .iter()
        .map(|rule| rule.category.as_str().len())
        .max()
        .unwrap_or_default();
    for rule in rules {
        let id = on_one_line(&rule.id);
        let (severity, style) = if rule.default_on {
            (rule.severity.as_str(), Style::of(rule.severity))
        } else {
            ("off", Style::Dim)
        };
        let severity = format!("{severity:<7}");
        let severity = terminal.paint(style, &severity);
        let fix = if rule.fixable { "fix" } else { "   " };
        let used = id_width + category_width + 20;
        let room = terminal
            .width
            .map_or(usize::MAX, |_| terminal.columns().saturating_sub(used).max(24));
        let summary = on_one_line(&rule.summary()).into_owned();
        let category = rule.category.as_str();
        writeln!(
            out,
            "{id:<id_width$}  {category:<category_width$}  {severity}  {fix}  {}",
            cut(&summary, room)
        )?;
    }
    Ok(())
}

/// Writes the rules as one document, for programs.
///
/// # Errors
/// Where the writer fails.
pub fn write_rules_json(rules: &[&RuleInfo], out: &mut dyn Write) -> io::Result<()> {
    let document = Document {
        schema: 1,
        rules: rules.iter().map(|rule| RuleEntry::new(rule)).collect(),
    };
    write_document(out, &document, 2)
}

/// Writes one rule: what it is, and its page.
///
/// # Errors
/// Where the writer fails.
pub fn write_rule_page(rule: &RuleInfo, terminal: &Terminal, out: &mut dyn Write) -> io::Result<()> {
    let id = on_one_line(&rule.id);
    writeln!(out, "{}", terminal.paint(Style::Bold, &id))?;
    let state = if rule.default_on { "on" } else { "off" };
    let fix = if rule.fixable { ", offers fixes" } else { "" };
    let severity = terminal.paint(Style::of(rule.severity), rule.severity.as_str());
    writeln!(out, "{}, {severity}, {state} by default{fix}", rule.category)?;
    if !rule.dialects.is_empty() {
        let dialects: Vec<&str> = rule.dialects.iter().map(|dialect| dialect.title()).collect();
        writeln!(out, "dialects: {}", dialects.join(", "))?;
    }
    if let Some(path) = &rule.path {
        writeln!(out, "from {}", on_one_line(path))?;
    }
    for (label, names) in [
        ("known elsewhere as", &rule.aliases),
        ("in part as", &rule.partial_aliases),
    ] {
        if !names.is_empty() {
            writeln!(out, "{label}: {}", on_one_line(&names.join(", ")))?;
        }
    }
    writeln!(out)?;
    write_page(&rule.page, terminal, out)?;
    if rule.options.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{}", terminal.paint(Style::Bold, "Options"))?;
    for option in rule.options.iter() {
        let head = format!("{} = {}", option.name, option.default);
        writeln!(out, "\n    {}", terminal.paint(Style::Code, &on_one_line(&head)))?;
        writeln!(
            out,
            "    {} ({})",
            on_one_line(&option.summary),
            on_one_line(&option.value)
        )?;
    }
    Ok(())
}

#[derive(Serialize)]
struct Document<'a> {
    schema: u32,
    rules: Vec<RuleEntry<'a>>,
}

#[derive(Serialize)]
struct RuleEntry<'a> {
    id: &'a str,
    category: source::Category,
    severity: source::Severity,
    summary: String,
    default_on: bool,
    dialects: &'a [schema::Dialect],
    aliases: &'a [std::borrow::Cow<'static, str>],
    partial_aliases: &'a [std::borrow::Cow<'static, str>],
    fixable: bool,
    on: Vec<&'static str>,
    options: BTreeMap<&'a str, OptionEntry<'a>>,
    docs: &'a str,
    source: &'a str,
}

#[derive(Serialize)]
struct OptionEntry<'a> {
    value: &'a str,
    default: &'a str,
    summary: &'a str,
}

impl<'a> RuleEntry<'a> {
    fn new(rule: &'a RuleInfo) -> Self {
        let options = rule.options.iter().map(|option| {
            let entry = OptionEntry {
                value: &option.value,
                default: &option.default,
                summary: &option.summary,
            };
            (option.name.as_ref(), entry)
        });
        Self {
            id: &rule.id,
            category: rule.category,
            severity: rule.severity,
            summary: rule.summary(),
            default_on: rule.default_on,
            dialects: &rule.dialects,
            aliases: &rule.aliases,
            partial_aliases: &rule.partial_aliases,
            fixable: rule.fixable,
            on: on(&rule.on),
            options: options.collect(),
            docs: &rule.page,
            source: rule.path.as_deref().unwrap_or("built-in"),
        }
    }
}

/// What a rule wants to see, as a script writes it.
fn on(on: &On) -> Vec<&'static str> {
    match on {
        On::Changes(kinds) => kinds.iter().map(schema::Kind::as_str).collect(),
        On::Statements(_) => vec!["statement"],
        On::Migrations => vec!["migration"],
        On::History => vec!["history"],
        On::Suppressions => vec!["suppression"],
    }
}
