//! MariaDB: its text protocol (<https://mariadb.com/docs/server/reference/clientserver-protocol>).

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

/// What the client can do: the 4.1 protocol, a database named at once, transactions, four-byte authentication with a
/// named plugin, several statements and results in one text.
const CAPABILITIES: u32 = 0x1 | 0x8 | 0x200 | 0x2000 | 0x8000 | 0x1_0000 | 0x2_0000 | 0x8_0000;
/// `utf8mb4_general_ci`.
const CHARACTER_SET: u8 = 45;
/// The status bit that says that another result follows.
const MORE_RESULTS: u16 = 0x8;
/// The command that runs text.
const QUERY: u8 = 3;

/// A running server.
#[derive(Debug)]
pub struct Mariadb {
    server: Server,
    databases: AtomicU32,
}

/// One connection.
#[derive(Debug)]
pub struct Session {
    wire: Wire,
    sequence: u8,
    /// The server's thread for this session, as `information_schema.processlist.id` has it.
    pub thread: u32,
}

/// The server that the tests of one process share; `None` where MariaDB is not installed.
pub fn shared() -> Option<&'static Mariadb> {
    static SHARED: LazyLock<Option<Mariadb>> = LazyLock::new(Mariadb::start);
    SHARED.as_ref()
}

impl Mariadb {
    /// Starts a server on a new data directory; `None` where MariaDB is not installed.
    ///
    /// # Panics
    /// In CI where it is not installed, and where it does not start.
    #[must_use]
    pub fn start() -> Option<Self> {
        let folders = [PathBuf::from("/usr/sbin")];
        let (Some(install), Some(mariadbd)) = (program("mariadb-install-db", &folders), program("mariadbd", &folders))
        else {
            missing("mariadb-server");
            return None;
        };
        let folder = new_folder("mariadb");
        let data = format!("--datadir={}", folder.join("data").display());
        let socket = format!("--socket={}", folder.join("socket").display());
        let user = "--user=root";
        run(Command::new(install)
            .args(["--no-defaults", &data, user, "--skip-test-db"])
            .args([
                "--auth-root-authentication-method=normal",
                "--innodb-flush-method=nosync",
                "--innodb-log-file-size=8M",
            ]));
        let mut words = vec![mariadbd.as_os_str()];
        let settings = [
            "--no-defaults",
            &data,
            &socket,
            user,
            "--skip-networking",
            "--innodb-flush-method=nosync",
            "--innodb-flush-log-at-trx-commit=0",
            "--sync-frm=0",
            "--innodb-log-file-size=8M",
            "--innodb-buffer-pool-size=64M",
            "--character-set-server=utf8mb4",
        ];
        words.extend(settings.map(OsStr::new));
        let server = Server::start(&folder, &words).expect("`sh` runs the server");
        let started = Self {
            server,
            databases: AtomicU32::new(0),
        };
        started.server.wait_for(|| started.session("mysql").ok());
        Some(started)
    }

    /// Opens a session in a new, empty database, and says what the database is called.
    ///
    /// # Panics
    /// Where the server refuses.
    pub fn new_database(&self) -> (String, Session) {
        let name = format!("test_{}", self.databases.fetch_add(1, Ordering::Relaxed));
        let mut session = self.session("mysql").expect("a session in `mysql`");
        session
            .run(&format!("CREATE DATABASE {name}"))
            .expect("a name nobody uses");
        session.run(&format!("USE {name}")).expect("the database just made");
        (name, session)
    }

    /// Opens a session in a database that is there.
    ///
    /// # Errors
    /// Where the server does not take it.
    pub fn session(&self, database: &str) -> Result<Session, EngineError> {
        Session::open(&self.server.folder().join("socket"), database).map_err(|error| broken(&error))?
    }
}

impl Session {
    fn open(socket: &Path, database: &str) -> io::Result<Result<Self, EngineError>> {
        let mut session = Self {
            wire: Wire::connect(socket)?,
            sequence: 0,
            thread: 0,
        };
        let greeting = session.packet()?;
        let mut parts = Parts(&greeting);
        if parts.byte() == 0xff {
            return Ok(Err(refusal(&mut parts)));
        }
        // The server's version, then its thread.
        parts.text();
        session.thread = u32::try_from(little(parts.take(4))).unwrap_or_default();

        let mut reply = CAPABILITIES.to_le_bytes().to_vec();
        reply.extend(0x00ff_ffff_u32.to_le_bytes());
        reply.push(CHARACTER_SET);
        reply.extend([0; 23]);
        // The account has no password: the answer to the challenge is empty.
        reply.extend(b"root\0\0");
        reply.extend(database.as_bytes());
        reply.extend(b"\0mysql_native_password\0");
        session.write(&reply)?;
        loop {
            let packet = session.packet()?;
            let mut parts = Parts(&packet);
            match parts.byte() {
                0 => return Ok(Ok(session)),
                0xff => return Ok(Err(refusal(&mut parts))),
                _ => session.write(&[])?,
            }
        }
    }

