use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use lint::RunError;
use tower_lsp_server::ls_types::Uri;
use workspace::WorkingDir;

use crate::check::Breadth;
use crate::setup::Setup;
use crate::to_proto::Translation;
use crate::warm::Warm;

/// A folder of the workspace, or one in which single files are open.
#[derive(Debug)]
pub(crate) struct Folder {
    pub(crate) translation: Translation,
    /// Whether all of it is checked, rather than the open files alone.
    pub(crate) is_whole: bool,
    /// What the last check left, unless one is under way.
    pub(crate) warm: Option<Box<Warm>>,
    /// Something changed since the last check began.
    pub(crate) is_stale: bool,
    /// The configuration, a rule or the set of files may have changed: the disk has to be read anew.
    pub(crate) must_reopen: bool,
    /// Files that changed on the disk.
    pub(crate) restored: BTreeSet<String>,
    /// Files of which a check said something that was not shown, because they had changed meanwhile.
    pub(crate) unshown: BTreeSet<String>,
    /// The files of which a finding or an error is shown for this folder.
    pub(crate) showing: BTreeSet<Uri>,
    /// When to look at what edits mean for files that are not open.
    pub(crate) whole_check_due: Option<Instant>,
    /// Errors that have been shown.
    pub(crate) told: Vec<RunError>,
}

/// Where a check of the whole folder takes less, each edit gets one.
const QUICK: Duration = Duration::from_millis(5);
/// How long nobody must have typed before the rest of a large folder is looked at.
const QUIET: Duration = Duration::from_millis(150);

impl Folder {
    pub(crate) fn new(path: &Path, is_whole: bool, setup: &Setup) -> Self {
        Self {
            translation: Translation::new(WorkingDir::new(path), setup),
            is_whole,
            warm: None,
            is_stale: true,
            must_reopen: false,
            restored: BTreeSet::new(),
            unshown: BTreeSet::new(),
            showing: BTreeSet::new(),
            whole_check_due: None,
            told: Vec::new(),
        }
    }

    /// A folder for a buffer that has no file yet; what holds for a file `here` holds for it.
    pub(crate) fn of_unsaved(uri: &Uri, here: &Path, setup: &Setup) -> Self {
        let mut folder = Self::new(here, false, setup);
        folder.translation.unsaved = Some(uri.clone());
        folder
    }

    /// How far the next check goes, if one is due now.
    pub(crate) fn due(&self, now: Instant) -> Option<Breadth> {
        let is_whole_due = self.whole_check_due.is_some_and(|due| due <= now);
        if !self.is_stale && !is_whole_due {
            return None;
        }
        let is_quick = self.warm.as_ref().is_none_or(|warm| warm.whole_check < QUICK);
        Some(if !self.is_whole {
            Breadth::OpenFiles
        } else if self.must_reopen || is_quick || !self.restored.is_empty() || (is_whole_due && !self.is_stale) {
            Breadth::Folder
        } else {
            Breadth::OpenFilesFirst
        })
    }

    /// Takes back what a check needed.
    pub(crate) fn finish(&mut self, warm: Box<Warm>, breadth: Breadth) {
        self.warm = Some(warm);
        self.whole_check_due = (breadth == Breadth::OpenFilesFirst).then(|| Instant::now() + QUIET);
    }

    /// Whether nothing is left to be looked at.
    pub(crate) fn is_settled(&self) -> bool {
        self.warm.is_some() && !self.is_stale && self.whole_check_due.is_none()
    }

    pub(crate) fn invalidate(&mut self) {
        self.is_stale = true;
        self.must_reopen = true;
    }
}

/// The innermost of the folders that a file lies in.
pub(crate) fn innermost<'a>(folders: impl Iterator<Item = &'a PathBuf>, file: &Path) -> Option<&'a PathBuf> {
    folders
        .filter(|folder| file.starts_with(folder))
        .max_by_key(|folder| folder.components().count())
}
