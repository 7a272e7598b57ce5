use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::mpsc::{Receiver, Sender};
use std::thread;

use lint::RunError;
use tokio::runtime::Handle;
use tokio::sync::oneshot;
use tower_lsp_server::Client;
use tower_lsp_server::ls_types::{
    Diagnostic, DocumentSymbol, Hover, MessageType, Position, TextDocumentContentChangeEvent, Uri,
};
use workspace::WorkingDir;

use crate::document::Document;
use crate::encoding::Encoding;
use crate::from_proto;
use crate::to_proto::Translation;
use crate::worker::{self, Checked, Job, Warm};

/// What happens, in the order in which it happens.
#[derive(Debug)]
pub(crate) enum Event {
    Initialized(Translation),
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
    Saved,
    Closed(Uri),
    Asked(Question),
    Checked(Box<Checked>),
    CheckFailed(String),
}

/// What an editor asks about a file; answered when the file has been read as it is now.
#[derive(Debug)]
pub(crate) enum Question {
    Symbols(Uri, oneshot::Sender<Vec<DocumentSymbol>>),
    Hover(Uri, Position, oneshot::Sender<Option<Hover>>),
}

/// Everything that changes while the server runs. One thread owns it, so that nothing overtakes anything.
pub(crate) struct State {
    client: Client,
    runtime: Handle,
    jobs: Sender<Job>,
    translation: Translation,
    documents: BTreeMap<Uri, Document>,
    /// What the last check left, unless a check is under way.
    warm: Option<Warm>,
    is_checking: bool,
    /// Something changed since the last check began.
    is_stale: bool,
    /// The disk may have changed since the workspace was read.
    must_reread: bool,
    questions: Vec<Question>,
    /// Files that run errors are shown in.
    blamed: BTreeSet<Uri>,
    told: Vec<RunError>,
}

impl State {
    /// Starts the thread that owns the state, and the one that checks.
    pub(crate) fn start(
        client: Client,
        runtime: Handle,
        events: Sender<Event>,
        received: Receiver<Event>,
    ) -> io::Result<()> {
        let mut state = Self {
            client,
            runtime,
            jobs: worker::start(events)?,
            translation: Translation {
                here: WorkingDir::current()?,
                encoding: Encoding::default(),
            },
            documents: BTreeMap::new(),
            warm: None,
            is_checking: false,
            is_stale: false,
            must_reread: false,
            questions: Vec::new(),
            blamed: BTreeSet::new(),
            told: Vec::new(),
        };
        let serve = move || {
            for event in received {
                state.take(event);
            }
        };
        thread::Builder::new()
            .name("state".to_owned())
            .stack_size(worker::STACK)
            .spawn(serve)
            .map(|_| ())
    }

    fn take(&mut self, event: Event) {
        match event {
            Event::Initialized(translation) => self.translation = translation,
            Event::Opened {
                uri,
                language,
                version,
                text,
            } => self.open(uri, &language, version, &text),
            Event::Changed { uri, version, changes } => self.change(&uri, version, changes),
            Event::Saved => {
                self.must_reread = true;
                self.is_stale = true;
            }
            Event::Closed(uri) => self.close(&uri),
            Event::Asked(question) => self.questions.push(question),
            Event::Checked(checked) => self.finish(*checked),
            Event::CheckFailed(reason) => self.fail(&reason),
        }
        self.check();
        self.answer();
    }

    fn open(&mut self, uri: Uri, language: &str, version: i32, text: &str) {
        let Some(path) = from_proto::file_path(&uri) else {
            return;
        };
        let path = self.translation.here.shown(&path);
        if !language.to_ascii_lowercase().contains("sql") && !workspace::is_sql(&path) {
            return;
        }
        self.documents
            .insert(uri.clone(), Document::new(uri, path, version, text));
        self.is_stale = true;
    }

    fn change(&mut self, uri: &Uri, version: i32, changes: Vec<TextDocumentContentChangeEvent>) {
        if let Some(document) = self.documents.get_mut(uri) {
            document.apply(version, changes, self.translation.encoding);
            self.is_stale = true;
        }
    }

    fn close(&mut self, uri: &Uri) {
        if self.documents.remove(uri).is_some() {
            self.publish(uri.clone(), Vec::new(), None);
            self.must_reread = true;
            self.is_stale = true;
        }
    }

