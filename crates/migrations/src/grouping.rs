use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

use crate::group::{Group, Script};
use crate::marks::Mark;
use crate::names::{file_name, is_within, parent};
use crate::neighbours::Neighbours;
use crate::recognise::Settings;
use crate::tools::{change_automation, graphile, grate, sqitch, ssdt};

/// Puts together the files that make one history by the look of their folders. Which tool they belong to is
/// not asked yet, except where a tool spreads one history over folders of fixed names.
pub(crate) fn group<'a>(scripts: Vec<Script<'a>>, near: &Neighbours<'_>, settings: &Settings) -> Vec<Group<'a>> {
    let survey = Survey::of(&scripts, near, settings);
    let mut groups: FxHashMap<&str, Group<'a>> = FxHashMap::default();
    for script in scripts {
        let home = survey.home(&script);
        groups
            .entry(home)
            .or_insert_with(|| Group::new(home.to_owned()))
            .add(script);
    }
    let mut groups: Vec<_> = groups.into_values().collect();
    groups.sort_by(|left, right| left.home.cmp(&right.home));
    for group in &mut groups {
        group.sort();
    }
    groups
}

/// Where the files of each folder belong.
struct Survey {
    /// The home of each folder whose home is another.
    homes: FxHashMap<String, String>,
}

impl Survey {
    fn of(scripts: &[Script<'_>], near: &Neighbours<'_>, settings: &Settings) -> Self {
        let mut folders: BTreeMap<&str, Folder> = BTreeMap::new();
        for script in scripts {
            let folder = folders.entry(script.folder()).or_default();
            folder.holds_steps |= is_step(script.name());
            if script.marks.has(Mark::Sqitch) {
                folder.sqitch_headers = sqitch::HasHeaders::Yes;
            }
            folder.is_change_automation |= script.marks.has(Mark::ChangeAutomation);
            folder.is_ssdt |= ssdt::is_deployment_script(script.name());
        }
        let spread = spread_histories(&folders, near);
        let numbered = numbered_siblings(&folders, &settings.root);
        let homes = folders
            .iter()
            .filter_map(|(path, folder)| {
                let home = home_of(path, folder, &spread, &numbered);
                (home != *path).then(|| ((*path).to_owned(), home.to_owned()))
            })
            .collect();
        Self { homes }
    }

    fn home<'b, 'c: 'b>(&'b self, script: &Script<'c>) -> &'b str {
        let folder = script.folder();
        self.homes.get(folder).map_or(folder, String::as_str)
    }
}

/// What a folder of files looks like.
#[derive(Default)]
struct Folder {
    /// It holds `up.sql`, `down.sql` or `migration.sql`: it is one migration.
    holds_steps: bool,
    sqitch_headers: sqitch::HasHeaders,
    is_change_automation: bool,
    is_ssdt: bool,
}

/// The names of the files in a folder that is one migration.
fn is_step(name: &str) -> bool {
    matches!(name, "up.sql" | "down.sql" | "migration.sql")
}

fn home_of<'a>(path: &'a str, folder: &Folder, spread: &'a [Spread], numbered: &BTreeSet<&str>) -> &'a str {
    if let Some(spread) = spread.iter().find(|spread| spread.has(path)) {
        return &spread.home;
    }
    let mut home = path;
    if folder.holds_steps && has_version(file_name(home)) {
        home = parent(home);
    }
    while numbered.contains(home) {
        home = parent(home);
    }
    home
}

/// Whether a folder is named by a version: `0.27`, `v190-v200`, `20240131_init`.
fn has_version(name: &str) -> bool {
    name.trim_start_matches(['v', 'V'])
        .starts_with(|first: char| first.is_ascii_digit())
}

/// Folders named by versions that have siblings of the kind, or files beside them in the folder above:
/// they are steps of the history of that folder.
fn numbered_siblings<'a>(folders: &BTreeMap<&'a str, Folder>, root: &str) -> BTreeSet<&'a str> {
    let mut below: BTreeMap<&str, BTreeSet<&'a str>> = BTreeMap::new();
    for path in folders.keys() {
        let mut at = *path;
        while !at.is_empty() && at != root.trim_end_matches('/') {
            if has_version(file_name(at)) {
                below.entry(parent(at)).or_default().insert(at);
            }
            at = parent(at);
        }
    }
    below
        .into_iter()
        .filter(|(parent, children)| children.len() > 1 || folders.contains_key(parent))
        .flat_map(|(_, children)| children)
        .collect()
}

/// A tool's history that is spread over folders of fixed names.
struct Spread {
    home: String,
    /// The names of the folders right below that belong to it; empty where all do.
    folders: &'static [&'static str],
}

impl Spread {
    fn has(&self, path: &str) -> bool {
        if !is_within(path, &self.home) {
            return false;
        }
        let below = path[self.home.len()..].trim_start_matches('/');
        let first = below.split('/').next().unwrap_or_default();
        self.folders.is_empty() || self.folders.iter().any(|folder| folder.eq_ignore_ascii_case(first))
    }
}

/// The histories of tools that spread one over folders of fixed names, the innermost first.
fn spread_histories(folders: &BTreeMap<&str, Folder>, near: &Neighbours<'_>) -> Vec<Spread> {
    let mut homes: BTreeMap<String, &'static [&'static str]> = BTreeMap::new();
    for (path, folder) in folders {
        if folder.holds_steps && has_version(file_name(path)) {
            continue;
        }
        if let Some(home) = graphile::home(path) {
            homes.insert(home, graphile::FOLDERS);
        }
        if let Some(home) = ssdt::home(path, folder.is_ssdt, near) {
            homes.insert(home, &[]);
        }
        if folder.is_change_automation {
            homes.insert(parent(path).to_owned(), change_automation::FOLDERS);
        }
    }
    for home in sqitch_homes(folders, near) {
        homes.insert(home.to_owned(), sqitch::FOLDERS);
    }
    for home in grate::homes(folders.keys().copied()) {
        homes.insert(home, grate::FOLDERS);
    }
    let mut spread: Vec<_> = homes
        .into_iter()
        .map(|(home, folders)| Spread { home, folders })
        .collect();
    spread.sort_by_key(|spread| std::cmp::Reverse(spread.home.len()));
    spread
}

fn sqitch_homes<'a>(folders: &BTreeMap<&'a str, Folder>, near: &Neighbours<'_>) -> Vec<&'a str> {
    let mut candidates: BTreeMap<&str, Vec<(&str, sqitch::HasHeaders)>> = BTreeMap::new();
    for (path, folder) in folders {
        if let Some(home) = sqitch::home(path) {
            candidates.entry(home).or_default().push((path, folder.sqitch_headers));
        }
    }
    candidates
        .into_iter()
        .filter(|(home, folders)| sqitch::is_project(home, folders.iter().copied(), near))
        .map(|(home, _)| home)
        .collect()
}

/// The part of `path` before the first component that is one of `names`; `None` where none is.
pub(crate) fn before_component<'a>(path: &'a str, names: &[&str]) -> Option<&'a str> {
    let mut start = 0;
    for component in path.split('/') {
        if names.contains(&component) {
            return Some(path[..start].trim_end_matches('/'));
        }
        start += component.len() + 1;
    }
    None
}
