use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::group::{Group, Script};
use crate::marks::Mark;
use crate::names::{file_name, is_within, join, parent};
use crate::neighbours::Neighbours;
use crate::recognise::Settings;
use crate::tools::{graphile, grate, sqitch, ssdt};

/// Puts together the files that make one history by the look of their folders. Which tool they belong to is
/// not asked yet, except where a tool spreads one history over folders of fixed names.
pub(crate) fn group<'a>(scripts: Vec<Script<'a>>, near: &Neighbours<'_>, settings: &Settings) -> Vec<Group<'a>> {
    let survey = Survey::of(&scripts, near, settings);
    let mut groups: BTreeMap<String, Group<'a>> = BTreeMap::new();
    for script in scripts {
        let home = survey.home(&script);
        groups
            .entry(home.to_owned())
            .or_insert_with(|| Group::new(home.to_owned()))
            .add(script);
    }
    let mut groups: Vec<_> = groups.into_values().collect();
    for group in &mut groups {
        group.sort();
    }
    groups
}

/// Where the files of each folder belong.
struct Survey {
    /// The home of each folder whose home is another.
    homes: HashMap<String, String>,
}

impl Survey {
    fn of(scripts: &[Script<'_>], near: &Neighbours<'_>, settings: &Settings) -> Self {
        let mut folders: BTreeMap<&str, Folder> = BTreeMap::new();
        for script in scripts {
            let folder = folders.entry(script.folder()).or_default();
            folder.holds_steps |= is_step(script.name());
            folder.is_sqitch |= script.marks.has(Mark::Sqitch);
            folder.is_change_automation |= script.marks.has(Mark::ChangeAutomation);
            folder.is_ssdt |= ssdt::is_deployment_script(script.name());
        }
        let spread = spread_homes(&folders, near);
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

    fn home<'b>(&'b self, script: &Script<'b>) -> &'b str {
        let folder = script.folder();
        self.homes.get(folder).map_or(folder, String::as_str)
    }
}

/// What a folder of files looks like.
#[derive(Default)]
struct Folder {
    /// It holds `up.sql`, `down.sql` or `migration.sql`: it is one migration.
    holds_steps: bool,
    is_sqitch: bool,
    is_change_automation: bool,
    is_ssdt: bool,
}

/// The names of the files in a folder that is one migration.
fn is_step(name: &str) -> bool {
    matches!(name, "up.sql" | "down.sql" | "migration.sql")
}

fn home_of<'a>(path: &'a str, folder: &Folder, spread: &'a BTreeSet<String>, numbered: &BTreeSet<&str>) -> &'a str {
    if let Some(home) = spread.iter().rev().find(|home| is_within(path, home)) {
        return home;
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

/// The homes of tools that spread one history over folders of fixed names.
fn spread_homes(folders: &BTreeMap<&str, Folder>, near: &Neighbours<'_>) -> BTreeSet<String> {
    let mut homes = BTreeSet::new();
    for (path, folder) in folders {
        if folder.holds_steps && has_version(file_name(path)) {
            continue;
        }
        homes.extend(sqitch::home(path, folder.is_sqitch, near));
        homes.extend(graphile::home(path));
        homes.extend(ssdt::home(path, folder.is_ssdt, near));
        if folder.is_change_automation {
            homes.insert(parent(path).to_owned());
        }
    }
    homes.extend(grate::homes(folders.keys().copied()));
    homes
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

/// The path up to and including the first component that is one of `names`.
pub(crate) fn up_to_component(path: &str, names: &[&str]) -> Option<String> {
    let before = before_component(path, names)?;
    let component = path[before.len()..].trim_start_matches('/').split('/').next()?;
    Some(join(before, component))
}
