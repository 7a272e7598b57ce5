//! What the names of rules, categories, packs and other tools' rules stand for.

use std::sync::Arc;

use source::{Category, nearest};

use super::{RuleIndex, RuleSet, SettingError};
use crate::{Rule, RuleInfo};

/// Atlas's analyzers, and how the codes of their checks begin (<https://atlasgo.io/lint/analyzers>).
const ANALYZERS: &[(&str, &str)] = &[
    ("destructive", "DS"),
    ("data_depend", "MF"),
    ("incompatible", "BC"),
    ("concurrent_index", "PG1"),
    ("naming", "NM"),
    ("nestedtx", "TX"),
];

/// What a name stands for, from the widest to the narrowest.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Target {
    All,
    Category(Category),
    Rule(RuleIndex),
}

impl RuleSet {
    /// The rule with this identifier or alias; where an alias names several, the first.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<&Arc<dyn Rule>> {
        let at = *self.named(name).first()?;
        self.rules.get(at as usize)
    }

    /// The rules with this identifier or alias, or of the pack with this name: a rule of another tool may be several here.
    #[must_use]
    pub fn named(&self, name: &str) -> &[RuleIndex] {
        self.names.get(name).map_or(&[], Vec::as_slice)
    }

    /// The rules that some other tool calls by this name: `ban-drop-column` for `squawk:ban-drop-column`.
    #[must_use]
    pub fn named_elsewhere(&self, name: &str) -> Vec<RuleIndex> {
        let is_called = |info: &RuleInfo| {
            let mut aliases = info.aliases.iter().chain(info.partial_aliases.iter());
            aliases.any(|alias| alias.split_once(':').is_some_and(|(_, theirs)| theirs == name))
        };
        let called = (0..).zip(&self.rules).filter(|(_, rule)| is_called(rule.info()));
        called.map(|(at, _)| at).collect()
    }

    /// The rules that another tool also has, by the word before the colon of their aliases.
    pub fn of_tool<'a>(&'a self, tool: &'a str) -> impl Iterator<Item = RuleIndex> + 'a {
        let has_alias = move |info: &RuleInfo| {
            let mut aliases = info.aliases.iter().chain(info.partial_aliases.iter());
            aliases.any(|alias| alias.split_once(':').is_some_and(|(owner, _)| owner == tool))
        };
        (0..)
            .zip(&self.rules)
            .filter(move |(_, rule)| has_alias(rule.info()))
            .map(|(at, _)| at)
    }

    /// The rules that stand for a rule of another tool, or for one of Atlas's analyzers.
    #[must_use]
    pub fn of_tool_named(&self, tool: &str, name: &str) -> Vec<RuleIndex> {
        let exact = self.named(&format!("{tool}:{name}"));
        let Some((_, codes)) = ANALYZERS
            .iter()
            .find(|(analyzer, _)| tool == "atlas" && *analyzer == name)
        else {
            return exact.to_vec();
        };
        let prefix = format!("{tool}:{codes}");
        let is_meant = |rule: &RuleIndex| {
            let info = self.info(*rule);
            let mut aliases = info.aliases.iter().chain(info.partial_aliases.iter());
            aliases.any(|alias| alias.starts_with(&prefix))
        };
        self.of_tool(tool).filter(is_meant).collect()
    }

    /// The identifier that is most like `name`; for the name of another tool's rule, the alias.
    #[must_use]
    pub fn nearest_rule(&self, name: &str) -> Option<&str> {
        if name.contains(':') {
            return nearest(name, self.aliases());
        }
        if let Some(id) = self.in_a_pack(name) {
            return Some(id);
        }
        nearest(name, self.rules.iter().map(|rule| &*rule.info().id))
    }

    /// The one rule of a pack that is called so behind the slash.
    fn in_a_pack(&self, name: &str) -> Option<&str> {
        let ids = self.rules.iter().map(|rule| &*rule.info().id);
        let mut meant = ids.filter(|id| id.split_once('/').is_some_and(|(_, own)| own == name));
        meant.next().filter(|_| meant.next().is_none())
    }

    /// How other tools call rules that are here, in the order of these.
    fn aliases(&self) -> impl Iterator<Item = &str> {
        let infos = self.rules.iter().map(|rule| rule.info());
        infos.flat_map(|info| {
            info.aliases
                .iter()
                .chain(info.partial_aliases.iter())
                .map(|alias| &**alias)
        })
    }

    pub(super) fn target(&self, name: &str) -> Result<Vec<Target>, String> {
        if name == "all" {
            return Ok(vec![Target::All]);
        }
        if let Ok(category) = name.parse() {
            return Ok(vec![Target::Category(category)]);
        }
        let rules = self.named(name);
        if !rules.is_empty() {
            return Ok(rules.iter().map(|rule| Target::Rule(*rule)).collect());
        }
        let categories = Category::ALL.iter().map(|category| category.as_str());
        let ids = self.rules.iter().map(|rule| &*rule.info().id);
        let packs = ids.clone().filter_map(|id| Some(id.split_once('/')?.0));
        let candidates = ids.chain(packs).chain(categories);
        let meant = if name.contains(':') {
            nearest(name, self.aliases()).or_else(|| name.strip_prefix("pack:"))
        } else {
            self.in_a_pack(name).or_else(|| nearest(name, candidates))
        };
        Err(match meant {
            Some(meant) => format!("no rule, category or pack is called `{name}`; `{meant}` is the nearest name"),
            None => format!("no rule, category or pack is called `{name}`; `lockgate rules` lists them"),
        })
    }

    pub(super) fn marked<'a>(&self, names: impl IntoIterator<Item = &'a str>) -> Result<Vec<bool>, Vec<SettingError>> {
        let mut marks = vec![false; self.rules.len()];
        let mut errors = Vec::new();
        for name in names {
            match self.target(name) {
                Ok(targets) => {
                    for (mark, rule) in marks.iter_mut().zip(0..) {
                        *mark |= targets.iter().any(|target| self.is_meant(*target, rule));
                    }
                }
                Err(message) => errors.push(SettingError {
                    name: name.to_owned(),
                    key: None,
                    message,
                }),
            }
        }
        if errors.is_empty() { Ok(marks) } else { Err(errors) }
    }

    pub(super) fn is_meant(&self, target: Target, rule: RuleIndex) -> bool {
        match target {
            Target::All => true,
            Target::Category(category) => self.info(rule).category == category,
            Target::Rule(named) => named == rule,
        }
    }
}
