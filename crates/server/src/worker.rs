use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{self, Sender};
use std::thread;

use crate::check::{Ended, Job, check};
use crate::state::Event;

/// Deeply nested SQL needs a stack that is deeper than a thread's usual one.
pub(crate) const STACK: usize = 16 << 20;

/// Starts the thread that checks, one job after the other.
pub(crate) fn start(events: Sender<Event>) -> std::io::Result<Sender<Job>> {
    start_with(check, events)
}

/// Each job ends in an event, also where the check panics.
fn start_with(check: fn(Job) -> Ended, events: Sender<Event>) -> std::io::Result<Sender<Job>> {
    let (jobs, received) = mpsc::channel::<Job>();
    let worker = move || {
        for job in received {
            let event = match catch_unwind(AssertUnwindSafe(|| check(job))) {
                Ok(Ended::Checked(checked)) => Event::Checked(Box::new(checked)),
                Ok(Ended::GivenUp(warm)) => Event::GivenUp(warm),
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

/// What a panic says.
pub(crate) fn reason(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied();
    let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("no reason was given").to_owned()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use lint::Interrupt;
    use tower_lsp_server::ls_types::Uri;
    use workspace::WorkingDir;

    use super::*;
    use crate::check::Breadth;
    use crate::document::{Document, DocumentKind};
    use crate::setup::Setup;
    use crate::to_proto::Translation;

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
        let path = "lockgate-worker-test.sql".to_owned();
        let document = Document::new(uri, path, DocumentKind::Sql, 1, "drop table a;");
        for documents in [Vec::new(), vec![document]] {
            jobs.send(Job {
                warm: None,
                documents,
                restored: Vec::new(),
                unshown: BTreeSet::new(),
                must_reopen: false,
                translation: Translation::new(WorkingDir::new(&folder), &Setup::default()),
                breadth: Breadth::OpenFiles,
                config: None,
                interrupt: Interrupt::default(),
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
