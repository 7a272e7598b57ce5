use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use source::{FileId, SourceFile, TextRange};
use tower_lsp_server::ls_types::{Position, Range, Uri};
use workspace::Workspace;

use crate::delivery::Shown;
use crate::document::Document;
use crate::folder::{Folder, innermost};
use crate::from_proto;
use crate::setup::Setup;
use crate::to_proto::Translation;
use crate::warm::Warm;

/// What an answer may look at: everything as it stood after the last check.
pub(crate) struct Desk<'a> {
    pub(crate) setup: &'a Setup,
    pub(crate) documents: &'a BTreeMap<Uri, Document>,
    pub(crate) folders: &'a mut BTreeMap<PathBuf, Folder>,
    pub(crate) shown: &'a Shown,
}

/// One file on the desk, with what is known of its folder.
#[derive(Clone, Copy)]
pub(crate) struct OnDesk<'a> {
    pub(crate) translation: &'a Translation,
    pub(crate) warm: &'a Warm,
    /// The file as it was read.
    pub(crate) source: &'a Arc<SourceFile>,
    pub(crate) document: &'a Document,
}

/// A migration file on the desk, read.
#[derive(Clone, Copy)]
pub(crate) struct Script<'a> {
    pub(crate) project: &'a engine::Project,
    pub(crate) file: FileId,
    pub(crate) on_desk: OnDesk<'a>,
}

impl Desk<'_> {
    /// An open file.
    pub(crate) fn open(&self, uri: &Uri) -> Option<OnDesk<'_>> {
        let document = self.documents.get(uri)?;
        let path = from_proto::place(uri)?;
        let folder = innermost(self.folders.keys(), &path).and_then(|folder| self.folders.get(folder))?;
        Some(OnDesk {
            translation: &folder.translation,
            warm: folder.warm.as_deref()?,
            source: &document.file,
            document,
        })
    }

    /// An open file of SQL that a project holds.
    pub(crate) fn script(&self, uri: &Uri) -> Option<Script<'_>> {
        let on_desk = self.open(uri)?;
        let workspace = &on_desk.warm.workspace;
        let file = workspace.sources().find(&on_desk.document.path)?;
        let mut projects = workspace.projects().iter();
        let project = projects.find(|project| project.wanted().contains(&file))?.histories();
        let source = project.sources().get(file);
        Some(Script {
            project,
            file,
            on_desk: OnDesk { source, ..on_desk },
        })
    }

    /// A file's address as the editor spells it, where the file is open.
    pub(crate) fn spelled(&self, uri: Uri) -> Uri {
        if self.documents.contains_key(&uri) {
            return uri;
        }
        let Some(path) = from_proto::file_path(&uri) else {
            return uri;
        };
        let is_same = |open: &&Uri| from_proto::file_path(open).as_ref() == Some(&path);
        self.documents.keys().find(is_same).cloned().unwrap_or(uri)
    }

    /// The folders that have been read, with what is known of them.
    pub(crate) fn read_folders(&self) -> impl Iterator<Item = (&Translation, &Warm)> {
        let folders = self.folders.values();
        folders.filter_map(|folder| Some((&folder.translation, folder.warm.as_deref()?)))
    }

    /// The workspace of an open file, to try something out in it.
    pub(crate) fn workspace_mut(&mut self, uri: &Uri) -> Option<&mut Workspace> {
        let path = from_proto::place(uri)?;
        let folder = innermost(self.folders.keys(), &path)?.clone();
        let warm = self.folders.get_mut(&folder)?.warm.as_deref_mut()?;
        Some(&mut warm.workspace)
    }
}

impl<'a> Script<'a> {
    /// What was found in it, in the order of the text.
    pub(crate) fn findings(&self) -> impl Iterator<Item = &'a source::Finding> {
        let found = self.on_desk.warm.found.get(self.on_desk.document.path.as_str());
        found.into_iter().flat_map(|found| &found.findings)
    }

    /// Which of its migrations a byte belongs to.
    pub(crate) fn migration_at(&self, offset: u32) -> Option<usize> {
        let mut migrations = self.project.migrations_in(self.file);
        migrations.position(|facts| facts.migration.section.range.contains(offset))
    }
}

impl OnDesk<'_> {
    /// The byte at a position.
    pub(crate) fn offset(&self, position: Position) -> u32 {
        let offset = self
            .translation
            .encoding
            .offset(self.source.text(), self.source.lines(), position);
        u32::try_from(offset).unwrap_or(u32::MAX)
    }

    pub(crate) fn range(&self, range: TextRange) -> Range {
        self.translation.range(self.source, range)
    }

    pub(crate) fn bytes(&self, range: Range) -> TextRange {
        let start = self.offset(range.start);
        TextRange::new(start, self.offset(range.end).max(start))
    }
}
