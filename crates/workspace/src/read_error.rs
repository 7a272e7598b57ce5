use std::io;
use std::sync::Arc;

use lint::RunError;

use crate::paths::shown_folder;

/// Why something could not be read, and what to do about it, in lower case.
pub(crate) fn why(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file; correct the path".to_owned(),
        io::ErrorKind::PermissionDenied => {
            "permission denied; make it readable for the user who runs the check".to_owned()
        }
        io::ErrorKind::IsADirectory => "this is a folder, not a file".to_owned(),
        io::ErrorKind::FileTooLarge => "the file holds 4 GiB or more; split it".to_owned(),
        _ if is_loop(error) => "symbolic links lead in a circle; remove one of them".to_owned(),
        _ => {
            let text = error.to_string();
            let text = text.split(" (os error").next().unwrap_or_default();
            let mut letters = text.chars();
            let first = letters.next().map(char::to_lowercase);
            first.into_iter().flatten().chain(letters).collect()
        }
    }
}

/// Why something could not be written, and what to do about it, in lower case.
#[must_use]
pub fn why_unwritten(error: &io::Error) -> String {
    let said = match error.kind() {
        io::ErrorKind::NotFound => "there is no such folder; make it first",
        io::ErrorKind::NotADirectory => {
            "a file stands where its folder would be; rename the file, or choose another place"
        }
        io::ErrorKind::PermissionDenied => {
            "permission denied; let the user who runs this write to the file and to its folder"
        }
        io::ErrorKind::IsADirectory => "this is a folder; name a file",
        io::ErrorKind::ReadOnlyFilesystem => "the file system is read-only; write to another place",
        io::ErrorKind::StorageFull => "the disk is full; make room",
        _ => return why(error),
    };
    said.to_owned()
}

/// ELOOP, which the standard library does not name yet; 40 on Linux, 62 on macOS and the BSDs.
fn is_loop(error: &io::Error) -> bool {
    let number = if cfg!(target_os = "linux") { 40 } else { 62 };
    cfg!(unix) && error.raw_os_error() == Some(number)
}

/// An error about a file or folder as a whole.
pub(crate) fn about(path: &str, message: impl Into<String>) -> RunError {
    RunError {
        rule: None,
        path: Some(Arc::from(shown_folder(path))),
        line: None,
        column: None,
        message: message.into(),
    }
}

/// An error of the run as a whole.
pub(crate) fn of_run(message: impl Into<String>) -> RunError {
    RunError {
        rule: None,
        path: None,
        line: None,
        column: None,
        message: message.into(),
    }
}
