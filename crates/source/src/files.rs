use std::collections::{BTreeMap, BTreeSet};
use std::io;

/// Where files come from: the disk, an editor's buffers, a test's table.
///
/// Paths are relative to the project or absolute, with forward slashes.
pub trait Files: Sync {
    /// The files below `folder`, at any depth, in the order of their paths.
    ///
    /// # Errors
    /// Where the folder cannot be listed.
    fn list(&self, folder: &str) -> io::Result<Vec<String>>;

    /// The bytes of one file.
    ///
    /// # Errors
    /// Where the file cannot be read.
    fn read(&self, path: &str) -> io::Result<Vec<u8>>;

    /// The names of the files and folders that lie directly in `folder`, some of them twice perhaps; `None` where that is
    /// not known at once, so that each file has to be asked for.
    fn names(&self, folder: &str) -> Option<Vec<String>> {
        let _ = folder;
        None
    }
}

/// The name of what lies directly in `folder` and is this path, or leads to it; `None` where the path is elsewhere.
#[must_use]
pub fn name_in<'p>(path: &'p str, folder: &str) -> Option<&'p str> {
    let below = match folder {
        "" | "." => path,
        folder => path.strip_prefix(folder.trim_end_matches('/'))?.strip_prefix('/')?,
    };
    let name = below.split_once('/').map_or(below, |(name, _)| name);
    (!matches!(name, "" | "..")).then_some(name)
}

/// The names of what lies directly in `folder` and is one of these paths, or leads to one; some of them twice perhaps.
pub fn names_in<'p>(paths: impl Iterator<Item = &'p String>, folder: &str) -> impl Iterator<Item = &'p str> {
    paths.filter_map(move |path| name_in(path, folder))
}

/// Files that exist only in memory, for tests and for cases on a rule's page.
#[derive(Clone, Debug, Default)]
pub struct MemoryFiles {
    files: BTreeMap<String, Vec<u8>>,
}

impl MemoryFiles {
    /// Adds a file, or replaces the one with this path.
    pub fn add(&mut self, path: impl Into<String>, bytes: impl Into<Vec<u8>>) {
        self.files.insert(path.into(), bytes.into());
    }
}

impl Files for MemoryFiles {
    fn list(&self, folder: &str) -> io::Result<Vec<String>> {
        let below = self.files.keys().filter(|path| name_in(path, folder).is_some());
        Ok(below.cloned().collect())
    }

    fn names(&self, folder: &str) -> Option<Vec<String>> {
        let names: BTreeSet<&str> = names_in(self.files.keys(), folder).collect();
        Some(names.into_iter().map(str::to_owned).collect())
    }

    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        self.files
            .get(path)
            .cloned()
            .ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_lies_in_the_folders_above_it() {
        assert_eq!(name_in("db/a/up.sql", "db"), Some("a"));
        assert_eq!(name_in("db/a/up.sql", "db/a/"), Some("up.sql"));
        assert_eq!(name_in("db/a/up.sql", ""), Some("db"));
        assert_eq!(name_in("/db/up.sql", "/"), Some("db"));
        assert_eq!(name_in("../db/up.sql", ".."), Some("db"));
        assert_eq!(name_in("../db/up.sql", ""), None);
        assert_eq!(name_in("/db/up.sql", ""), None);
        assert_eq!(name_in("dbs/up.sql", "db"), None);
        assert_eq!(name_in("db", "db"), None);
    }
}
