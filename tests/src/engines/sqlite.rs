//! SQLite, linked: each session is a database of its own, in memory.

use rusqlite::fallible_iterator::FallibleIterator;
use rusqlite::types::ValueRef;
use rusqlite::{Batch, Connection};

use super::{EngineError, Row};

/// A database in memory, or another connection to a file.
#[derive(Debug)]
pub struct Session {
    connection: Connection,
}

impl Session {
    /// A new, empty database in memory.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn in_memory() -> Result<Self, EngineError> {
        let connection = Connection::open_in_memory().map_err(|error| refusal(&error))?;
        Ok(Self { connection })
    }

    /// The database in a file, which two sessions can share.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn in_file(path: &std::path::Path) -> Result<Self, EngineError> {
        let connection = Connection::open(path).map_err(|error| refusal(&error))?;
        Ok(Self { connection })
    }

    /// Runs what is written, several statements perhaps, and gives the rows of the last.
    ///
    /// # Errors
    /// What SQLite says of the statement that fails. Those before it have run.
    pub fn run(&mut self, sql: &str) -> Result<Vec<Row>, EngineError> {
        let mut rows = Vec::new();
        let mut batch = Batch::new(&self.connection, sql);
        while let Some(mut statement) = batch.next().map_err(|error| refusal(&error))? {
            rows.clear();
            let columns = statement.column_count();
            let mut found = statement.query([]).map_err(|error| refusal(&error))?;
            while let Some(row) = found.next().map_err(|error| refusal(&error))? {
                let values = (0..columns).map(|at| row.get_ref(at).map(printed));
                rows.push(values.collect::<Result<_, _>>().map_err(|error| refusal(&error))?);
            }
        }
        Ok(rows)
    }
}

fn printed(value: ValueRef<'_>) -> Option<String> {
    match value {
        ValueRef::Null => None,
        ValueRef::Integer(number) => Some(number.to_string()),
        ValueRef::Real(number) => Some(number.to_string()),
        ValueRef::Text(text) | ValueRef::Blob(text) => Some(String::from_utf8_lossy(text).into_owned()),
    }
}

fn refusal(error: &rusqlite::Error) -> EngineError {
    let (code, message) = match error {
        rusqlite::Error::SqlInputError { error, msg, .. } => (error.extended_code, msg.clone()),
        rusqlite::Error::SqliteFailure(error, Some(message)) => (error.extended_code, message.clone()),
        other => (0, other.to_string()),
    };
    EngineError {
        code: code.to_string(),
        message,
    }
}
