use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use lint::{Allowance, Date, RuleSet, RunError};
use source::{Category, RuleId, Severity};

use crate::config::Config;
use crate::paths::WorkingDir;
use crate::rule_set::glob_set;

/// Takes in what `[[allow]]` says.
pub(crate) fn allow(set: &mut RuleSet, config: &Config, here: &WorkingDir, errors: &mut Vec<RunError>) {
    let demanding = set.named(DEMANDS_REASONS).first().copied();
    let base = set.base_profile();
    let demands_reasons = demanding.is_some_and(|rule| base.severity(rule) != Severity::Off);
    let mut allowances = Vec::new();
    for entry in &config.allow {
        let mut meant = Vec::new();
        for name in &entry.rules {
            let named = set.named(&name.value);
            meant.extend(named.iter().map(|rule| RuleId::from(&*set.info(*rule).id)));
            if named.is_empty() && !set.is_incomplete() {
                errors.push(name.place.error(no_rule(set, &name.value)));
            }
        }
        if entry.rules.is_empty() {
            errors.push(
                entry
                    .place
                    .error("the entry names no rule; name those whose findings it allows"),
            );
        }
        if demands_reasons && entry.reason.as_ref().is_none_or(|reason| reason.trim().is_empty()) {
            let message = format!("`{DEMANDS_REASONS}` is on, and this entry says no `reason`; add one");
            errors.push(entry.place.error(message));
        }
        let mut allowance = Allowance::of_rules(meant, Arc::clone(&entry.place.path), entry.place.line);
        allowance.until = entry.until;
        allowance.reason.clone_from(&entry.reason);
        allowance.fingerprints = entry.fingerprints.iter().map(|set| set.value).collect();
        if !entry.paths.is_empty() {
            match glob_set(&entry.paths, config, here) {
                Ok(paths) => allowance.paths = Some(paths),
                Err(error) => {
                    errors.push(error);
                    continue;
                }
            }
        }
        allowances.push(allowance);
    }
    set.allow(allowances);
}

/// Why a name stands for no rule.
fn no_rule(set: &RuleSet, name: &str) -> String {
    if name.parse::<Category>().is_ok() {
        return format!(
            "`{name}` is a category, and this list names rules; `lockgate rules --category {name}` lists them"
        );
    }
    match set.nearest_rule(name) {
        Some(known) => format!("no rule is called `{name}`; `{known}` is the nearest name"),
        None => format!("no rule is called `{name}`; `lockgate rules` lists them"),
    }
}

/// The rule that wants a reason of each suppression.
const DEMANDS_REASONS: &str = "suppression-without-reason";

/// Which day it is, by the clock of the machine, in UTC.
pub(crate) fn today() -> Option<Date> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).ok()?;
    u32::try_from(now.as_secs() / 86_400).ok().map(Date::of_days_since_1970)
}
