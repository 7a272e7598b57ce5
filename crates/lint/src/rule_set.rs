//! Which rules run where, how much their findings matter, and with which options.

mod effective;
mod name_patterns;
mod names;
mod profile;
mod table;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use globset::GlobSet;
use rustc_hash::FxHashMap;
use schema::Dialect;
use source::Severity;

use crate::rule_panic::guarded;
use crate::timings::Clock;
use crate::{Allowance, Date, Failure, MigrationFacts, Rule, RuleInfo, Timings};

use names::Target;

pub use effective::Effective;
pub use name_patterns::NamePatterns;
pub use profile::Profile;
pub(crate) use table::{Dispatch, Exemption, KindTable, Stage};

/// A rule's place in its set.
pub type RuleIndex = u16;

/// All rules of a run, and what the configuration says about them.
pub struct RuleSet {
    rules: Vec<Arc<dyn Rule>>,
    names: FxHashMap<String, Vec<RuleIndex>>,
    layers: Vec<Layer>,
    selected: Option<Vec<bool>>,
    ignored: Vec<bool>,
    large_tables: Option<NamePatterns>,
    allowances: Vec<Allowance>,
    today: Option<Date>,
    is_incomplete: bool,
    clocks: Option<Clocks>,
    profiles: RwLock<BTreeMap<Layers, Arc<Profile>>>,
    dispatches: RwLock<BTreeMap<Scene, Arc<Dispatch>>>,
}

/// Which tables of the configuration hold for a file.
type Layers = Vec<usize>;

/// What decides which rules see what.
type Scene = (Layers, Dialect, Stage);

/// Where it is counted how long rules take.
#[derive(Clone)]
struct Clocks {
    timings: Arc<Timings>,
    /// By the numbers of the rules.
    rules: Arc<[Arc<Clock>]>,
}

/// What the configuration says about a rule, a category, or `all`.
#[derive(Clone, PartialEq, Debug)]
pub struct Setting {
    /// The rule's identifier or alias, the category, or `all`.
    pub name: String,
    /// How much its findings matter; `None` leaves that as it is, and turns on a rule that is off.
    pub severity: Option<Severity>,
    /// Patterns of the names of objects that it leaves alone.
    pub ignore: Vec<String>,
    /// The rule's options, keys of its own.
    pub options: toml::Table,
}

/// What is wrong with a setting.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SettingError {
    /// The setting's name.
    pub name: String,
    /// The key at fault: `ignore`, or one of the rule's options.
    pub key: Option<String>,
    /// What is wrong, in lower case, with the nearest name where there is one.
    pub message: String,
}

/// One table of the configuration: for all files, or for those that match.
#[derive(Clone)]
struct Layer {
    paths: Option<GlobSet>,
    settings: Vec<(Target, Setting)>,
}

impl RuleSet {
    /// These rules, as they are when nothing is configured.
    #[must_use]
    pub fn new(rules: Vec<Arc<dyn Rule>>) -> Self {
        let mut names: FxHashMap<String, Vec<RuleIndex>> = FxHashMap::default();
        for (at, rule) in (0..).zip(&rules) {
            let info = rule.info();
            let aliases = info.aliases.iter().chain(info.partial_aliases.iter());
            for name in std::iter::once(&info.id).chain(aliases) {
                names.entry(name.to_string()).or_default().push(at);
            }
            if let Some((pack, _)) = info.id.split_once('/') {
                names.entry(pack.to_owned()).or_default().push(at);
            }
        }
        Self {
            ignored: vec![false; rules.len()],
            rules,
            names,
            layers: Vec::new(),
            selected: None,
            large_tables: None,
            allowances: Vec::new(),
            today: None,
            is_incomplete: false,
            clocks: None,
            profiles: RwLock::default(),
            dispatches: RwLock::default(),
        }
    }

    /// The rules, in the order of their list.
    #[must_use]
    pub fn rules(&self) -> &[Arc<dyn Rule>] {
        &self.rules
    }

