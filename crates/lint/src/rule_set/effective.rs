use source::Severity;

use super::{Layers, RuleIndex, RuleSet, Setting, Target};

/// What holds for a rule in one file, and which setting says so.
#[derive(Clone, PartialEq, Debug)]
pub struct Effective {
    /// How much its findings matter; `off` where it does not run.
    pub severity: Severity,
    /// The setting that decided on the severity: the number of its table, from 0, as they were laid over each other, and
    /// its name. `None` for what holds when nothing is said.
    pub decided_by: Option<(usize, String)>,
    /// The options that are set, the later over the earlier.
    pub options: toml::Table,
    /// Patterns of the names of objects that it leaves alone.
    pub ignore: Vec<String>,
}

impl RuleSet {
    /// What holds for a rule in the file with this path.
    #[must_use]
    pub fn effective(&self, rule: RuleIndex, path: &str) -> Effective {
        let layers = self.layers_for(path);
        let (_, decided_by) = self.decide(rule, &layers);
        let meant = self.settings_for(rule, &layers);
        Effective {
            severity: self.profile(path).severity(rule),
            decided_by: decided_by.map(|(layer, setting)| (layer, setting.name.clone())),
            ignore: meant.flat_map(|(_, setting)| setting.ignore.iter().cloned()).collect(),
            options: self.merged_options(rule, &layers),
        }
    }

    /// How much the rule's findings matter as it is configured, and the setting that says so with the number of its table.
    /// Settings of a table are sorted from the widest to the narrowest, so the last word is the narrowest's.
    pub(super) fn decide(&self, rule: RuleIndex, layers: &[usize]) -> (Severity, Option<(usize, &Setting)>) {
        let info = self.info(rule);
        let mut severity = if info.default_on { info.severity } else { Severity::Off };
        let mut decided_by = None;
        for at in layers {
            for (target, setting) in &self.layers[*at].settings {
                if !self.is_meant(*target, rule) {
                    continue;
                }
                let is_named = matches!(target, Target::Rule(_));
                let new = match setting.severity {
                    Some(wanted) if is_named || *target == Target::All || severity != Severity::Off => wanted,
                    None if is_named && severity == Severity::Off => info.severity,
                    _ => continue,
                };
                severity = new;
                decided_by = Some((*at, setting));
            }
        }
        (severity, decided_by)
    }

    /// What is said of the rule, by its name or with others, with the name that it is meant by.
    pub(super) fn settings_for<'a>(
        &'a self,
        rule: RuleIndex,
        layers: &'a [usize],
    ) -> impl Iterator<Item = &'a (Target, Setting)> {
        let settings = layers.iter().flat_map(|at| &self.layers[*at].settings);
        settings.filter(move |(target, _)| self.is_meant(*target, rule))
    }

    /// The options that are set for the rule, the later over the earlier.
    pub(super) fn merged_options(&self, rule: RuleIndex, layers: &[usize]) -> toml::Table {
        let mut table = toml::Table::new();
        for (_, setting) in self
            .settings_for(rule, layers)
            .filter(|(target, _)| *target == Target::Rule(rule))
        {
            table.extend(setting.options.clone());
        }
        table
    }

    pub(super) fn layers_for(&self, path: &str) -> Layers {
        let layers = self.layers.iter().enumerate();
        let holding = layers.filter(|(_, layer)| layer.paths.as_ref().is_none_or(|paths| paths.is_match(path)));
        holding.map(|(at, _)| at).collect()
    }
}
