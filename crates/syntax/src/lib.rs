//! From text to a [`schema::Script`]: the lexer, the splitter, blocks and guards, and the grammar of
//! five families of dialects. `sqlparser` is used inside, for queries, DML and expressions.
//!
//! Not here: rules, the catalogue, configuration. Nothing here fails: what cannot be understood is a
//! statement of kind `unknown`, or an opaque range of one that is understood otherwise.

mod cursor;
mod extent;
mod filled;
mod grammar;
mod guess;
mod lexer;
mod reader;

use std::collections::BTreeMap;

use schema::{CommentText, Dialect, Script, Statement, Token};
use source::TextRange;

pub use self::guess::guess_dialect;

/// How a text is to be read.
#[derive(Clone, Debug)]
pub struct ReadOptions<'a> {
    /// The dialect.
    pub dialect: Dialect,
    /// The part of the text to read; all places in the result count from the text's start.
    pub range: TextRange,
    /// What ends a statement, where a migration tool says so; else the dialect's own terminator.
    pub delimiter: Option<&'a str>,
    /// Ranges that a migration tool's markers make one statement.
    pub single_statements: &'a [TextRange],
    /// What stands in the place of placeholders once the script runs, by their names, as far as that is known. The text
    /// stays as it is; names are read as what they will be.
    pub placeholders: Option<&'a BTreeMap<String, String>>,
    /// Whether the client's own lines are read: `\connect`, `DELIMITER`, `COPY` data.
    pub client: Client,
}

/// Whose client lines a text may hold.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Client {
    /// The dialect's usual client: psql, mysql, sqlcmd, SQL*Plus.
    #[default]
    Native,
}

impl<'a> ReadOptions<'a> {
    /// The whole of `text`, as the dialect's own client would read it.
    #[must_use]
    pub fn whole(text: &'a str, dialect: Dialect) -> Self {
        let end = u32::try_from(text.len()).unwrap_or(u32::MAX);
        Self {
            dialect,
            range: TextRange::new(0, end),
            delimiter: None,
            single_statements: &[],
            placeholders: None,
            client: Client::Native,
        }
    }
}

/// Reads a text. Nothing fails: see the crate's first lines.
#[must_use]
pub fn read(text: &str, options: &ReadOptions<'_>) -> Script {
    read_into(Spare::default(), text, options)
}

/// Reads a text as [`read`] does, in the memory that another script leaves.
#[must_use]
pub fn read_into(spare: Spare, text: &str, options: &ReadOptions<'_>) -> Script {
    reader::read(spare, text, options)
}

/// The memory of a script that nobody needs any longer: its lists are emptied and kept.
#[derive(Debug, Default)]
pub struct Spare {
    tokens: Vec<Token>,
    comments: Vec<CommentText>,
    statements: Vec<Statement>,
}

impl From<Script> for Spare {
    fn from(script: Script) -> Self {
        let Script {
            mut tokens,
            mut comments,
            mut statements,
            ..
        } = script;
        tokens.clear();
        comments.clear();
        statements.clear();
        Self {
            tokens,
            comments,
            statements,
        }
    }
}
