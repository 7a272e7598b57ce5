//! Rows that wait for a check at the end of the transaction.

use super::Applier;
use crate::catalog::map::Map;
use crate::catalog::{Existence, Relation};
use crate::{Action, Change, Insert, InsertSource, Kind};

impl Applier<'_> {
    /// Takes in what a change does to the checks that wait. Whatever begins or ends a transaction, or a part of one, and what
    /// has them checked at once, is taken to leave none.
    pub(super) fn note_pending(&mut self, change: &Change) {
        match &change.action {
            Action::Insert(insert) => self.await_check(insert),
            Action::Transaction(_) => self.catalog.pending = Map::new(),
            Action::None if matches!(change.kind, Kind::SetConstraints | Kind::Unknown | Kind::Placeholder) => {
                self.catalog.pending = Map::new();
            }
            _ => {}
        }
    }

    /// A row surely comes into a table with a foreign key that is checked later, also one without a value for it (measured on
    /// PostgreSQL 15.20). In a partitioned table it waits in the partition.
    fn await_check(&mut self, insert: &Insert) {
        let is_row = matches!(insert.source, InsertSource::Values(_) | InsertSource::Defaults);
        if !is_row || insert.conflict.is_some() || self.existence != Existence::Certain {
            return;
        }
        let key = self.key(&insert.table);
        let Some(Relation::Table(table)) = self.catalog.relation_at(&key).known() else {
            return;
        };
        let is_plain = table.partition_by.is_none() && table.triggers.is_empty() && table.rules.is_empty();
        let waits = table.constraints.iter().any(|constraint| {
            let is_certain = constraint.existence == Existence::Certain;
            is_certain && constraint.is_deferred && constraint.reference.is_some() && constraint.is_enforced
        });
        if is_plain && waits {
            self.catalog.pending.insert(key, ());
        }
    }
}
