use std::io::Write;

use anyhow::Result;
use clap::Args;
use serde_json::{Value, json};
use workspace::config::{Entry, Origin, json_schema};
use workspace::{EffectiveConfig, EffectiveRule, configured_rules, effective_config};

use super::{count, tell, working_dir};
use crate::FAILED;
use crate::arguments::{Document, Global};

#[derive(Args, Debug)]
pub(crate) struct ConfigArguments {
    /// The file or folder
    #[arg(default_value = ".")]
    path: String,
    /// For people or for programs
    #[arg(long, value_enum, default_value_t, help_heading = "Output")]
    format: Document,
    /// Also list every rule, with its severity there and where that comes from
    #[arg(long, help_heading = "Output")]
    rules: bool,
    /// Print the JSON schema of lockgate.toml instead, the team's own rules in it
    #[arg(long, help_heading = "Output", conflicts_with_all = ["format", "rules"])]
    schema: bool,
    /// Use this configuration file
    #[arg(long, value_name = "FILE")]
    config: Option<String>,
}

/// Shows what is configured for a path, and where each value comes from.
pub(crate) fn run(arguments: &ConfigArguments, global: Global) -> Result<u8> {
    if arguments.schema {
        return print_schema(arguments, global);
    }
    let effective = match effective_config(&working_dir()?, &arguments.path, arguments.config.as_deref()) {
        Ok(effective) => effective,
        Err(errors) => {
            tell(&errors, &[], global)?;
            return Ok(FAILED);
        }
    };
    let mut stdout = std::io::stdout().lock();
    match arguments.format {
        Document::Json => {
            let document = serde_json::to_string_pretty(&document(&effective, &arguments.path))?;
            writeln!(stdout, "{document}")?;
        }
        Document::Full => write_text(&effective, arguments, &mut stdout)?,
    }
    Ok(0)
}

fn print_schema(arguments: &ConfigArguments, global: Global) -> Result<u8> {
    let (rules, errors) = configured_rules(&working_dir()?, arguments.config.as_deref());
    tell(&errors, &[], global)?;
    let schema = serde_json::to_string_pretty(&json_schema(rules.rules().iter().map(|rule| rule.info())))?;
    writeln!(std::io::stdout().lock(), "{schema}")?;
    Ok(if errors.is_empty() { 0 } else { FAILED })
}

fn write_text(effective: &EffectiveConfig, arguments: &ConfigArguments, out: &mut dyn Write) -> Result<()> {
    let path = report::on_one_line(&arguments.path);
    match &effective.file {
        Some(file) => writeln!(out, "# {file} governs `{path}`")?,
        None => writeln!(
            out,
            "# no lockgate.toml governs `{path}`; dialect and tool are detected"
        )?,
    }
    for history in &effective.histories {
        writeln!(
            out,
            "# `{}`: {} for {}{}, tool: {} ({})",
            report::on_one_line(workspace::shown_folder(&history.folder)),
            count(history.migrations, "migration", "migrations"),
            history.dialect.title(),
            history
                .shown_version()
                .map(|version| format!(" {version}"))
                .unwrap_or_default(),
            history.tool.title(),
            history.tool_because
        )?;
    }
    let mut lines: Vec<(String, String)> = Vec::new();
    let entries = effective.entries.iter().chain(&effective.rule_entries);
    lines.extend(entries.map(|entry| (format!("{} = {}", entry.key, entry.as_toml()), entry.origin.said())));
    let listed = effective.rules.iter().filter(|_| arguments.rules);
    lines.extend(listed.map(|rule| (rule_line(rule), rule.origin.said())));
    let widths = lines.iter().map(|(line, _)| line.chars().count());
    let width = widths.filter(|width| *width < 60).max().unwrap_or_default();
    for (line, from) in lines {
        writeln!(out, "{line:<width$}  # {}", report::on_one_line(&from))?;
    }
    if !arguments.rules {
        let on = effective.rules.iter().filter(|rule| rule.is_on()).count();
        let changed = effective
            .rules
            .iter()
            .filter(|rule| rule.origin != Origin::Default)
            .count();
        writeln!(
            out,
            "# {on} of {} rules are on; the configuration speaks of {changed}; `--rules` lists them",
            effective.rules.len()
        )?;
    }
    Ok(())
}

fn rule_line(rule: &EffectiveRule) -> String {
    let mut line = format!("{} = \"{}\"", rule.info.id, rule.effective.severity);
    if !rule.effective.ignore.is_empty() {
        line.push_str(&format!(", ignore = {:?}", rule.effective.ignore));
    }
    for (key, value) in &rule.effective.options {
        line.push_str(&format!(", {key} = {value}"));
    }
    line
}

fn document(effective: &EffectiveConfig, path: &str) -> Value {
    let histories = effective.histories.iter().map(|history| {
        json!({
            "folder": history.folder, "migrations": history.migrations,
            "tool": history.tool.id(), "tool_because": history.tool_because,
            "dialect": history.dialect.id(), "dialect_because": history.dialect_because,
            "engine_version": history.shown_version().map(|version| version.to_string()),
        })
    });
    let rules = effective.rules.iter().map(|rule| {
        json!({
            "id": rule.info.id, "category": rule.info.category, "severity": rule.effective.severity,
            "ignore": rule.effective.ignore, "options": rule.effective.options, "origin": origin(&rule.origin),
        })
    });
    let entries = effective.entries.iter().chain(&effective.rule_entries);
    json!({
        "schema": 1, "path": path, "file": effective.file,
        "values": entries.map(value).collect::<Value>(),
        "histories": histories.collect::<Value>(), "rules": rules.collect::<Value>(),
    })
}

fn value(entry: &Entry) -> Value {
    json!({ "key": entry.key, "value": entry.value, "origin": origin(&entry.origin) })
}

fn origin(origin: &Origin) -> Value {
    match origin {
        Origin::File(place) => {
            json!({ "kind": "file", "path": *place.path, "line": place.line, "column": place.column })
        }
        Origin::Preset(preset, place) => json!({
            "kind": "preset", "name": preset.name(),
            "path": *place.path, "line": place.line, "column": place.column,
        }),
        Origin::Detected(because) => json!({ "kind": "detected", "because": because }),
        Origin::Default => json!({ "kind": "default" }),
    }
}
