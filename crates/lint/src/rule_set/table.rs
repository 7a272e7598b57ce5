use std::sync::Arc;

use migrations::Direction;
use schema::{Dialect, Kind, KindSet};
use source::{Category, Severity};

use super::{Profile, RuleIndex};
use crate::{On, Rule, RuleInfo};

/// What a statement is part of, as far as the choice of rules goes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) enum Stage {
    /// A migration that leads on.
    Forward,
    /// A down migration.
    Down,
}

impl Stage {
    pub(crate) const fn of(direction: Direction) -> Self {
        match direction {
            Direction::Down => Self::Down,
            _ => Self::Forward,
        }
    }
}

/// Which rules see what, for one profile, dialect and stage: built once, so that a rule that does not care about a
/// statement costs nothing.
#[derive(Debug)]
pub(crate) struct Dispatch {
    pub(crate) profile: Arc<Profile>,
    /// Rules on changes of statements that run with the script.
    pub(crate) changes: KindTable,
    /// Rules on statements that run with the script.
    pub(crate) statements: KindTable,
    /// Rules on changes inside routine bodies and triggers.
    pub(crate) body_changes: KindTable,
    /// Rules on statements inside routine bodies and triggers.
    pub(crate) body_statements: KindTable,
    pub(crate) migrations: Vec<RuleIndex>,
    pub(crate) history: Vec<RuleIndex>,
    pub(crate) suppressions: Vec<RuleIndex>,
    /// By rule: whether what the same migration created is exempt from it, and how.
    pub(crate) exemptions: Vec<Exemption>,
}

/// What a rule does not hold for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Exemption {
    None,
    /// Tables that the migration created: nobody uses them yet, so no lock and no new shape hurts.
    CreatedRelations,
    /// Everything that the migration created: it holds nothing yet.
    CreatedObjects,
}

/// For each kind, the rules that want to see it.
#[derive(Debug)]
pub(crate) struct KindTable {
    starts: Vec<u32>,
    rules: Vec<RuleIndex>,
}

impl Dispatch {
    pub(crate) fn new(rules: &[Arc<dyn Rule>], profile: Arc<Profile>, dialect: Dialect, stage: Stage) -> Self {
        let holds = |rule: RuleIndex, info: &RuleInfo| {
            let is_on = profile.severity(rule) != Severity::Off && info.knows(dialect);
            is_on && (stage == Stage::Forward || info.in_down)
        };
        let numbered = (0..).zip(rules).map(|(at, rule)| (at, rule.info()));
        let running: Vec<(RuleIndex, &RuleInfo)> = numbered.filter(|(at, info)| holds(*at, info)).collect();
        let having = |on: On| {
            running
                .iter()
                .filter(move |(_, info)| info.on == on)
                .map(|(at, _)| *at)
                .collect()
        };
        Self {
            changes: KindTable::new(&running, kinds_of_changes),
            statements: KindTable::new(&running, kinds_of_statements),
            body_changes: KindTable::new(&running, |info| kinds_of_changes(info).filter(|_| info.in_bodies)),
            body_statements: KindTable::new(&running, |info| kinds_of_statements(info).filter(|_| info.in_bodies)),
            migrations: having(On::Migrations),
            history: having(On::History),
            suppressions: having(On::Suppressions),
            exemptions: rules.iter().map(|rule| exemption(rule.info())).collect(),
            profile,
        }
    }
}

impl KindTable {
    fn new(rules: &[(RuleIndex, &RuleInfo)], wanted: impl Fn(&RuleInfo) -> Option<KindSet>) -> Self {
        let mut starts = Vec::with_capacity(Kind::ALL.len() + 1);
        let mut listed = Vec::new();
        let wants: Vec<(RuleIndex, KindSet)> = rules
            .iter()
            .filter_map(|(at, info)| Some((*at, wanted(info)?)))
            .collect();
        for kind in Kind::ALL {
            starts.push(u32::try_from(listed.len()).unwrap_or(u32::MAX));
            let here = wants.iter().filter(|(_, kinds)| kinds.contains(*kind));
            listed.extend(here.map(|(at, _)| *at));
        }
        starts.push(u32::try_from(listed.len()).unwrap_or(u32::MAX));
        Self { starts, rules: listed }
    }

    /// The rules that want to see this kind.
    pub(crate) fn of(&self, kind: Kind) -> &[RuleIndex] {
        let at = kind as usize;
        &self.rules[self.starts[at] as usize..self.starts[at + 1] as usize]
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }
}

const fn kinds_of_changes(info: &RuleInfo) -> Option<KindSet> {
    match info.on {
        On::Changes(kinds) => Some(kinds),
        _ => None,
    }
}

const fn kinds_of_statements(info: &RuleInfo) -> Option<KindSet> {
    match info.on {
        On::Statements(kinds) => Some(kinds),
        _ => None,
    }
}

const fn exemption(info: &RuleInfo) -> Exemption {
    match info.category {
        _ if info.in_created => Exemption::None,
        Category::Locking | Category::Compatibility => Exemption::CreatedRelations,
        Category::Destructive => Exemption::CreatedObjects,
        _ => Exemption::None,
    }
}
