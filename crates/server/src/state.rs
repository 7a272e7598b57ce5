mod checking;
mod editing;

use std::collections::BTreeMap;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::Instant;

use lint::Interrupt;
use tokio::runtime::Handle;
use tower_lsp_server::Client;
use tower_lsp_server::ls_types::{MessageType, TextDocumentContentChangeEvent, Uri};

use crate::check::{Checked, Job};
use crate::delivery::{Courier, Shown};
use crate::desk::Desk;
use crate::document::Document;
use crate::folder::{Folder, innermost};
use crate::from_proto;
use crate::question::Question;
use crate::setup::{ClientOptions, Delivery, Setup};
use crate::warm::Warm;
use crate::worker;

/// What happens, in the order in which it happens.
#[derive(Debug)]
pub(crate) enum Event {
    /// Editor and server agreed on how they talk.
    Begun(Box<Setup>),
    /// The editor is ready for messages.
    Ready,
    Opened {
        uri: Uri,
        language: String,
        version: i32,
        text: String,
    },
    Changed {
        uri: Uri,
        version: i32,
        changes: Vec<TextDocumentContentChangeEvent>,
    },
    Saved(Uri),
    Closed(Uri),
    /// Files that something else than the editor changed; those that came or went, apart.
    Touched {
        changed: Vec<Uri>,
        came_or_went: Vec<Uri>,
    },
    FoldersChanged {
        added: Vec<PathBuf>,
        removed: Vec<PathBuf>,
    },
    OptionsChanged(ClientOptions),
    Asked(Question),
    Checked(Box<Checked>),
    /// A check was interrupted.
    GivenUp(Box<Warm>),
    CheckFailed(String),
}

/// Everything that changes while the server runs. One thread owns it, so that nothing overtakes anything.
struct State {
    courier: Courier,
    jobs: Sender<Job>,
    setup: Setup,
    documents: BTreeMap<Uri, Document>,
    folders: BTreeMap<PathBuf, Folder>,
    /// The folder that is being checked.
    under_way: Option<PathBuf>,
    /// Interrupts that check, where an edit may.
    interrupt: Interrupt,
    questions: Vec<Question>,
    shown: Shown,
    /// The number of the newest text.
    edition: u64,
}

/// Starts the thread that owns the state, and the one that checks.
pub(crate) fn start(
    client: Client,
    runtime: Handle,
    events: Sender<Event>,
    received: Receiver<Event>,
) -> io::Result<()> {
    let mut state = State {
        courier: Courier {
            client,
            runtime,
            delivery: Delivery::default(),
            reported: crate::setup::Reported::default(),
        },
        jobs: worker::start(events)?,
        setup: Setup::default(),
        documents: BTreeMap::new(),
        folders: BTreeMap::new(),
        under_way: None,
        interrupt: Interrupt::default(),
        questions: Vec::new(),
        shown: Shown::default(),
        edition: 0,
    };
    let serve = move || state.serve(&received);
    thread::Builder::new()
        .name("state".to_owned())
        .stack_size(worker::STACK)
        .spawn(serve)
        .map(|_| ())
}

impl State {
    fn serve(&mut self, received: &Receiver<Event>) {
        while let Some(event) = self.next(received) {
            if let Some(event) = event {
                self.take_safely(event);
            }
            // What has come meanwhile is covered by one check.
            while let Ok(event) = received.try_recv() {
                self.take_safely(event);
            }
            self.answer();
            self.check();
        }
    }

    /// The next event, or nothing where it is time to look at the rest of a folder; `None` at the end.
    fn next(&self, received: &Receiver<Event>) -> Option<Option<Event>> {
        let due = self.folders.values().filter_map(|folder| folder.whole_check_due).min();
        let Some(due) = due.filter(|_| self.under_way.is_none()) else {
            return received.recv().ok().map(Some);
        };
        match received.recv_timeout(due.saturating_duration_since(Instant::now())) {
            Ok(event) => Some(Some(event)),
            Err(RecvTimeoutError::Timeout) => Some(None),
            Err(RecvTimeoutError::Disconnected) => None,
        }
    }

    fn take_safely(&mut self, event: Event) {
        if let Err(panic) = catch_unwind(AssertUnwindSafe(|| self.take(event))) {
            let reason = worker::reason(panic.as_ref());
            self.say(MessageType::ERROR, format!("lockgate failed on a message: {reason}"));
        }
    }

    fn take(&mut self, event: Event) {
        match event {
            Event::Begun(setup) => {
                self.courier.delivery = setup.abilities.delivery;
                self.courier.reported = setup.options.diagnostics;
                self.setup = *setup;
            }
            Event::Ready => {
                for path in std::mem::take(&mut self.setup.folders) {
                    self.add_folder(path);
                }
            }
            Event::Opened {
                uri,
                language,
                version,
                text,
            } => self.open(uri, &language, version, &text),
            Event::Changed { uri, version, changes } => self.change(&uri, version, changes),
            Event::Saved(uri) => self.save(&uri),
            Event::Closed(uri) => self.close(&uri),
            Event::Touched { changed, came_or_went } => self.touch(&changed, &came_or_went),
            Event::FoldersChanged { added, removed } => {
                removed.iter().for_each(|path| self.remove_folder(path));
                added.into_iter().for_each(|path| self.add_folder(path));
            }
            Event::OptionsChanged(options) => {
                if self.setup.options != options {
                    self.courier.reported = options.diagnostics;
                    self.setup.options = options;
                    self.folders.values_mut().for_each(Folder::invalidate);
                }
            }
            Event::Asked(question) => self.ask(question),
            Event::Checked(checked) => self.finish(*checked),
            Event::GivenUp(warm) => self.give_up(warm),
            Event::CheckFailed(reason) => self.fail(&reason),
        }
    }

    fn ask(&mut self, mut question: Question) {
        let document = question.uri.as_ref().and_then(|uri| self.documents.get(uri));
        question.edition = document.map(|document| document.edition);
        self.questions.push(question);
    }

    const fn desk(&mut self) -> Desk<'_> {
        Desk {
            setup: &self.setup,
            documents: &self.documents,
            folders: &mut self.folders,
            shown: &self.shown,
        }
    }

    /// Answers what can be answered: the files have been read as they were when it was asked, or later.
    fn answer(&mut self) {
        let (ready, waiting): (Vec<_>, Vec<_>) = std::mem::take(&mut self.questions)
            .into_iter()
            .filter(Question::is_wanted)
            .partition(|question| self.is_ready(question));
        self.questions = waiting;
        for question in ready {
            question.answer(&mut self.desk());
        }
    }

    fn is_ready(&self, question: &Question) -> bool {
        if !question.is_due(&self.shown) {
            return false;
        }
        let Some(uri) = &question.uri else {
            return self.folders.values().all(Folder::is_settled);
        };
        let Some(document) = self.documents.get(uri) else {
            return true;
        };
        let path = from_proto::place(uri);
        let folder = path.and_then(|path| self.folders.get(innermost(self.folders.keys(), &path)?));
        let Some(warm) = folder.and_then(|folder| folder.warm.as_ref()) else {
            return false;
        };
        let seen = warm.editions.get(&document.path);
        seen.zip(question.edition).is_some_and(|(seen, asked)| *seen >= asked)
    }

    fn say(&self, kind: MessageType, message: String) {
        let client = &self.courier.client;
        if kind == MessageType::INFO {
            self.courier.runtime.block_on(client.log_message(kind, message));
        } else {
            self.courier.runtime.block_on(client.show_message(kind, message));
        }
    }
}
