//! The tables above the one that a change is about, and beside it below them.

use schema::catalog::{Dependency, Table};
use schema::{Action, ObjectKey};

use super::look::{Look, push};

impl Look<'_, '_> {
    pub(super) fn parents(&self) -> Vec<ObjectKey> {
        match &self.subject.change.action {
            Action::CreateTable(table) => {
                let partition = table.partition_of.iter().map(|partition| &partition.parent);
                let parents = partition.chain(&table.inherits);
                parents.map(|parent| self.before.key(parent)).collect()
            }
            Action::Partition(action) => vec![self.before.key(&action.table)],
            Action::Table(action) => action.argument.iter().map(|parent| self.before.key(parent)).collect(),
            _ => self
                .table()
                .and_then(|table| table.partition_of.clone())
                .into_iter()
                .collect(),
        }
    }

    /// The tables that those referred to by the parents' foreign keys are.
    pub(super) fn parent_references(&self) -> Vec<ObjectKey> {
        let mut keys = Vec::new();
        for parent in self.parents() {
            let table = self.before.table_at(&parent).seen();
            for (_, reference) in table.into_iter().flat_map(Table::foreign_keys) {
                push(&mut keys, reference.table.clone());
            }
        }
        keys
    }

    /// The tables whose foreign keys refer to the parents.
    pub(super) fn parent_referrers(&self) -> Vec<ObjectKey> {
        let mut keys = Vec::new();
        for parent in self.ancestors() {
            for referrer in self.before.dependents(&parent, Dependency::ForeignKey) {
                push(&mut keys, referrer.clone());
            }
        }
        keys
    }

    /// The parents, and the tables that they are partitions of.
    pub(super) fn ancestors(&self) -> Vec<ObjectKey> {
        let mut keys = self.parents();
        let mut at = 0;
        while let Some(key) = keys.get(at) {
            let above = self.before.table_at(key).seen();
            let above = above.and_then(|table| table.partition_of.clone());
            above.into_iter().for_each(|above| push(&mut keys, above));
            at += 1;
        }
        keys
    }

    /// The tables above the parents to which foreign keys refer.
    pub(super) fn referenced_ancestors(&self) -> Vec<ObjectKey> {
        let parents = self.parents();
        let mut keys = self.ancestors();
        keys.retain(|key| {
            let is_referenced = self.before.dependents(key, Dependency::ForeignKey).next().is_some();
            is_referenced && !parents.contains(key)
        });
        keys
    }

    /// The tables that foreign keys of the attached table refer to which the parent has too: the two become one.
    pub(super) fn referenced_by_both(&self) -> Vec<ObjectKey> {
        let refers = |key: &ObjectKey| -> Vec<(Vec<compact_str::CompactString>, ObjectKey)> {
            let table = self.before.table_at(key).seen();
            let keys = table.into_iter().flat_map(Table::foreign_keys);
            keys.map(|(own, reference)| (own.columns.clone(), reference.table.clone()))
                .collect()
        };
        let of_parents: Vec<_> = self.parents().iter().flat_map(refers).collect();
        let of_attached = self.attached();
        let both = of_attached
            .iter()
            .flat_map(refers)
            .filter(|key| of_parents.contains(key));
        both.map(|(_, referenced)| referenced).collect()
    }

    pub(super) fn default_partitions(&self) -> Vec<ObjectKey> {
        let own = self.themselves();
        let mut keys = Vec::new();
        for parent in self.parents() {
            for partition in self.before.dependents(&parent, Dependency::Partition) {
                let table = self.before.table_at(partition).seen();
                if table.is_some_and(|table| table.is_default_partition) && !own.contains(partition) {
                    push(&mut keys, partition.clone());
                }
            }
        }
        keys
    }

    pub(super) fn attached(&self) -> Vec<ObjectKey> {
        match &self.subject.change.action {
            Action::Partition(action) => action.partitions.iter().map(|name| self.before.key(name)).collect(),
            _ => Vec::new(),
        }
    }
}
