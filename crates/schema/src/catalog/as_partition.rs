//! What a table has, and lacks, to become a partition of another (PostgreSQL).

use std::sync::Arc;

use compact_str::CompactString;

use super::{Column, Index, Table};
use crate::ConstraintKind;

impl Table {
    /// Whether valid checks name every column of the parent's partition key, and none of them may be null. That they also
    /// imply the bounds is taken for granted: nobody writes them for anything else. `None` where the parent's key is not
    /// known.
    #[must_use]
    pub fn is_held_to_key_of(&self, parent: &Self) -> Option<bool> {
        let columns = &parent.partition_by.as_ref()?.columns;
        let is_proved = |column: &CompactString| {
            self.constraints.iter().any(|constraint| {
                let is_check = matches!(constraint.kind, ConstraintKind::Check { .. });
                is_check && constraint.is_valid == Some(true) && constraint.columns.contains(column)
            })
        };
        let is_required = |column: &CompactString| {
            let found: Option<&Column> = self.column(column).seen();
            found.is_some_and(|column| column.nullable == Some(false))
        };
        let is_held = |column: &CompactString| is_proved(column) && is_required(column);
        Some(!columns.is_empty() && columns.iter().all(is_held))
    }

    /// The indexes of a partitioned table that this one has not: they are built when it is attached
    /// (<https://www.postgresql.org/docs/current/sql-altertable.html>, `ATTACH PARTITION`).
    pub fn lacks_of<'a>(&'a self, parent: &'a Self) -> impl Iterator<Item = &'a Index> {
        let has = |index: &Index| self.indexes.iter().any(|own| own.is_like(index));
        parent.indexes.iter().map(Arc::as_ref).filter(move |index| !has(index))
    }
}

impl Index {
    /// Whether an index of a partition serves as its part of this index, or the other way round.
    #[must_use]
    pub fn is_like(&self, other: &Self) -> bool {
        self.keys == other.keys && self.predicate == other.predicate && self.is_unique == other.is_unique
    }
}
