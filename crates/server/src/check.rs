use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use lint::{Interrupt, RunError};
use source::FileId;
use tower_lsp_server::ls_types::Diagnostic;
use workspace::{Request, WithoutPaths, Workspace};

use crate::document::{Document, DocumentKind};
use crate::to_proto::Translation;
use crate::warm::{Found, Warm, editions};

/// What is to be checked in one folder: its files, those that are open as they are now.
#[derive(Debug)]
pub(crate) struct Job {
    /// What earlier checks left; `None` where the disk has to be read anew.
    pub(crate) warm: Option<Box<Warm>>,
    pub(crate) documents: Vec<Document>,
    /// Files to be read from the disk again.
    pub(crate) restored: Vec<String>,
    /// Files that are to be shown in any case.
    pub(crate) unshown: BTreeSet<String>,
    /// The disk has to be read anew.
    pub(crate) must_reopen: bool,
    pub(crate) translation: Translation,
    pub(crate) breadth: Breadth,
    /// The configuration file that the user chose in the editor.
    pub(crate) config: Option<String>,
    /// Raised where an edit has to come first.
    pub(crate) interrupt: Interrupt,
}

/// How far a check goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Breadth {
    /// No folder is open: only the files themselves, within their histories.
    OpenFiles,
    /// The open files of a folder; what an edit means for the others is looked at when there is time.
    OpenFilesFirst,
    /// The whole folder.
    Folder,
}

/// How a check ended.
#[derive(Debug)]
pub(crate) enum Ended {
    Checked(Checked),
    /// An edit had to come first. What was read and asked so far is kept.
    GivenUp(Box<Warm>),
}

/// What a check said.
#[derive(Debug)]
pub(crate) struct Checked {
    pub(crate) warm: Box<Warm>,
    pub(crate) breadth: Breadth,
    /// Whether the configuration or the set of files may be another than before.
    pub(crate) was_reopened: bool,
    /// Files that are open, and others of which something else is said than before.
    pub(crate) files: Vec<CheckedFile>,
    /// Errors of the run that have no place in a file.
    pub(crate) placeless: Vec<RunError>,
}

