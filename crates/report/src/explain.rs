//! What each statement of some files does: one line each for people, everything for programs.

mod document;
pub(crate) mod names;
mod table;
pub(crate) mod words;

use std::io::{self, Write};

use lint::MigrationFacts;
use migrations::Tool;
use schema::{Dialect, EngineVersion};

use crate::Terminal;

/// What is known of the files that somebody asked about.
#[derive(Clone, Debug, Default)]
pub struct Explained<'a> {
    /// The files, each once, in the order in which they are shown.
    pub files: Vec<ExplainedFile<'a>>,
}

/// What is known of one file.
#[derive(Clone, Debug)]
pub struct ExplainedFile<'a> {
    /// The path as given or relative to the working directory.
    pub path: &'a str,
    /// The dialect it is read in.
    pub dialect: Dialect,
    /// The version of the engine that is reckoned with.
    pub engine_version: EngineVersion,
    /// Whose conventions hold.
    pub tool: Tool,
    /// Why that dialect and that tool, and what the tool makes of the file otherwise; for people only.
    pub notes: Vec<String>,
    /// Its migrations, in their order in the file; none where the tool would skip it.
    pub migrations: Vec<&'a MigrationFacts>,
}

/// How much is told to people.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Detail {
    /// One line for each statement.
    #[default]
    Brief,
    /// Also changes, locks, transactions, and what stands inside.
    Verbose,
}

/// Writes what each statement does, for people.
///
/// # Errors
/// Where the writer fails.
pub fn write_explanation(
    explained: &Explained<'_>,
    detail: Detail,
    terminal: &Terminal,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut told: &[String] = &[];
    for (at, file) in explained.files.iter().enumerate() {
        if at > 0 {
            writeln!(out)?;
        }
        table::write_file(file, told, detail, terminal, out)?;
        told = &file.notes;
    }
    Ok(())
}

/// Writes what each statement does, for programs.
///
/// # Errors
/// Where the writer fails.
pub fn write_explanation_json(explained: &Explained<'_>, out: &mut dyn Write) -> io::Result<()> {
    document::write(explained, out)
}

/// The engine and its version, for people; SQL of no known engine has none.
pub(crate) fn engine(dialect: Dialect, version: EngineVersion) -> String {
    if dialect == Dialect::Generic {
        return dialect.title().to_owned();
    }
    format!("{} {version}", dialect.title())
}
