use std::sync::Arc;

use source::{LineIndex, SourceFile};
use tower_lsp_server::ls_types::{TextDocumentContentChangeEvent, Uri};

use crate::encoding::Encoding;
use crate::from_proto;

/// A file that is open in the editor.
#[derive(Clone, Debug)]
pub(crate) struct Document {
    pub(crate) uri: Uri,
    /// As it is shown: relative to the working directory where it lies below.
    pub(crate) path: String,
    pub(crate) version: i32,
    pub(crate) kind: DocumentKind,
    /// Grows with every text of any document, also where an editor counts versions anew.
    pub(crate) edition: u64,
    pub(crate) file: Arc<SourceFile>,
}

/// What an open file is to the server.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum DocumentKind {
    Sql,
    /// A `lockgate.toml`.
    Configuration,
    /// A rule in Rhai.
    Rule,
    /// Another table in TOML: rules of Flyway's, where a project takes rules from it, else of no concern.
    Table,
}

impl DocumentKind {
    /// `None` for files that do not concern the server.
    pub(crate) fn of(path: &str, language: &str) -> Option<Self> {
        let name = workspace::paths::file_name(path);
        if name == workspace::config::FILE_NAME {
            Some(Self::Configuration)
        } else if name.to_ascii_lowercase().ends_with(".rhai") {
            Some(Self::Rule)
        } else if name.to_ascii_lowercase().ends_with(".toml") {
            Some(Self::Table)
        } else {
            let is_sql = workspace::is_sql(path) || language.to_ascii_lowercase().contains("sql");
            is_sql.then_some(Self::Sql)
        }
    }
}

impl Document {
    pub(crate) fn new(uri: Uri, path: String, kind: DocumentKind, version: i32, text: &str) -> Self {
        let file = Arc::new(source(&path, text));
        Self {
            uri,
            path,
            version,
            kind,
            edition: 0,
            file,
        }
    }

    /// Applies edits, each to the text that the one before it left.
    pub(crate) fn apply(&mut self, version: i32, changes: Vec<TextDocumentContentChangeEvent>, encoding: Encoding) {
        let mut text = self.file.text().to_owned();
        for change in changes {
            match change.range {
                Some(range) => {
                    let lines = LineIndex::new(&text);
                    let range = from_proto::range(&text, &lines, range, encoding);
                    text.replace_range(range, &change.text);
                }
                None => text = change.text,
            }
        }
        self.version = version;
        self.file = Arc::new(source(&self.path, &text));
    }
}

impl Document {
    /// Shows it under another path, because its folder is another one now.
    pub(crate) fn put_at(&mut self, path: String) {
        self.file = Arc::new(source(&path, self.file.text()));
        self.path = path;
    }
}

/// Editors do not count a byte order mark.
fn source(path: &str, text: &str) -> SourceFile {
    SourceFile::from_text(path, text.strip_prefix('\u{FEFF}').unwrap_or(text))
}

#[cfg(test)]
mod tests {
    use std::str::FromStr;

    use tower_lsp_server::ls_types::{Position, Range};

    use super::*;

    #[test]
    fn edits_are_applied_in_order() {
        let uri = Uri::from_str("file:///a.sql").unwrap();
        let mut document = Document::new(
            uri,
            "a.sql".to_owned(),
            DocumentKind::Sql,
            1,
            "\u{FEFF}drop table a;\r\n-- 𐐀\r\n",
        );
        let change = |line, start, end, text: &str| TextDocumentContentChangeEvent {
            range: Some(Range::new(Position::new(line, start), Position::new(line, end))),
            range_length: None,
            text: text.to_owned(),
        };
        let changes = vec![change(0, 11, 12, "orders"), change(1, 3, 5, "x\ny")];
        document.apply(2, changes, Encoding::Utf16);
        assert_eq!(document.file.text(), "drop table orders;\r\n-- x\ny\r\n");
        let whole = TextDocumentContentChangeEvent {
            range: None,
            range_length: None,
            text: "select 1".to_owned(),
        };
        document.apply(3, vec![whole, change(0, 7, 8, "2")], Encoding::Utf8);
        assert_eq!((document.file.text(), document.version), ("select 2", 3));
    }
}
