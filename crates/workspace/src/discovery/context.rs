//! The rest of the histories that the wanted files are part of.

use std::collections::BTreeSet;
use std::fs;

use migrations::Tool;
use rustc_hash::FxHashMap;
use schema::Dialect;

use super::walk::{Kind, is_sql, walk_outside};
use super::{By, FoundFile};
use crate::disk::DiskFiles;
use crate::paths::{WorkingDir, file_name, is_within, join, parent, slashed};

/// The SQL files that could belong to a history of which only some files were asked for: those below the folder where
/// a tool looks, those of folders that are named by versions too, and those beside a file that was named. What cannot
/// be listed is not reported: nobody asked for it.
pub(crate) fn around(disk: &DiskFiles, files: &[FoundFile], looked_into: &[String]) -> BTreeSet<String> {
    let mut folders: BTreeSet<(&str, By)> = BTreeSet::new();
    let mut last = None;
    for file in files.iter().filter(|file| file.by != By::Text) {
        let folder = Some((parent(&file.path), file.by));
        // Files of one folder mostly stand together.
        if last != folder {
            folders.extend(folder);
            last = folder;
        }
    }
    let mut places: BTreeSet<Place<'_>> = BTreeSet::new();
    let mut homes = Homes::default();
    for (folder, by) in folders {
        places.extend(place(folder, by, &mut homes));
    }
    let engines = engines_of(files);
    let mut around = BTreeSet::new();
    for place in places {
        place.list(disk, looked_into, &engines, &mut around);
    }
    for file in files {
        around.remove(&file.path);
    }
    around
}

/// Whether the working directory is the folder of one migration, as Diesel, Prisma and Hasura have them, or a folder
/// of versions right below the place where a tool looks. The history then lies above, so that a file in here needs its
/// whole path to be seen as a part of it.
pub(crate) fn is_inside_a_migration(path: &str, here: &WorkingDir) -> bool {
    if path.contains('/') {
        return false;
    }
    let here = slashed(here.path());
    let is_step = matches!(path, "up.sql" | "down.sql" | "migration.sql");
    has_version(file_name(&here)) && (is_step || is_home_of_tool(parent(&here)))
}

/// Where the rest of a history may lie.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Place<'a> {
    /// Anywhere below the folder.
    Below(&'a str),
    /// In the folder and in its folders that are named by versions.
    Versions(&'a str),
    /// In the folder.
    Beside(&'a str),
}

fn place<'a>(folder: &'a str, by: By, homes: &mut Homes<'a>) -> Option<Place<'a>> {
    if let Some(home) = homes.of(folder) {
        return Some(Place::Below(home));
    }
    let mut home = folder;
    while has_version(file_name(home)) && !parent(home).is_empty() && parent(home) != "/" {
        home = parent(home);
    }
    if home != folder {
        return Some(Place::Versions(home));
    }
    (by == By::Name).then_some(Place::Beside(folder))
}

/// For each folder that was asked about, the innermost one around it in which some tool looks when nothing else is said.
#[derive(Default)]
struct Homes<'a> {
    known: FxHashMap<&'a str, Option<&'a str>>,
}

impl<'a> Homes<'a> {
    fn of(&mut self, folder: &'a str) -> Option<&'a str> {
        if folder.is_empty() || folder == "/" {
            return None;
        }
        if let Some(known) = self.known.get(folder) {
            return *known;
        }
        let home = if is_home_of_tool(folder) {
            Some(folder)
        } else {
            self.of(parent(folder))
        };
        self.known.insert(folder, home);
        home
    }
}

fn is_home_of_tool(folder: &str) -> bool {
    let mut known = Tool::ALL.iter().flat_map(|tool| tool.default_folders());
    known.any(|known| {
        folder
            .strip_suffix(known)
            .is_some_and(|rest| rest.is_empty() || rest.ends_with('/'))
    })
}

/// The engines that folders of the wanted files are called by.
fn engines_of(files: &[FoundFile]) -> Vec<Dialect> {
    let mut engines: Vec<Dialect> = Vec::new();
    let mut seen: &str = "";
    for file in files.iter().filter(|file| file.by != By::Text) {
        let folder = parent(&file.path);
        if std::mem::replace(&mut seen, folder) != folder {
            engines.extend(folder.split('/').filter_map(engine::dialect_named));
        }
    }
    engines.sort_unstable();
    engines.dedup();
    engines
}

/// `0.27`, `v190`, `20240131_init`.
fn has_version(name: &str) -> bool {
    name.trim_start_matches(['v', 'V'])
        .starts_with(|first: char| first.is_ascii_digit())
}

impl Place<'_> {
    fn list(self, disk: &DiskFiles, looked_into: &[String], engines: &[Dialect], into: &mut BTreeSet<String>) {
        match self {
            // It is known already, down to the last file.
            Self::Below(folder) | Self::Versions(folder) | Self::Beside(folder)
                if looked_into.iter().any(|known| is_within(folder, known)) => {}
            Self::Below(folder) => {
                let files = walk_outside(disk, folder, looked_into, engines).files.into_iter();
                into.extend(files.filter(|(_, kind)| *kind == Kind::Sql).map(|(path, _)| path));
            }
            Self::Versions(folder) => {
                list_beside(disk, folder, into);
                for name in folders_in(disk, folder).into_iter().filter(|name| has_version(name)) {
                    Place::Below(&join(folder, &name)).list(disk, looked_into, engines, into);
                }
            }
            Self::Beside(folder) => list_beside(disk, folder, into),
        }
    }
}

fn list_beside(disk: &DiskFiles, folder: &str, into: &mut BTreeSet<String>) {
    let Ok(entries) = fs::read_dir(disk.place(folder)) else {
        return;
    };
    let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let names = names.filter(|name| is_sql(name) && !name.starts_with('.'));
    let paths = names.map(|name| join(folder, &name));
    into.extend(paths.filter(|path| fs::metadata(disk.place(path)).is_ok_and(|metadata| metadata.is_file())));
}

fn folders_in(disk: &DiskFiles, folder: &str) -> Vec<String> {
    let Ok(entries) = fs::read_dir(disk.place(folder)) else {
        return Vec::new();
    };
    let folders = entries.filter_map(Result::ok).filter(|entry| entry.path().is_dir());
    folders
        .filter_map(|entry| entry.file_name().into_string().ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_the_rest_of_a_history_may_lie() {
        let mut homes = Homes::default();
        let mut place = |folder, by| place(folder, by, &mut homes);
        assert_eq!(
            place("app/db/migration/2024", By::Folder),
            Some(Place::Below("app/db/migration"))
        );
        assert_eq!(
            place("prisma/migrations/20240131_init", By::Name),
            Some(Place::Below("prisma/migrations"))
        );
        assert_eq!(place("steps/v1.2", By::Folder), Some(Place::Versions("steps")));
        assert_eq!(place("sql", By::Name), Some(Place::Beside("sql")));
        assert_eq!(place("sql", By::Folder), None);
    }

    #[test]
    fn a_working_directory_may_be_inside_a_migration() {
        let is_inside = |here: &str, path: &str| is_inside_a_migration(path, &WorkingDir::new(here));
        assert!(is_inside("/app/steps/0001_init", "up.sql"));
        assert!(is_inside("/app/db/migration/2024", "V5__x.sql"));
        assert!(!is_inside("/app/steps/0001_init", "notes.sql"));
        assert!(!is_inside("/app/2024-project", "1_x.sql"));
        assert!(!is_inside("/app/migrations", "up.sql"));
        assert!(!is_inside("/app/steps/0001_init", "more/up.sql"));
    }
}
