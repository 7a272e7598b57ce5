use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;
use std::sync::Arc;

use migrations::{BaseFile, BaseFiles};
use source::{FileId, SourceFile, Sources};

use crate::discovery::is_sql;
use crate::git::{Blob, Change, GitError, Repository, Side};
use crate::paths::{WorkingDir, join, parent, slashed};

/// The SQL files of a repository compared with those of a commit.
#[derive(Debug)]
pub(crate) struct Comparison {
    repository: Repository,
    /// What it is compared with, as it was named.
    name: String,
    /// The files of the commit.
    files: HashMap<String, Blob>,
    /// Files with another text now, with the one at the commit.
    edited: BTreeMap<String, Blob>,
    /// Files that are not there any more, with their texts.
    gone: BTreeMap<String, Blob>,
    /// By its path now, the path that a file had.
    renamed: BTreeMap<String, String>,
    /// Files that the commit's branch has gained since this one left it.
    gained: BTreeMap<String, Blob>,
}

/// What the base of a branch means for one project.
#[derive(Debug, Default)]
pub(crate) struct Base {
    pub(crate) files: BaseFiles,
    /// The files that are gone, which the run knows by their old texts only.
    pub(crate) gone: BTreeSet<FileId>,
}

/// Where a project's files lie, as they are shown.
#[derive(Clone, Copy)]
pub(crate) struct Ground<'a> {
    pub(crate) here: &'a WorkingDir,
    /// The folders that were asked for or are configured.
    pub(crate) folders: &'a [String],
}

impl Comparison {
    /// Compares with where the branch that is checked out left the commit that a reference names.
    ///
    /// # Errors
    /// Where git cannot say.
    pub(crate) fn with(folder: &Path, reference: &str, side: Side) -> Result<Self, GitError> {
        let repository = Repository::around(folder)?;
        let tip = repository.commit(reference)?;
        let fork = repository.fork_point(&tip, reference)?;
        let mut compared = Self::between(repository, reference, &fork, side)?;
        if tip != fork {
            let at_tip = compared.repository.files(&tip)?.into_iter();
            let gained = at_tip.filter(|file| is_sql(&file.path) && !compared.files.contains_key(&file.path));
            compared.gained = gained.map(|file| (file.path, file.blob)).collect();
        }
        Ok(compared)
    }

    /// Compares with the last commit.
    ///
    /// # Errors
    /// Where git cannot say.
    pub(crate) fn with_head(folder: &Path, side: Side) -> Result<Self, GitError> {
        let repository = Repository::around(folder)?;
        let head = repository.head()?;
        Self::between(repository, "HEAD", &head, side)
    }

    fn between(repository: Repository, name: &str, from: &crate::git::Tree, side: Side) -> Result<Self, GitError> {
        let files = repository.files(from)?.into_iter();
        let files = files.filter(|file| is_sql(&file.path));
        let mut compared = Self {
            name: name.to_owned(),
            files: files.map(|file| (file.path, file.blob)).collect(),
            edited: BTreeMap::new(),
            gone: BTreeMap::new(),
            renamed: BTreeMap::new(),
            gained: BTreeMap::new(),
            repository,
        };
        for change in compared.repository.changes(from, side)? {
            match change {
                Change::Added(_) => {}
                Change::Edited(path, blob) => {
                    compared.edited.insert(path, blob);
                }
                Change::Deleted(path, blob) => {
                    compared.gone.insert(path, blob);
                }
                Change::Renamed(old, blob, new) => {
                    compared.gone.insert(old.clone(), blob);
                    compared.renamed.insert(new, old);
                }
            }
        }
        compared.gone.retain(|path, _| is_sql(path));
        Ok(compared)
    }

    /// Whether a file is new or has another text. What git does not know is new.
    pub(crate) fn is_changed(&self, path: &Path) -> bool {
        let Some(path) = self.repository.path_of(path) else {
            return true;
        };
        !self.files.contains_key(&path) || self.edited.contains_key(&path)
    }

    /// The paths of files on the ground that are not there any more.
    pub(crate) fn gone_from(&self, ground: Ground<'_>, beside: &BTreeSet<&str>) -> Vec<String> {
        let shown = self.gone.keys().filter_map(|path| self.shown(path, ground, beside));
        shown.collect()
    }

    /// What the commit holds on the ground where these files lie. The texts of files that are gone join `sources`.
    ///
    /// # Errors
    /// Where git cannot say.
    pub(crate) fn base(
        &self,
        ids: &[FileId],
        ground: Ground<'_>,
        is_own: &mut dyn FnMut(&str) -> bool,
        sources: &mut Sources,
    ) -> Result<Base, GitError> {
        let beside: Vec<Arc<str>> = ids.iter().map(|id| sources.get(*id).shared_path()).collect();
        let beside: BTreeSet<&str> = beside.iter().map(|path| parent(path)).collect();
        let mut owned = |path: &String| self.shown(path, ground, &beside).filter(|shown| is_own(shown));
        let gone: Vec<(&Blob, String)> = self
            .gone
            .iter()
            .filter_map(|(path, blob)| Some((blob, owned(path)?)))
            .collect();
        let gained: Vec<(&Blob, String)> = self
            .gained
            .iter()
            .filter_map(|(path, blob)| Some((blob, owned(path)?)))
            .collect();
        let mut known: BTreeMap<String, FileId> = BTreeMap::new();
        for id in ids {
            let path = ground.here.absolute(sources.get(*id).path());
            known.extend(self.repository.path_of(&path).map(|path| (path, *id)));
        }
        let edited = self.edited.iter().filter(|(path, _)| known.contains_key(*path));
        let wanted = gone.iter().chain(&gained).map(|(blob, _)| *blob);
        let wanted: Vec<Blob> = wanted.chain(edited.map(|(_, blob)| blob)).cloned().collect();
        let texts = self.repository.texts(&wanted)?;
        let file = |path: &str, blob: &Blob| {
            let text = texts.get(blob).cloned().unwrap_or_default();
            Arc::new(SourceFile::from_bytes(path, text))
        };
        let mut base = Base::default();
        base.files.name.clone_from(&self.name);
        for (path, id) in known.iter().filter(|(path, _)| self.files.contains_key(*path)) {
            let now = sources.get(*id);
            let released = match self.edited.get(path) {
                Some(blob) => file(now.path(), blob),
                None => Arc::clone(now),
            };
            base.files.files.push(BaseFile {
                id: *id,
                file: released,
            });
        }
        for (blob, path) in gone {
            let released = file(&path, blob);
            let id = sources.add_shared(Arc::clone(&released));
            base.gone.insert(id);
            base.files.files.push(BaseFile { id, file: released });
        }
        base.files.gained = gained.iter().map(|(blob, path)| file(path, blob)).collect();
        for (new, old) in &self.renamed {
            let new = known.get(new).map(|id| sources.get(*id).path().to_owned());
            base.files.renamed.extend(new.zip(self.shown(old, ground, &beside)));
        }
        Ok(base)
    }

    /// How a file that is not on the disk is shown: below a folder that was asked for, or beside the project's files.
    fn shown(&self, path: &str, ground: Ground<'_>, beside: &BTreeSet<&str>) -> Option<String> {
        let absolute = self.repository.root().join(path);
        let in_folder = ground.folders.iter().find_map(|folder| {
            let below = absolute.strip_prefix(ground.here.absolute(folder)).ok()?;
            Some(join(folder, &slashed(below)))
        });
        in_folder.or_else(|| {
            let shown = ground.here.shown(&absolute);
            beside.contains(parent(&shown)).then_some(shown)
        })
    }
}
