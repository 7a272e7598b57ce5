use engine::Detected;
use lint::{Effective, RuleInfo, RunError};
use serde_json::Value;
use source::Severity;

use crate::config::{Config, Entry, Origin};
use crate::configured::add_settings_rules;
use crate::paths::tidy;
use crate::{Prepared, Request, WorkingDir, configuration_of};

/// What holds for a file or folder: what is configured, what was found out, and what holds where nothing is said.
#[derive(Clone, Debug)]
pub struct EffectiveConfig {
    /// The configuration file; `None` where none governs the path.
    pub file: Option<String>,
    /// The values, each with where it comes from.
    pub entries: Vec<Entry>,
    /// What the configuration says about rules, as it is written.
    pub rule_entries: Vec<Entry>,
    /// The histories that the path is part of.
    pub histories: Vec<Detected>,
    /// Every rule as it holds there.
    pub rules: Vec<EffectiveRule>,
}

/// A rule as it holds for a path.
#[derive(Clone, Debug)]
pub struct EffectiveRule {
    /// What it is.
    pub info: RuleInfo,
    /// What holds.
    pub effective: Effective,
    /// Where its severity comes from.
    pub origin: Origin,
}

impl EffectiveRule {
    /// Whether it runs.
    #[must_use]
    pub fn is_on(&self) -> bool {
        self.effective.severity != Severity::Off
    }
}

/// What holds for `path`.
///
/// # Errors
/// Where there is no such path, or the configuration is broken.
pub fn effective_config(here: &WorkingDir, path: &str, file: Option<&str>) -> Result<EffectiveConfig, Vec<RunError>> {
    let config = configuration_of(here, path, file)?;
    let path = tidy(path);
    let prepared = prepared(here, &path, file);
    let own = || {
        prepared
            .projects
            .iter()
            .filter(|(scope, _)| scope.config.path == config.path)
    };
    // What was found beside the migrations counts as well: rules that Flyway's settings name.
    let config = match own().next() {
        Some((scope, _)) => scope.config.clone(),
        None => with_settings_rules(here, &config),
    };
    let (rules, errors) = crate::rule_set::rule_set(&crate::DiskFiles::new(here.clone()), here, &config);
    if !errors.is_empty() {
        return Err(errors);
    }
    let effective = (0..).zip(rules.rules()).map(|(at, rule)| {
        let effective = rules.effective(at, &path);
        EffectiveRule {
            info: rule.info().clone(),
            origin: origin(&config, &effective),
            effective,
        }
    });
    let histories: Vec<Detected> = own().flat_map(|(_, histories)| histories.detected()).collect();
    Ok(EffectiveConfig {
        file: config.path.as_deref().map(str::to_owned),
        entries: with_detected(config.entries(), &histories),
        rule_entries: config.rule_entries(),
        rules: effective.collect(),
        histories,
    })
}

/// The tables of a configuration are laid over each other one by one, so that their numbers are those of the rule set.
fn origin(config: &Config, effective: &Effective) -> Origin {
    let Some((table, name)) = &effective.decided_by else {
        return Origin::Default;
    };
    let Some(table) = config.rules.get(*table) else {
        return Origin::Default;
    };
    let setting = table.settings.iter().find(|setting| setting.setting.name == *name);
    match (setting, table.preset) {
        (Some(setting), Some(preset)) => Origin::Preset(preset, setting.place.clone()),
        (Some(setting), None) => Origin::File(setting.place.clone()),
        (None, _) => Origin::Default,
    }
}

fn with_settings_rules(here: &WorkingDir, config: &Config) -> Config {
    let mut config = config.clone();
    add_settings_rules(&crate::DiskFiles::new(here.clone()), &mut config);
    config
}

/// The projects that the path is part of, with their histories. A folder without SQL has none.
fn prepared(here: &WorkingDir, path: &str, file: Option<&str>) -> Prepared {
    let request = Request {
        paths: vec![if path.is_empty() {
            ".".to_owned()
        } else {
            path.to_owned()
        }],
        config: file.map(str::to_owned),
        ..Request::default()
    };
    Prepared::new(here.clone(), request)
}

fn with_detected(mut entries: Vec<Entry>, histories: &[Detected]) -> Vec<Entry> {
    let is_said = |entries: &[Entry], key: &str| entries.iter().any(|entry| entry.key == key);
    let mut found = Vec::new();
    if !is_said(&entries, "dialect") {
        found.extend(agreed("dialect", histories, |it| {
            (it.dialect.id().into(), it.dialect_because.clone())
        }));
    }
    if !is_said(&entries, "engine-version") {
        let version = agreed("engine-version", histories, |it| {
            let version = it.shown_version().map(|version| version.to_string());
            (version.into(), it.version_because.clone().unwrap_or_default())
        });
        let is_default = histories.iter().any(|history| history.version_because.is_none());
        found.extend(version.filter(|entry| !entry.value.is_null()).map(|entry| Entry {
            origin: if is_default { Origin::Default } else { entry.origin },
            ..entry
        }));
    }
    if !is_said(&entries, "tool") {
        found.extend(agreed("tool", histories, |it| {
            (it.tool.id().into(), it.tool_because.clone())
        }));
    }
    found.append(&mut entries);
    found
}

/// What all histories have in common.
fn agreed(key: &str, histories: &[Detected], of: impl Fn(&Detected) -> (Value, String)) -> Option<Entry> {
    let (value, how) = of(histories.first()?);
    let agree = histories.iter().all(|history| of(history).0 == value);
    agree.then(|| Entry {
        key: key.to_owned(),
        value,
        origin: Origin::Detected(how),
    })
}
