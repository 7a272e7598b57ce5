//! Indexes, looked for by their names alone.

use super::{Catalog, Index, Lookup, ObjectKey, Relation, Start, Table};
use crate::Name;

impl Catalog {
    /// The relation that the index with this name is on.
    #[must_use]
    pub fn relation_of_index(&self, index: &Name) -> Lookup<&Relation> {
        self.relation_of_index_at(&self.index_key(index))
    }

    /// The relation that the index with this key is on.
    #[must_use]
    pub fn relation_of_index_at(&self, index: &ObjectKey) -> Lookup<&Relation> {
        match self.indexes.get(index) {
            Some(relation) => self.relation_at(relation),
            None if self.start == Start::Empty => Lookup::Absent,
            None => Lookup::Unknown,
        }
    }

    /// The table that the index with this name is on.
    #[must_use]
    pub fn table_of_index(&self, index: &Name) -> Lookup<&Table> {
        self.relation_of_index(index).and_then(|relation| match relation {
            Relation::Table(table) => Lookup::Known(table),
            Relation::View(_) => Lookup::Absent,
        })
    }

    /// Whether a new index of this table finds its name taken by another: an index lies in the schema of its table
    /// (PostgreSQL). `None` where that is not known.
    #[must_use]
    pub fn has_index_beside(&self, table: &Name, index: &Name) -> Option<bool> {
        match self.table_of_index(index) {
            Lookup::Known(other) => Some(other.key.schema == self.key(table).schema),
            other => other.exists(),
        }
    }

    /// The index of a table with this name.
    #[must_use]
    pub fn index(&self, index: &Name) -> Lookup<&Index> {
        let name = index.ident.folded(self.dialect);
        self.table_of_index(index).and_then(|table| table.index(&name))
    }
}
