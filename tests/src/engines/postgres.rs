//! PostgreSQL: its simple query protocol, which is what migration runners that send a whole file use
//! (<https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-SIMPLE-QUERY>).

use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use super::process::{Server, new_folder, run};
use super::wire::{Parts, Wire, lossy};
use super::{EngineError, Row, Waiting, missing, program};

/// The superuser of a test's server.
const USER: &str = "postgres";

/// The port that names a server's socket where nothing else is said.
const PORT: u16 = 5432;

/// A running server.
#[derive(Debug)]
pub struct Postgres {
    server: Server,
    port: u16,
    databases: AtomicU32,
}

/// One connection.
#[derive(Debug)]
pub struct Session {
    wire: Wire,
    /// The server's process for this session, as `pg_locks.pid` has it.
    pub pid: i32,
}

/// The server that the tests of one process share; `None` where PostgreSQL is not installed.
pub fn shared() -> Option<&'static Postgres> {
    static SHARED: LazyLock<Option<Postgres>> = LazyLock::new(Postgres::start);
    SHARED.as_ref()
}

impl Postgres {
    /// Starts a server on a new data directory; `None` where PostgreSQL is not installed.
    ///
    /// # Panics
    /// In CI where it is not installed, and where it does not start.
    #[must_use]
    pub fn start() -> Option<Self> {
        Self::start_with(PORT, &[])
    }

    /// Starts a server on this port with further settings, each as `name=value`; those win over its own.
    ///
    /// # Panics
    /// As [`Self::start`].
    #[must_use]
    pub fn start_with(port: u16, further: &[&str]) -> Option<Self> {
        let folders = program_folders();
        let (Some(initdb), Some(postgres)) = (program("initdb", &folders), program("postgres", &folders)) else {
            missing("postgresql");
            return None;
        };
        let folder = new_folder("postgres");
        // The server refuses to run as root, so the account that its package made runs it.
        let as_owner: &[&str] = if is_root() {
            &["setpriv", "--reuid", USER, "--regid", USER, "--init-groups"]
        } else {
            &[]
        };
        if is_root() {
            run(Command::new("chown").arg(USER).arg(&folder));
        }
        let data = folder.join("data");
        let mut words: Vec<&OsStr> = as_owner.iter().map(OsStr::new).collect();
        words.extend([initdb.as_os_str(), OsStr::new("-D"), data.as_os_str()]);
        words.extend(["-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"].map(OsStr::new));
        run(Command::new(words[0]).args(&words[1..]).current_dir("/"));

        let mut words: Vec<&OsStr> = as_owner.iter().map(OsStr::new).collect();
        words.extend([
            postgres.as_os_str(),
            OsStr::new("-D"),
            data.as_os_str(),
            OsStr::new("-k"),
        ]);
        words.push(folder.as_os_str());
        let settings = [
            "listen_addresses=",
            "fsync=off",
            "full_page_writes=off",
            "synchronous_commit=off",
            "shared_buffers=32MB",
            "autovacuum=off",
            "timezone=UTC",
        ];
        for setting in settings.iter().chain(further) {
            words.extend([OsStr::new("-c"), OsStr::new(setting)]);
        }
        let number = port.to_string();
        words.extend([OsStr::new("-p"), OsStr::new(&number)]);
        let server = Server::start(&folder, &words).expect("`sh` runs the server");
        let started = Self {
            server,
            port,
            databases: AtomicU32::new(0),
        };
        started.server.wait_for(|| started.session("postgres").ok());
        Some(started)
    }

    /// Opens a session in a new, empty database, and says what the database is called.
    ///
    /// # Panics
    /// Where the server refuses.
    pub fn new_database(&self) -> (String, Session) {
        let name = format!("test_{}", self.databases.fetch_add(1, Ordering::Relaxed));
        let mut first = self.session("postgres").expect("a session in `postgres`");
        first
            .run(&format!("CREATE DATABASE {name}"))
            .expect("a name nobody uses");
        let session = self.session(&name).expect("a session in the new database");
        (name, session)
    }

    /// The folder that the server writes to, until it is dropped.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.server.folder()
    }

    /// Opens a session in a database that is there.
    ///
    /// # Errors
    /// Where the server does not take it.
    pub fn session(&self, database: &str) -> Result<Session, EngineError> {
        let socket = self.folder().join(format!(".s.PGSQL.{}", self.port));
        Session::open(&socket, database)
    }
}

