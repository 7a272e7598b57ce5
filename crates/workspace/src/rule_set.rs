use std::io::ErrorKind;
use std::sync::Arc;

use globset::{GlobSet, GlobSetBuilder};
use lint::{KEYS_OF_ALL, NamePatterns, Rule, RuleSet, RunError, SettingError};
use source::{Category, Files, SourceFile, nearest};

use crate::allowances::{allow, today};
use crate::config::message::in_our_words;
use crate::config::{Config, LARGE_FROM, Pack, Place, RuleTable};
use crate::discovery::{compile, patterns_seen_from};
use crate::packs::WithPacks;
use crate::paths::{WorkingDir, is_absolute};
use crate::read_error::{about, of_run, why};
use crate::request::Overrides;
use crate::rule_files::{self, FileRule};
use crate::statistics::large_tables;

/// The rules of a project: the built-in ones and the team's own, with what the configuration says about them.
pub(crate) fn rule_set(files: &dyn Files, here: &WorkingDir, config: &Config) -> (RuleSet, Vec<RunError>) {
    let mut errors = Vec::new();
    let mut all = rules::all();
    add_packs(&WithPacks(files), config, &mut all, &mut errors);
    add_scripts(files, config, &mut all, &mut errors);
    let mut set = RuleSet::new(all);
    if errors.is_empty() {
        errors.extend(unknown_yields(files, &set));
    }
    if !errors.is_empty() {
        set.lack_rules();
    }
    for table in &config.rules {
        configure(&mut set, table, config, here, &mut errors);
    }
    weigh_tables(&mut set, files, config, &mut errors);
    allow(&mut set, config, here, &mut errors);
    if let Some(today) = today() {
        set.set_today(today);
    }
    (set, errors)
}

/// The rules of the packs that the configuration extends or names rules of.
fn add_packs(files: &dyn Files, config: &Config, all: &mut Vec<Arc<dyn Rule>>, errors: &mut Vec<RunError>) {
    let mut config = config.clone();
    let tables = config.rules.clone();
    let settings = tables.iter().flat_map(|table| &table.settings);
    config.add_packs_of(settings.map(|setting| setting.setting.name.as_str()));
    for pack in &config.packs {
        let Pack { name, folder, .. } = &pack.value;
        let paths = rule_files::list(files, folder).unwrap_or_default();
        for path in paths.iter().filter(|path| path.ends_with(".rhai")) {
            match rule_files::load_in_pack(files, path, name) {
                Ok(rule) => all.push(rule.rule),
                Err(error) => errors.push(error),
            }
        }
    }
}

fn weigh_tables(set: &mut RuleSet, files: &dyn Files, config: &Config, errors: &mut Vec<RunError>) {
    if let (Some(large_from), None) = (&config.large_from, &config.statistics) {
        let message = "`large-from` says nothing without `statistics`; name a file with row counts, or remove the key";
        errors.push(large_from.place.error(message));
    }
    let mut names: Vec<String> = config
        .large_tables
        .iter()
        .map(|pattern| pattern.value.clone())
        .collect();
    let mut place = config.large_tables.first().map(|pattern| &pattern.place);
    if let Some(statistics) = &config.statistics {
        place = place.or(Some(&statistics.place));
        match measured_tables(files, config, &statistics.value) {
            Ok(measured) => names.extend(measured.iter().map(|name| globset::escape(name))),
            Err(Unread::File(reason)) => {
                let message = format!("`{}` cannot be read: {reason}", statistics.value);
                return errors.push(statistics.place.error(message));
            }
            Err(Unread::Line(error)) => return errors.push(error),
        }
    }
    let Some(place) = place else {
        return;
    };
    match NamePatterns::new(names.iter().map(String::as_str)) {
        Ok(tables) => set.set_large_tables(tables),
        Err(message) => errors.push(place.error(message)),
    }
}

/// Why statistics could not be read.
enum Unread {
    File(String),
    Line(RunError),
}

fn measured_tables(files: &dyn Files, config: &Config, path: &str) -> Result<Vec<String>, Unread> {
    let bytes = files.read(path).map_err(|error| Unread::File(why(&error)))?;
    let large_from = config.large_from.as_ref().map_or(LARGE_FROM, |set| set.value);
    large_tables(&SourceFile::from_bytes(path, bytes), large_from).map_err(Unread::Line)
}

