use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use engine::Reach;
use lint::RunError;
use source::{Applicability, FileId, encode_like, leads_out};
use tempfile::NamedTempFile;

use crate::Workspace;
use crate::disk::DiskFiles;
use crate::new_files::may_be_made;
use crate::overlay::Overlay;
use crate::read_error::{about, why, why_unwritten};

/// What fixes make of the files of a run; nothing is written yet.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Fixes {
    /// The files that change, in the order of their paths.
    pub files: Vec<FixedFile>,
    /// How many fixes were applied.
    pub applied: u32,
    /// In how many files they could not be written.
    pub unwritten: usize,
    /// How many would have made something worse, and were taken back.
    pub refused: u32,
    /// How many would have made a file outside the project, and were left out.
    pub outside: u32,
}

/// A file, before and after.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FixedFile {
    /// Its path, as it is shown.
    pub path: String,
    /// The text before.
    pub old: String,
    /// The text after.
    pub new: String,
    /// The files that go with it.
    pub created: Vec<CreatedFile>,
}

/// A file that a fix makes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CreatedFile {
    /// Its path, as it is shown.
    pub path: String,
    /// Its text.
    pub text: String,
}

impl Workspace {
    /// Applies fixes that are at least as safe as `least` to what was asked for, in memory: [`Workspace::check`] then
    /// tells of the files as they would be.
    pub fn fix(&mut self, least: Applicability) -> Fixes {
        let mut fixes = Fixes::default();
        let mut new: BTreeMap<FileId, String> = BTreeMap::new();
        let mut created: BTreeMap<FileId, Vec<CreatedFile>> = BTreeMap::new();
        let files = Overlay::new(&self.disk, &self.texts);
        for project in &mut self.projects {
            let wanted = &project.scope.wanted;
            let (disk, sources, folder) = (&self.disk, &self.sources, &project.scope.config.folder);
            let reach = Reach {
                wanted: &|file| wanted.contains(&file),
                may_make: &|home, path| may_be_made(disk, folder, sources.get(home).path(), path),
            };
            let fixed = project.histories.fix(&files, least, &reach);
            fixes.applied += fixed.applied;
            fixes.outside += fixed.outside;
            fixes.refused += fixed.refused;
            new.extend(fixed.changed);
            for file in fixed.created {
                let home = project.histories.sources().get(file.home).text();
                new.entry(file.home).or_insert_with(|| home.to_owned());
                created.entry(file.home).or_default().push(CreatedFile {
                    path: file.path,
                    text: file.text,
                });
            }
        }
        for (id, text) in new {
            let file = std::sync::Arc::clone(self.sources.get(id));
            let created = created.remove(&id).unwrap_or_default();
            if file.text() == text && created.is_empty() {
                continue;
            }
            self.sources
                .replace(id, std::sync::Arc::new(file.with_text(text.as_str())));
            fixes.files.push(FixedFile {
                path: file.path().to_owned(),
                old: file.text().to_owned(),
                new: text,
                created,
            });
        }
        fixes.files.sort_by(|left, right| left.path.cmp(&right.path));
        fixes
    }

    /// What safe fixes would make of one file, tried out and taken back; `None` where they change nothing.
    pub fn fixed_text(&mut self, path: &str) -> Option<String> {
        let file = self.sources.find(path)?;
        let old = self.sources.get(file).text().to_owned();
        let files = Overlay::new(&self.disk, &self.texts);
        // Safe fixes make no files.
        let reach = Reach {
            wanted: &|other| other == file,
            may_make: &|_, _| false,
        };
        let project = self
            .projects
            .iter_mut()
            .find(|project| project.scope.wanted.contains(&file))?;
        let mut fixed = project.histories.fix(&files, Applicability::Safe, &reach);
        let new = fixed.changed.remove(&file)?;
        project.histories.replace(&files, file, old.as_str());
        (new != old).then_some(new)
    }

    /// Whether a fix of the file `home` may make a file at `path`: in the project that holds `home`, and beside it.
    #[must_use]
    pub fn may_make(&self, home: FileId, path: &str) -> bool {
        let mut projects = self.projects.iter();
        let Some(project) = projects.find(|project| project.scope.wanted.contains(&home)) else {
            return false;
        };
        let home = self.sources.get(home).path();
        !leads_out(path, home) && may_be_made(&self.disk, &project.scope.config.folder, home, path)
    }

