use std::collections::{BTreeMap, BTreeSet};

use crate::names::{file_name, parent};

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

/// Folders that hold at least two of grate's, one of them telling.
pub(crate) fn homes<'a>(folders: impl Iterator<Item = &'a str>) -> BTreeSet<String> {
    let mut found: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for folder in folders {
        let name = file_name(folder).to_ascii_lowercase();
        if FOLDERS.contains(&name.as_str()) {
            found.entry(parent(folder)).or_default().insert(name);
        }
    }
    found
        .into_iter()
        .filter(|(_, names)| names.len() > 1 && names.iter().any(|name| TELLING.contains(&name.as_str())))
        .map(|(home, _)| home.to_owned())
        .collect()
}
