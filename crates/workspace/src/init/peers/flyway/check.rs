//! `[flyway.check]` and `flyway.check.…`: what Flyway's own checks are told.
//! <https://documentation.red-gate.com/fd/check-namespace-277579097.html>

use std::collections::BTreeMap;

use source::Severity;

use super::super::Peer;
use super::super::sqlfluff::DIALECTS;
use crate::FailOn;

/// Settings of checks that hold databases against each other.
const ABOUT_DATABASES: &[&str] = &[
    "appliedMigrations",
    "buildEnvironment",
    "buildUrl",
    "buildUser",
    "buildPassword",
    "deployedSnapshot",
    "failOnDrift",
    "filterFile",
    "nextSnapshot",
    "url",
];

/// Takes over what the settings say, by their names below `flyway.check`; lists are joined by commas.
pub(super) fn take(peer: &mut Peer, settings: &BTreeMap<String, String>) {
    let regex_runs = settings.get("regexEnabled").is_none_or(|value| value != "false");
    let mut about_databases: Vec<String> = Vec::new();
    let mut unknown: Vec<String> = Vec::new();
    for (key, value) in settings {
        match key.as_str() {
            "code.failOnError" => peer.fail_on = Some(if value == "true" { FailOn::Error } else { FailOn::Never }),
            "rulesDialect" => take_dialect(peer, value),
            "rulesLocation" if regex_runs => peer.also.push(format!(
                "the rules in `{value}`: they run as they are, read from there in each run"
            )),
            "rulesLocation" | "regexEnabled" if !regex_runs => peer
                .also
                .push("`regexEnabled = false`: rule files in `rulesLocation` do not run".to_owned()),
            "regexEnabled" => {}
            "majorRules" => take_rules(peer, value, Severity::Error),
            "minorRules" => take_rules(peer, value, Severity::Warning),
            "majorTolerance" if value.trim() == "0" => peer.fail_on = Some(FailOn::Error),
            "minorTolerance" if value.trim() == "0" => peer.fail_on = Some(FailOn::Warning),
            "majorTolerance" | "minorTolerance" => peer.left.push(format!(
                "`{key} = {value}`: a number of findings that may stand; `lockgate baseline` records those that do"
            )),
            "rulesConfig" => peer.left.push(format!(
                "`rulesConfig = {value}`: rename it to `.sqlfluff`, and `lockgate init` reads it too"
            )),
            "scope" if value.eq_ignore_ascii_case("all") => {
                peer.also.push("`scope = ALL`: all migrations are reported on anyway".to_owned());
            }
            "scope" => peer.left.push(format!(
                "`scope = {value}`: no database is asked what is pending; `deployed-through` or `--since` says what is released"
            )),
            "scriptFilename" => peer
                .left
                .push(format!("`scriptFilename = {value}`: name the file on the command line")),
            "sqlfluffEnabled" => peer.left.push(format!(
                "`sqlfluffEnabled = {value}`: `extends = [\"preset:flyway\"]` turns on what stands for Redgate's rules, and nothing else"
            )),
            "sqlfluffCustomRulesPath" => peer.left.push(format!(
                "`sqlfluffCustomRulesPath = {value}`: rules in Python do not run here; `lockgate rule new` begins one in Rhai"
            )),
            "code.noqaSeverity" => peer.left.push(format!(
                "`code.noqaSeverity = {value}`: suppressions are counted in the summary; `suppression-without-reason` demands reasons"
            )),
            known if ABOUT_DATABASES.contains(&known) => about_databases.push(format!("`{key}`")),
            _ => unknown.push(format!("`{key}`")),
        }
    }
    if !about_databases.is_empty() {
        let keys = about_databases.join(", ");
        peer.left.push(format!("{keys}: no database is looked at here"));
    }
    if !unknown.is_empty() {
        peer.left
            .push(format!("{}: nothing here stands for that", unknown.join(", ")));
    }
}

/// What the files are read as, which beats what an address says.
fn take_dialect(peer: &mut Peer, name: &str) {
    let name = name.to_ascii_lowercase();
    match DIALECTS.iter().find(|(known, _)| *known == name) {
        Some((_, dialect)) => peer.dialect = Some(*dialect),
        None => peer.left.push(format!(
            "`rulesDialect = {name}`: that dialect is not known here; it is detected"
        )),
    }
}

fn take_rules(peer: &mut Peer, list: &str, severity: Severity) {
    let codes = list.split(',').map(str::trim).filter(|code| !code.is_empty());
    peer.graded_rules.extend(codes.map(|code| (code.to_owned(), severity)));
}