    /// What the rule is.
    #[must_use]
    pub fn info(&self, rule: RuleIndex) -> &RuleInfo {
        self.rules[rule as usize].info()
    }

    /// Lays a table of the configuration over those before it; with `paths`, only for files that match. Within a
    /// table a rule beats its category, and a later table beats an earlier one.
    ///
    /// # Errors
    /// One error for each name that names nothing and for each option that its rule refuses. The rest of the table
    /// holds.
    pub fn configure(&mut self, paths: Option<GlobSet>, settings: Vec<Setting>) -> Result<(), Vec<SettingError>> {
        let mut errors = Vec::new();
        let mut known = Vec::new();
        for setting in settings {
            match self.target(&setting.name) {
                Ok(targets) => known.extend(targets.into_iter().map(|target| (target, setting.clone()))),
                Err(message) => errors.push(SettingError {
                    name: setting.name,
                    key: None,
                    message,
                }),
            }
        }
        known.sort_by_key(|(target, _)| *target);
        self.layers.push(Layer { paths, settings: known });
        self.forget();
        let last = self.layers.len() - 1;
        let matching: Layers = (0..=last)
            .filter(|at| *at == last || self.layers[*at].paths.is_none())
            .collect();
        errors.extend(self.check_patterns(last));
        errors.extend(self.check_options(last, &matching));
        if errors.is_empty() { Ok(()) } else { Err(errors) }
    }

