//! Writing a change as SQL.
//!
//! [`SqlWriter`] turns a change into one statement of its dialect. What the model holds by its place only (a view's
//! query, a routine's body, expressions the grammar does not take apart) is copied from the script's text, where the
//! writer is given it.

mod expr;
mod words;

use std::error::Error;
use std::fmt;

use source::TextRange;

use crate::Dialect;

/// Writes changes in one dialect.
#[derive(Clone, Copy, Debug)]
pub struct SqlWriter<'a> {
    dialect: Dialect,
    script: Option<&'a str>,
}

/// Why a change cannot be written.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Unwritable(&'static str);

type Written = Result<String, Unwritable>;

impl<'a> SqlWriter<'a> {
    /// A writer of changes that no script holds.
    #[must_use]
    pub const fn new(dialect: Dialect) -> Self {
        Self { dialect, script: None }
    }

    /// A writer of the changes of a script that was read from this text. Expressions, queries and bodies are copied
    /// from it.
    #[must_use]
    pub const fn of_script(dialect: Dialect, script: &'a str) -> Self {
        Self {
            dialect,
            script: Some(script),
        }
    }

    /// The script's own text, where there is a script and the range is a place in it.
    fn text(self, range: TextRange) -> Option<&'a str> {
        let script = self.script.filter(|_| !range.is_empty())?;
        script.get(range.start as usize..range.end as usize)
    }
}

impl Unwritable {
    /// The reason, as a fact.
    #[must_use]
    pub const fn reason(self) -> &'static str {
        self.0
    }
}

impl fmt::Display for Unwritable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the change cannot be written as SQL: {}", self.0)
    }
}

impl Error for Unwritable {}
