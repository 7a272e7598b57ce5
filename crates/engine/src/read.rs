use std::sync::Arc;

use lint::{MigrationFacts, Suppression};
use migrations::Migration;
use rustc_hash::FxHashMap;
use schema::{CommentText, Dialect, Script};
use source::{FileId, SourceFile, TextRange};
use syntax::{Client, ReadOptions};

/// A migration's text, read.
pub(crate) struct Reading {
    pub(crate) script: Arc<Script>,
    pub(crate) head: Arc<[CommentText]>,
    pub(crate) suppressions: Arc<[Suppression]>,
}

/// What of a file does not run, for files in which some text runs only in pieces: that text with everything else
/// blanked, so that offsets stay.
pub(crate) type Blanked = FxHashMap<FileId, Arc<str>>;

impl Reading {
    /// What has been read before.
    pub(crate) fn of(facts: &MigrationFacts) -> Self {
        Self {
            script: Arc::clone(&facts.script),
            head: Arc::clone(&facts.head),
            suppressions: Arc::clone(&facts.suppressions),
        }
    }
}

/// Reads one migration. The comments above a file's first migration go with that one.
pub(crate) fn read(
    file: &SourceFile,
    migration: &Migration,
    is_first_in_file: bool,
    dialect: Dialect,
    blanked: Option<&Arc<str>>,
) -> Reading {
    let section = &migration.section;
    let text = match blanked {
        Some(blanked) if !section.pieces.is_empty() => blanked,
        _ => file.text(),
    };
    let script = syntax::read(
        text,
        &ReadOptions {
            dialect,
            range: section.range,
            delimiter: section.delimiter.as_deref(),
            single_statements: &section.single_statements,
            placeholders: migration.placeholders.as_ref().map(|known| &known.values),
            client: Client::Native,
        },
    );
    let head = if is_first_in_file {
        head(file.text(), section.range.start, dialect)
    } else {
        Arc::default()
    };
    let suppressions = lint::suppressions(file.text(), &script, &head).into();
    Reading {
        script: Arc::new(script),
        head,
        suppressions,
    }
}

/// The comments before the first migration of a file.
fn head(text: &str, end: u32, dialect: Dialect) -> Arc<[CommentText]> {
    if end == 0 {
        return Arc::default();
    }
    let mut options = ReadOptions::whole(text, dialect);
    options.range = TextRange::new(0, end);
    syntax::read(text, &options).comments.into()
}

/// The text of a file with every byte blanked that is in none of the pieces.
pub(crate) fn blank_outside(text: &str, mut pieces: Vec<TextRange>) -> Arc<str> {
    pieces.sort_unstable();
    let mut blanked = String::with_capacity(text.len());
    let mut at = 0;
    for piece in pieces {
        let start = (piece.start as usize).max(at);
        let end = (piece.end as usize).max(start);
        blank(text.get(at..start).unwrap_or_default(), &mut blanked);
        blanked.push_str(text.get(start..end).unwrap_or_default());
        at = end;
    }
    blank(text.get(at..).unwrap_or_default(), &mut blanked);
    blanked.into()
}

fn blank(text: &str, blanked: &mut String) {
    blanked.extend(text.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }));
}
