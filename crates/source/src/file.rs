use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use crate::{Encoding, FileId, LineColumn, LineIndex, TextRange, decode};

/// One file: its path as people write it, its text, and how the bytes were read.
#[derive(Debug)]
pub struct SourceFile {
    path: Arc<str>,
    text: String,
    encoding: Encoding,
    first_bad_byte: Option<usize>,
    is_lossy: bool,
    lines: OnceLock<LineIndex>,
}

impl SourceFile {
    /// Reads `bytes`, in whatever encoding they turn out to be.
    #[must_use]
    pub fn from_bytes(path: impl Into<Arc<str>>, bytes: Vec<u8>) -> Self {
        let decoded = decode(bytes);
        Self {
            path: path.into(),
            text: decoded.text,
            encoding: decoded.encoding,
            first_bad_byte: decoded.first_bad_byte,
            is_lossy: decoded.is_lossy,
            lines: OnceLock::new(),
        }
    }

    /// A file whose text is known.
    #[must_use]
    pub fn from_text(path: impl Into<Arc<str>>, text: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            text: text.into(),
            encoding: Encoding::Utf8,
            first_bad_byte: None,
            is_lossy: false,
            lines: OnceLock::new(),
        }
    }

    /// The same file with another text, to be written as this one is.
    #[must_use]
    pub fn with_text(&self, text: impl Into<String>) -> Self {
        Self {
            path: Arc::clone(&self.path),
            text: text.into(),
            encoding: self.encoding,
            first_bad_byte: self.first_bad_byte,
            is_lossy: self.is_lossy,
            lines: OnceLock::new(),
        }
    }

    /// The path as given or relative to the working directory, with forward slashes.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The path, to be kept.
    #[must_use]
    pub fn shared_path(&self) -> Arc<str> {
        Arc::clone(&self.path)
    }

    /// The decoded text, without its byte order mark.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// How the bytes were read.
    #[must_use]
    pub const fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// The first byte that is not UTF-8, where the file had to be read as Windows-1252.
    #[must_use]
    pub const fn first_bad_byte(&self) -> Option<usize> {
        self.first_bad_byte
    }

    /// Whether characters had to be replaced by U+FFFD.
    #[must_use]
    pub const fn is_lossy(&self) -> bool {
        self.is_lossy
    }

    /// The lines, found when first asked for.
    #[must_use]
    pub fn lines(&self) -> &LineIndex {
        self.lines.get_or_init(|| LineIndex::new(&self.text))
    }

    /// Line and column of a byte.
    #[must_use]
    pub fn line_column(&self, offset: u32) -> LineColumn {
        self.lines().line_column(&self.text, offset)
    }

    /// The text within `range`, or nothing where the range does not fit the text.
    #[must_use]
    pub fn slice(&self, range: TextRange) -> &str {
        self.text.get(range.slice()).unwrap_or_default()
    }
}

/// The files of one run; a [`FileId`] is an index into it. A copy costs nothing until one of the two changes.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    known: Arc<KnownFiles>,
}

#[derive(Clone, Debug, Default)]
struct KnownFiles {
    files: Vec<Arc<SourceFile>>,
    /// By path, the first file with it; found when first asked for.
    by_path: OnceLock<HashMap<Arc<str>, FileId>>,
}

impl Sources {
    /// Adds a file and returns its number.
    pub fn add(&mut self, file: SourceFile) -> FileId {
        self.add_shared(Arc::new(file))
    }

    /// Adds a file that somebody else holds too.
    pub fn add_shared(&mut self, file: Arc<SourceFile>) -> FileId {
        let known = Arc::make_mut(&mut self.known);
        let id = number(known.files.len());
        if let Some(by_path) = known.by_path.get_mut() {
            by_path.entry(file.shared_path()).or_insert(id);
        }
        known.files.push(file);
        id
    }

    /// Puts a new version of a file in the place of the old one.
    pub fn replace(&mut self, id: FileId, file: Arc<SourceFile>) {
        let known = Arc::make_mut(&mut self.known);
        let place = &mut known.files[id.0 as usize];
        if place.path() != file.path() {
            known.by_path.take();
        }
        *place = file;
    }

    /// The file with this number, which [`Sources::add`] gave.
    #[must_use]
    pub fn get(&self, id: FileId) -> &Arc<SourceFile> {
        &self.known.files[id.0 as usize]
    }

    /// The file with this path.
    #[must_use]
    pub fn find(&self, path: &str) -> Option<FileId> {
        let by_path = self.known.by_path.get_or_init(|| {
            let mut by_path = HashMap::with_capacity(self.len());
            for (id, file) in self.iter() {
                by_path.entry(file.shared_path()).or_insert(id);
            }
            by_path
        });
        by_path.get(path).copied()
    }

    /// All files with their numbers, in the order in which they were added.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &Arc<SourceFile>)> {
        let files = self.known.files.iter().enumerate();
        files.map(|(at, file)| (number(at), file))
    }

    /// How many files there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.known.files.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.known.files.is_empty()
    }
}

fn number(at: usize) -> FileId {
    FileId(u32::try_from(at).unwrap_or(u32::MAX))
}
