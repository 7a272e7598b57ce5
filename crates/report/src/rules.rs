//! The rules there are: as a table, as a document, and one with its page.

use std::collections::BTreeMap;
use std::io::{self, Write};

use lint::{On, RuleInfo};
use serde::Serialize;
use source::Severity;

use crate::Terminal;
use crate::json::write_document;
use crate::markup::write_page;
use crate::terminal::Style;
use crate::text::{count, cut, on_one_line};

/// A rule of a list, as it is configured.
#[derive(Clone, Copy, Debug)]
pub struct ListedRule<'a> {
    /// What it is.
    pub info: &'a RuleInfo,
    /// How much its findings matter; `off` where it does not run.
    pub severity: Severity,
}

/// Writes the rules as a table, for people.
///
/// # Errors
/// Where the writer fails.
pub fn write_rules(rules: &[ListedRule<'_>], terminal: &Terminal, out: &mut dyn Write) -> io::Result<()> {
    let rows: Vec<Row> = rules.iter().map(Row::new).collect();
    let head = Row::head();
    let width = |cell: &dyn Fn(&Row) -> &str| {
        let widths = rows.iter().chain([&head]).map(|row| cell(row).chars().count());
        widths.max().unwrap_or_default()
    };
    let widths = [
        width(&|row| &row.id),
        width(&|row| &row.category),
        width(&|row| &row.severity),
        width(&|row| &row.fix),
        width(&|row| &row.dialects),
    ];
    head.write(&widths, terminal, out)?;
    for row in &rows {
        row.write(&widths, terminal, out)?;
    }
    let (on, fixable) = (
        rules.iter().filter(|rule| rule.severity != Severity::Off).count(),
        rules.iter().filter(|rule| rule.info.fixable).count(),
    );
    let total = count(rules.len(), "rule");
    writeln!(
        out,
        "\n{total}, {on} on, {fixable} with fixes; `lockgate rule ID` shows the page of one"
    )
}

/// The cells of one line.
struct Row {
    id: String,
    category: String,
    severity: String,
    fix: String,
    dialects: String,
    summary: String,
    style: Style,
}

impl Row {
    fn head() -> Self {
        let cell = str::to_owned;
        Self {
            id: cell("rule"),
            category: cell("category"),
            severity: cell("severity"),
            fix: cell("fix"),
            dialects: cell("dialects"),
            summary: cell("what it reports"),
            style: Style::Bold,
        }
    }

    fn new(rule: &ListedRule<'_>) -> Self {
        let ListedRule { info, severity } = rule;
        let dialects: Vec<&str> = info.dialects.iter().map(|dialect| dialect.id()).collect();
        Self {
            id: on_one_line(&info.id).into_owned(),
            category: info.category.to_string(),
            severity: severity.to_string(),
            fix: if info.fixable { "fix" } else { "" }.to_owned(),
            dialects: if dialects.is_empty() {
                "all".to_owned()
            } else {
                dialects.join(" ")
            },
            summary: on_one_line(&info.summary()).into_owned(),
            style: if *severity == Severity::Off {
                Style::Dim
            } else {
                Style::of(*severity)
            },
        }
    }

    fn write(&self, widths: &[usize; 5], terminal: &Terminal, out: &mut dyn Write) -> io::Result<()> {
        let [id, category, severity, fix, dialects] = *widths;
        let used: usize = widths.iter().map(|width| width + 2).sum();
        let room = terminal
            .width
            .map_or(usize::MAX, |_| terminal.columns().saturating_sub(used).max(24));
        let shown = format!("{:<severity$}", self.severity);
        writeln!(
            out,
            "{:<id$}  {:<category$}  {}  {:<fix$}  {:<dialects$}  {}",
            self.id,
            self.category,
            terminal.paint(self.style, &shown),
            self.fix,
            self.dialects,
            cut(&self.summary, room)
        )
    }
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
    severity: Severity,
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
