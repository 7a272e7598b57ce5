//! From the protocol's types to ours.

use std::path::PathBuf;

use source::LineIndex;
use tower_lsp_server::ls_types::{InitializeParams, Range, Uri};

use crate::encoding::Encoding;

/// The bytes of a range; one that ends before it begins is empty.
pub(crate) fn range(text: &str, lines: &LineIndex, range: Range, encoding: Encoding) -> std::ops::Range<usize> {
    let start = encoding.offset(text, lines, range.start);
    let end = encoding.offset(text, lines, range.end);
    start..end.max(start)
}

/// Where a document stands among the folders: a file where it lies, a buffer that has no file yet apart from all of them.
/// `None` for what is neither: a version of git's.
pub(crate) fn place(uri: &Uri) -> Option<PathBuf> {
    let unsaved = || is_unsaved(uri).then(|| PathBuf::from(uri.as_str()));
    file_path(uri).or_else(unsaved)
}

/// Whether it is a buffer that has no file yet.
pub(crate) fn is_unsaved(uri: &Uri) -> bool {
    uri.scheme().as_str().eq_ignore_ascii_case("untitled")
}

/// The path of a file on this computer; `None` for what is no file: an unsaved buffer, a version of git's.
pub(crate) fn file_path(uri: &Uri) -> Option<PathBuf> {
    let is_file = uri.scheme().as_str().eq_ignore_ascii_case("file");
    let path = is_file.then(|| uri.to_file_path()).flatten()?;
    path.to_str().is_some().then(|| path.into_owned())
}

/// The folders that the editor works in.
pub(crate) fn folders(params: &InitializeParams) -> Vec<PathBuf> {
    if let Some(folders) = params.workspace_folders.as_ref().filter(|folders| !folders.is_empty()) {
        return folders.iter().filter_map(|folder| file_path(&folder.uri)).collect();
    }
    #[allow(deprecated, reason = "older editors say nothing else")]
    let root = params.root_uri.as_ref().and_then(file_path);
    root.into_iter().collect()
}
