//! Which files a run is about.

pub(crate) mod context;
mod globs;
mod walk;

use std::collections::{BTreeMap, HashSet};
use std::ffi::OsString;
use std::fs;

use lint::RunError;

use crate::disk::DiskFiles;
use crate::paths::{is_within, slashed, tidy};
use crate::read_error::{about, why};

use globs::has_wildcards;
pub(crate) use globs::{compile, patterns_seen_from};
pub use walk::is_sql;
pub(crate) use walk::{Kind, is_ignored, walk};

/// The path of a text that came without one, as it stands on the command line.
pub const NAMELESS: &str = "-";

/// The files that were asked for, in the order of their paths.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) files: Vec<FoundFile>,
    /// The folders that were named and looked into.
    pub(crate) folders: Vec<String>,
    pub(crate) errors: Vec<RunError>,
}

/// One file that was asked for.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct FoundFile {
    pub(crate) path: String,
    pub(crate) by: By,
}

/// How a file was asked for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum By {
    /// Its text came without a name, so it has no history.
    Text,
    /// It was named.
    Name,
    /// Its folder was named, or a pattern that it matches.
    Folder,
}

/// Finds what the paths of the command line stand for. A path that exists is taken literally before it is read as a
/// pattern.
pub(crate) fn find(disk: &DiskFiles, texts: &BTreeMap<String, Vec<u8>>, paths: &[String]) -> Found {
    let mut found = Found::default();
    for path in paths {
        let tidied = tidy(path);
        if path == NAMELESS {
            found.files.push(FoundFile {
                path: NAMELESS.to_owned(),
                by: By::Text,
            });
        } else if texts.contains_key(&tidied) {
            found.files.push(FoundFile {
                path: tidied,
                by: By::Name,
            });
        } else {
            find_one(disk, path, &mut found);
        }
    }
    let here = disk.working_dir();
    // A text that was handed over keeps the name that it came with.
    let is_on_disk = |file: &&mut FoundFile| file.by != By::Text && !texts.contains_key(&file.path);
    for file in found.files.iter_mut().filter(is_on_disk) {
        if context::is_inside_a_migration(&file.path, here) {
            file.path = slashed(&here.absolute(&file.path));
        }
    }
    found.files.sort();
    if paths.len() > 1 {
        let mut seen: HashSet<OsString> = HashSet::new();
        let files = &mut found.files;
        files.retain(|file| seen.insert(here.absolute(&file.path).into_os_string()));
    }
    found
}

/// Adds texts that were handed over and are not on the disk yet, where they would lie in one of these folders.
pub(crate) fn take_unsaved(disk: &DiskFiles, texts: &BTreeMap<String, Vec<u8>>, folders: &[String], found: &mut Found) {
    let lies_there = |path: &str| folders.iter().any(|folder| is_within(path, &tidy(folder)));
    let is_new = |path: &&String| is_sql(path) && lies_there(path) && !disk.place(path).exists();
    let new: Vec<FoundFile> = texts
        .keys()
        .filter(is_new)
        .map(|path| FoundFile {
            path: path.clone(),
            by: By::Folder,
        })
        .collect();
    if !new.is_empty() {
        found.files.extend(new);
        found.files.sort();
        found.files.dedup();
    }
}

fn find_one(disk: &DiskFiles, typed: &str, found: &mut Found) {
    let path = tidy(typed);
    match fs::metadata(disk.place(&path)) {
        Ok(metadata) if metadata.is_dir() => {
            let before = found.files.len();
            let errors = found.errors.len();
            take_folder(disk, &path, found);
            if found.files.len() == before && found.errors.len() == errors {
                found.errors.push(no_sql(&path));
            }
            found.folders.push(path);
        }
        Ok(_) => found.files.push(FoundFile { path, by: By::Name }),
        Err(_) if fs::symlink_metadata(disk.place(&path)).is_ok() => {
            let message = match fs::metadata(disk.place(&path)) {
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                    "this is a symbolic link to something that does not exist; mend or remove it".to_owned()
                }
                Err(error) => why(&error),
                // It came into being between two looks.
                Ok(_) => return find_one(disk, typed, found),
            };
            found.errors.push(about(&path, message));
        }
        Err(_) if has_wildcards(&path) => globs::take(disk, &path, found),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            found
                .errors
                .push(about(&path, "there is no such file or folder; check the spelling"));
        }
        Err(error) => found.errors.push(about(&path, why(&error))),
    }
}

fn take_folder(disk: &DiskFiles, folder: &str, found: &mut Found) {
    let walked = walk(disk, folder);
    found.errors.extend(walked.errors);
    let migrations = walked.files.into_iter().filter(|(_, kind)| *kind != Kind::Other);
    found
        .files
        .extend(migrations.map(|(path, _)| FoundFile { path, by: By::Folder }));
}

pub(crate) fn no_sql(folder: &str) -> RunError {
    about(
        folder,
        "the folder holds no SQL files that `.gitignore` does not exclude; name the folder of the migrations",
    )
}
