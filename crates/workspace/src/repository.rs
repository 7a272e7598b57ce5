use std::path::{Path, PathBuf};

use crate::paths::WorkingDir;

/// Where systems put what they check out, for the case that it comes without its `.git`.
const CHECKOUTS: [&str; 2] = ["GITHUB_WORKSPACE", "CI_PROJECT_DIR"];

/// The folder of the repository that a run is in: the nearest with a `.git`, a file in work trees and submodules, or else
/// the one that the system says it checked out to.
#[must_use]
pub fn repository_folder(here: &WorkingDir) -> Option<PathBuf> {
    let has_git = |folder: &&Path| folder.join(".git").exists();
    if let Some(folder) = here.path().ancestors().find(has_git) {
        return Some(folder.to_owned());
    }
    let checkouts = CHECKOUTS.into_iter().filter_map(std::env::var_os).map(PathBuf::from);
    checkouts
        .filter(|folder| folder.is_absolute())
        .find(|folder| here.path().starts_with(folder))
}
