//! Partitions and inheritance.

use std::sync::Arc;

use super::Applier;
use super::taken_over::{unnamed, written};
use crate::catalog::{Constraint, Dependency, Index, ObjectKey};
use crate::{ConstraintKind, Dialect, Kind, PartitionAction, TableAction};

impl Applier<'_> {
    pub(super) fn alter_partition(&mut self, kind: Kind, action: &PartitionAction) {
        let parent = self.key(&action.table);
        let is_table = self.catalog.dialect == Dialect::Postgres;
        for partition in &action.partitions {
            let name = partition.ident.folded(self.catalog.dialect);
            let child = self.key(partition);
            match kind {
                Kind::AttachPartition => {
                    let is_default = action.is_default;
                    let parent_key = parent.clone();
                    self.edit_table(&child, |table| {
                        table.partition_of = Some(parent_key);
                        table.is_default_partition = is_default;
                    });
                    self.inherit_from(&child, &parent);
                }
                Kind::DetachPartition => self.edit_table(&child, |table| {
                    table.partition_of = None;
                    table.is_default_partition = false;
                }),
                Kind::AddPartition if !is_table => self.edit_table(&parent, |table| {
                    if let Some(by) = &mut table.partition_by {
                        by.partitions.push(name);
                    }
                }),
                Kind::DropPartition if !is_table => self.edit_table(&parent, |table| {
                    if let Some(by) = &mut table.partition_by {
                        by.partitions.retain(|known| *known != name);
                    }
                }),
                _ => {}
            }
        }
        if kind == Kind::RemovePartitioning {
            self.edit_table(&parent, |table| table.partition_by = None);
        }
    }

    /// `INHERIT parent` and `NO INHERIT parent`.
    pub(super) fn change_parent(&mut self, kind: Kind, action: &TableAction) {
        let Some(parent) = action.argument.as_ref().map(|parent| self.key(parent)) else {
            return;
        };
        let child = self.key(&action.name);
        self.edit_table(&child, |table| {
            table.inherits.retain(|known| *known != parent);
            if kind == Kind::Inherit {
                table.inherits.push(parent);
            }
        });
    }

    /// A partition gets the keys and indexes of its parent, under names of its own.
    pub(super) fn inherit_from(&mut self, child: &ObjectKey, parent: &ObjectKey) {
        let Some(parent) = self.seen_table(parent).cloned() else {
            return;
        };
        for constraint in &parent.constraints {
            self.inherit_constraint(child, constraint);
        }
        for index in parent.indexes.iter().filter(|index| index.constraint.is_none()) {
            self.inherit_index(child, index);
        }
    }

    /// An index of a partitioned table, made for each partition that has no such index yet
    /// (<https://www.postgresql.org/docs/current/sql-createindex.html>).
    pub(super) fn index_partitions(&mut self, parent: &ObjectKey, name: &str) {
        let Some(table) = self.seen_table(parent) else {
            return;
        };
        let Some(index) = table.indexes.iter().find(|index| index.name == name).cloned() else {
            return;
        };
        for partition in self.partitions(parent) {
            self.inherit_index(&partition, &index);
        }
    }

    /// A key of a partitioned table, made for each partition that has none yet.
    pub(super) fn constrain_partitions(&mut self, parent: &ObjectKey, constraint: &Constraint) {
        for partition in self.partitions(parent) {
            self.inherit_constraint(&partition, constraint);
        }
    }

    /// The partitions of a table, with theirs, each after what it is a part of.
    fn partitions(&self, parent: &ObjectKey) -> Vec<ObjectKey> {
        let mut found = vec![parent.clone()];
        let mut at = 0;
        while at < found.len() {
            for child in self.catalog.dependents(&found[at].clone(), Dependency::Partition) {
                if !found.contains(child) {
                    found.push(child.clone());
                }
            }
            at += 1;
        }
        found.split_off(1)
    }

    fn inherit_index(&mut self, child: &ObjectKey, index: &Index) {
        let is_there = self
            .seen_table(child)
            .is_some_and(|table| table.indexes.iter().any(|known| known.is_like(index)));
        if !is_there {
            self.put_index(child, &unnamed(index, child));
        }
    }

    fn inherit_constraint(&mut self, child: &ObjectKey, constraint: &Constraint) {
        let table = self.seen_table(child);
        let is_there = table.as_ref().is_some_and(|table| {
            let same = |known: &Arc<Constraint>| known.kind == constraint.kind;
            table.constraints.iter().any(same)
        });
        if is_there {
            return;
        }
        // Checks and foreign keys keep their name; keys get one that fits their index.
        let name = constraint.name.clone().filter(|_| !is_key(&constraint.kind));
        self.constrain(child, &written(constraint, name.map(crate::Ident::synthetic)));
    }
}

/// Whether an index serves the constraint.
pub(super) const fn is_key(kind: &ConstraintKind) -> bool {
    matches!(
        kind,
        ConstraintKind::PrimaryKey { .. } | ConstraintKind::Unique { .. } | ConstraintKind::Exclude { .. }
    )
}