    /// Runs what is written, several statements perhaps, and gives the rows of the last that has some.
    ///
    /// # Errors
    /// What the server says of the statement that fails. Those before it in the same text have run.
    pub fn run(&mut self, sql: &str) -> Result<Vec<Row>, EngineError> {
        self.send(sql)?;
        self.answer()
    }

    /// Begins to run what is written.
    ///
    /// # Errors
    /// Where the connection is broken.
    pub fn send(&mut self, sql: &str) -> Result<(), EngineError> {
        self.sequence = 0;
        self.write(&[&[QUERY], sql.as_bytes()].concat())
            .map_err(|error| broken(&error))
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
        self.results().map_err(|error| broken(&error))?
    }

    fn results(&mut self) -> io::Result<Result<Vec<Row>, EngineError>> {
        let mut rows = Vec::new();
        loop {
            let packet = self.packet()?;
            let mut parts = Parts(&packet);
            let status = match parts.byte() {
                0 => {
                    // How many rows it touched, and the last number it gave out.
                    length(&mut parts);
                    length(&mut parts);
                    status(&mut parts)
                }
                0xff => return Ok(Err(refusal(&mut parts))),
                // `LOAD DATA LOCAL`: there is no file.
                0xfb => {
                    self.write(&[])?;
                    MORE_RESULTS
                }
                _ => {
                    rows.clear();
                    let columns = length(&mut Parts(&packet)).unwrap_or_default();
                    for _ in 0..columns {
                        self.packet()?;
                    }
                    // Where the columns end.
                    self.packet()?;
                    match self.rows(columns, &mut rows)? {
                        Ok(status) => status,
                        Err(error) => return Ok(Err(error)),
                    }
                }
            };
            if status & MORE_RESULTS == 0 {
                return Ok(Ok(rows));
            }
        }
    }

    fn rows(&mut self, columns: usize, rows: &mut Vec<Row>) -> io::Result<Result<u16, EngineError>> {
        loop {
            let packet = self.packet()?;
            let mut parts = Parts(&packet);
            match packet.first() {
                Some(0xff) => {
                    parts.byte();
                    return Ok(Err(refusal(&mut parts)));
                }
                Some(0xfe) if packet.len() < 9 => {
                    // The mark and the number of warnings.
                    parts.take(3);
                    return Ok(Ok(status(&mut parts)));
                }
                _ => {
                    let values = (0..columns).map(|_| {
                        let length = length(&mut parts)?;
                        Some(lossy(parts.take(length)))
                    });
                    rows.push(values.collect());
                }
            }
        }
    }

    fn packet(&mut self) -> io::Result<Vec<u8>> {
        let [length @ .., sequence] = self.wire.read_array::<4>()?;
        self.sequence = sequence.wrapping_add(1);
        self.wire.read(little(&length))
    }

    fn write(&mut self, payload: &[u8]) -> io::Result<()> {
        // Longer ones are cut into packets of this length, the last one shorter.
        const MOST: usize = 0x00ff_ffff;
        let mut rest = payload;
        loop {
            let (now, later) = rest.split_at(rest.len().min(MOST));
            let length = u32::try_from(now.len()).unwrap_or_default().to_le_bytes();
            self.wire.write(&[&length[..3], &[self.sequence], now].concat())?;
            self.sequence = self.sequence.wrapping_add(1);
            if now.len() < MOST {
                return Ok(());
            }
            rest = later;
        }
    }
}

/// A number of one to nine bytes; `None` is the mark for `NULL`.
fn length(parts: &mut Parts<'_>) -> Option<usize> {
    match parts.byte() {
        0xfb => None,
        0xfc => Some(little(parts.take(2))),
        0xfd => Some(little(parts.take(3))),
        0xfe => Some(little(parts.take(8))),
        small => Some(usize::from(small)),
    }
}

fn status(parts: &mut Parts<'_>) -> u16 {
    u16::try_from(little(parts.take(2))).unwrap_or_default()
}

fn little(bytes: &[u8]) -> usize {
    bytes
        .iter()
        .rev()
        .fold(0, |number, byte| number << 8 | usize::from(*byte))
}

fn refusal(parts: &mut Parts<'_>) -> EngineError {
    let code = little(parts.take(2)).to_string();
    // A mark and five characters of SQLSTATE, once the session is open.
    if parts.0.first() == Some(&b'#') {
        parts.take(6);
    }
    EngineError {
        code,
        message: lossy(parts.0),
    }
}

/// `CR_SERVER_LOST`.
fn broken(error: &io::Error) -> EngineError {
    EngineError {
        code: "2013".to_owned(),
        message: error.to_string(),
    }
}
