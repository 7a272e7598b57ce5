//! Edits of files as the protocol wants them.

use std::collections::HashMap;

use source::{Edit, Fix, Replacement, SourceFile, Sources, TextRange};
use tower_lsp_server::ls_types::{
    CreateFile, CreateFileOptions, DocumentChangeOperation, DocumentChanges, OneOf,
    OptionalVersionedTextDocumentIdentifier, Position, Range, ResourceOp, TextDocumentEdit, TextEdit, Uri,
    WorkspaceEdit,
};

use crate::desk::Desk;
use crate::to_proto::Translation;

/// Edits that are being put together.
#[derive(Default)]
pub(crate) struct Edits {
    created: Vec<Uri>,
    edits: Vec<(Uri, TextEdit)>,
}

impl Edits {
    /// What a fix does; `None` where it touches what cannot be named to the editor.
    pub(crate) fn of_fix(fix: &Fix, sources: &Sources, translation: &Translation) -> Option<Self> {
        let mut edits = Self::default();
        for edit in &fix.edits {
            match edit {
                Edit::Replace(replacement) => edits.replace(replacement, sources, translation)?,
                Edit::Create { path, text } => edits.create(translation.uri(path)?, text),
            }
        }
        Some(edits)
    }

    pub(crate) fn of_replacement(
        replacement: &Replacement,
        sources: &Sources,
        translation: &Translation,
    ) -> Option<Self> {
        let mut edits = Self::default();
        edits.replace(replacement, sources, translation)?;
        Some(edits)
    }

    /// A new text for a whole file, as the one edit of what differs.
    pub(crate) fn of_text(uri: Uri, old: &SourceFile, new: &str, translation: &Translation) -> Self {
        let text = old.text();
        let prefix = common(text.chars(), new.chars());
        let suffix = common(text[prefix..].chars().rev(), new[prefix..].chars().rev());
        let range = TextRange::new(number(prefix), number(text.len() - suffix));
        let mut edits = Self::default();
        edits.push(
            uri,
            translation.range(old, range),
            new[prefix..new.len() - suffix].to_owned(),
        );
        edits
    }

    pub(crate) fn push(&mut self, uri: Uri, range: Range, text: String) {
        self.edits.push((uri, TextEdit::new(range, text)));
    }

    pub(crate) fn create(&mut self, uri: Uri, text: &str) {
        self.created.push(uri.clone());
        let start = Position::new(0, 0);
        self.push(uri, Range::new(start, start), text.to_owned());
    }

    /// The edits, in the form that this editor takes; `None` where it cannot create a file that they need.
    pub(crate) fn finish(self, desk: &Desk<'_>) -> Option<WorkspaceEdit> {
        let abilities = desk.setup.abilities;
        if !self.created.is_empty() && !abilities.creates_files {
            return None;
        }
        if !abilities.edits_versioned_documents && self.created.is_empty() {
            let mut changes: HashMap<Uri, Vec<TextEdit>> = HashMap::new();
            for (uri, edit) in self.edits {
                changes.entry(desk.spelled(uri)).or_default().push(edit);
            }
            return Some(WorkspaceEdit::new(changes));
        }
        let mut documents: Vec<TextDocumentEdit> = Vec::new();
        for (uri, edit) in self.edits {
            let uri = desk.spelled(uri);
            if let Some(known) = documents.iter_mut().find(|known| known.text_document.uri == uri) {
                known.edits.push(OneOf::Left(edit));
                continue;
            }
            let version = desk.documents.get(&uri).map(|document| document.version);
            documents.push(TextDocumentEdit {
                text_document: OptionalVersionedTextDocumentIdentifier { uri, version },
                edits: vec![OneOf::Left(edit)],
            });
        }
        let creations = self.created.into_iter().map(|uri| {
            DocumentChangeOperation::Op(ResourceOp::Create(CreateFile {
                uri,
                options: Some(CreateFileOptions {
                    overwrite: Some(false),
                    ignore_if_exists: Some(false),
                }),
                annotation_id: None,
            }))
        });
        let edits = documents.into_iter().map(DocumentChangeOperation::Edit);
        Some(WorkspaceEdit {
            document_changes: Some(DocumentChanges::Operations(creations.chain(edits).collect())),
            ..WorkspaceEdit::default()
        })
    }

    fn replace(&mut self, replacement: &Replacement, sources: &Sources, translation: &Translation) -> Option<()> {
        let file = sources.get(replacement.span.file);
        let text = with_line_ends_of(file.text(), &replacement.text);
        self.push(
            translation.uri(file.path())?,
            translation.range(file, replacement.span.range),
            text,
        );
        Some(())
    }
}

/// How many bytes two texts have in common.
fn common(left: impl Iterator<Item = char>, right: impl Iterator<Item = char>) -> usize {
    let equal = left.zip(right).take_while(|(left, right)| left == right);
    equal.map(|(character, _)| character.len_utf8()).sum()
}

/// New text with the line ends that the file has.
fn with_line_ends_of(file: &str, text: &str) -> String {
    let first = file.find(['\n', '\r']).map_or("", |at| &file[at..]);
    let line_end = if first.starts_with("\r\n") {
        "\r\n"
    } else if first.starts_with('\r') {
        "\r"
    } else {
        "\n"
    };
    text.replace("\r\n", "\n").replace('\n', line_end)
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
