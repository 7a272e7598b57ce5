//! What the reader sees first: the verdict, the numbers, what the migrations do in all, which rules found how much.

use std::collections::BTreeMap;
use std::io::{self, Write};

use lint::Summary;
use source::{Category, Finding, Severity};

use super::prose::{message, text};
use super::timeline::Timelines;
use crate::Report;
use crate::format::full::found;
use crate::run_errors::place_of;
use crate::text::count;

/// A lock gate between two levels of water.
const MARK: &str = "<svg class=\"mark\" viewBox=\"0 0 32 32\" width=\"28\" height=\"28\" aria-hidden=\"true\">\
    <rect x=\"1\" y=\"1\" width=\"30\" height=\"30\" rx=\"7\" class=\"frame\"/>\
    <path d=\"M2 13h14v17H8a6 6 0 0 1-6-6z\" class=\"high\"/><path d=\"M16 20h14v4a6 6 0 0 1-6 6h-8z\" class=\"low\"/>\
    <path d=\"M16 5v25\" class=\"gate\"/></svg>";

/// `2 errors, 1 warning`, or that there is nothing.
pub(super) fn verdict(summary: &Summary) -> String {
    match summary.findings() {
        0 => "no findings".to_owned(),
        _ => found(summary),
    }
}

pub(super) fn write_overview(report: &Report<'_>, timelines: &Timelines<'_>, out: &mut dyn Write) -> io::Result<()> {
    let summary = &report.summary;
    let tone = match (summary.errors, summary.warnings, summary.infos) {
        (0, 0, 0) => "clean",
        (0, 0, _) => "info",
        (0, ..) => "warning",
        _ => "error",
    };
    writeln!(out, "<header class=\"{tone}\"><div class=\"inner\">")?;
    writeln!(
        out,
        "<p class=\"brand\">{MARK}Lockgate <span>{}</span></p>",
        text(report.version)
    )?;
    writeln!(out, "<h1>{}</h1>", text(&capital(&verdict(summary))))?;
    let mut scope = format!(
        "in {} of {}",
        count(summary.statements, "statement"),
        count(summary.files, "file")
    );
    let engines = timelines.engines();
    if !engines.is_empty() {
        scope.push_str(", ");
        scope.push_str(&engines.join("; "));
    }
    writeln!(out, "<p class=\"scope\">{}</p>", text(&scope))?;
    let others = [
        (summary.unknown_statements, "not understood"),
        (summary.suppressed, "suppressed"),
        (summary.baselined, "in the baseline"),
    ];
    let others = others.into_iter().filter(|(number, _)| *number > 0);
    let others: Vec<String> = others.map(|(number, what)| format!("{number} {what}")).collect();
    if !others.is_empty() {
        writeln!(out, "<p class=\"scope\">Besides: {}</p>", others.join(", "))?;
    }
    write_run_errors(report, out)?;
    write_effects(timelines, out)?;
    write_rule_bars(report, out)?;
    writeln!(out, "</div></header>")
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters.as_str().chars()).collect()
}

fn write_run_errors(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    if report.run_errors.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "<div class=\"failed\" role=\"alert\"><strong>The run could not do its whole job</strong><ul>"
    )?;
    for error in report.run_errors {
        let place = place_of(error);
        let place = if place.is_empty() {
            String::new()
        } else {
            format!("<code>{}</code> ", text(&place))
        };
        writeln!(out, "<li>{place}{}</li>", message(&error.message))?;
    }
    writeln!(out, "</ul></div>")
}

/// What the shown statements do in all, by what matters most to whoever lets them run.
fn write_effects(timelines: &Timelines<'_>, out: &mut dyn Write) -> io::Result<()> {
    let effects = timelines.effects();
    if effects.is_empty() {
        return Ok(());
    }
    writeln!(out, "<ul class=\"effects\" aria-label=\"What the statements do\">")?;
    for effect in effects {
        let (number, class, what) = (effect.number, effect.tone.class(), effect.what);
        writeln!(out, "<li class=\"{class}\"><b>{number}</b> {what}</li>")?;
    }
    writeln!(out, "</ul>")
}

/// The rules by how much they found, the most severe first.
fn write_rule_bars(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    if report.findings.is_empty() {
        return Ok(());
    }
    let rules = by_rule(report.findings);
    let most = rules.iter().map(|(_, _, number)| *number).max().unwrap_or(1);
    writeln!(
        out,
        "<details class=\"by-rule\" open><summary>{}</summary><ol>",
        count(rules.len(), "rule")
    )?;
    for (rule, severity, number) in rules {
        let share = (100 * number).div_ceil(most);
        let rule = text(rule);
        writeln!(
            out,
            "<li class=\"{severity}\"><a href=\"#rule-{rule}\" data-rule=\"{rule}\">{rule}</a>\
             <meter min=\"0\" max=\"100\" value=\"{share}\">{share} %</meter><b>{number}</b></li>"
        )?;
    }
    writeln!(out, "</ol></details>")
}

/// Each rule with its worst severity and the number of its findings.
pub(super) fn by_rule(findings: &[Finding]) -> Vec<(&str, Severity, usize)> {
    let mut rules: BTreeMap<&str, (Severity, usize)> = BTreeMap::new();
    for finding in findings {
        let (severity, number) = rules.entry(&finding.rule).or_insert((finding.severity, 0));
        *severity = (*severity).max(finding.severity);
        *number += 1;
    }
    let mut rules: Vec<(&str, Severity, usize)> = rules
        .into_iter()
        .map(|(rule, (severity, number))| (rule, severity, number))
        .collect();
    rules.sort_by_key(|(_, severity, number)| std::cmp::Reverse((*severity, *number)));
    rules
}

/// The filters; the script shows them.
pub(super) fn write_filters(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<form class=\"filters\" hidden>")?;
    let summary = &report.summary;
    for (number, severity) in [
        (summary.errors, Severity::Error),
        (summary.warnings, Severity::Warning),
        (summary.infos, Severity::Info),
    ] {
        if number > 0 {
            writeln!(
                out,
                "<label class=\"chip {severity}\"><input type=\"checkbox\" name=\"severity\" value=\"{severity}\" checked>\
                 {severity} <b>{number}</b></label>"
            )?;
        }
    }
    let mut categories: Vec<Category> = report.findings.iter().map(|finding| finding.category).collect();
    categories.sort_unstable();
    categories.dedup();
    write_choice(
        "category",
        "every category",
        categories.iter().map(|category| category.as_str()),
        out,
    )?;
    let rules = by_rule(report.findings);
    let mut rules: Vec<&str> = rules.iter().map(|(rule, _, _)| *rule).collect();
    rules.sort_unstable();
    write_choice("rule", "every rule", rules.into_iter(), out)?;
    writeln!(
        out,
        "<input type=\"search\" name=\"text\" placeholder=\"Filter by text or path\" aria-label=\"Filter by text or path\">\
         <output></output></form>"
    )
}

fn write_choice<'t>(
    name: &str,
    all: &str,
    values: impl Iterator<Item = &'t str>,
    out: &mut dyn Write,
) -> io::Result<()> {
    write!(
        out,
        "<select name=\"{name}\" aria-label=\"{name}\"><option value=\"\">{all}</option>"
    )?;
    for value in values {
        write!(out, "<option>{}</option>", text(value))?;
    }
    writeln!(out, "</select>")
}
