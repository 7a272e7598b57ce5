//! What hangs on a relation, however deep.

use super::{Catalog, Dependency, ObjectKey, Table};

impl Catalog {
    /// What depends on a relation in this way, each once, in the order of their names.
    pub fn dependents(&self, key: &ObjectKey, why: Dependency) -> impl Iterator<Item = &ObjectKey> {
        self.edges.of(key, why)
    }

    /// Whether anything at all depends on something in this way: in most schemas nothing is a partition or an heir.
    #[must_use]
    pub const fn has_dependents(&self, why: Dependency) -> bool {
        self.edges.has(why)
    }

    /// The partition of a table that takes what no other does.
    #[must_use]
    pub fn default_partition(&self, parent: &ObjectKey) -> Option<&Table> {
        let partitions = self.dependents(parent, Dependency::Partition);
        let mut tables = partitions.filter_map(|partition| self.table_at(partition).seen());
        tables.find(|table| table.is_default_partition)
    }

    /// The partitions of a table or those that inherit from it, with theirs, however deep.
    #[must_use]
    pub fn descendants(&self, key: &ObjectKey) -> Vec<ObjectKey> {
        let mut found: Vec<ObjectKey> = Vec::new();
        if !self.edges.has_any(key) {
            return found;
        }
        let mut open = vec![key.clone()];
        while let Some(parent) = open.pop() {
            let partitions = self.dependents(&parent, Dependency::Partition);
            for child in partitions.chain(self.dependents(&parent, Dependency::Inherits)) {
                if !found.contains(child) {
                    found.push(child.clone());
                    open.push(child.clone());
                }
            }
        }
        found.sort();
        found
    }

    /// The views that read a relation, and those that read them, however deep.
    #[must_use]
    pub fn readers(&self, key: &ObjectKey) -> Vec<ObjectKey> {
        let mut found: Vec<ObjectKey> = Vec::new();
        if !self.edges.has_any(key) {
            return found;
        }
        let mut open = vec![key.clone()];
        while let Some(read) = open.pop() {
            for reader in self.dependents(&read, Dependency::Reads) {
                if !found.contains(reader) {
                    found.push(reader.clone());
                    open.push(reader.clone());
                }
            }
        }
        found.sort();
        found
    }
}