/// Applies what the command line says about rules. A name that this project does not know may be a rule of another.
pub(crate) fn narrow(set: &mut RuleSet, overrides: &Overrides) {
    let known = |names: &[String]| -> Vec<String> { names.iter().filter(|name| knows(set, name)).cloned().collect() };
    let selected = overrides.select.as_deref().map(known);
    let ignored = known(&overrides.ignore);
    // Names that are known are not refused.
    if let Some(selected) = selected {
        let _ = set.select(selected.iter().map(String::as_str));
    }
    let _ = set.ignore(ignored.iter().map(String::as_str));
}

/// One error for each name on the command line that names nothing in any project. Where rules did not load, a name may be
/// one of theirs.
pub(crate) fn unknown_names(sets: &[RuleSet], overrides: &Overrides) -> Vec<RunError> {
    if sets.iter().any(RuleSet::is_incomplete) {
        return Vec::new();
    }
    let selected = overrides.select.iter().flatten().map(|name| ("--select", name));
    let ignored = overrides.ignore.iter().map(|name| ("--ignore", name));
    let unknown = selected
        .chain(ignored)
        .filter(|(_, name)| !sets.iter().any(|set| knows(set, name)));
    unknown
        .filter_map(|(option, name)| refused(sets.first()?, option, name))
        .collect()
}

fn knows(set: &RuleSet, name: &str) -> bool {
    name == "all" || name.parse::<Category>().is_ok() || !set.named(name).is_empty()
}

fn refused(set: &RuleSet, option: &str, name: &str) -> Option<RunError> {
    let errors = set.clone().ignore([name]).err()?;
    let error = errors.into_iter().next()?;
    Some(of_run(format!("`{option}`: {}", error.message)))
}

fn configure(set: &mut RuleSet, table: &RuleTable, config: &Config, here: &WorkingDir, errors: &mut Vec<RunError>) {
    let paths = match &table.paths {
        None => None,
        Some(paths) => match glob_set(paths, config, here) {
            Ok(paths) => Some(paths),
            Err(error) => {
                errors.push(error);
                return;
            }
        },
    };
    let settings = table.settings.iter().map(|setting| setting.setting.clone()).collect();
    let Err(refused) = set.configure(paths, settings) else {
        return;
    };
    for error in refused {
        if set.is_incomplete() && !knows(set, &error.name) {
            continue;
        }
        let setting = table.settings.iter().find(|setting| setting.setting.name == error.name);
        let place = setting.map(|setting| {
            let key = error.key.as_ref().and_then(|key| setting.keys.get(key));
            key.unwrap_or(&setting.place)
        });
        let message = misplaced_key(&error).unwrap_or_else(|| in_our_words(&error.message));
        errors.push(match place {
            Some(place) => place.error(message),
            None => of_run(message),
        });
    }
}

/// What to say of a key that looks like one that every rule has, and not like an option of this one.
fn misplaced_key(error: &SettingError) -> Option<String> {
    let rest = error.message.strip_prefix("unknown field `")?;
    let mut names = rest.split('`').step_by(2);
    let key = names.next()?;
    if nearest(key, names).is_some() {
        return None;
    }
    let meant = nearest(key, KEYS_OF_ALL)?;
    Some(format!("unknown key `{key}`; `{meant}` is the nearest name"))
}

pub(crate) fn glob_set(
    paths: &[crate::config::Set<String>],
    config: &Config,
    here: &WorkingDir,
) -> Result<GlobSet, RunError> {
    let below = steps_below(config, here);
    let below: Vec<&str> = below.iter().map(String::as_str).collect();
    let mut patterns = GlobSetBuilder::new();
    let refuse = |place: &Place, error: &globset::Error| {
        place.error(format!("this is no pattern: {}; correct it", error.kind()))
    };
    for path in paths {
        if let Some(wrong) = unmatchable(&path.value) {
            return Err(path.place.error(wrong));
        }
        for pattern in patterns_seen_from(&path.value, &config.folder, &below) {
            let folder = if pattern.ends_with("/**") {
                None
            } else {
                Some(format!("{pattern}/**"))
            };
            for pattern in std::iter::once(pattern).chain(folder) {
                let glob = compile(&pattern).map_err(|error| refuse(&path.place, &error))?;
                patterns.add(glob);
            }
        }
    }
    patterns.build().map_err(|error| match paths.first() {
        Some(first) => refuse(&first.place, &error),
        None => of_run(error.to_string()),
    })
}

