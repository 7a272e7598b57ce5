//! What git knows of the files of a project. It is called as a command, so that its configuration holds: line ends,
//! safe directories, partial clones, work trees.

mod command;
mod error;
mod objects;

use std::path::{Path, PathBuf};

use crate::paths::slashed;

pub(crate) use error::GitError;
pub(crate) use objects::{Blob, Change};

/// A work tree.
#[derive(Clone, Debug)]
pub(crate) struct Repository {
    /// Its folder, as the way to it was written.
    root: PathBuf,
    /// Whether its history is cut off.
    is_shallow: bool,
}

/// A commit or a tree, by its hash.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Tree(String);

/// What a tree is compared with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Side {
    /// The files on the disk.
    WorkTree,
    /// What the next commit will hold.
    Index,
}

impl Repository {
    /// The work tree that holds a folder, which need not exist any more.
    ///
    /// # Errors
    /// Where git cannot be started, or knows of none.
    pub(crate) fn around(folder: &Path) -> Result<Self, GitError> {
        let existing = folder.ancestors().find(|folder| folder.is_dir()).unwrap_or(folder);
        let existing = of_hook(existing).unwrap_or(existing.to_owned());
        let existing = existing.as_path();
        let asked = ["rev-parse", "--show-prefix", "--is-shallow-repository"];
        let out = command::run(existing, &asked).map_err(|error| error.outside(existing))?;
        let out = String::from_utf8(out).map_err(|_| GitError::not_utf8())?;
        let mut lines = out.lines();
        let steps = lines.next().unwrap_or_default().split('/');
        let depth = steps.filter(|step| !step.is_empty()).count();
        let root = existing.ancestors().nth(depth).unwrap_or(existing);
        Ok(Self {
            root: root.to_owned(),
            is_shallow: lines.next() == Some("true"),
        })
    }

    /// The folder of the work tree.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// An absolute path as git writes it; `None` where it does not lie in the work tree.
    pub(crate) fn path_of(&self, absolute: &Path) -> Option<String> {
        if let Ok(below) = absolute.strip_prefix(&self.root) {
            return Some(slashed(below));
        }
        // A link may lead here by another way.
        let folder = absolute.parent()?.canonicalize().ok()?;
        let root = self.root.canonicalize().ok()?;
        let below = folder.strip_prefix(root).ok()?.join(absolute.file_name()?);
        Some(slashed(&below))
    }

    /// What a reference names.
    ///
    /// # Errors
    /// Where it names no commit that is here.
    pub(crate) fn commit(&self, reference: &str) -> Result<Tree, GitError> {
        if reference.is_empty() || reference.starts_with('-') || reference.contains(char::is_control) {
            return Err(GitError::no_reference(reference));
        }
        let wanted = format!("{reference}^{{commit}}");
        let out = command::run(&self.root, &["rev-parse", "--verify", "--quiet", &wanted]);
        let out = out.map_err(|error| error.unknown_reference(reference, self.is_shallow))?;
        Tree::read(&out).ok_or_else(|| GitError::no_reference(reference))
    }

    /// The last commit, or the empty tree where there is none yet.
    ///
    /// # Errors
    /// Where git fails.
    pub(crate) fn head(&self) -> Result<Tree, GitError> {
        if let Ok(head) = self.commit("HEAD") {
            return Ok(head);
        }
        let out = command::run(&self.root, &["hash-object", "-t", "tree", "--stdin"])?;
        Tree::read(&out).ok_or_else(GitError::not_utf8)
    }

    /// Where what is checked out left the commit that a reference names.
    ///
    /// # Errors
    /// Where the history is cut off before that point.
    pub(crate) fn fork_point(&self, tip: &Tree, reference: &str) -> Result<Tree, GitError> {
        let out = command::run(&self.root, &["merge-base", &tip.0, "HEAD"]);
        if let Some(fork) = out.ok().as_deref().and_then(Tree::read) {
            return Ok(fork);
        }
        if !self.is_shallow || self.is_merge_of(tip) {
            // Histories without a common commit are compared as they are, and so is a merge with what was merged.
            return Ok(tip.clone());
        }
        Err(GitError::cut_off(reference))
    }

    /// Whether a parent of the last commit is this one, whether it is here or cut off: what CI systems check out for a
    /// pull request is a merge with the base.
    fn is_merge_of(&self, tip: &Tree) -> bool {
        let Ok(commit) = command::run(&self.root, &["cat-file", "commit", "HEAD"]) else {
            return false;
        };
        let commit = String::from_utf8_lossy(&commit);
        let head = commit.lines().take_while(|line| !line.is_empty());
        head.filter_map(|line| line.strip_prefix("parent "))
            .any(|parent| parent == tip.0)
    }
}

/// A hook of git is told by its environment which repository it is about, as seen from the folder that it starts in.
fn of_hook(folder: &Path) -> Option<PathBuf> {
    std::env::var_os("GIT_DIR")?;
    let here = std::env::current_dir().ok()?;
    folder.starts_with(&here).then_some(here)
}

impl Tree {
    fn read(out: &[u8]) -> Option<Self> {
        let hash = std::str::from_utf8(out).ok()?.trim();
        let is_hash = hash.len() >= 40 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_hash.then(|| Self(hash.to_owned()))
    }
}
