use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use super::GitError;

/// Runs git in a folder and gives what it writes.
///
/// # Errors
/// Where it cannot be started, or refuses; what it says is kept.
pub(super) fn run(folder: &Path, arguments: &[&str]) -> Result<Vec<u8>, GitError> {
    let output = git(folder, arguments).stdin(Stdio::null()).output();
    finished(output, arguments)
}

/// Runs git with a text on its standard input.
///
/// # Errors
/// Where it cannot be started, or refuses; what it says is kept.
pub(super) fn run_with(folder: &Path, arguments: &[&str], text: String) -> Result<Vec<u8>, GitError> {
    let mut command = git(folder, arguments);
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let spawned = command.spawn().and_then(|mut child| {
        let stdin = child.stdin.take();
        // It answers while it is asked: whoever writes all of it first waits for ever.
        let writer = std::thread::spawn(move || stdin.map_or(Ok(()), |mut stdin| stdin.write_all(text.as_bytes())));
        let output = child.wait_with_output();
        let _ = writer.join();
        output
    });
    finished(spawned, arguments)
}

fn git(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new("git");
    // A check takes no lock, asks for no password, and reads messages in one language.
    command
        .env("GIT_OPTIONAL_LOCKS", "0")
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("LC_ALL", "C")
        .arg("-C")
        .arg(folder)
        .args(["--literal-pathspecs", "-c", "core.quotePath=false"])
        .args(arguments);
    command
}

fn finished(output: std::io::Result<Output>, arguments: &[&str]) -> Result<Vec<u8>, GitError> {
    let output = output.map_err(|error| GitError::not_started(&error))?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(GitError::refused(arguments.first().copied().unwrap_or_default(), &said))
}