impl Session {
    fn open(socket: &Path, database: &str) -> Result<Self, EngineError> {
        let mut session = Self {
            wire: Wire::connect(socket).map_err(|error| broken(&error))?,
            pid: 0,
        };
        // Version 3.0 of the protocol, then names and values.
        let mut message = 196_608_i32.to_be_bytes().to_vec();
        for word in ["user", USER, "database", database, ""] {
            message.extend(word.as_bytes());
            message.push(0);
        }
        let length = i32::try_from(message.len() + 4).expect("a short message");
        session
            .wire
            .write(&[&length.to_be_bytes()[..], &message].concat())
            .map_err(|error| broken(&error))?;
        session.answer()?;
        Ok(session)
    }

    /// Runs what is written, several statements perhaps, and gives the rows of the last that has some.
    ///
    /// # Errors
    /// What the server says of the statement that fails. Those before it in the same text are undone with it.
    pub fn run(&mut self, sql: &str) -> Result<Vec<Row>, EngineError> {
        self.send(sql)?;
        self.answer()
    }

    /// Begins to run what is written.
    ///
    /// # Errors
    /// Where the connection is broken.
    pub fn send(&mut self, sql: &str) -> Result<(), EngineError> {
        let length = i32::try_from(sql.len() + 5).expect("less than 2 GB of SQL");
        let message = [b"Q", &length.to_be_bytes()[..], sql.as_bytes(), &[0]].concat();
        self.wire.write(&message).map_err(|error| broken(&error))
    }

    /// What came of the text sent last, if it comes within this time.
    ///
    /// # Errors
    /// As [`Session::run`].
    pub fn answer_within(&mut self, within: Duration) -> Result<Waiting<Vec<Row>>, EngineError> {
        match self.wire.is_readable(within) {
            Ok(true) => self.answer().map(Waiting::Done),
            Ok(false) => Ok(Waiting::Still),
            Err(error) => Err(broken(&error)),
        }
    }

    /// Waits for what comes of the text sent last.
    ///
    /// # Errors
    /// As [`Session::run`].
    pub fn answer(&mut self) -> Result<Vec<Row>, EngineError> {
        let mut rows = Vec::new();
        let mut failed = None;
        loop {
            let (kind, message) = self.message().map_err(|error| match failed.take() {
                // A server that refuses a session says why and hangs up.
                Some(said) => said,
                None => broken(&error),
            })?;
            let mut parts = Parts(&message);
            match kind {
                b'T' => rows.clear(),
                b'D' => rows.push(row(&mut parts)),
                b'E' => failed = Some(refusal(&mut parts)),
                b'K' => self.pid = number(parts.take(4)),
                // `COPY … FROM stdin` outside its script: there is nothing to copy.
                b'G' => self.wire.write(b"f\0\0\0\x05\0").map_err(|error| broken(&error))?,
                b'Z' => return failed.map_or(Ok(rows), Err),
                _ => {}
            }
        }
    }

    fn message(&mut self) -> io::Result<(u8, Vec<u8>)> {
        let [kind, length @ ..] = self.wire.read_array::<5>()?;
        let length = usize::try_from(number(&length)).unwrap_or_default();
        Ok((kind, self.wire.read(length.saturating_sub(4))?))
    }
}

fn row(parts: &mut Parts<'_>) -> Row {
    let columns = u16::from_be_bytes([parts.byte(), parts.byte()]);
    (0..columns)
        .map(|_| {
            let length = usize::try_from(number(parts.take(4))).ok()?;
            Some(lossy(parts.take(length)))
        })
        .collect()
}

fn refusal(parts: &mut Parts<'_>) -> EngineError {
    let (mut code, mut message) = (String::new(), String::new());
    loop {
        match parts.byte() {
            0 => return EngineError { code, message },
            b'C' => code = parts.text(),
            b'M' => message = parts.text(),
            _ => drop(parts.text()),
        }
    }
}

fn number(bytes: &[u8]) -> i32 {
    bytes.try_into().map_or(0, i32::from_be_bytes)
}

/// Class 08 is for connections (<https://www.postgresql.org/docs/current/errcodes-appendix.html>).
fn broken(error: &io::Error) -> EngineError {
    EngineError {
        code: "08006".to_owned(),
        message: error.to_string(),
    }
}

/// Debian's packages keep the server out of the path, a folder for each version.
fn program_folders() -> Vec<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten();
    let mut versions: Vec<(u32, PathBuf)> = versions
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            let version = path.file_name()?.to_str()?.parse().ok()?;
            Some((version, path.join("bin")))
        })
        .collect();
    versions.sort();
    versions.into_iter().rev().map(|(_, folder)| folder).collect()
}

fn is_root() -> bool {
    let asked = Command::new("id").arg("-u").output();
    asked.is_ok_and(|said| said.stdout.trim_ascii() == b"0")
}
