use std::fs::{self, File};
use std::io::{self, Read};
use std::path::PathBuf;

use ignore::WalkBuilder;
use source::Files;

use crate::paths::{WorkingDir, slashed, tidy};

/// Offsets into a text are 32 bits wide.
pub(crate) const LARGEST_FILE: u64 = u32::MAX as u64;

/// The files of the disk, by their shown paths.
#[derive(Clone, Debug)]
pub struct DiskFiles {
    here: WorkingDir,
}

impl DiskFiles {
    /// The files as they are seen from a working directory.
    #[must_use]
    pub const fn new(here: WorkingDir) -> Self {
        Self { here }
    }

    /// The directory that relative paths start from.
    #[must_use]
    pub const fn working_dir(&self) -> &WorkingDir {
        &self.here
    }

    /// Where a shown path leads. The text is taken as it is, so that `..` behind a link means what the system says.
    #[must_use]
    pub fn place(&self, path: &str) -> PathBuf {
        self.here.path().join(path)
    }
}

impl Files for DiskFiles {
    fn list(&self, folder: &str) -> io::Result<Vec<String>> {
        let root = self.place(folder);
        fs::read_dir(&root)?;
        let mut walk = WalkBuilder::new(&root);
        walk.standard_filters(false)
            .follow_links(true)
            .sort_by_file_name(Ord::cmp);
        let mut paths = Vec::new();
        for entry in walk.build() {
            // What cannot be listed is reported when migrations are looked for; here only neighbours are.
            let Ok(entry) = entry else {
                continue;
            };
            if entry.file_type().is_some_and(|kind| kind.is_file()) {
                let below = entry.path().strip_prefix(&root).unwrap_or(entry.path());
                paths.push(tidy(&format!("{folder}/{}", slashed(below))));
            }
        }
        if folder.is_empty() {
            paths
                .iter_mut()
                .for_each(|path| *path = path.trim_start_matches('/').to_owned());
        }
        paths.sort_unstable();
        Ok(paths)
    }

    fn names(&self, folder: &str) -> Option<Vec<String>> {
        let entries = match fs::read_dir(self.place(folder)) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Some(Vec::new()),
            Err(_) => return None,
        };
        let names = entries.map(|entry| Some(entry.ok()?.file_name().to_string_lossy().into_owned()));
        names.collect()
    }

    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        let file = File::open(self.place(path))?;
        let metadata = file.metadata()?;
        if metadata.is_dir() {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        if metadata.len() > LARGEST_FILE {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or_default());
        // Pipes and devices have no length of their own. A file is at its end where it is as long as it says: it is not
        // asked once more.
        let most = match metadata.len() {
            length if metadata.is_file() && length > 0 => length,
            _ => LARGEST_FILE + 1,
        };
        file.take(most).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > LARGEST_FILE {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        Ok(bytes)
    }
}
