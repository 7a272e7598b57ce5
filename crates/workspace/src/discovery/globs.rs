use std::fs;

use globset::{Glob, GlobBuilder, GlobMatcher};

use super::walk::{is_sql, walk};
use super::{By, Found, FoundFile};
use crate::disk::DiskFiles;
use crate::paths::{file_name, parent};
use crate::read_error::about;

/// Whether a text could be a pattern.
pub(crate) fn has_wildcards(path: &str) -> bool {
    path.contains(['*', '?', '[', '{'])
}

/// Finds the files that match a pattern: SQL files, or whatever its last step ends in.
pub(super) fn take(disk: &DiskFiles, pattern: &str, found: &mut Found) {
    let matcher = match compile(pattern) {
        Ok(glob) => glob.compile_matcher(),
        Err(error) => {
            let message = format!(
                "there is no such file, and it is no pattern either: {}; correct it",
                error.kind()
            );
            found.errors.push(about(pattern, message));
            return;
        }
    };
    let before = found.files.len();
    let errors = found.errors.len();
    let folder = literal_folder(pattern);
    if fs::metadata(disk.place(folder)).is_ok() {
        take_matching(disk, folder, pattern, &matcher, found);
    }
    if found.files.len() == before && found.errors.len() == errors {
        found.errors.push(about(
            pattern,
            "no file matches this pattern; check it, and quote it against the shell",
        ));
    }
}

fn take_matching(disk: &DiskFiles, folder: &str, pattern: &str, matcher: &GlobMatcher, found: &mut Found) {
    let walked = walk(disk, folder);
    found.errors.extend(walked.errors);
    let names_ending = file_name(pattern)
        .rsplit_once('.')
        .is_some_and(|(_, ending)| !has_wildcards(ending));
    let files = walked.files.into_iter().map(|(path, _)| path);
    let matching = files.filter(|path| matcher.is_match(path) && (names_ending || is_sql(path)));
    found
        .files
        .extend(matching.map(|path| FoundFile { path, by: By::Folder }));
}

/// A pattern in which `*` stops at a slash.
pub(crate) fn compile(pattern: &str) -> Result<Glob, globset::Error> {
    GlobBuilder::new(pattern).literal_separator(true).build()
}

/// The folder above the first step with a wildcard.
fn literal_folder(pattern: &str) -> &str {
    let mut folder = parent(pattern);
    while has_wildcards(folder) {
        folder = parent(folder);
    }
    folder
}

/// A pattern relative to a project's folder as patterns of shown paths. `folder` is the project's as it is shown; where
/// it lies above the working directory, `below` are the steps from the one to the other.
pub(crate) fn patterns_seen_from(pattern: &str, folder: &str, below: &[&str]) -> Vec<String> {
    let pattern = pattern.trim_start_matches("./").trim_end_matches('/');
    if below.is_empty() {
        let folder = globset::escape(folder);
        return vec![match folder.as_str() {
            "" => pattern.to_owned(),
            folder => format!("{folder}/{pattern}"),
        }];
    }
    let steps: Vec<&str> = pattern.split('/').collect();
    let mut patterns = Vec::new();
    strip(&steps, below, &mut patterns);
    patterns
}

/// What is left of a pattern when its first steps have matched the folders `below`.
fn strip(steps: &[&str], below: &[&str], left: &mut Vec<String>) {
    let Some((folder, deeper)) = below.split_first() else {
        if !steps.is_empty() {
            left.push(steps.join("/"));
        }
        return;
    };
    match steps.split_first() {
        Some((&"**", rest)) => {
            strip(steps, deeper, left);
            strip(rest, below, left);
        }
        Some((step, rest)) if compile(step).is_ok_and(|glob| glob.compile_matcher().is_match(folder)) => {
            strip(rest, deeper, left);
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_of_a_pattern() {
        assert_eq!(literal_folder("db/*/V*.sql"), "db");
        assert_eq!(literal_folder("*.sql"), "");
        assert_eq!(literal_folder("/srv/db/**/*.sql"), "/srv/db");
    }

    #[test]
    fn patterns_are_seen_from_below_their_project() {
        assert_eq!(patterns_seen_from("db/**", "app[1]", &[]), ["app[[]1[]]/db/**"]);
        assert_eq!(patterns_seen_from("app/db/**", "..", &["app"]), ["db/**"]);
        assert_eq!(patterns_seen_from("*/seed/*.sql", "..", &["app"]), ["seed/*.sql"]);
        assert_eq!(patterns_seen_from("**/seed/*", "..", &["app"]), ["**/seed/*"]);
        assert!(patterns_seen_from("other/**", "..", &["app"]).is_empty());
    }
}
