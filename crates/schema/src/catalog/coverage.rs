//! What the indexes of a table are good for.

use compact_str::CompactString;

use super::{Index, Table};
use crate::{ConstraintKind, IndexKey, IndexShape, KeyTarget};

impl Table {
    /// Whether a primary key, a unique constraint or a unique index is over exactly these columns, in whatever order, so
    /// that a foreign key can refer to them: true, false, or not known.
    #[must_use]
    pub fn is_unique_on_exactly(&self, columns: &[CompactString]) -> Option<bool> {
        let by_constraint = self.constraints.iter().any(|constraint| {
            let is_key = matches!(
                constraint.kind,
                ConstraintKind::PrimaryKey { .. } | ConstraintKind::Unique { .. }
            );
            is_key && same_set(&constraint.columns, columns)
        });
        let by_index = self.indexes.iter().any(|index| {
            let is_of_columns = index.keys.iter().all(|key| key.column().is_some());
            index.is_unique && index.predicate.is_none() && is_of_columns && same_set(&index.columns(), columns)
        });
        if by_constraint || by_index {
            return Some(true);
        }
        self.is_complete.then_some(false)
    }
}

impl Index {
    /// The columns that it is sorted by, up to the first expression or prefix.
    #[must_use]
    pub fn columns(&self) -> Vec<CompactString> {
        let plain = |key: &&IndexKey| matches!(key.target, KeyTarget::Column(_)) && key.prefix_length.is_none();
        let keys = self.keys.iter().take_while(plain);
        keys.filter_map(|key| key.column().map(|column| column.text.clone()))
            .collect()
    }
}

impl IndexShape {
    /// Whether rows are found in it by the values of its first columns.
    #[must_use]
    pub const fn can_look_up(self) -> bool {
        matches!(self, Self::Plain | Self::Clustered | Self::Bitmap)
    }
}

fn same_set(keys: &[CompactString], columns: &[CompactString]) -> bool {
    columns.iter().all(|column| keys.contains(column)) && keys.iter().all(|key| columns.contains(key))
}
