//! Paths as text: with forward slashes, as given or relative to the working directory.

use std::path::{Component, Path, PathBuf};

/// The directory that relative paths start from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WorkingDir {
    path: PathBuf,
}

impl WorkingDir {
    /// The directory with this absolute path.
    #[must_use]
    pub fn new(path: impl AsRef<Path>) -> Self {
        Self {
            path: collapse(path.as_ref()),
        }
    }

    /// The directory that the process was started in.
    ///
    /// # Errors
    /// Where the system cannot say, for instance because the directory is gone.
    pub fn current() -> std::io::Result<Self> {
        std::env::current_dir().map(Self::new)
    }

    /// The absolute path.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Where a shown path leads.
    #[must_use]
    pub fn absolute(&self, shown: &str) -> PathBuf {
        collapse(&self.path.join(shown))
    }

    /// The same place, where a relative path leaves the working directory and comes back into it.
    #[must_use]
    pub fn straighten(&self, shown: &str) -> String {
        let leaves = shown == ".." || shown.starts_with("../");
        match self.absolute(shown).strip_prefix(&self.path) {
            Ok(below) if leaves => slashed(below),
            _ => shown.to_owned(),
        }
    }

    /// How an absolute path is shown: relative where it lies below, else whole.
    #[must_use]
    pub fn shown(&self, path: &Path) -> String {
        let path = collapse(path);
        slashed(path.strip_prefix(&self.path).unwrap_or(&path))
    }
}

/// A path as people write it, without `.` steps, doubled and closing slashes. The working directory is the empty text.
#[must_use]
pub fn tidy(path: &str) -> String {
    let path = if cfg!(windows) {
        path.replace('\\', "/")
    } else {
        path.to_owned()
    };
    let is_absolute = path.starts_with('/');
    let steps: Vec<&str> = path
        .split('/')
        .filter(|step| !step.is_empty() && *step != ".")
        .collect();
    let steps = steps.join("/");
    if is_absolute { format!("/{steps}") } else { steps }
}

/// The folder that a path lies in; empty for the working directory.
#[must_use]
pub fn parent(path: &str) -> &str {
    match path.rsplit_once('/') {
        Some(("", _)) => "/",
        Some((folder, _)) => folder,
        None => "",
    }
}

/// The last step of a path.
#[must_use]
pub fn file_name(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}

/// `name` in `folder`, which may be empty for the working directory.
#[must_use]
pub fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() || name.starts_with('/') {
        return tidy(name);
    }
    tidy(&format!("{folder}/{name}"))
}

/// Whether a path is `folder` or lies below it.
#[must_use]
pub fn is_within(path: &str, folder: &str) -> bool {
    match path.strip_prefix(folder) {
        Some(_) if folder.is_empty() => !path.starts_with('/') && path != ".." && !path.starts_with("../"),
        Some(rest) => rest.is_empty() || rest.starts_with('/') || folder.ends_with('/'),
        None => false,
    }
}

/// A path as text, with forward slashes. Names that are not UTF-8 are never shown: they are refused before.
pub(crate) fn slashed(path: &Path) -> String {
    let text = path.to_string_lossy();
    if cfg!(windows) {
        text.replace('\\', "/")
    } else {
        text.into_owned()
    }
}

/// Resolves `.` and `..` by the letters alone, as a shell's `cd` does.
fn collapse(path: &Path) -> PathBuf {
    let mut collapsed = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                collapsed.pop();
            }
            other => collapsed.push(other),
        }
    }
    collapsed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_shown_as_people_write_them() {
        assert_eq!(tidy("./db//migration/"), "db/migration");
        assert_eq!(tidy("../db/./a.sql"), "../db/a.sql");
        assert_eq!(tidy("."), "");
        assert_eq!(tidy("/srv/db/"), "/srv/db");
        assert_eq!(join("", "a.sql"), "a.sql");
        assert_eq!(join("db", "./a.sql"), "db/a.sql");
        assert_eq!(parent("/a.sql"), "/");
    }

    #[test]
    fn absolute_paths_come_back_as_they_were_shown() {
        let here = WorkingDir::new("/srv/app");
        assert_eq!(here.absolute("../db/a.sql"), Path::new("/srv/db/a.sql"));
        assert_eq!(here.shown(Path::new("/srv/app/db/a.sql")), "db/a.sql");
        assert_eq!(here.shown(Path::new("/srv/db/a.sql")), "/srv/db/a.sql");
        assert_eq!(here.straighten("../app/db/a.sql"), "db/a.sql");
        assert_eq!(here.straighten("../db/a.sql"), "../db/a.sql");
    }

    #[test]
    fn what_lies_within() {
        assert!(is_within("db/a.sql", "db"));
        assert!(is_within("db/a.sql", ""));
        assert!(!is_within("dbx/a.sql", "db"));
        assert!(!is_within("../a.sql", ""));
    }
}
