//! Real engines, so that what Lockgate says of them can be held against what they do: PostgreSQL and MariaDB, started
//! from the installed servers on data directories of their own, and SQLite, linked.
//!
//! A server ends with the value that started it, also where the test process is killed. Any number of sessions can be
//! open at once; one that waits for a lock is left waiting by [`postgres::Session::send`] and asked later.

pub mod mariadb;
pub mod postgres;
mod process;
pub mod sqlite;
mod wire;

use std::fmt;
use std::path::PathBuf;

pub use wire::Waiting;

/// One row, as the engine prints its values; `None` is `NULL`.
pub type Row = Vec<Option<String>>;

/// What an engine says when it refuses.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EngineError {
    /// PostgreSQL's SQLSTATE, MariaDB's error number, SQLite's extended result code.
    pub code: String,
    /// Its words.
    pub message: String,
}

impl fmt::Display for EngineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.message)
    }
}

impl std::error::Error for EngineError {}

/// The program with this name: on the path, or in one of the folders where packages put servers.
fn program(name: &str, folders: &[PathBuf]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let on_path = std::env::split_paths(&path).map(|folder| folder.join(name));
    let elsewhere = folders.iter().map(|folder| folder.join(name));
    on_path.chain(elsewhere).find(|program| program.is_file())
}

/// Without the engine the caller says that it was skipped; in CI (`CI=true`) that is a failure.
fn missing(package: &str) {
    assert!(
        std::env::var_os("CI").is_none(),
        "{package} is not installed, and CI must not skip the engines: apt-get install {package}"
    );
}

/// The value in the first column of the first row.
///
/// # Panics
/// Where there is no row or the value is `NULL`.
#[must_use]
pub fn only(rows: &[Row]) -> &str {
    rows.first()
        .and_then(|row| row.first())
        .and_then(Option::as_deref)
        .expect("a query that always has one value")
}
