use std::collections::{BTreeMap, BTreeSet};

use crate::convention::{Claim, Convention, Depth, Repeatables, Runs, Strength};
use crate::group::{Group, Script};
use crate::names::{file_name, natural_order, parent, without_sql, words};
use crate::neighbours::Neighbours;
use crate::reading::{Reading, callback};
use crate::{Delivery, Direction, MigrationKind, Placeholders, Tool, Version};

/// Source: <https://erikbra.github.io/grate/configuration-options>, folders and their order; RoundhousE is its model.
pub(crate) static CONVENTION: Convention = Convention {
    tool: Tool::Grate,
    history_tables: &["grate.ScriptsRun", "grate.ScriptsRunErrors", "grate.Version"],
    folders: &["up"],
    placeholders: Some(Placeholders::new("{{", "}}")),
    runs: Runs::bare(Delivery::Batches),
    repeatables: Repeatables::InPlace,
    depth: Depth::Flat,
    takes: |path| path.split('/').next().is_some_and(is_folder),
    claim,
    read,
};

/// The folders that grate and RoundhousE run, in their order.
pub(crate) const FOLDERS: &[&str] = &[
    "beforemigration",
    "alterdatabase",
    "runaftercreatedatabase",
    "runbeforeup",
    "up",
    "runfirstafterup",
    "functions",
    "views",
    "sprocs",
    "triggers",
    "indexes",
    "runafterotheranytimescripts",
    "permissions",
    "aftermigration",
];

/// Those whose scripts run at each run of the tool.
const EVERY_TIME: &[&str] = &["beforemigration", "permissions", "aftermigration"];
/// Those whose scripts run once.
const ONCE: &[&str] = &["up", "alterdatabase", "runaftercreatedatabase"];
/// Names that hardly anybody else gives a folder.
const TELLING: &[&str] = &[
    "beforemigration",
    "alterdatabase",
    "runaftercreatedatabase",
    "runbeforeup",
    "runfirstafterup",
    "sprocs",
    "runafterotheranytimescripts",
    "aftermigration",
];

fn is_folder(name: &str) -> bool {
    FOLDERS.iter().any(|folder| folder.eq_ignore_ascii_case(name))
}

/// Folders that hold at least two of grate's, one of them telling.
pub(crate) fn homes<'a>(folders: impl Iterator<Item = &'a str>) -> BTreeSet<String> {
    let mut found: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for folder in folders.filter(|folder| is_folder(file_name(folder))) {
        let name = file_name(folder).to_ascii_lowercase();
        found.entry(parent(folder)).or_default().insert(name);
    }
    found
        .into_iter()
        .filter(|(_, names)| names.contains("up") && names.iter().any(|name| TELLING.contains(&name.as_str())))
        .map(|(home, _)| home.to_owned())
        .collect()
}

fn claim(group: &Group<'_>, _: &Neighbours<'_>) -> Option<Claim> {
    let found: BTreeSet<String> = group
        .scripts
        .iter()
        .filter_map(|script| folder(group, script))
        .collect();
    let is_telling = found.len() > 1 && found.iter().any(|name| TELLING.contains(&name.as_str()));
    is_telling.then(|| {
        Claim::new(
            Strength::DistinctNames,
            "the folders are named `up`, `sprocs` and so on",
        )
    })
}

fn folder<'a>(group: &Group<'a>, script: &Script<'a>) -> Option<String> {
    let (folder, _) = group.below_home(script).split_once('/')?;
    is_folder(folder).then(|| folder.to_ascii_lowercase())
}

fn read(group: &Group<'_>, _: &Neighbours<'_>, reading: &mut Reading<'_>) {
    let place = |script: &Script<'_>| {
        let folder = folder(group, script);
        folder.and_then(|folder| FOLDERS.iter().position(|known| *known == folder))
    };
    let mut scripts = group.scripts.clone();
    scripts.sort_by(|left, right| {
        place(left)
            .cmp(&place(right))
            .then_with(|| natural_order(left.path(), right.path()))
    });
    for (position, script) in (0..).zip(&scripts) {
        let Some(folder) = place(script).map(|at| FOLDERS[at]) else {
            reading.add_loose(script);
            continue;
        };
        let mut migration = reading.whole(script);
        migration.version = Some(Version::Planned(position));
        migration.version_text = script.name().into();
        migration.description = words(without_sql(script.name()).unwrap_or(script.name())).into();
        if EVERY_TIME.contains(&folder) || script.name().to_ascii_uppercase().contains(".EVERYTIME.") {
            migration.kind = callback(folder);
            migration.direction = Direction::Callback;
        } else if !ONCE.contains(&folder) {
            migration.kind = MigrationKind::Repeatable;
            migration.direction = Direction::Repeatable;
        }
        reading.add(migration);
    }
}
