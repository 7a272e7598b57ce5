use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{self, Sender};
use std::thread;

use lint::RunError;
use tower_lsp_server::ls_types::{Diagnostic, Uri};
use workspace::{Outcome, Request, Workspace};

use crate::document::Document;
use crate::state::Event;
use crate::to_proto::Translation;

/// What is to be checked: the open files as they are now.
#[derive(Debug)]
pub(crate) struct Job {
    /// What earlier checks left; `None` where the disk has to be read anew.
    pub(crate) warm: Option<Warm>,
    pub(crate) documents: Vec<Document>,
    pub(crate) translation: Translation,
}

/// A workspace, and the versions of the open files that it has seen.
#[derive(Debug)]
pub(crate) struct Warm {
    pub(crate) workspace: Workspace,
    pub(crate) versions: BTreeMap<Uri, i32>,
}

/// What a check said.
#[derive(Debug)]
pub(crate) struct Checked {
    pub(crate) warm: Warm,
    pub(crate) files: Vec<CheckedFile>,
    pub(crate) errors: Vec<RunError>,
}

/// What a check said of one open file.
#[derive(Debug)]
pub(crate) struct CheckedFile {
    pub(crate) uri: Uri,
    pub(crate) version: i32,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

/// Deeply nested SQL needs a stack that is deeper than a thread's usual one.
pub(crate) const STACK: usize = 16 << 20;

/// Starts the thread that checks, one job after the other.
pub(crate) fn start(events: Sender<Event>) -> std::io::Result<Sender<Job>> {
    start_with(check, events)
}

/// Each job ends in an event, also where the check panics.
fn start_with(check: fn(Job) -> Checked, events: Sender<Event>) -> std::io::Result<Sender<Job>> {
    let (jobs, received) = mpsc::channel::<Job>();
    let worker = move || {
        for job in received {
            let event = match catch_unwind(AssertUnwindSafe(|| check(job))) {
                Ok(checked) => Event::Checked(Box::new(checked)),
                Err(panic) => Event::CheckFailed(reason(panic.as_ref())),
            };
            if events.send(event).is_err() {
                return;
            }
        }
    };
    thread::Builder::new()
        .name("check".to_owned())
        .stack_size(STACK)
        .spawn(worker)?;
    Ok(jobs)
}

fn check(mut job: Job) -> Checked {
    let warm = match job.warm.take() {
        Some(warm) => renewed(warm, &job),
        None => opened(&job),
    };
    let outcome = warm.workspace.check();
    Checked {
        files: job
            .documents
            .iter()
            .map(|document| checked_file(document, &outcome, &job.translation))
            .collect(),
        errors: outcome.errors,
        warm,
    }
}

fn opened(job: &Job) -> Warm {
    let text = |document: &Document| (document.path.clone(), document.file.text().as_bytes().to_vec());
    let request = Request {
        paths: job.documents.iter().map(|document| document.path.clone()).collect(),
        texts: job.documents.iter().map(text).collect(),
        ..Request::default()
    };
    Warm {
        workspace: Workspace::open(job.translation.here.clone(), request),
        versions: versions(&job.documents),
    }
}

/// The workspace with the texts that changed; read anew where other files are open than before.
fn renewed(mut warm: Warm, job: &Job) -> Warm {
    if !job
        .documents
        .iter()
        .map(|document| &document.uri)
        .eq(warm.versions.keys())
    {
        return opened(job);
    }
    for document in &job.documents {
        let is_known = warm.versions.get(&document.uri) == Some(&document.version);
        if !is_known && !warm.workspace.replace(&document.path, document.file.text()) {
            return opened(job);
        }
    }
    warm.versions = versions(&job.documents);
    warm
}

fn versions(documents: &[Document]) -> BTreeMap<Uri, i32> {
    documents
        .iter()
        .map(|document| (document.uri.clone(), document.version))
        .collect()
}

fn checked_file(document: &Document, outcome: &Outcome, translation: &Translation) -> CheckedFile {
    let file = outcome.sources.find(&document.path);
    let own = outcome
        .findings
        .iter()
        .filter(|finding| Some(finding.span.file) == file);
    CheckedFile {
        uri: document.uri.clone(),
        version: document.version,
        diagnostics: own
            .map(|finding| translation.diagnostic(finding, &outcome.sources))
            .collect(),
    }
}

fn reason(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied();
    let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("no reason was given").to_owned()
}

#[cfg(test)]
mod tests {
    use workspace::WorkingDir;

    use super::*;

    #[test]
    fn a_panic_is_told_and_the_next_check_runs() {
        let (events, received) = mpsc::channel();
        let check = |job: Job| {
            assert!(!job.documents.is_empty(), "nothing is open");
            check(job)
        };
        let jobs = start_with(check, events).unwrap();
        let folder = std::env::temp_dir();
        let uri = Uri::from_file_path(folder.join("lockgate-worker-test.sql")).unwrap();
        let document = Document::new(uri, "lockgate-worker-test.sql".to_owned(), 1, "drop table a;");
        for documents in [Vec::new(), vec![document]] {
            let translation = Translation {
                here: WorkingDir::new(&folder),
                encoding: crate::encoding::Encoding::Utf8,
            };
            jobs.send(Job {
                warm: None,
                documents,
                translation,
            })
            .unwrap();
        }
        let Ok(Event::CheckFailed(reason)) = received.recv() else {
            panic!("the first check panics")
        };
        assert_eq!(reason, "nothing is open");
        let Ok(Event::Checked(checked)) = received.recv() else {
            panic!("the second check runs")
        };
        assert_eq!(
            checked.files[0].diagnostics[0].message.lines().next(),
            Some("dropping table `a` loses its rows")
        );
    }
}
