//! The byte stream between a session and its server.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::Duration;

/// Whether an answer came in time.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Waiting<T> {
    /// The session is still at it: it waits for a lock, or is slow.
    Still,
    /// It has ended.
    Done(T),
}

/// A connection that is read in pieces of known length.
#[derive(Debug)]
pub(super) struct Wire {
    stream: BufReader<UnixStream>,
}

impl Wire {
    pub(super) fn connect(socket: &Path) -> io::Result<Self> {
        Ok(Self {
            stream: BufReader::new(UnixStream::connect(socket)?),
        })
    }

    pub(super) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.stream.get_mut().write_all(bytes)
    }

    pub(super) fn read(&mut self, length: usize) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; length];
        self.stream.read_exact(&mut bytes)?;
        Ok(bytes)
    }

    pub(super) fn read_array<const LENGTH: usize>(&mut self) -> io::Result<[u8; LENGTH]> {
        let mut bytes = [0; LENGTH];
        self.stream.read_exact(&mut bytes)?;
        Ok(bytes)
    }

    /// Whether the server says something within this time.
    pub(super) fn is_readable(&mut self, within: Duration) -> io::Result<bool> {
        // A timeout of zero is refused.
        let within = within.max(Duration::from_millis(1));
        self.stream.get_ref().set_read_timeout(Some(within))?;
        let seen = self.stream.fill_buf().map(|bytes| !bytes.is_empty());
        self.stream.get_ref().set_read_timeout(None)?;
        match seen {
            Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut) => Ok(false),
            seen => seen,
        }
    }
}

/// Takes a message apart from its beginning.
pub(super) struct Parts<'a>(pub(super) &'a [u8]);

impl<'a> Parts<'a> {
    pub(super) fn take(&mut self, length: usize) -> &'a [u8] {
        let (taken, rest) = self.0.split_at(length.min(self.0.len()));
        self.0 = rest;
        taken
    }

    pub(super) fn byte(&mut self) -> u8 {
        self.take(1).first().copied().unwrap_or_default()
    }

    /// Text up to a zero byte.
    pub(super) fn text(&mut self) -> String {
        let end = self.0.iter().position(|byte| *byte == 0).unwrap_or(self.0.len());
        let text = lossy(self.take(end));
        self.take(1);
        text
    }
}

pub(super) fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
