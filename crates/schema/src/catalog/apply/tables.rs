//! `CREATE TABLE` in all its forms.

use std::sync::Arc;

use compact_str::CompactString;

use super::Applier;
use crate::catalog::{Existence, ObjectKey, Partitioning, Relation, Table};
use crate::{CreateTable, Dialect, ExprKind, Name, Persistence};

impl Applier<'_> {
    pub(super) fn create_table(&mut self, created: &CreateTable) {
        let key = self.new_table_key(created);
        let is_there = matches!(self.seen_relation(&key), Some((Existence::Certain, _)));
        if is_there && self.skips_existing(created.if_not_exists) && !created.or_replace {
            return;
        }
        let table = self.new_table(key.clone(), created);
        self.put_relation(Relation::Table(table));
        for constraint in created.all_constraints() {
            self.constrain(&key, constraint);
        }
        for index in &created.indexes {
            self.put_index(&key, index);
        }
        if let Some(partition) = &created.partition_of {
            let parent = self.key(&partition.parent);
            self.inherit_from(&key, &parent);
        }
    }

    fn new_table(&mut self, key: ObjectKey, created: &CreateTable) -> Table {
        let mut table = self.partial_table(key);
        table.persistence = created.persistence;
        table.is_complete = created.as_query.is_none() && created.like.is_empty();
        table.row_security = Some(false);
        table.options = created
            .options
            .iter()
            .map(|option| (option.name.clone(), option.value.clone()))
            .collect();
        table.partition_by = created.partition_by.as_ref().map(|by| Partitioning {
            strategy: by.strategy.clone(),
            columns: by
                .keys
                .iter()
                .filter_map(|key| match &key.kind {
                    ExprKind::Column(name) => Some(name.ident.folded(self.catalog.dialect)),
                    _ => None,
                })
                .collect(),
            partitions: by
                .partitions
                .iter()
                .map(|partition| partition.folded(self.catalog.dialect))
                .collect(),
        });
        self.take_over_columns(&mut table, created);
        for column in &created.columns {
            let column = self.new_column(&table.key, column);
            table.columns.retain(|known| known.name != column.name);
            table.columns.push(Arc::new(column));
        }
        table
    }

    /// The columns that come from other tables: `LIKE`, `INHERITS`, `PARTITION OF`.
    fn take_over_columns(&mut self, table: &mut Table, created: &CreateTable) {
        for like in &created.like {
            let other = self.key(like);
            let Some(other) = self.seen_table(&other) else {
                continue;
            };
            table.columns.extend(other.columns.iter().cloned());
            // MySQL copies indexes and keys; PostgreSQL only what `INCLUDING` says.
            if matches!(self.catalog.dialect, Dialect::Mysql | Dialect::Mariadb) {
                table.indexes.clone_from(&other.indexes);
                let own = other
                    .constraints
                    .iter()
                    .filter(|constraint| constraint.reference.is_none());
                table.constraints.extend(own.cloned());
                table.is_complete = other.is_complete;
            }
        }
        let parents: Vec<&Name> = match &created.partition_of {
            Some(partition) => vec![&partition.parent],
            None => created.inherits.iter().collect(),
        };
        for parent in &parents {
            let parent = self.key(parent);
            match self.seen_table(&parent) {
                Some(known) => {
                    table.columns.extend(known.columns.iter().cloned());
                    table.is_complete &= known.is_complete;
                }
                None => table.is_complete = false,
            }
        }
        if let Some(partition) = &created.partition_of {
            table.partition_of = Some(self.key(&partition.parent));
            table.is_default_partition = partition.is_default;
        } else {
            table.inherits = created.inherits.iter().map(|parent| self.key(parent)).collect();
        }
    }

    fn new_table_key(&self, created: &CreateTable) -> ObjectKey {
        let is_apart = created.persistence == Persistence::Temporary && self.catalog.dialect != Dialect::Mssql;
        if is_apart {
            return ObjectKey::new(
                CompactString::const_new(ObjectKey::TEMPORARY),
                created.name.ident.folded(self.catalog.dialect),
            );
        }
        self.catalog.new_key(&created.name)
    }
}
