//! Findings that a team knows of already, kept in a file beside `lockgate.toml`.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;

use lint::{Baseline, RunError};
use serde::{Deserialize, Serialize};
use source::{Finding, Fingerprint, Sources};
use tempfile::NamedTempFile;

use crate::disk::DiskFiles;
use crate::paths::{join, parent, slashed};
use crate::prepared::{Prepared, Scope};
use crate::read_error::{about, why, why_unwritten};

/// The name of the file, where the configuration gives it no other.
pub(crate) const FILE_NAME: &str = "lockgate-baseline.json";

/// The form of the file that this version reads and writes.
const SCHEMA: u32 = 1;

/// What becomes of a baseline.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BaselineEdit {
    /// It is made; there must be none yet.
    Create,
    /// What is gone leaves it.
    Shrink,
    /// What is gone leaves it, and what is new joins it.
    Extend,
}

/// What became of a baseline.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EditedBaseline {
    /// Its path, as it is shown.
    pub path: String,
    /// Whether there is a file now.
    pub is_written: bool,
    /// How many findings it holds now.
    pub entries: usize,
    /// How many joined it.
    pub added: usize,
    /// How many left it.
    pub removed: usize,
}

/// A baseline, read.
#[derive(Debug, Default)]
pub(crate) struct BaselineFile {
    /// Its path, as it is shown.
    path: String,
    /// Whether it is there.
    exists: bool,
    entries: Vec<(Fingerprint, Entry)>,
}

/// The file as it is written.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    schema: u32,
    findings: Vec<Entry>,
}

/// One finding. Only the fingerprint counts; the rest is for people.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    /// Relative to the baseline.
    #[serde(default)]
    path: String,
    #[serde(default)]
    rule: String,
    fingerprint: String,
    #[serde(default)]
    message: String,
}

impl BaselineFile {
    /// Reads the baseline at a path. One that is not there is empty.
    ///
    /// # Errors
    /// Where it cannot be read, or is no baseline.
    pub(crate) fn read(disk: &DiskFiles, path: &str) -> Result<Self, RunError> {
        let empty = Self {
            path: path.to_owned(),
            ..Self::default()
        };
        let bytes = match source::Files::read(disk, path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(empty),
            Err(error) => return Err(about(path, why(&error))),
        };
        let document: Document = serde_json::from_slice(&bytes).map_err(|error| {
            let said = error.to_string();
            let said = said.split(" at line ").next().unwrap_or_default();
            RunError {
                line: u32::try_from(error.line()).ok(),
                column: u32::try_from(error.column()).ok(),
                ..about(
                    path,
                    format!("this is no baseline: {said}; delete it, and write it anew with `lockgate baseline`"),
                )
            }
        })?;
        if document.schema != SCHEMA {
            let message = format!(
                "the baseline is of form {}, and this version reads form {SCHEMA}; delete it, and write it anew with `lockgate baseline`",
                document.schema
            );
            return Err(about(path, message));
        }
        let mut entries = Vec::new();
        for entry in document.findings {
            let Ok(fingerprint) = entry.fingerprint.parse() else {
                let message = format!(
                    "`{}` is no fingerprint; delete the baseline, and write it anew with `lockgate baseline`",
                    entry.fingerprint
                );
                return Err(about(path, message));
            };
            entries.push((fingerprint, entry));
        }
        Ok(Self {
            entries,
            exists: true,
            ..empty
        })
    }

    /// Its path, as it is shown.
    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    /// Whether it is there.
    pub(crate) const fn exists(&self) -> bool {
        self.exists
    }

    /// What it holds.
    pub(crate) fn known(&self) -> Baseline {
        Baseline {
            fingerprints: self.entries.iter().map(|(fingerprint, _)| *fingerprint).collect(),
            path: self.path.as_str().into(),
            released: BTreeSet::new(),
        }
    }

    fn write(&self, disk: &DiskFiles) -> Result<(), RunError> {
        let mut entries: Vec<&Entry> = self.entries.iter().map(|(_, entry)| entry).collect();
        entries.sort();
        entries.dedup_by(|left, right| left.fingerprint == right.fingerprint);
        // A line for each, so that two branches can change it.
        let lines: Vec<String> = entries
            .iter()
            .map(|entry| serde_json::to_string(entry).map(|line| format!("    {line}")))
            .collect::<Result<_, _>>()
            .map_err(|error| about(&self.path, error.to_string()))?;
        let lines = if lines.is_empty() {
            String::new()
        } else {
            format!("\n{}\n  ", lines.join(",\n"))
        };
        let text = format!("{{\n  \"schema\": {SCHEMA},\n  \"findings\": [{lines}]\n}}\n");
        let path = disk.place(&self.path);
        let written = || -> std::io::Result<()> {
            let mut new = NamedTempFile::new_in(path.parent().unwrap_or(Path::new(".")))?;
            new.write_all(text.as_bytes())?;
            make_readable(new.as_file())?;
            new.as_file().sync_all()?;
            new.persist(&path)?;
            Ok(())
        };
        written().map_err(|error| {
            about(
                &self.path,
                format!("the baseline cannot be written: {}", why_unwritten(&error)),
            )
        })
    }
}

