//! The rules that Flyway's own settings name: `rulesLocation`.

use std::collections::BTreeSet;
use std::sync::Arc;

use source::Files;

use crate::config::{Config, Place, Set};
use crate::disk::DiskFiles;
use crate::paths::{join, parent};
use crate::rule_files;

/// Where Flyway keeps its settings, seen from the folder that it runs in.
const SETTINGS: [&str; 4] = ["flyway.toml", "flyway.conf", "conf/flyway.toml", "conf/flyway.conf"];

/// Adds the rule files that Flyway's settings name, where these lie beside migrations of its kind or above them; where
/// they name what cannot be read, that, so that whoever loads the rules says why.
pub(crate) fn add_flyway_rules<'p>(disk: &DiskFiles, config: &mut Config, migrations: impl Iterator<Item = &'p str>) {
    let folders: BTreeSet<&str> = migrations.filter(|path| is_like_flyways(path)).map(parent).collect();
    let mut looked_into: BTreeSet<String> = BTreeSet::new();
    for folder in folders {
        let mut folder = folder.to_owned();
        // Other folders may have led here before.
        while looked_into.insert(folder.clone()) {
            if let Some((path, text)) = settings(disk, &folder) {
                add_named(disk, config, &folder, &path, &text);
                break;
            }
            if folder.is_empty() || folder == "/" || folder == config.folder {
                break;
            }
            folder = parent(&folder).to_owned();
        }
    }
}

/// `V1__orders.sql`: the separator tells, whatever the prefix is.
fn is_like_flyways(path: &str) -> bool {
    crate::paths::file_name(path).contains("__")
}

fn settings(disk: &DiskFiles, folder: &str) -> Option<(String, String)> {
    let paths = SETTINGS.into_iter().map(|name| join(folder, name));
    let mut there = paths.filter(|path| disk.place(path).is_file());
    let path = there.next()?;
    let text = source::decode(disk.read(&path).ok()?).text;
    Some((path, text))
}

fn add_named(disk: &DiskFiles, config: &mut Config, folder: &str, path: &str, text: &str) {
    let Some(location) = rules_location(path, text) else {
        return;
    };
    let place = Place {
        path: Arc::from(path),
        line: line_of(text, "rulesLocation"),
        column: 1,
    };
    let rules = join(folder, location.strip_prefix("filesystem:").unwrap_or(&location));
    let Ok(listed) = rule_files::list(disk, &rules) else {
        return config.scripts.push(Set { value: rules, place });
    };
    let known: BTreeSet<String> = config
        .scripts
        .iter()
        .flat_map(|set| rule_files::list(disk, &set.value).unwrap_or_default())
        .collect();
    // Flyway looks into this folder only, not into those below.
    let own = listed
        .into_iter()
        .filter(|file| parent(file) == rules && !known.contains(file));
    config.scripts.extend(own.map(|value| Set {
        value,
        place: place.clone(),
    }));
}

fn rules_location(path: &str, text: &str) -> Option<String> {
    if path.ends_with(".toml") {
        let table: toml::Table = text.parse().ok()?;
        let check = table.get("flyway")?.get("check")?;
        if check.get("regexEnabled").and_then(toml::Value::as_bool) == Some(false) {
            return None;
        }
        return check.get("rulesLocation")?.as_str().map(str::to_owned);
    }
    let entries = migrations::properties(text);
    if entries.get("flyway.check.regexEnabled").copied() == Some("false") {
        return None;
    }
    entries
        .get("flyway.check.rulesLocation")
        .map(|value| (*value).to_owned())
}

/// The line that a word stands on, from 1; a comment may hold it too.
fn line_of(text: &str, word: &str) -> u32 {
    let is_said = |line: &str| line.contains(word) && !line.trim_start().starts_with('#');
    let at = text.lines().position(is_said).unwrap_or_default();
    u32::try_from(at + 1).unwrap_or(u32::MAX)
}