    /// Runs these rules and categories, and no others but those that outlast a selection.
    ///
    /// # Errors
    /// One error for each name that names nothing.
    pub fn select<'a>(&mut self, names: impl IntoIterator<Item = &'a str>) -> Result<(), Vec<SettingError>> {
        let selected = self.marked(names)?;
        self.selected = Some(selected);
        self.forget();
        Ok(())
    }

    /// Leaves out these rules and categories.
    ///
    /// # Errors
    /// One error for each name that names nothing.
    pub fn ignore<'a>(&mut self, names: impl IntoIterator<Item = &'a str>) -> Result<(), Vec<SettingError>> {
        let ignored = self.marked(names)?;
        for (mine, new) in self.ignored.iter_mut().zip(ignored) {
            *mine |= new;
        }
        self.forget();
        Ok(())
    }

    /// Says which tables are large. What a locking rule says of another table matters one step less.
    pub fn set_large_tables(&mut self, tables: NamePatterns) {
        self.large_tables = Some(tables);
    }

    /// The tables that are large; `None` where nobody said, so that each table may be.
    #[must_use]
    pub const fn large_tables(&self) -> Option<&NamePatterns> {
        self.large_tables.as_ref()
    }

    /// Allows findings from outside the files that they are in.
    pub fn allow(&mut self, allowances: Vec<Allowance>) {
        self.allowances = allowances;
    }

    /// What is allowed from outside the files.
    #[must_use]
    pub fn allowances(&self) -> &[Allowance] {
        &self.allowances
    }

    /// Says which day it is: on a later one than theirs, suppressions hold no longer.
    pub const fn set_today(&mut self, today: Date) {
        self.today = Some(today);
    }

    /// Which day it is; `None` where nobody said, so that nothing expires.
    #[must_use]
    pub const fn today(&self) -> Option<Date> {
        self.today
    }

    /// Says that rules are missing which did not load, so that nobody can tell what a name stands for that is not known.
    pub const fn lack_rules(&mut self) {
        self.is_incomplete = true;
    }

    /// Whether rules are missing which did not load.
    #[must_use]
    pub const fn is_incomplete(&self) -> bool {
        self.is_incomplete
    }

    /// Counts from now on how long each rule takes.
    pub fn measure(&mut self, timings: &Arc<Timings>) {
        let rules = self.rules.iter().map(|rule| timings.of_rule(&rule.info().id));
        self.clocks = Some(Clocks {
            rules: rules.collect(),
            timings: Arc::clone(timings),
        });
    }

    /// Where the time of a run is counted, if anybody wants to know.
    #[must_use]
    pub fn timings(&self) -> Option<&Arc<Timings>> {
        self.clocks.as_ref().map(|clocks| &clocks.timings)
    }

    /// Runs a rule: what it panics of is a failure of it.
    pub(crate) fn run<T>(
        &self,
        rule: RuleIndex,
        facts: Option<&MigrationFacts>,
        work: impl FnOnce(&dyn Rule) -> T,
    ) -> Result<T, Failure> {
        guarded(|| self.clocked(rule, facts, work))
    }

    /// Runs a rule, and counts how long it takes where somebody wants to know. Facts that are found out for it are not its
    /// own time.
    pub(crate) fn clocked<T>(
        &self,
        rule: RuleIndex,
        facts: Option<&MigrationFacts>,
        work: impl FnOnce(&dyn Rule) -> T,
    ) -> T {
        let host = &*self.rules[rule as usize];
        let Some(clocks) = &self.clocks else {
            return work(host);
        };
        let judging = || facts.map_or(Duration::ZERO, |facts| facts.found.time());
        let (judged, begun) = (judging(), Instant::now());
        let outcome = work(host);
        let taken = begun.elapsed();
        clocks.rules[rule as usize].add(taken.saturating_sub(judging() - judged));
        outcome
    }

    /// What holds for the file with this path.
    #[must_use]
    pub fn profile(&self, path: &str) -> Arc<Profile> {
        self.profile_of_layers(self.layers_for(path))
    }

    /// What holds for files that no table names.
    #[must_use]
    pub fn base_profile(&self) -> Arc<Profile> {
        let layers = (0..self.layers.len()).filter(|at| self.layers[*at].paths.is_none());
        self.profile_of_layers(layers.collect())
    }

    pub(crate) fn dispatch(&self, path: &str, dialect: Dialect, stage: Stage) -> Arc<Dispatch> {
        let key = (self.layers_for(path), dialect, stage);
        let known = self.dispatches.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(dispatch) = known.get(&key) {
            return Arc::clone(dispatch);
        }
        drop(known);
        let profile = self.profile_of_layers(key.0.clone());
        let dispatch = Arc::new(Dispatch::new(&self.rules, profile, dialect, stage));
        let mut known = self.dispatches.write().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(known.entry(key).or_insert(dispatch))
    }

    /// Whether some file's findings of this rule are reported at all.
    pub(crate) fn may_run(&self, rule: RuleIndex) -> bool {
        let without_paths = self.base_profile().severity(rule) != Severity::Off;
        without_paths
            || (0..self.layers.len()).any(|at| {
                self.layers[at].paths.is_some()
                    && self.profile_of_layers((0..=at).collect()).severity(rule) != Severity::Off
            })
    }

    fn profile_of_layers(&self, layers: Layers) -> Arc<Profile> {
        let known = self.profiles.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(profile) = known.get(&layers) {
            return Arc::clone(profile);
        }
        drop(known);
        let profile = Arc::new(self.make_profile(&layers));
        let mut known = self.profiles.write().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(known.entry(layers).or_insert(profile))
    }

    fn forget(&mut self) {
        self.profiles = RwLock::default();
        self.dispatches = RwLock::default();
    }
}

impl Default for RuleSet {
    fn default() -> Self {
        Self::new(Vec::new())
    }
}

impl Clone for RuleSet {
    fn clone(&self) -> Self {
        Self {
            rules: self.rules.clone(),
            names: self.names.clone(),
            layers: self.layers.clone(),
            selected: self.selected.clone(),
            ignored: self.ignored.clone(),
            large_tables: self.large_tables.clone(),
            allowances: self.allowances.clone(),
            today: self.today,
            is_incomplete: self.is_incomplete,
            clocks: self.clocks.clone(),
            profiles: RwLock::default(),
            dispatches: RwLock::default(),
        }
    }
}

impl fmt::Debug for RuleSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list()
            .entries(self.rules.iter().map(|rule| &rule.info().id))
            .finish()
    }
}
