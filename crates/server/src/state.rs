use std::collections::BTreeMap;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::Instant;

use tokio::runtime::Handle;
use tower_lsp_server::Client;
use tower_lsp_server::ls_types::{MessageType, TextDocumentContentChangeEvent, Uri};

use crate::check::{Checked, Job};
use crate::delivery::{Courier, Shown};
use crate::desk::Desk;
use crate::document::{Document, DocumentKind};
use crate::folder::{Folder, innermost};
use crate::from_proto;
use crate::question::Question;
use crate::setup::{ClientOptions, Delivery, Setup};
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
            Event::CheckFailed(reason) => self.fail(&reason),
        }
    }

    fn add_folder(&mut self, path: PathBuf) {
        let path = workspace::WorkingDir::new(path).path().to_owned();
        self.folders.insert(path.clone(), Folder::new(&path, true, &self.setup));
        self.place_documents();
    }

    fn remove_folder(&mut self, path: &Path) {
        let path = workspace::WorkingDir::new(path).path().to_owned();
        if self.folders.remove(&path).is_none() {
            return;
        }
        let below = |uri: &&Uri| from_proto::file_path(uri).is_some_and(|file| file.starts_with(&path));
        let gone: Vec<Uri> = self.shown.files().map(|(uri, _)| uri).filter(below).cloned().collect();
        for uri in gone {
            self.courier.show(&mut self.shown, uri, None, Vec::new());
        }
        self.place_documents();
    }

    /// Gives each open file the path under which its folder knows it, and a folder of its own where it has none.
    fn place_documents(&mut self) {
        let uris: Vec<Uri> = self.documents.keys().cloned().collect();
        for uri in uris {
            let Some(mut document) = self.documents.remove(&uri) else {
                continue;
            };
            if let Some(path) = self.place(&uri) {
                document.put_at(path);
            }
            self.documents.insert(uri, document);
        }
        self.drop_idle_folders();
    }

    /// How the folder of a file shows its path; the folder is stale then.
    fn place(&mut self, uri: &Uri) -> Option<String> {
        let file = from_proto::file_path(uri)?;
        let folder = match innermost(self.folders.keys(), &file) {
            Some(folder) => folder.clone(),
            None => file.parent()?.to_owned(),
        };
        let new = || Folder::new(&folder, false, &self.setup);
        let folder = self.folders.entry(folder.clone()).or_insert_with(new);
        folder.is_stale = true;
        Some(folder.translation.here.shown(&file))
    }

    fn folder_of(&mut self, uri: &Uri) -> Option<&mut Folder> {
        let file = from_proto::file_path(uri)?;
        let folder = innermost(self.folders.keys(), &file)?.clone();
        self.folders.get_mut(&folder)
    }

    fn drop_idle_folders(&mut self) {
        let documents = &self.documents;
        let is_used = |path: &PathBuf| {
            let mut files = documents.keys().filter_map(from_proto::file_path);
            files.any(|file| file.parent() == Some(path))
        };
        self.folders.retain(|path, folder| folder.is_whole || is_used(path));
    }

    fn open(&mut self, uri: Uri, language: &str, version: i32, text: &str) {
        let Some(path) = from_proto::file_path(&uri) else {
            return;
        };
        let Some(kind) = DocumentKind::of(&path.to_string_lossy(), language) else {
            return;
        };
        if let Some(path) = self.place(&uri) {
            let mut document = Document::new(uri.clone(), path, kind, version, text);
            self.edition += 1;
            document.edition = self.edition;
            self.documents.insert(uri, document);
        }
    }

    fn change(&mut self, uri: &Uri, version: i32, changes: Vec<TextDocumentContentChangeEvent>) {
        let encoding = self.setup.encoding;
        let Some(document) = self.documents.get_mut(uri) else {
            return;
        };
        document.apply(version, changes, encoding);
        self.edition += 1;
        document.edition = self.edition;
        if let Some(folder) = self.folder_of(uri) {
            folder.is_stale = true;
        }
    }

    /// Without a watch on the disk, saving is when other files are looked at again.
    fn save(&mut self, _: &Uri) {
        if !self.setup.abilities.watches_files {
            self.folders.values_mut().for_each(Folder::invalidate);
        }
    }

    fn close(&mut self, uri: &Uri) {
        if self.documents.remove(uri).is_none() {
            return;
        }
        let is_loose = self.folder_of(uri).is_some_and(|folder| {
            folder.is_stale = true;
            !folder.is_whole
        });
        if is_loose {
            self.courier.show(&mut self.shown, uri.clone(), None, Vec::new());
            self.drop_idle_folders();
        }
    }

    fn touch(&mut self, changed: &[Uri], came_or_went: &[Uri]) {
        for uri in came_or_went {
            if let Some(folder) = self.folder_of(uri) {
                folder.invalidate();
            }
        }
        for uri in changed.iter().filter(|uri| !came_or_went.contains(uri)) {
            let is_open = self.documents.contains_key(uri);
            let path = from_proto::file_path(uri);
            let (Some(path), Some(folder)) = (path, self.folder_of(uri)) else {
                continue;
            };
            let path = folder.translation.here.shown(&path);
            if !workspace::is_sql(&path) {
                folder.invalidate();
            } else if !is_open {
                folder.restored.insert(path);
                folder.is_stale = true;
            }
        }
    }

    fn ask(&mut self, mut question: Question) {
        let document = question.uri.as_ref().and_then(|uri| self.documents.get(uri));
        question.edition = document.map(|document| document.edition);
        self.questions.push(question);
    }

    /// Starts a check where something changed and none is under way.
    fn check(&mut self) {
        if self.under_way.is_some() {
            return;
        }
        let now = Instant::now();
        let due = |folder: &Folder| folder.due(now);
        let Some((path, breadth)) = self
            .folders
            .iter()
            .find_map(|(path, folder)| Some((path.clone(), due(folder)?)))
        else {
            return;
        };
        let documents = self.documents_in(&path);
        let Some(folder) = self.folders.get_mut(&path) else {
            return;
        };
        folder.is_stale = false;
        folder.whole_check_due = None;
        let must_reopen = std::mem::take(&mut folder.must_reopen);
        let job = Job {
            warm: folder.warm.take(),
            documents,
            must_reopen,
            restored: std::mem::take(&mut folder.restored).into_iter().collect(),
            translation: folder.translation.clone(),
            breadth,
            config: self.setup.options.config.clone(),
        };
        // The worker ends only with the process.
        self.under_way = self.jobs.send(job).is_ok().then_some(path);
    }

    fn documents_in(&self, folder: &Path) -> Vec<Document> {
        let lies_there = |document: &&Document| {
            let file = from_proto::file_path(&document.uri);
            let place = file.and_then(|file| innermost(self.folders.keys(), &file));
            place.is_some_and(|place| place == folder)
        };
        self.documents.values().filter(lies_there).cloned().collect()
    }

    /// Shows what was found in files that did not change meanwhile; the others are checked again.
    fn finish(&mut self, checked: Checked) {
        let Some(path) = self.under_way.take() else {
            return;
        };
        let open: BTreeMap<String, Document> = self
            .documents_in(&path)
            .into_iter()
            .map(|document| (document.path.clone(), document))
            .collect();
        let Some(folder) = self.folders.get_mut(&path) else {
            // It was closed while it was checked.
            return;
        };
        let translation = folder.translation.clone();
        folder.finish(checked.warm, checked.breadth);
        let untold: Vec<_> = checked
            .placeless
            .iter()
            .filter(|error| !folder.told.contains(error))
            .cloned()
            .collect();
        folder.told = checked.placeless;
        let was_reopened = checked.was_reopened;
        let mut has_news = false;
        for file in checked.files {
            let document = open.get(&file.path);
            if document.map(|document| document.edition) != file.edition {
                continue;
            }
            let uri = match document {
                Some(document) => Some(document.uri.clone()),
                None => translation.uri(&file.path),
            };
            if let Some(uri) = uri {
                let version = document.map(|document| document.version);
                has_news |= self.courier.show(&mut self.shown, uri, version, file.diagnostics);
            }
        }
        self.refresh(has_news, was_reopened);
        for error in untold {
            // Of a folder without migrations nobody needs to be told.
            let about = error.path.as_deref().map(|path| translation.here.absolute(path));
            let kind = match about {
                Some(path) if path.is_dir() => MessageType::INFO,
                _ => MessageType::ERROR,
            };
            self.say(kind, error.to_string());
        }
    }

    /// Tells the editor that there is something new to ask for.
    fn refresh(&self, has_news: bool, was_reopened: bool) {
        let client = self.courier.client.clone();
        let abilities = self.setup.abilities;
        self.courier.runtime.spawn(async move {
            // An editor that cannot do it after all is asked for nothing else.
            if has_news && abilities.delivery == Delivery::Pull {
                let _ = client.workspace_diagnostic_refresh().await;
            }
            if was_reopened && abilities.refreshes_hints {
                let _ = client.inlay_hint_refresh().await;
            }
            if was_reopened && abilities.refreshes_lenses {
                let _ = client.code_lens_refresh().await;
            }
        });
    }

    fn fail(&mut self, reason: &str) {
        if let Some(folder) = self.under_way.take().and_then(|path| self.folders.get_mut(&path)) {
            folder.whole_check_due = None;
        }
        let message = format!("lockgate failed to check the open files: {reason}; the next change is checked again");
        self.say(MessageType::ERROR, message);
        for question in std::mem::take(&mut self.questions) {
            question.answer(&mut self.desk());
        }
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
        let path = from_proto::file_path(uri);
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