    /// Writes the files, each as a whole or not at all, in its own encoding and with its permissions, together with those
    /// that it makes. The answer is what could not be written, and why; these files are seen as they were again, and are no
    /// longer among the fixed ones.
    #[must_use]
    pub fn write(&mut self, fixes: &mut Fixes) -> Vec<RunError> {
        let mut errors = Vec::new();
        fixes.files.retain(|file| {
            let home = self.sources.find(&file.path);
            let outside = file
                .created
                .iter()
                .find(|new| !home.is_some_and(|home| self.may_make(home, &new.path)));
            let written = match outside {
                Some(new) => Err(about(
                    &new.path,
                    "the file would lie outside the project, so the fix that makes it is not applied",
                )),
                None => write(&self.disk, file),
            };
            let Err(error) = written else {
                return true;
            };
            errors.push(error);
            self.replace(&file.path, &file.old);
            false
        });
        fixes.unwritten = errors.len();
        errors
    }
}

/// All of a file and of what goes with it, or nothing.
fn write(disk: &DiskFiles, file: &FixedFile) -> Result<(), RunError> {
    let mut made: Vec<PathBuf> = Vec::new();
    let mut creations = file.created.iter();
    let created = creations.try_for_each(|new| create(disk, new).map(|path| made.push(path)));
    let written = created.and_then(|()| match file.old == file.new {
        true => Ok(()),
        false => write_text(disk, file),
    });
    if written.is_err() {
        for path in made {
            // It was made a moment ago; where it is gone already, all is well.
            let _ = fs::remove_file(path);
        }
    }
    written
}

/// Makes a file that is not there yet.
fn create(disk: &DiskFiles, new: &CreatedFile) -> Result<PathBuf, RunError> {
    let failed = |error: &io::Error| match error.kind() {
        io::ErrorKind::AlreadyExists => about(
            &new.path,
            "the file came into being while the check ran, so the fix that makes it is not applied; run it again",
        ),
        _ => about(&new.path, format!("the file cannot be made: {}", why(error))),
    };
    let path = disk.place(&new.path);
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut file = NamedTempFile::new_in(folder).map_err(|error| failed(&error))?;
    file.write_all(new.text.as_bytes()).map_err(|error| failed(&error))?;
    share(&file).map_err(|error| failed(&error))?;
    file.as_file().sync_all().map_err(|error| failed(&error))?;
    file.persist_noclobber(&path).map_err(|error| failed(&error.error))?;
    Ok(path)
}

/// Temporary files are their owner's alone; this one becomes a part of the repository.
#[cfg(unix)]
fn share(file: &NamedTempFile) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.as_file().set_permissions(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn share(_: &NamedTempFile) -> io::Result<()> {
    Ok(())
}

fn write_text(disk: &DiskFiles, file: &FixedFile) -> Result<(), RunError> {
    let failed = |error: &io::Error| {
        about(
            &file.path,
            format!("the fixed text cannot be written: {}", why_unwritten(error)),
        )
    };
    // A link stays a link: what it leads to is written.
    let path = fs::canonicalize(disk.place(&file.path)).map_err(|error| failed(&error))?;
    let old = fs::read(&path).map_err(|error| failed(&error))?;
    let metadata = fs::metadata(&path).map_err(|error| failed(&error))?;
    if metadata.permissions().readonly() {
        let message = "the file is read-only, so its fixes are not applied; make it writable, or leave it out";
        return Err(about(&file.path, message));
    }
    if source::decode(old.clone()).text != file.old {
        let message = "the file changed while it was checked, so its fixes are not applied; run it again";
        return Err(about(&file.path, message));
    }
    let Some(bytes) = encode_like(&old, &file.new) else {
        let message = "the fixed text cannot be written in the file's encoding; save the file as UTF-8 first";
        return Err(about(&file.path, message));
    };
    replace(&path, &bytes, &metadata).map_err(|error| failed(&error))
}

/// Writes a new file beside the old one and puts it in its place, so that nobody ever meets half of it.
fn replace(path: &Path, bytes: &[u8], metadata: &fs::Metadata) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut new = NamedTempFile::new_in(folder)?;
    new.write_all(bytes)?;
    new.as_file().set_permissions(metadata.permissions())?;
    keep_owner(new.path(), metadata);
    new.as_file().sync_all()?;
    new.persist(path)?;
    Ok(())
}

/// Only a privileged user can give a file to another one; for everybody else it stays their own.
#[cfg(unix)]
fn keep_owner(path: &Path, metadata: &fs::Metadata) {
    use std::os::unix::fs::{MetadataExt, chown};
    let _ = chown(path, Some(metadata.uid()), Some(metadata.gid()));
}

#[cfg(not(unix))]
fn keep_owner(_: &Path, _: &fs::Metadata) {}
