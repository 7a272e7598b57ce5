//! A server process that does not outlive its test.

use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::wire::lossy;

/// Keeps the server until its own input is closed, which happens when the test ends in whatever way, and then removes
/// the data directory.
const WATCH: &str = r#"folder=$1; shift
"$@" >"$folder/log" 2>&1 </dev/null &
server=$!
trap '' INT TERM
cat >/dev/null
kill -QUIT $server 2>/dev/null || kill -KILL $server
wait $server
rm -rf "$folder""#;

/// How long a server may take to start.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running server with its data directory.
#[derive(Debug)]
pub(super) struct Server {
    folder: PathBuf,
    child: Child,
}

impl Server {
    /// Runs `command`, whose data is in that folder, until the value is dropped.
    pub(super) fn start(folder: &Path, command: &[&OsStr]) -> io::Result<Self> {
        let child = Command::new("sh")
            .args(["-c", WATCH, "sh"])
            .arg(folder)
            .args(command)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        Ok(Self {
            folder: folder.to_path_buf(),
            child,
        })
    }

    /// The connection to the server's socket, as soon as there is one.
    ///
    /// # Panics
    /// Where the server does not start: its log is in the message.
    pub(super) fn wait_for<T>(&self, mut connect: impl FnMut() -> Option<T>) -> T {
        let begun = Instant::now();
        loop {
            if let Some(connected) = connect() {
                return connected;
            }
            assert!(begun.elapsed() < PATIENCE, "the server does not start:\n{}", self.log());
            sleep(Duration::from_millis(20));
        }
    }

    /// Where its data and its socket are.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.folder.join("log")).unwrap_or_default()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        // The folder is gone when the watch has ended; a second server may then use the same memory.
        let _ = self.child.wait();
    }
}

/// A folder that stays until [`Server`] removes it.
///
/// # Panics
/// Where nothing can be written.
pub(super) fn new_folder(engine: &str) -> PathBuf {
    let folder = tempfile::Builder::new()
        .prefix(&format!("lockgate-{engine}-"))
        .tempdir();
    folder.expect("a place for temporary files").keep()
}

/// Runs a program to its end.
///
/// # Panics
/// Where it fails: what it printed is in the message.
pub(super) fn run(command: &mut Command) {
    let done = command.output().expect("the programs of the operating system");
    assert!(
        done.status.success(),
        "{command:?} failed:\n{}{}",
        lossy(&done.stdout),
        lossy(&done.stderr)
    );
}
