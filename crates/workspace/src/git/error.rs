use std::fmt;
use std::path::Path;

use crate::paths::slashed;

/// Why git could not say what was asked, and what to do about it, in lower case.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct GitError {
    message: String,
}

impl GitError {
    pub(super) fn not_started(error: &std::io::Error) -> Self {
        let reason = match error.kind() {
            std::io::ErrorKind::NotFound => "it is not installed, or not on the path".to_owned(),
            _ => crate::read_error::why(error),
        };
        Self::new(format!(
            "git cannot be started: {reason}; install it, or check without it"
        ))
    }

    /// What git itself says, in one line.
    pub(super) fn refused(command: &str, said: &str) -> Self {
        let line = said.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
        let line = line.trim_start_matches("fatal: ").trim_start_matches("error: ").trim();
        let line = if line.is_empty() { "it does not say why" } else { line };
        Self::new(format!("`git {command}` failed: {line}"))
    }

    pub(super) fn not_utf8() -> Self {
        Self::new("git names files whose names are not valid UTF-8; rename them".to_owned())
    }

    /// The same, where the question was whether a folder is in a work tree at all.
    pub(super) fn outside(self, folder: &Path) -> Self {
        let folder = slashed(folder);
        if self.message.contains("not a git repository") {
            return Self::new(format!(
                "`{folder}` is not in a git repository; run this in a clone, or check without a base"
            ));
        }
        if self.message.contains("dubious ownership") {
            let folder = self.distrusted().unwrap_or(&folder);
            return Self::new(format!(
                "git does not trust `{folder}`, which another user owns; run `git config --global --add \
                 safe.directory {folder}`"
            ));
        }
        if self.message.contains("must be run in a work tree") {
            return Self::new(format!(
                "`{folder}` is in a repository without a work tree; check out a branch"
            ));
        }
        self
    }

    /// The work tree that git names as another user's: it wants this one to be trusted, not a folder in it.
    fn distrusted(&self) -> Option<&str> {
        let (_, named) = self.message.split_once("repository at '")?;
        named.strip_suffix('\'')
    }

    /// The same, where the question was what a reference names.
    pub(super) fn unknown_reference(self, reference: &str, is_shallow: bool) -> Self {
        // With `--quiet`, git says nothing where it only does not know the name.
        if !self.message.ends_with("it does not say why") {
            return self;
        }
        let remedy = match (is_shallow, reference.split_once('/')) {
            (true, Some(("origin", branch))) => format!(
                "this clone is shallow: run `git fetch --depth=1000 origin {branch}:refs/remotes/origin/{branch}`, or let \
                 CI fetch everything (`fetch-depth: 0`, `GIT_DEPTH: 0`)"
            ),
            (true, _) => "this clone is shallow: run `git fetch --unshallow`, or let CI fetch everything \
                          (`fetch-depth: 0`, `GIT_DEPTH: 0`)"
                .to_owned(),
            (false, Some(("origin", branch))) => {
                format!("correct it, or run `git fetch origin {branch}:refs/remotes/origin/{branch}`")
            }
            (false, _) => "correct it, or fetch it first".to_owned(),
        };
        Self::new(format!("git knows no commit `{reference}`; {remedy}"))
    }

    pub(super) fn no_reference(reference: &str) -> Self {
        Self::new(format!(
            "`{reference}` names no commit; write a branch, a tag or a hash"
        ))
    }

    pub(super) fn cut_off(reference: &str) -> Self {
        Self::new(format!(
            "this clone is shallow, and the commit where this branch left `{reference}` is not in it; run `git fetch \
             --unshallow`, or let CI fetch everything (`fetch-depth: 0`, `GIT_DEPTH: 0`)"
        ))
    }

    const fn new(message: String) -> Self {
        Self { message }
    }
}

impl fmt::Display for GitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_to_trust_is_the_one_that_git_names() {
        let said = "fatal: detected dubious ownership in repository at '/srv/it's'\nTo add an exception for this directory, call:\n";
        let error = GitError::refused("rev-parse", said).outside(Path::new("/srv/it's/db"));
        let wanted = "git does not trust `/srv/it's`, which another user owns; run `git config --global --add \
                      safe.directory /srv/it's`";
        assert_eq!(error.to_string(), wanted);
    }
}
