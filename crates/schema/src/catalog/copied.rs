use compact_str::CompactString;

use super::ObjectKey;

/// Where the rows of a table went: all of them, by `INSERT … SELECT` or `CREATE TABLE … AS`, within the same migration.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Copied {
    /// The table that they went into.
    pub into: ObjectKey,
    /// Which column went into which.
    pub columns: Vec<(CompactString, CompactString)>,
}

impl Copied {
    /// Whether the values of this column went along.
    #[must_use]
    pub fn holds(&self, column: &str) -> bool {
        self.columns.iter().any(|(from, _)| from == column)
    }
}
