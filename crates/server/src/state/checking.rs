//! When folders are checked, and how what was found is shown.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Instant;

use lint::Interrupt;
use tower_lsp_server::ls_types::MessageType;

use super::State;
use crate::check::{Breadth, Checked, Job};
use crate::document::Document;
use crate::folder::{Folder, innermost};
use crate::from_proto;
use crate::setup::Delivery;
use crate::warm::Warm;

impl State {
    /// Starts a check where something changed and none is under way.
    pub(super) fn check(&mut self) {
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
        // A look at the rest of a folder can wait for an edit; what an edit means cannot wait for the next one.
        self.interrupt = Interrupt::default();
        let interrupt = if folder.is_stale {
            Interrupt::default()
        } else {
            self.interrupt.clone()
        };
        folder.is_stale = false;
        folder.whole_check_due = None;
        let must_reopen = std::mem::take(&mut folder.must_reopen);
        let job = Job {
            warm: folder.warm.take(),
            documents,
            must_reopen,
            restored: std::mem::take(&mut folder.restored).into_iter().collect(),
            unshown: folder.unshown.clone(),
            translation: folder.translation.clone(),
            breadth,
            config: self.setup.options.config.clone(),
            interrupt,
        };
        // The worker ends only with the process.
        self.under_way = self.jobs.send(job).is_ok().then_some(path);
    }

    pub(super) fn documents_in(&self, folder: &Path) -> Vec<Document> {
        let lies_there = |document: &&Document| {
            let file = from_proto::place(&document.uri);
            let place = file.and_then(|file| innermost(self.folders.keys(), &file));
            place.is_some_and(|place| place == folder)
        };
        self.documents.values().filter(lies_there).cloned().collect()
    }

    /// Shows what was found in files that did not change meanwhile; the others are checked again.
    pub(super) fn finish(&mut self, checked: Checked) {
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
        folder.unshown.clear();
        let was_reopened = checked.was_reopened;
        let mut has_news = false;
        for file in checked.files {
            let document = open.get(&file.path);
            if document.map(|document| document.edition) != file.edition {
                // It may be closed before it is checked again, and then nothing of it is new to the next check.
                folder.unshown.insert(file.path);
                continue;
            }
            let uri = match document {
                Some(document) => Some(document.uri.clone()),
                None => translation.uri(&file.path),
            };
            if let Some(uri) = uri {
                if file.diagnostics.is_empty() {
                    folder.showing.remove(&uri);
                } else {
                    folder.showing.insert(uri.clone());
                }
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

    /// Takes back what an interrupted check had; the rest of the folder is looked at later.
    pub(super) fn give_up(&mut self, warm: Box<Warm>) {
        if let Some(folder) = self.under_way.take().and_then(|path| self.folders.get_mut(&path)) {
            folder.finish(warm, Breadth::OpenFilesFirst);
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

    pub(super) fn fail(&mut self, reason: &str) {
        if let Some(folder) = self.under_way.take().and_then(|path| self.folders.get_mut(&path)) {
            folder.whole_check_due = None;
        }
        let message = format!("lockgate failed to check the open files: {reason}; the next change is checked again");
        self.say(MessageType::ERROR, message);
        for question in std::mem::take(&mut self.questions) {
            question.answer(&mut self.desk());
        }
    }
}
