use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use source::FileId;

use super::{Listed, Opening};
use crate::comparison::{Base, Comparison, Ground};
use crate::config::{Config, DeployedThrough, Place};
use crate::discovery::{By, Found, FoundFile};
use crate::git::{GitError, Side};
use crate::outcome::Notice;
use crate::paths::{join, parent, shown_folder, slashed};
use crate::projects::Governors;
use crate::read_error::of_run;
use crate::request::OnlyChanged;
use crate::staged::Staged;

/// What git says of one project.
#[derive(Clone, Debug, Default)]
pub(super) struct Compared {
    /// With what counts as released.
    base: Option<Arc<Comparison>>,
    /// With that of which the rest is not reported.
    only: Option<Arc<Comparison>>,
}

/// Comparisons that have been made, by folder, reference and side: projects of one repository share them.
type Known = BTreeMap<(PathBuf, Option<String>), Arc<Comparison>>;

impl Opening<'_> {
    /// What is staged, where that is what is checked.
    pub(super) fn staged(&mut self) -> Result<Option<Staged>, ()> {
        if self.request.only != Some(OnlyChanged::Staged) {
            return Ok(None);
        }
        let first = self.request.paths.first().map_or("", String::as_str);
        let folder = self.disk.working_dir().absolute(first);
        Staged::around(&folder).map(Some).map_err(|error| {
            self.errors.push(of_run(format!("`--staged`: {error}")));
        })
    }

    /// Puts what is staged in the place of what lies on the disk.
    pub(super) fn take_staged(&self, found: &mut Found) {
        let Some(staged) = &self.staged else {
            return;
        };
        let here = self.disk.working_dir();
        found.files.retain(|file| !staged.hides(&here.absolute(&file.path)));
        for folder in &found.folders {
            let absolute = here.absolute(folder);
            let missing = staged.only_staged_in(&absolute).map(|below| FoundFile {
                path: join(folder, &slashed(below)),
                by: By::Folder,
            });
            found.files.extend(missing);
        }
        found.files.sort();
        found.files.dedup();
    }

    /// Asks git about each project. Those of which nothing is to be reported, or nothing can be said, are left out.
    pub(super) fn compare(&mut self, listed: Vec<Listed>, folders: &[String]) -> Vec<Listed> {
        let mut known = Known::new();
        let mut kept = Vec::new();
        let total = listed.len();
        for mut listed in listed {
            match self.compared(&listed, &mut known) {
                Ok(compared) => listed.compared = compared,
                Err(error) => {
                    if !self.errors.contains(&error) {
                        self.errors.push(error);
                    }
                    continue;
                }
            }
            if self.has_news(&listed, folders) {
                kept.push(listed);
            }
        }
        if kept.is_empty() && total > 0 && self.errors.is_empty() {
            let what = match &self.request.only {
                Some(OnlyChanged::Since(reference)) => format!("no migration has changed since `{reference}`"),
                Some(OnlyChanged::Staged) => "no migration is staged".to_owned(),
                _ => "no migration has changed since the last commit".to_owned(),
            };
            self.notices.push(Notice {
                path: folders.first().map_or(".", |folder| shown_folder(folder)).to_owned(),
                message: what,
            });
        }
        kept
    }

    fn compared(&self, listed: &Listed, known: &mut Known) -> Result<Compared, lint::RunError> {
        let side = match self.request.only {
            Some(OnlyChanged::Staged) => Side::Index,
            _ => Side::WorkTree,
        };
        let folder = self.folder_of(listed);
        let mut with = |reference: Option<&str>| -> Result<Arc<Comparison>, GitError> {
            let key = (folder.clone(), reference.map(str::to_owned));
            if let Some(known) = known.get(&key) {
                return Ok(Arc::clone(known));
            }
            let made = match reference {
                Some(reference) => Comparison::with(&folder, reference, side),
                None => Comparison::with_head(&folder, side),
            };
            let made = Arc::new(made?);
            known.insert(key, Arc::clone(&made));
            Ok(made)
        };
        let by_option = |option: &str| {
            let option = option.to_owned();
            move |error: GitError| of_run(format!("`{option}`: {error}"))
        };
        if let Some(OnlyChanged::Since(reference)) = &self.request.only {
            let base = with(Some(reference)).map_err(by_option("--since"))?;
            return Ok(Compared {
                only: Some(Arc::clone(&base)),
                base: Some(base),
            });
        }
        let base = match deployed_reference(&listed.draft.config) {
            Some((reference, place)) => {
                let base = with(Some(reference));
                Some(base.map_err(|error| place.error(format!("`deployed-through`: {error}")))?)
            }
            None => None,
        };
        let only = match self.request.only {
            Some(OnlyChanged::Staged) => Some(with(None).map_err(by_option("--staged"))?),
            Some(OnlyChanged::SinceHead) => Some(with(None).map_err(by_option("--changed"))?),
            Some(OnlyChanged::Since(_)) | None => None,
        };
        Ok(Compared { base, only })
    }

    fn folder_of(&self, listed: &Listed) -> PathBuf {
        let here = self.disk.working_dir();
        match listed.draft.files.first() {
            Some(file) if file.by != By::Text => here.absolute(parent(&file.path)),
            _ => here.absolute(&listed.draft.config.folder),
        }
    }

    /// Whether there is anything to report on: a file that has changed, or one that is gone.
    fn has_news(&self, listed: &Listed, folders: &[String]) -> bool {
        let Some(only) = &listed.compared.only else {
            return true;
        };
        let here = self.disk.working_dir();
        let ground = Ground { here, folders };
        let mut files = listed.draft.files.iter();
        files.any(|file| file.by == By::Text || only.is_changed(&here.absolute(&file.path)))
            || listed.compared.base.is_some() && !only.gone_from(ground, &BTreeSet::new()).is_empty()
    }

    /// Whether a file is reported on.
    pub(super) fn is_reported(&self, compared: &Compared, file: FileId) -> bool {
        let path = self.sources.get(file).path();
        let is_text = self.request.texts.contains_key(path);
        let only = compared.only.as_ref();
        is_text || only.is_none_or(|only| only.is_changed(&self.disk.working_dir().absolute(path)))
    }

    /// What counts as released in a project; `None` where nothing is known of that, or git cannot say it.
    pub(super) fn base(
        &mut self,
        listed: &Listed,
        ids: &[FileId],
        folders: &[String],
        governors: &mut Governors<'_>,
    ) -> Option<Base> {
        let comparison = listed.compared.base.as_ref()?;
        let config = listed.draft.config.path.as_deref();
        let is_explicit = self.request.config.is_some();
        let here = self.disk.working_dir();
        let absolute = |path: Option<&str>| path.map(|path| here.absolute(path));
        let is_own =
            &mut |path: &str| is_explicit || absolute(governors.governor(parent(path)).as_deref()) == absolute(config);
        let mut own: Vec<String> = folders.to_vec();
        own.extend(listed.draft.config.migrations.iter().map(|folder| folder.value.clone()));
        let ground = Ground { here, folders: &own };
        match comparison.base(ids, ground, is_own, &mut self.sources) {
            Ok(base) => Some(base),
            Err(error) => {
                self.errors.push(of_run(error.to_string()));
                None
            }
        }
    }
}

fn deployed_reference(config: &Config) -> Option<(&str, &Place)> {
    let set = config.deployed_through.as_ref()?;
    match &set.value {
        DeployedThrough::Git(reference) => Some((reference, &set.place)),
        DeployedThrough::Version(_) => None,
    }
}
