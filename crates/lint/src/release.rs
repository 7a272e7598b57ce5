use std::sync::Arc;

use schema::{Name, Origin};
use source::FileId;

use crate::{Context, MigrationFacts};

/// The earlier migrations that go out together with the one at hand, by file and their number in it: no release of the
/// code ran between them.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Release(Arc<[(FileId, u32)]>);

impl Release {
    /// The release of a migration that goes out with these.
    #[must_use]
    pub fn of(earlier: impl IntoIterator<Item = (FileId, u32)>) -> Self {
        Self(earlier.into_iter().collect())
    }
}

impl MigrationFacts {
    /// Whether what has this origin goes out together with this migration: it made it, or another one of the same release.
    #[must_use]
    pub fn is_of_same_release(&self, origin: Origin) -> bool {
        let made = (origin.file, origin.migration);
        made == (self.migration.file, self.index_in_file) || self.release.0.contains(&made)
    }
}

impl Context<'_> {
    /// Whether what has this origin goes out together with the migration at hand, which made it or follows within the same
    /// release: no code that still serves knows it.
    #[must_use]
    pub fn is_of_same_release(&self, origin: Origin) -> bool {
        self.migration.is_of_same_release(origin)
    }

    /// Whether the table was made by a migration that goes out together with the one at hand.
    #[must_use]
    pub fn is_table_of_same_release(&self, table: &Name) -> bool {
        let known = self.before().table(table).seen();
        known.is_some_and(|table| table.is_complete && self.is_of_same_release(table.origin))
    }
}
