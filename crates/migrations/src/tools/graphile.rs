use crate::names::{file_name, parent};

/// `migrations` of `migrations/committed`.
pub(crate) fn home(folder: &str) -> Option<String> {
    (file_name(folder) == "committed").then(|| parent(folder).to_owned())
}
