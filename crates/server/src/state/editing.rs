//! What the editor opens, changes and closes, and which folder it belongs to.

use std::path::{Path, PathBuf};

use tower_lsp_server::ls_types::{TextDocumentContentChangeEvent, Uri};
use workspace::NAMELESS;

use super::State;
use crate::document::{Document, DocumentKind};
use crate::folder::{Folder, innermost};
use crate::from_proto;

impl State {
    pub(super) fn add_folder(&mut self, path: PathBuf) {
        let path = workspace::WorkingDir::new(path).path().to_owned();
        let mut folder = Folder::new(&path, true, &self.setup);
        // A check of single files in it may still be under way, and leaves a workspace of those alone.
        folder.must_reopen = true;
        self.folders.insert(path, folder);
        self.place_documents();
    }

    pub(super) fn remove_folder(&mut self, path: &Path) {
        let path = workspace::WorkingDir::new(path).path().to_owned();
        self.drop_folder(&path);
        self.place_documents();
    }

    /// Forgets a folder, with what was shown for it alone.
    fn drop_folder(&mut self, path: &Path) {
        let Some(dropped) = self.folders.remove(path) else {
            return;
        };
        for uri in dropped.showing {
            if !self.folders.values().any(|folder| folder.showing.contains(&uri)) {
                self.courier.show(&mut self.shown, uri, None, Vec::new());
            }
        }
    }

    /// Gives each open file the path under which its folder knows it, and a folder of its own where it has none.
    fn place_documents(&mut self) {
        self.drop_idle_folders();
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
    }

    /// How the folder of a file shows its path; the folder is stale then.
    fn place(&mut self, uri: &Uri) -> Option<String> {
        let file = from_proto::place(uri)?;
        let is_unsaved = from_proto::is_unsaved(uri);
        let folder = match innermost(self.folders.keys(), &file) {
            Some(folder) => folder.clone(),
            None if is_unsaved => file.clone(),
            None => file.parent()?.to_owned(),
        };
        let first = self.folders.iter().find(|(_, folder)| folder.is_whole);
        let here = first.map_or_else(PathBuf::new, |(path, _)| path.clone());
        let new = || {
            if is_unsaved {
                Folder::of_unsaved(uri, &here, &self.setup)
            } else {
                Folder::new(&folder, false, &self.setup)
            }
        };
        let folder = self.folders.entry(folder.clone()).or_insert_with(new);
        folder.is_stale = true;
        Some(if is_unsaved {
            NAMELESS.to_owned()
        } else {
            folder.translation.here.shown(&file)
        })
    }

    fn folder_of(&mut self, uri: &Uri) -> Option<&mut Folder> {
        let file = from_proto::place(uri)?;
        let folder = innermost(self.folders.keys(), &file)?.clone();
        self.folders.get_mut(&folder)
    }

    /// Drops the folders of single files that are closed, or that lie in a folder of the workspace now.
    fn drop_idle_folders(&mut self) {
        let is_used = |path: &PathBuf| {
            let mut files = self.documents.keys().filter_map(from_proto::place);
            files.any(|file| file == *path || file.parent() == Some(path))
        };
        let is_in_workspace = |path: &PathBuf| {
            let mut folders = self.folders.iter().filter(|(_, folder)| folder.is_whole);
            folders.any(|(folder, _)| path.starts_with(folder))
        };
        let is_idle = |(path, folder): &(&PathBuf, &Folder)| {
            let is_loose = !folder.is_whole;
            is_loose && (!is_used(path) || (folder.translation.unsaved.is_none() && is_in_workspace(path)))
        };
        let idle: Vec<PathBuf> = self
            .folders
            .iter()
            .filter(is_idle)
            .map(|(path, _)| path.clone())
            .collect();
        for path in idle {
            self.drop_folder(&path);
        }
    }

    pub(super) fn open(&mut self, uri: Uri, language: &str, version: i32, text: &str) {
        let Some(path) = from_proto::place(&uri) else {
            return;
        };
        let Some(kind) = DocumentKind::of(&path.to_string_lossy(), language) else {
            return;
        };
        if from_proto::is_unsaved(&uri) && kind != DocumentKind::Sql {
            return;
        }
        if let Some(path) = self.place(&uri) {
            let mut document = Document::new(uri.clone(), path, kind, version, text);
            self.edition += 1;
            document.edition = self.edition;
            self.documents.insert(uri, document);
        }
    }

    pub(super) fn change(&mut self, uri: &Uri, version: i32, changes: Vec<TextDocumentContentChangeEvent>) {
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
        self.interrupt.raise();
    }

    /// Without a watch on the disk, saving is when other files are looked at again.
    pub(super) fn save(&mut self, _: &Uri) {
        if !self.setup.abilities.watches_files {
            self.folders.values_mut().for_each(Folder::invalidate);
        }
    }

    pub(super) fn close(&mut self, uri: &Uri) {
        if self.documents.remove(uri).is_none() {
            return;
        }
        let is_loose = self.folder_of(uri).is_some_and(|folder| {
            folder.is_stale = true;
            !folder.is_whole
        });
        if is_loose {
            self.drop_idle_folders();
            self.courier.show(&mut self.shown, uri.clone(), None, Vec::new());
        }
    }

    pub(super) fn touch(&mut self, changed: &[Uri], came_or_went: &[Uri]) {
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
                // It may be the configuration that holds for buffers without a file, too.
                let unsaved = self
                    .folders
                    .values_mut()
                    .filter(|folder| folder.translation.unsaved.is_some());
                unsaved.for_each(Folder::invalidate);
            } else if !is_open {
                folder.restored.insert(path);
                folder.is_stale = true;
            }
        }
    }
}
