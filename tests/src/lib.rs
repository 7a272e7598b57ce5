//! Tests that look at the whole: runs of the binary, the corpus, the engines, and the boundaries
//! between the crates. The tests themselves are in `tests/tests`; here is what several of them share.

pub mod engines;
pub mod runners;

use std::path::{Path, PathBuf};

/// The workspace's folder.
#[must_use]
pub fn workspace_root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .map(Path::to_path_buf)
        .unwrap_or_default()
}

/// The folder with real migrations that `LOCKGATE_CORPUS` names.
///
/// Without it the caller says that it was skipped; in CI (`CI=true`) that is a failure.
///
/// # Panics
/// In CI without `LOCKGATE_CORPUS`, or where it names no folder.
#[must_use]
pub fn corpus() -> Option<PathBuf> {
    let Some(folder) = std::env::var_os("LOCKGATE_CORPUS") else {
        assert!(
            std::env::var_os("CI").is_none(),
            "LOCKGATE_CORPUS is not set, and CI must not skip the corpus"
        );
        return None;
    };
    let folder = PathBuf::from(folder);
    let folder = if folder.is_absolute() {
        folder
    } else {
        workspace_root().join(folder)
    };
    assert!(
        folder.join("index.json").is_file(),
        "LOCKGATE_CORPUS names {}, which holds no index.json",
        folder.display()
    );
    Some(folder)
}
