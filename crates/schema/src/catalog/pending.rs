use super::{Catalog, ObjectKey};

impl Catalog {
    /// Whether rows that were surely put into a table wait for a check at the end of the transaction, if they were put there
    /// within the one at hand.
    #[must_use]
    pub fn has_pending_checks(&self, key: &ObjectKey) -> bool {
        self.pending.contains_key(key)
    }

    /// Whether there is such a table.
    #[must_use]
    pub const fn has_any_pending_checks(&self) -> bool {
        !self.pending.is_empty()
    }
}
