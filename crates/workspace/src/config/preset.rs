//! Choices of rules that a team can start from: `extends = ["preset:strict"]`.

use lint::{RuleInfo, Setting};
use source::Severity;

/// What stands before a preset's name in `extends`.
pub(super) const PREFIX: &str = "preset:";

/// A choice of rules.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Preset {
    /// The rules that are on by default.
    Recommended,
    /// Every built-in rule.
    Strict,
    /// The rules that stand for one of Flyway's.
    Flyway,
    /// The rules that stand for one that squawk runs unless told otherwise.
    Squawk,
}

/// Squawk's rules that are off there by default, as its source lists them in version 2.71 (`Rule::is_opt_in` in
/// `crates/squawk_linter/src/lib.rs`).
const SQUAWK_OPT_IN: &[&str] = &[
    "ban-add-column",
    "ban-add-composite-attribute",
    "ban-add-enum-value",
    "ban-alter-database-options",
    "ban-alter-extension",
    "ban-alter-function-options",
    "ban-alter-generated-expression",
    "ban-alter-policy-condition",
    "ban-alter-policy-roles",
    "ban-alter-role-options",
    "ban-alter-row-level-security",
    "ban-alter-sequence-values",
    "ban-alter-system-options",
    "ban-alter-view-options",
    "ban-create-policy",
    "ban-detach-inheritance",
    "ban-disable-trigger",
    "ban-drop-index",
    "ban-drop-policy",
    "ban-drop-trigger",
    "ban-new-write-restriction",
    "ban-replace-view-function",
    "ban-replica-identity",
    "ban-revoke",
    "ban-set-default",
    "require-table-schema",
    "require-timeout-settings",
];

impl Preset {
    /// All presets, the plainest first.
    pub const ALL: [Self; 4] = [Self::Recommended, Self::Strict, Self::Flyway, Self::Squawk];

    /// As it is written behind `preset:`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Recommended => "recommended",
            Self::Strict => "strict",
            Self::Flyway => "flyway",
            Self::Squawk => "squawk",
        }
    }

    /// Whether the rule is on in it.
    #[must_use]
    pub fn holds(self, rule: &RuleInfo) -> bool {
        let stands_for = |tool: &str, is_meant: &dyn Fn(&str) -> bool| {
            let mut names = rule.aliases.iter().filter_map(|alias| alias.split_once(':'));
            names.any(|(owner, name)| owner == tool && is_meant(name))
        };
        match self {
            Self::Recommended => rule.default_on,
            Self::Strict => true,
            Self::Flyway => stands_for("flyway", &|_| true),
            Self::Squawk => stands_for("squawk", &|name| !SQUAWK_OPT_IN.contains(&name)),
        }
    }

    /// What it says about each built-in rule. Rules that tell what others could not see stay as they are.
    pub(super) fn settings(self) -> impl Iterator<Item = Setting> {
        let rules = rules::all().into_iter().filter(|rule| !rule.info().outlasts_selection);
        rules.map(move |rule| {
            let info = rule.info();
            let severity = if self.holds(info) { info.severity } else { Severity::Off };
            Setting {
                name: info.id.to_string(),
                severity: Some(severity),
                ignore: Vec::new(),
                options: toml::Table::new(),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules_of(preset: Preset) -> Vec<String> {
        let on = preset
            .settings()
            .filter(|setting| setting.severity != Some(Severity::Off));
        on.map(|setting| setting.name).collect()
    }

    #[test]
    fn presets_are_what_the_rules_say_of_themselves() {
        let squawk = rules_of(Preset::Squawk);
        assert!(squawk.iter().any(|rule| rule == "blocking-index-build"), "{squawk:?}");
        assert!(
            !squawk.iter().any(|rule| rule == "large-transaction"),
            "squawk has no such rule"
        );
        let all = rules::all();
        let is_opt_in_only = |info: &RuleInfo| {
            let mut names = info
                .aliases
                .iter()
                .filter_map(|alias| alias.strip_prefix("squawk:"))
                .peekable();
            names.peek().is_some() && names.all(|name| SQUAWK_OPT_IN.contains(&name))
        };
        for rule in all.iter().filter(|rule| is_opt_in_only(rule.info())) {
            assert!(!squawk.contains(&rule.info().id.to_string()), "{}", rule.info().id);
        }
        let recommended = rules_of(Preset::Recommended);
        let strict = rules_of(Preset::Strict);
        assert!(recommended.len() < strict.len());
        assert!(recommended.iter().all(|rule| strict.contains(rule)));
        let flyway = rules_of(Preset::Flyway);
        assert!(!flyway.is_empty() && flyway.len() < strict.len(), "{flyway:?}");
    }
}
