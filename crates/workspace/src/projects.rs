//! Which configuration governs which files.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::PathBuf;

use lint::RunError;
use source::Files;

use crate::config::{self, Config, FILE_NAME};
use crate::discovery::{By, Found, FoundFile};
use crate::disk::DiskFiles;
use crate::paths::{join, parent};
use crate::read_error::{about, why};

/// One project of a run before its texts are read.
#[derive(Debug)]
pub(crate) struct Draft {
    pub(crate) config: Config,
    pub(crate) files: Vec<FoundFile>,
}

/// Finds the configuration of each folder, once.
pub(crate) struct Governors<'a> {
    disk: &'a DiskFiles,
    files: &'a dyn Files,
    /// Texts that are not on the disk yet, a configuration perhaps among them.
    texts: &'a BTreeMap<String, Vec<u8>>,
    /// By folder as it is shown, the configuration file that governs it.
    known: BTreeMap<String, Option<String>>,
    /// By absolute path, the configurations that have been read; `None` where one is broken.
    read: BTreeMap<PathBuf, Option<Config>>,
    pub(crate) errors: Vec<RunError>,
}

impl<'a> Governors<'a> {
    pub(crate) const fn new(disk: &'a DiskFiles, files: &'a dyn Files, texts: &'a BTreeMap<String, Vec<u8>>) -> Self {
        Self {
            disk,
            files,
            texts,
            known: BTreeMap::new(),
            read: BTreeMap::new(),
            errors: Vec::new(),
        }
    }

    /// The path of the configuration file that governs what lies in `folder`.
    pub(crate) fn governor(&mut self, folder: &str) -> Option<String> {
        if let Some(known) = self.known.get(folder) {
            return known.clone();
        }
        let candidate = join(folder, FILE_NAME);
        let found = if self.texts.contains_key(&candidate) || self.stands(&candidate) {
            Some(self.disk.working_dir().straighten(&candidate))
        } else {
            self.above(folder).and_then(|above| self.governor(&above))
        };
        self.known.insert(folder.to_owned(), found.clone());
        found
    }

    /// Whether something of this name lies there. What cannot be a configuration, a folder or a pipe, governs all the same:
    /// with an error, so that nobody believes in settings that nothing reads.
    fn stands(&mut self, candidate: &str) -> bool {
        let place = self.disk.place(candidate);
        let Ok(link) = fs::symlink_metadata(&place) else {
            return false;
        };
        let kind = if link.is_symlink() {
            fs::metadata(&place)
        } else {
            Ok(link)
        }
        .map(|it| it.file_type());
        let wrong = match kind {
            Ok(kind) if kind.is_file() => return true,
            Ok(kind) if kind.is_dir() => "this is a folder, and the configuration is a file; rename it",
            Ok(_) => "this is no file; the configuration is read more than once, put a file in its place",
            Err(error) if error.kind() == ErrorKind::NotFound => {
                "this is a link to something that does not exist; mend or remove it"
            }
            // Reading it says why.
            Err(_) => return true,
        };
        let key = self.disk.working_dir().absolute(candidate);
        if self.read.insert(key, None).is_none() {
            self.errors.push(about(candidate, wrong));
        }
        true
    }

    /// The folder above, as it is shown; above the working directory the way leads over `..`.
    fn above(&self, folder: &str) -> Option<String> {
        if folder.is_empty() || folder == ".." || folder.ends_with("/..") {
            self.disk.working_dir().absolute(folder).parent()?;
            return Some(join(folder, ".."));
        }
        let above = parent(folder);
        (above != folder).then(|| above.to_owned())
    }

    /// The configuration that governs `folder`; `None` where it is broken, which is then among the errors.
    pub(crate) fn config_for(&mut self, folder: &str) -> Option<Config> {
        match self.governor(folder) {
            Some(path) => self.config(&path),
            None => Some(Config::default()),
        }
    }

    /// The configuration in this file.
    pub(crate) fn config(&mut self, path: &str) -> Option<Config> {
        let key = self.disk.working_dir().absolute(path);
        if let Some(known) = self.read.get(&key) {
            return known.clone();
        }
        let read = config::load(self.files, path).map(|config| self.straightened(config));
        let config = match read {
            Ok(config) => Some(config),
            Err(error) => {
                self.errors.push(error);
                None
            }
        };
        self.read.insert(key, config.clone());
        config
    }

    fn straightened(&self, mut config: Config) -> Config {
        let here = self.disk.working_dir();
        for set in config.migrations.iter_mut().chain(&mut config.scripts) {
            set.value = here.straighten(&set.value);
        }
        config
    }
}

/// Sorts what was found by the configuration that governs it.
pub(crate) fn drafts(governors: &mut Governors<'_>, found: Found, only: Option<&str>) -> Vec<Draft> {
    let mut by_config: BTreeMap<Option<PathBuf>, (Option<String>, Vec<FoundFile>)> = BTreeMap::new();
    let here = governors.disk.working_dir().clone();
    let mut files = found.files.into_iter().peekable();
    while let Some(first) = files.next() {
        let folder = parent(&first.path).to_owned();
        let path = match only {
            Some(path) => Some(path.to_owned()),
            None => governors.governor(&folder),
        };
        let key = path.as_ref().map(|path| here.absolute(path));
        let governed = &mut by_config.entry(key).or_insert_with(|| (path, Vec::new())).1;
        governed.push(first);
        // Files of one folder mostly stand together.
        while let Some(next) = files.next_if(|next| parent(&next.path) == folder) {
            governed.push(next);
        }
    }
    let mut drafts = Vec::new();
    for (path, files) in by_config.into_values() {
        let config = match &path {
            Some(path) => governors.config(path),
            None => Some(Config::default()),
        };
        if let Some(config) = config {
            drafts.push(narrowed(governors, config, files));
        }
    }
    drafts
}

/// Where the configuration names the folders of migrations, other folders hold none; a file that is named counts all
/// the same.
fn narrowed(governors: &mut Governors<'_>, config: Config, mut files: Vec<FoundFile>) -> Draft {
    let Some(first) = config.migrations.first() else {
        return Draft { config, files };
    };
    let here = governors.disk.working_dir();
    let folders: Vec<PathBuf> = config.migrations.iter().map(|set| here.absolute(&set.value)).collect();
    files.retain(|file| {
        file.by != By::Folder
            || folders
                .iter()
                .any(|folder| here.absolute(&file.path).starts_with(folder))
    });
    // A folder that is missing is said where the history is completed.
    if files.is_empty() && folders.iter().all(|folder| folder.is_dir()) {
        let message = "none of the folders that `migrations` names holds SQL files among the paths asked for; correct \
                       the one or the other";
        governors.errors.push(first.place.error(message));
    }
    Draft { config, files }
}

/// An explicit configuration file has to be there.
pub(crate) fn check_explicit(files: &dyn Files, path: &str) -> Result<(), RunError> {
    files.read(path).map(|_| ()).map_err(|error| about(path, why(&error)))
}