/// What a check said of one file.
#[derive(Debug)]
pub(crate) struct CheckedFile {
    pub(crate) path: String,
    /// The edition of an open file; `None` for a file on the disk.
    pub(crate) edition: Option<u64>,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

/// Brings the workspace up to date and checks it.
pub(crate) fn check(mut job: Job) -> Ended {
    let last = job.warm.take();
    let (mut warm, breadth) = up_to_date(last, &job);
    let was_reopened = warm.whole_check.is_zero();
    let begun = Instant::now();
    let outcome = if breadth == Breadth::OpenFilesFirst {
        Some(warm.workspace.check_only(&open_files(&warm.workspace, &job)))
    } else if was_reopened {
        Some(warm.workspace.check())
    } else {
        warm.workspace.check_unless(&job.interrupt)
    };
    let Some(mut outcome) = outcome else {
        return Ended::GivenUp(warm);
    };
    if breadth != Breadth::OpenFilesFirst {
        warm.whole_check = begun.elapsed();
    }
    if !warm.refused.is_empty() {
        // What earlier texts of the configuration were blamed for is told no more.
        let configurations: Vec<&str> = warm
            .configurations(&job)
            .map(|document| document.path.as_str())
            .collect();
        let is_configuration = |path: &str| configurations.contains(&path);
        outcome
            .errors
            .retain(|error| !error.path.as_deref().is_some_and(is_configuration));
        outcome.errors.extend(warm.refused.iter().cloned());
    }
    let (mut errors, placeless) = by_file(&outcome.errors, &warm.workspace, &job);
    let is_rule = |document: &&Document| match document.kind {
        DocumentKind::Rule => true,
        DocumentKind::Table => warm.workspace.is_rule_file(&document.path),
        DocumentKind::Sql | DocumentKind::Configuration => false,
    };
    let rules: Vec<&Document> = job.documents.iter().filter(is_rule).collect();
    for document in rules {
        let known = errors.entry(document.path.clone()).or_default();
        for diagnostic in warm.rule_diagnostics(document, &job.translation) {
            if !known.contains(&diagnostic) {
                known.push(diagnostic);
            }
        }
    }
    let mut changed = warm.take_in(outcome, errors, breadth, &job);
    changed.extend(job.unshown.iter().cloned());
    let files = changed.into_iter().map(|path| warm.checked_file(path, &job)).collect();
    Ended::Checked(Checked {
        warm,
        breadth,
        was_reopened,
        files,
        placeless,
    })
}

/// The workspace with the texts that changed, read anew where that is needed.
fn up_to_date(last: Option<Box<Warm>>, job: &Job) -> (Box<Warm>, Breadth) {
    let Some(mut warm) = last else {
        return (opened(job, Found::new()), whole(job.breadth));
    };
    if !job.must_reopen && warm.renew(job) {
        return (warm, job.breadth);
    }
    let found = std::mem::take(&mut warm.found);
    let mut new = opened(job, found);
    new.errors = std::mem::take(&mut warm.errors);
    new.tested.clone_from(&warm.tested);
    // A configuration that is half typed governs nothing. The last good one stays in force meanwhile.
    let is_broken = new.workspace.projects().len() < warm.workspace.projects().len()
        && warm
            .configurations(job)
            .any(|document| blames(new.workspace.errors(), &document.path));
    if !is_broken {
        return (new, whole(job.breadth));
    }
    warm.refused = new.workspace.errors().to_vec();
    warm.found = new.found;
    warm.errors = new.errors;
    warm.renew_texts(job);
    (warm, whole(job.breadth))
}

const fn whole(breadth: Breadth) -> Breadth {
    match breadth {
        Breadth::OpenFiles => Breadth::OpenFiles,
        Breadth::OpenFilesFirst | Breadth::Folder => Breadth::Folder,
    }
}

fn blames(errors: &[RunError], path: &str) -> bool {
    errors.iter().any(|error| error.path.as_deref() == Some(path))
}

fn opened(job: &Job, found: Found) -> Box<Warm> {
    let text = |document: &Document| (document.path.clone(), document.file.text().as_bytes().to_vec());
    let is_sql = |document: &&Document| document.kind == DocumentKind::Sql;
    let open = || job.documents.iter().filter(is_sql);
    let (paths, without_paths) = match job.breadth {
        Breadth::OpenFiles => (
            open().map(|document| document.path.clone()).collect(),
            WithoutPaths::NoSql,
        ),
        Breadth::OpenFilesFirst | Breadth::Folder => (Vec::new(), WithoutPaths::Configured),
    };
    let request = Request {
        paths,
        without_paths,
        texts: job.documents.iter().map(text).collect(),
        config: job.config.clone(),
        ..Request::default()
    };
    Box::new(Warm {
        workspace: Workspace::open(job.translation.here.clone(), request),
        editions: editions(&job.documents),
        found,
        errors: BTreeMap::new(),
        refused: Vec::new(),
        tested: BTreeMap::new(),
        whole_check: Duration::ZERO,
    })
}

fn open_files(workspace: &Workspace, job: &Job) -> BTreeSet<FileId> {
    let paths = job.documents.iter().map(|document| document.path.as_str());
    paths.filter_map(|path| workspace.sources().find(path)).collect()
}

/// The errors as diagnostics, by file, and those that no file can show.
fn by_file(
    errors: &[RunError],
    workspace: &Workspace,
    job: &Job,
) -> (BTreeMap<String, Vec<Diagnostic>>, Vec<RunError>) {
    let mut by_file: BTreeMap<String, Vec<Diagnostic>> = BTreeMap::new();
    let mut placeless = Vec::new();
    for error in errors {
        // What is open counts as it is, also where the workspace still goes by an older text.
        let file = error.path.as_deref().and_then(|path| {
            let open = job.documents.iter().find(|document| document.path == path);
            open.map_or_else(|| workspace.text(path), |open| Some(Arc::clone(&open.file)))
        });
        match file {
            Some(file) => {
                let diagnostic = job.translation.run_error(error, &file);
                let known = by_file.entry(file.path().to_owned()).or_default();
                if !known.contains(&diagnostic) {
                    known.push(diagnostic);
                }
            }
            None => placeless.push(error.clone()),
        }
    }
    (by_file, placeless)
}