    /// Starts a check where something changed and none is under way.
    fn check(&mut self) {
        if self.is_checking || !self.is_stale {
            return;
        }
        self.is_stale = false;
        if self.documents.is_empty() {
            self.warm = None;
            return;
        }
        let must_reread = std::mem::take(&mut self.must_reread);
        let job = Job {
            warm: self.warm.take().filter(|_| !must_reread),
            documents: self.documents.values().cloned().collect(),
            translation: self.translation.clone(),
        };
        // The worker ends only with the process.
        self.is_checking = self.jobs.send(job).is_ok();
    }

    /// Publishes what was found in files that did not change meanwhile; the others are checked again.
    fn finish(&mut self, checked: Checked) {
        self.is_checking = false;
        self.warm = Some(checked.warm);
        for file in checked.files {
            let current = self.documents.get(&file.uri).map(|document| document.version);
            if current == Some(file.version) {
                self.publish(file.uri, file.diagnostics, Some(file.version));
            }
        }
        self.blame(checked.errors);
    }

    fn fail(&mut self, reason: &str) {
        self.is_checking = false;
        let message = format!("lockgate failed to check the open files: {reason}; the next change is checked again");
        self.show(message);
    }

    /// Shows errors of the run where they are, and says each once.
    fn blame(&mut self, errors: Vec<RunError>) {
        let mut by_file: BTreeMap<Uri, Vec<Diagnostic>> = BTreeMap::new();
        for error in &errors {
            let uri = error.path.as_deref().and_then(|path| self.translation.uri(path));
            let uri = uri.filter(|uri| !self.documents.contains_key(uri));
            if let (Some(uri), Some(diagnostic)) = (uri, Translation::run_error(error)) {
                by_file.entry(uri).or_default().push(diagnostic);
            }
        }
        for gone in std::mem::take(&mut self.blamed) {
            if !by_file.contains_key(&gone) {
                self.publish(gone, Vec::new(), None);
            }
        }
        for (uri, diagnostics) in by_file {
            self.blamed.insert(uri.clone());
            self.publish(uri, diagnostics, None);
        }
        for error in errors.iter().filter(|error| !self.told.contains(error)) {
            self.show(error.to_string());
        }
        self.told = errors;
    }

    /// Answers what can be answered: the workspace is here and has seen the files as they are.
    fn answer(&mut self) {
        if self.questions.is_empty() || self.is_checking {
            return;
        }
        for question in std::mem::take(&mut self.questions) {
            // Whoever asked may have lost interest.
            match question {
                Question::Symbols(uri, reply) => drop(reply.send(self.symbols(&uri))),
                Question::Hover(uri, position, reply) => drop(reply.send(self.hover(&uri, position))),
            }
        }
    }

    fn symbols(&self, uri: &Uri) -> Vec<DocumentSymbol> {
        let Some((project, file)) = self.find(uri) else {
            return Vec::new();
        };
        let text = project.sources().get(file);
        let symbols = ide::symbols(project, file);
        symbols
            .iter()
            .map(|symbol| self.translation.symbol(symbol, text))
            .collect()
    }

    fn hover(&self, uri: &Uri, position: Position) -> Option<Hover> {
        let (project, file) = self.find(uri)?;
        let text = project.sources().get(file);
        let offset = self.translation.encoding.offset(text.text(), text.lines(), position);
        let hover = ide::hover(project, file, u32::try_from(offset).ok()?)?;
        Some(self.translation.hover(&hover, text))
    }

    fn find(&self, uri: &Uri) -> Option<(&engine::Project, source::FileId)> {
        let document = self.documents.get(uri)?;
        let workspace = &self.warm.as_ref()?.workspace;
        let file = workspace.sources().find(&document.path)?;
        let mut projects = workspace
            .projects()
            .iter()
            .filter(|project| project.wanted().contains(&file));
        projects.next().map(|project| (project.histories(), file))
    }

    fn publish(&self, uri: Uri, diagnostics: Vec<Diagnostic>, version: Option<i32>) {
        self.runtime
            .block_on(self.client.publish_diagnostics(uri, diagnostics, version));
    }

    fn show(&self, message: String) {
        self.runtime
            .block_on(self.client.show_message(MessageType::ERROR, message));
    }
}
