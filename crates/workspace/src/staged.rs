use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};

use crate::discovery::is_sql;
use crate::git::{Change, GitError, Repository};

/// What the next commit will hold, in the place of what lies on the disk.
#[derive(Debug)]
pub(crate) struct Staged {
    repository: Repository,
    /// The files of the index, below the repository's folder.
    tracked: HashSet<String>,
    /// By absolute path, the texts that differ from those on the disk.
    texts: BTreeMap<PathBuf, Vec<u8>>,
    /// Files that are on the disk no longer.
    only_staged: Vec<PathBuf>,
}

impl Staged {
    /// What is staged in the repository around a folder.
    ///
    /// # Errors
    /// Where git cannot say.
    pub(crate) fn around(folder: &Path) -> Result<Self, GitError> {
        let repository = Repository::around(folder)?;
        let listed = repository.staged_files()?.into_iter();
        let listed: BTreeMap<_, _> = listed
            .filter(|file| is_sql(&file.path))
            .map(|file| (file.path, file.blob))
            .collect();
        let mut tracked: HashSet<String> = listed.keys().cloned().collect();
        let mut differing = BTreeMap::new();
        let mut only_staged = Vec::new();
        for change in repository.unstaged()? {
            match change {
                // Announced, but with nothing staged yet.
                Change::Added(path) => {
                    tracked.remove(&path);
                }
                Change::Edited(path, _) => {
                    differing.extend(listed.get(&path).map(|blob| (path, blob.clone())));
                }
                Change::Deleted(path, _) => {
                    if let Some(blob) = listed.get(&path) {
                        only_staged.push(repository.root().join(&path));
                        differing.insert(path, blob.clone());
                    }
                }
                Change::Renamed(..) => {}
            }
        }
        let blobs: Vec<_> = differing.values().cloned().collect();
        let known = repository.texts(&blobs)?;
        let texts = differing.into_iter().filter_map(|(path, blob)| {
            let text = known.get(&blob)?.clone();
            Some((repository.root().join(path), text))
        });
        Ok(Self {
            texts: texts.collect(),
            tracked,
            only_staged,
            repository,
        })
    }

    /// Whether a file on the disk is no part of what is staged.
    pub(crate) fn hides(&self, path: &Path) -> bool {
        let below = self.repository.path_of(path);
        below.is_some_and(|below| !self.tracked.contains(&below))
    }

    /// The staged text of a file, where it is not the one on the disk.
    pub(crate) fn text(&self, path: &Path) -> Option<&[u8]> {
        self.texts.get(path).map(Vec::as_slice)
    }

    /// The files in a folder that are staged, but on the disk no longer.
    pub(crate) fn only_staged_in<'a>(&'a self, folder: &'a Path) -> impl Iterator<Item = &'a Path> {
        let files = self.only_staged.iter().map(PathBuf::as_path);
        files.filter_map(move |file| file.strip_prefix(folder).ok())
    }
}