/// A temporary file is its owner's alone; what is committed is everybody's.
#[cfg(unix)]
fn make_readable(file: &std::fs::File) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(std::fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn make_readable(_: &std::fs::File) -> std::io::Result<()> {
    Ok(())
}

impl Scope {
    /// The entries of the baseline that were not met where they would have been.
    fn stale_entries(&self, met: &BTreeSet<Fingerprint>, sources: &Sources, disk: &DiskFiles) -> BTreeSet<Fingerprint> {
        let here = disk.working_dir();
        let checked = self.wanted.iter().map(|file| here.absolute(sources.get(*file).path()));
        let checked: BTreeSet<_> = checked.collect();
        let folder = parent(self.baseline.path());
        let is_stale = |(fingerprint, entry): &&(Fingerprint, Entry)| {
            let path = here.absolute(&join(folder, &entry.path));
            let would_be_met = checked.contains(&path) || (self.is_whole && !path.exists());
            would_be_met && !met.contains(fingerprint)
        };
        let entries = self.baseline.entries.iter();
        entries.filter(is_stale).map(|(fingerprint, _)| *fingerprint).collect()
    }

    /// What is to be said of entries of the baseline that stand for nothing any more.
    pub(crate) fn stale(&self, met: &[Fingerprint], sources: &Sources, disk: &DiskFiles) -> Option<String> {
        if !self.runs_every_rule || !self.baseline.exists() {
            return None;
        }
        let stale = self.stale_entries(&met.iter().copied().collect(), sources, disk).len();
        let entries = match stale {
            0 => return None,
            1 => "one entry stands".to_owned(),
            stale => format!("{stale} entries stand"),
        };
        Some(format!(
            "{entries} for findings that are gone; `lockgate baseline --update` removes such entries"
        ))
    }
}

impl Prepared {
    /// Changes the baseline of each project. Nothing is written where the run did not do its whole job.
    ///
    /// # Errors
    /// What kept it from that, or from writing.
    pub fn edit_baselines(&mut self, edit: BaselineEdit) -> Result<Vec<EditedBaseline>, Vec<RunError>> {
        let mut errors = self.errors.clone();
        let mut checked = Vec::new();
        for (scope, histories) in &mut self.projects {
            if edit == BaselineEdit::Create && scope.baseline.exists() {
                let message = "there is a baseline already; `--update` removes what is gone from it, and `--add` also \
                               takes in what is new";
                errors.push(about(scope.baseline.path(), message));
                continue;
            }
            let outcome = histories.check_once(Some(&|file| scope.reports(file)));
            errors.extend(outcome.run_errors);
            checked.push((scope, outcome.findings, outcome.baselined));
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        let mut edited = Vec::new();
        for (scope, findings, met) in checked {
            let stale = scope.stale_entries(&met.into_iter().collect(), &self.sources, &self.disk);
            let baseline = &mut scope.baseline;
            baseline.entries.retain(|(fingerprint, _)| !stale.contains(fingerprint));
            let mut added = 0;
            if edit != BaselineEdit::Shrink {
                added = findings.len();
                let new = findings
                    .iter()
                    .map(|finding| entry(finding, baseline.path(), &self.sources, &self.disk));
                let new: Vec<(Fingerprint, Entry)> = new.collect();
                baseline.entries.extend(new);
            }
            // Where there is nothing to keep, no file is made, unless the configuration names it.
            let is_written = baseline.exists() || !baseline.entries.is_empty() || scope.config.baseline.is_some();
            if is_written {
                baseline.write(&self.disk).map_err(|error| vec![error])?;
            }
            edited.push(EditedBaseline {
                path: baseline.path().to_owned(),
                is_written,
                entries: baseline.entries.len(),
                added,
                removed: stale.len(),
            });
        }
        Ok(edited)
    }
}

fn entry(finding: &Finding, baseline: &str, sources: &Sources, disk: &DiskFiles) -> (Fingerprint, Entry) {
    let here = disk.working_dir();
    let path = here.absolute(sources.get(finding.span.file).path());
    let folder = here.absolute(parent(baseline));
    let path = path.strip_prefix(&folder).map_or_else(|_| slashed(&path), slashed);
    let entry = Entry {
        path,
        rule: finding.rule.to_string(),
        fingerprint: finding.fingerprint.to_string(),
        message: finding.message.to_string(),
    };
    (finding.fingerprint, entry)
}
