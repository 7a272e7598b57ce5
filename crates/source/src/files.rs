use std::collections::BTreeMap;
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

    /// The names of the files and folders that lie directly in `folder`; `None` where that is not known at once, so that
    /// each file has to be asked for.
    fn names(&self, folder: &str) -> Option<Vec<String>> {
        let _ = folder;
        None
    }
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
        let folder = folder.trim_end_matches('/');
        let is_below = |path: &str| {
            folder.is_empty() || folder == "." || path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
        };
        Ok(self.files.keys().filter(|path| is_below(path)).cloned().collect())
    }

    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        self.files
            .get(path)
            .cloned()
            .ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))
    }
}