/// Why no path below a project's folder can match a pattern.
fn unmatchable(pattern: &str) -> Option<&'static str> {
    let is_escape = |pair: &[u8]| pair[0] == b'\\' && pair[1].is_ascii_alphanumeric();
    if pattern.trim().is_empty() {
        return Some("the pattern is empty; write `**` for all files");
    }
    if pattern.split('/').any(|step| step == "..") {
        return Some("the pattern leads out of the folder that this file governs; name what lies below it");
    }
    if is_absolute(pattern) {
        return Some("the pattern begins at the root; name what lies below this file, without the `/`");
    }
    let is_windows = pattern.as_bytes().windows(2).any(is_escape);
    is_windows
        .then_some("paths are written with forward slashes, on Windows too; a backslash only takes a sign literally")
}

/// The steps from a project's folder down to the working directory, where the one lies above the other.
fn steps_below(config: &Config, here: &WorkingDir) -> Vec<String> {
    if !config.folder.starts_with("..") {
        return Vec::new();
    }
    let folder = here.absolute(&config.folder);
    let below = here
        .path()
        .strip_prefix(&folder)
        .map(crate::paths::slashed)
        .unwrap_or_default();
    below
        .split('/')
        .filter(|step| !step.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Rule files of the folders that `[scripts]` names, in the order of their paths.
fn add_scripts(files: &dyn Files, config: &Config, all: &mut Vec<Arc<dyn Rule>>, errors: &mut Vec<RunError>) {
    for named in &config.scripts {
        match rule_files::list(files, &named.value) {
            Ok(paths) if paths.is_empty() => {
                errors.push(named.place.error(format!(
                    "`{}` holds no rule file (`*.rhai`, or Flyway's `*.toml`); correct the path",
                    named.value
                )));
            }
            Ok(paths) => {
                for path in paths {
                    add_rules(files, &path, all, errors);
                }
            }
            Err(error) if error.kind() == ErrorKind::NotADirectory => {
                errors.push(named.place.error(format!(
                    "`{}` is no rule file: those end in `.rhai`, or in `.toml` for Flyway's; correct the path",
                    named.value
                )));
            }
            Err(error) => {
                let reason = why(&error);
                errors.push(named.place.error(format!("`{}` cannot be read: {reason}", named.value)));
            }
        }
    }
}

fn add_rules(files: &dyn Files, path: &str, all: &mut Vec<Arc<dyn Rule>>, errors: &mut Vec<RunError>) {
    let rules = match rule_files::load(files, path) {
        Ok(rules) => rules,
        Err(error) => {
            errors.push(error);
            return;
        }
    };
    for FileRule { rule, .. } in rules {
        let id = &rule.info().id;
        match all.iter().find(|known| known.info().id == *id) {
            None => all.push(rule),
            Some(known) => {
                let owner = known.info().path.as_deref().unwrap_or("a built-in rule");
                let message = format!("the name `{id}` is taken by {owner}; choose another");
                errors.push(match place_of(files, path, id) {
                    Some(place) => place.error(message),
                    None => about(path, message),
                });
            }
        }
    }
}

/// The rules that the team's own yield to, and that nobody knows. What a pack that is not there has is not known.
fn unknown_yields(files: &dyn Files, set: &RuleSet) -> Vec<RunError> {
    let mut errors = Vec::new();
    for info in set.rules().iter().map(|rule| rule.info()) {
        let Some(path) = &info.path else {
            continue;
        };
        let pack = info.id.split_once('/').map(|(pack, _)| pack);
        let is_judged = |name: &str| match name.split_once('/') {
            None => true,
            // A name without a pack stands in the list twice.
            Some((pack, bare)) => !set.named(pack).is_empty() && !info.yields_to.iter().any(|other| other == bare),
        };
        for name in info.yields_to.iter().filter(|name| is_judged(name)) {
            let in_pack = pack.map(|pack| format!("{pack}/{name}"));
            if !set.named(name).is_empty() || in_pack.is_some_and(|name| !set.named(&name).is_empty()) {
                continue;
            }
            let message = match set.nearest_rule(name) {
                Some(meant) => format!("`yields-to`: no rule is called `{name}`; `{meant}` is the nearest name"),
                None => format!("`yields-to`: no rule is called `{name}`; `lockgate rules` lists them"),
            };
            errors.push(match place_of(&WithPacks(files), path, name) {
                Some(place) => place.error(message),
                None => about(path, message),
            });
        }
    }
    errors
}

/// Where a rule file says the rule's name, unless the name is the file's.
fn place_of(files: &dyn Files, path: &str, id: &str) -> Option<Place> {
    let file = SourceFile::from_bytes(path, files.read(path).ok()?);
    let at = file.text().find(&format!("\"{id}\""))?;
    Some(Place::in_file(&file, at))
}
