//! Partitions and inheritance.

use std::sync::Arc;

use super::Applier;
use crate::catalog::{Constraint, Index, ObjectKey};
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
        let Some(parent) = self.seen_table(parent) else {
            return;
        };
        for index in &parent.indexes {
            self.inherit_index(child, index);
        }
        for constraint in &parent.constraints {
            self.inherit_constraint(child, constraint);
        }
    }

    fn inherit_index(&mut self, child: &ObjectKey, index: &Index) {
        if index.constraint.is_some() {
            return;
        }
        let table = self.seen_table(child);
        let is_there = table
            .as_ref()
            .is_some_and(|table| table.indexes.iter().any(|known| known.keys == index.keys));
        if is_there {
            return;
        }
        let parts: Vec<_> = index
            .keys
            .iter()
            .map(|key| key.column().map_or_else(|| "expr".into(), |column| column.text.clone()))
            .collect();
        let is_taken = |name: &str| self.is_name_taken(child, table.as_ref(), name);
        let name = crate::catalog::implicit_name::of_index(self.catalog.dialect, &child.name, &parts, &is_taken);
        let Some(name) = name else {
            return;
        };
        let own = Index {
            name,
            is_name_implicit: true,
            origin: self.origin,
            ..index.clone()
        };
        self.edit_table(child, |table| table.indexes.push(Arc::new(own)));
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
        let is_key = matches!(
            constraint.kind,
            ConstraintKind::PrimaryKey { .. } | ConstraintKind::Unique { .. } | ConstraintKind::Exclude { .. }
        );
        let written = crate::Constraint {
            name: match &constraint.name {
                Some(name) if !is_key => Some(crate::Ident::synthetic(name.clone())),
                _ => None,
            },
            kind: constraint.kind.clone(),
            state: crate::ConstraintState::default(),
            options: Vec::new(),
            range: source::TextRange::default(),
        };
        self.constrain(child, &written);
    }
}
