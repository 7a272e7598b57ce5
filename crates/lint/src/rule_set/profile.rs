use source::Severity;

use super::{NamePatterns, RuleIndex, RuleSet, SettingError, Target};
use crate::{Options, OptionsError};

/// The severity, the options and the exclusions of every rule, for the files that the same tables of the configuration name.
#[derive(Clone, Debug)]
pub struct Profile {
    severities: Vec<Severity>,
    options: Vec<Options>,
    excluded: Vec<NamePatterns>,
}

impl Profile {
    /// How much the rule's findings matter; `off` where it does not run.
    #[must_use]
    pub fn severity(&self, rule: RuleIndex) -> Severity {
        self.severities[rule as usize]
    }

    /// The rule's options.
    #[must_use]
    pub fn options(&self, rule: RuleIndex) -> &Options {
        &self.options[rule as usize]
    }

    /// The objects that the rule leaves alone.
    #[must_use]
    pub fn excluded(&self, rule: RuleIndex) -> &NamePatterns {
        &self.excluded[rule as usize]
    }
}

impl RuleSet {
    pub(super) fn make_profile(&self, layers: &[usize]) -> Profile {
        let rules = (0..).zip(&self.rules).map(|(at, _)| at);
        Profile {
            severities: rules.clone().map(|rule| self.resolved_severity(rule, layers)).collect(),
            excluded: rules
                .clone()
                .map(|rule| self.read_excluded(rule, layers).unwrap_or_default())
                .collect(),
            options: rules.map(|rule| self.options_or_defaults(rule, layers)).collect(),
        }
    }

    fn resolved_severity(&self, rule: RuleIndex, layers: &[usize]) -> Severity {
        let info = self.info(rule);
        let (configured, _) = self.decide(rule, layers);
        let is_on = configured != Severity::Off;
        let is_selected = self.selected.as_ref().map_or(is_on, |selected| selected[rule as usize]);
        let outlasts = info.outlasts_selection && is_on;
        if self.ignored[rule as usize] || !(is_selected || outlasts) {
            return Severity::Off;
        }
        if is_on { configured } else { info.severity }
    }

    fn read_excluded(&self, rule: RuleIndex, layers: &[usize]) -> Result<NamePatterns, String> {
        let meant = self.settings_for(rule, layers);
        NamePatterns::new(meant.flat_map(|(_, setting)| setting.ignore.iter().map(String::as_str)))
    }

    /// The names in one table whose `ignore` holds what is no pattern.
    pub(super) fn check_patterns(&self, layer: usize) -> Vec<SettingError> {
        let settings = self.layers[layer].settings.iter();
        let refused = settings.filter_map(|(_, setting)| {
            let message = NamePatterns::new(setting.ignore.iter().map(String::as_str)).err()?;
            Some(SettingError {
                name: setting.name.clone(),
                key: Some("ignore".to_owned()),
                message,
            })
        });
        refused.collect()
    }

    fn read_options(&self, rule: RuleIndex, layers: &[usize]) -> Result<Options, OptionsError> {
        self.rules[rule as usize].read_options(&self.merged_options(rule, layers))
    }

    /// What a rule refuses of its options is an error of the configuration; the rule then has its defaults.
    fn options_or_defaults(&self, rule: RuleIndex, layers: &[usize]) -> Options {
        let defaults = || self.rules[rule as usize].read_options(&toml::Table::new());
        let read = self.read_options(rule, layers).or_else(|_| defaults());
        read.unwrap_or(Options::none())
    }

    /// What the rules refuse of the options in one table, read together with the tables it is laid over.
    pub(super) fn check_options(&self, layer: usize, layers: &[usize]) -> Vec<SettingError> {
        let mut errors = Vec::new();
        for (target, setting) in &self.layers[layer].settings {
            match (target, setting.options.keys().next()) {
                (Target::Rule(rule), Some(_)) => {
                    let refused = self.read_options(*rule, layers).err();
                    errors.extend(refused.map(|error| SettingError {
                        name: setting.name.clone(),
                        key: error.key,
                        message: error.message,
                    }));
                }
                (_, Some(key)) => errors.push(SettingError {
                    name: setting.name.clone(),
                    key: Some(key.clone()),
                    message: format!("`{}` names more than one rule and takes only a severity", setting.name),
                }),
                (_, None) => {}
            }
        }
        errors
    }
}
