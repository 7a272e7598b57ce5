//! Paths as text: with forward slashes, as given or relative to the working directory.

use std::borrow::Cow;
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

/// A folder as people read it: the one that everything lies in is `.`.
#[must_use]
pub const fn shown_folder(folder: &str) -> &str {
    if folder.is_empty() { "." } else { folder }
}

/// How a system writes paths.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Spelling {
    /// `/srv/db/a.sql`.
    Unix,
    /// `C:\db\a.sql`, `\\server\share\a.sql`, and all of it with forward slashes.
    Windows,
}

impl Spelling {
    const HERE: Self = if cfg!(windows) { Self::Windows } else { Self::Unix };

    /// The same with forward slashes, and without the mark by which Windows hands out resolved paths: `\\?\C:\db`.
    fn slashed(self, path: &str) -> Cow<'_, str> {
        if self == Self::Unix {
            return path.into();
        }
        let path = path.replace('\\', "/");
        if let Some(share) = path.strip_prefix("//?/UNC/") {
            return format!("//{share}").into();
        }
        path.strip_prefix("//?/").map_or(path.clone(), str::to_owned).into()
    }

    /// Where an absolute path begins: `/`, `C:/`, `//`. Empty for one that starts from the working directory.
    fn root(self, path: &str) -> &str {
        let bytes = path.as_bytes();
        match (self, bytes) {
            (Self::Windows, [drive, b':', b'/', ..]) if drive.is_ascii_alphabetic() => &path[..3],
            (Self::Windows, [b'/', b'/', ..]) => &path[..2],
            (_, [b'/', ..]) => &path[..1],
            _ => "",
        }
    }

    fn tidy(self, path: &str) -> String {
        let path = self.slashed(path);
        let root = self.root(&path);
        let mut tidied = String::with_capacity(path.len());
        tidied.push_str(root);
        for step in path[root.len()..].split('/') {
            if step.is_empty() || step == "." {
                continue;
            }
            if tidied.len() > root.len() {
                tidied.push('/');
            }
            tidied.push_str(step);
        }
        tidied
    }

    fn parent(self, path: &str) -> &str {
        let root = self.root(path);
        match path[root.len()..].rfind('/') {
            Some(at) => &path[..root.len() + at],
            None => root,
        }
    }

    fn join(self, folder: &str, name: &str) -> String {
        if folder.is_empty() || !self.root(&self.slashed(name)).is_empty() {
            return self.tidy(name);
        }
        self.tidy(&format!("{folder}/{name}"))
    }

    fn is_within(self, path: &str, folder: &str) -> bool {
        match path.strip_prefix(folder) {
            Some(_) if folder.is_empty() => self.root(path).is_empty() && path != ".." && !path.starts_with("../"),
            Some(rest) => rest.is_empty() || rest.starts_with('/') || folder.ends_with('/'),
            None => false,
        }
    }
}

/// A path as people write it, without `.` steps, doubled and closing slashes. The working directory is the empty text.
#[must_use]
pub fn tidy(path: &str) -> String {
    Spelling::HERE.tidy(path)
}

/// Whether a path leads somewhere whatever the working directory is.
#[must_use]
pub fn is_absolute(path: &str) -> bool {
    !Spelling::HERE.root(&Spelling::HERE.slashed(path)).is_empty()
}

/// The folder that a path lies in; empty for the working directory.
#[must_use]
pub fn parent(path: &str) -> &str {
    Spelling::HERE.parent(path)
}

/// The last step of a path.
#[must_use]
pub fn file_name(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}

/// `name` in `folder`, which may be empty for the working directory.
#[must_use]
pub fn join(folder: &str, name: &str) -> String {
    Spelling::HERE.join(folder, name)
}

/// Whether a path is `folder` or lies below it.
#[must_use]
pub fn is_within(path: &str, folder: &str) -> bool {
    Spelling::HERE.is_within(path, folder)
}

/// A path as text, with forward slashes. Names that are not UTF-8 are never shown: they are refused before.
#[must_use]
pub fn slashed(path: &Path) -> String {
    Spelling::HERE.slashed(&path.to_string_lossy()).into_owned()
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
    fn both_spellings_come_out_alike() {
        use Spelling::{Unix, Windows};
        for (spelling, written, tidied) in [
            (Unix, "./db//migration/", "db/migration"),
            (Unix, "/srv/db/", "/srv/db"),
            (Unix, "//srv", "/srv"),
            // On Unix a backslash is a letter like any other.
            (Unix, "db\\a.sql", "db\\a.sql"),
            (Unix, "C:/db", "C:/db"),
            (Windows, ".\\db\\\\migration\\", "db/migration"),
            (Windows, "db/./a.sql", "db/a.sql"),
            (Windows, "..\\db\\a.sql", "../db/a.sql"),
            (Windows, "C:\\db\\a.sql", "C:/db/a.sql"),
            (Windows, "c:/", "c:/"),
            (Windows, "\\\\server\\share\\a.sql", "//server/share/a.sql"),
            (Windows, "\\\\?\\C:\\db\\a.sql", "C:/db/a.sql"),
            (Windows, "\\\\?\\UNC\\server\\share\\a.sql", "//server/share/a.sql"),
            (Windows, ".", ""),
        ] {
            assert_eq!(spelling.tidy(written), tidied, "{spelling:?} {written}");
        }
    }

    #[test]
    fn folders_and_names_of_both_spellings() {
        use Spelling::{Unix, Windows};
        for (spelling, path, parent) in [
            (Unix, "/a.sql", "/"),
            (Unix, "db/a.sql", "db"),
            (Unix, "a.sql", ""),
            (Windows, "C:/a.sql", "C:/"),
            (Windows, "C:/db/a.sql", "C:/db"),
            (Windows, "//server/share", "//server"),
            (Windows, "db/a.sql", "db"),
        ] {
            assert_eq!(spelling.parent(path), parent, "{spelling:?} {path}");
        }
        for (spelling, folder, name, joined) in [
            (Unix, "db", "./a.sql", "db/a.sql"),
            (Unix, "db", "/a.sql", "/a.sql"),
            (Unix, "db", "C:/a.sql", "db/C:/a.sql"),
            (Unix, "/", "a.sql", "/a.sql"),
            (Windows, "db", "sub\\a.sql", "db/sub/a.sql"),
            (Windows, "db", "C:\\a.sql", "C:/a.sql"),
            (Windows, "C:/", "a.sql", "C:/a.sql"),
            (Windows, "C:/db", "..\\a.sql", "C:/db/../a.sql"),
            (Windows, "db", "\\\\server\\a.sql", "//server/a.sql"),
        ] {
            assert_eq!(spelling.join(folder, name), joined, "{spelling:?} {folder} {name}");
        }
        assert!(Windows.is_within("C:/db/a.sql", "C:/db"));
        assert!(Windows.is_within("C:/db/a.sql", "C:/"));
        assert!(!Windows.is_within("C:/db/a.sql", ""));
        assert!(!Windows.is_within("C:/dbx/a.sql", "C:/db"));
        assert!(Unix.is_within("C:/a.sql", ""));
    }

    #[test]
    fn what_lies_within() {
        assert!(is_within("db/a.sql", "db"));
        assert!(is_within("db/a.sql", ""));
        assert!(!is_within("dbx/a.sql", "db"));
        assert!(!is_within("../a.sql", ""));
    }
}
