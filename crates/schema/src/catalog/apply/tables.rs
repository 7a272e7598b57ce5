//! `CREATE TABLE` in all its forms.

use std::sync::Arc;

use compact_str::CompactString;

use super::Applier;
use crate::catalog::placeless::columns_of;
use crate::catalog::{Existence, ObjectKey, Partitioning, Relation, Table};
use crate::{CreateTable, Dialect, ExprKind, Family, Persistence};

impl Applier<'_> {
    pub(super) fn create_table(&mut self, created: &CreateTable) {
        let key = self.new_table_key(created);
        let is_there = matches!(self.seen_relation(&key), Some((Existence::Certain, _)));
        if is_there && self.skips_existing(created.if_not_exists) && !created.or_replace {
            return;
        }
        let mut table = self.new_table(key.clone(), created);
        let was_absent = self.catalog.relation_at(&key).is_absent();
        table.may_be_older = self.skips_existing(created.if_not_exists) && !was_absent;
        self.put_relation(Relation::Table(table));
        for constraint in created.all_constraints() {
            self.constrain(&key, constraint);
        }
        for index in &created.indexes {
            self.put_index(&key, index);
        }
        for like in &created.like {
            self.take_over_keys(&key, like);
        }
        for parent in &created.inherits {
            self.inherit_checks(&key, &self.key(parent));
        }
        if let Some(partition) = &created.partition_of {
            let parent = self.key(&partition.parent);
            self.inherit_from(&key, &parent);
        }
    }

    fn new_table(&mut self, key: ObjectKey, created: &CreateTable) -> Table {
        let mut table = self.partial_table(key);
        table.persistence = created.persistence;
        // The columns of `OF type` are those of the type.
        table.is_complete = !created.options.iter().any(|option| option.name == "of");
        table.row_security = Some(false);
        table.options = created
            .options
            .iter()
            .map(|option| (option.name.clone(), option.value.clone()))
            .collect();
        let placeless = self.placeless();
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
            mentions: by
                .keys
                .iter()
                .flat_map(|key| columns_of(&placeless.expr(key)))
                .collect(),
            partitions: by
                .partitions
                .iter()
                .map(|partition| partition.folded(self.catalog.dialect))
                .collect(),
        });
        self.inherit_columns(&mut table, created);
        // Elsewhere the columns in front of a query only give names to its values.
        let names_values = created.as_query.is_some() && self.catalog.dialect.family() != Family::Mysql;
        let written = if names_values { &[] } else { created.columns.as_slice() };
        for (at, column) in (0u32..).zip(written) {
            self.like_columns(&mut table, created, at);
            let column = self.new_column(&table.key, column);
            match table.columns.iter_mut().find(|known| known.name == column.name) {
                Some(inherited) => *inherited = Arc::new(column.merged_with(inherited)),
                None => table.columns.edit().push(Arc::new(column)),
            }
        }
        self.like_columns(&mut table, created, u32::try_from(written.len()).unwrap_or(u32::MAX));
        if created.as_query.is_some() {
            let query = created.query.as_deref();
            self.take_query_columns(&mut table, query, &created.columns);
            if let Some(query) = query.filter(|_| !created.with_no_data) {
                let columns: Vec<CompactString> = table.columns.iter().map(|column| column.name.clone()).collect();
                self.copy_rows(&table.key, &columns, query);
            }
        }
        table
    }

    pub(super) fn new_table_key(&self, created: &CreateTable) -> ObjectKey {
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
