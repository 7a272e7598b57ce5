//! Indexes that are made and kept by themselves.

use std::sync::Arc;

use compact_str::CompactString;

use super::Applier;
use super::constraints::drop_generated;
use super::from_query::value_name;
use crate::catalog::{Existence, Index, ObjectKey, Relation, Table, View, ViewIndex, implicit_name};
use crate::{Dialect, Family, IndexKey, KeyTarget, Maintenance};

impl Applier<'_> {
    pub(super) fn create_index(&mut self, index: &crate::Index) {
        let key = self.key(&index.table);
        if let Some(name) = self.put_index(&key, index)
            && !self.statement.modifiers.only
        {
            self.index_partitions(&key, &name);
        }
    }

    /// Adds an index to a table, written inside it or apart, and says what it is called.
    pub(super) fn put_index(&mut self, key: &ObjectKey, index: &crate::Index) -> Option<CompactString> {
        if let Some((_, relation)) = self.seen_relation(key)
            && let Relation::View(view) = &*relation
        {
            self.index_view(key, view.clone(), index);
            return None;
        }
        let table = self.seen_table(key);
        let new = self.new_index(key, table, index)?;
        let name = new.name.clone();
        let keeps = self.skips_existing(index.if_not_exists);
        let is_mysql = self.catalog.dialect.family() == Family::Mysql;
        self.edit_table(key, |table| {
            let is_there = table.indexes.iter().any(|known| known.name == new.name);
            if is_there && keeps {
                return;
            }
            table.indexes.retain(|known| known.name != new.name);
            if is_mysql {
                drop_generated(table, &new);
            }
            table.indexes.edit().push(Arc::new(new));
        });
        Some(name)
    }

    fn new_index(&self, key: &ObjectKey, table: Option<&Table>, index: &crate::Index) -> Option<Index> {
        let dialect = self.catalog.dialect;
        let placeless = self.placeless();
        let is_concurrent = self.statement.modifiers.concurrently.is_some();
        Some(Index {
            name: self.index_name(key, table, index)?,
            is_name_implicit: index.name.is_none(),
            keys: placeless.keys(&index.keys),
            include: index.include.iter().map(|column| column.folded(dialect)).collect(),
            is_unique: index.is_unique,
            predicate: index.predicate.as_ref().map(|expr| placeless.expr(expr)),
            method: index.method.clone(),
            shape: index.shape,
            constraint: None,
            // A concurrent build that an earlier run left invalid is kept by `IF NOT EXISTS`.
            is_valid: (!is_concurrent || !index.if_not_exists).then_some(true),
            existence: self.existence,
            origin: self.origin,
        })
    }

    fn index_name(&self, key: &ObjectKey, table: Option<&Table>, index: &crate::Index) -> Option<CompactString> {
        let dialect = self.catalog.dialect;
        let written = index.name.as_ref().map(|name| name.ident.folded(dialect));
        written.or_else(|| {
            let parts = self.name_parts(index);
            let is_taken = |name: &str| self.is_name_taken(key, table, name);
            implicit_name::of_index(dialect, &key.name, &parts, &is_taken)
        })
    }

    /// What the name of an index is made of: its columns, the functions of its expressions and what it carries along,
    /// numbered where they are the same (`ChooseIndexColumnNames` of PostgreSQL).
    fn name_parts(&self, index: &crate::Index) -> Vec<CompactString> {
        let dialect = self.catalog.dialect;
        let mut parts: Vec<CompactString> = Vec::new();
        let keys = index.keys.iter().map(|key| match &key.target {
            KeyTarget::Column(column) => column.folded(dialect),
            KeyTarget::Expr(expr) => value_name(Dialect::Postgres, expr)
                .filter(|name| name != "?column?")
                .unwrap_or_else(|| CompactString::const_new("expr")),
        });
        for part in keys.chain(index.include.iter().map(|column| column.folded(dialect))) {
            let numbered = (1u32..).map(|number| compact_str::format_compact!("{part}{number}"));
            let mut free = std::iter::once(part.clone()).chain(numbered);
            parts.extend(free.find(|name| !parts.contains(name)));
        }
        parts
    }

    fn index_view(&mut self, key: &ObjectKey, mut view: View, index: &crate::Index) {
        let Some(name) = self.index_name(key, None, index) else {
            return;
        };
        let is_there = view.indexes.iter().any(|known| known.name == name);
        if is_there && self.skips_existing(index.if_not_exists) {
            return;
        }
        view.indexes.retain(|known| known.name != name);
        let is_column = |key: &IndexKey| matches!(key.target, KeyTarget::Column(_));
        view.indexes.push(ViewIndex {
            name,
            is_unique: index.is_unique,
            is_plain: index.predicate.is_none() && index.keys.iter().all(is_column),
        });
        self.put_relation(Relation::View(view));
    }

    /// `REINDEX` makes an invalid index valid; `REFRESH` fills a materialized view.
    pub(super) fn maintain(&mut self, kind: crate::Kind, maintenance: &Maintenance) {
        if kind != crate::Kind::RefreshMaterializedView {
            return;
        }
        let is_populated = !maintenance.options.iter().any(|option| option.contains("no data"));
        for name in &maintenance.names {
            let key = self.key(name);
            if !is_populated && self.existence == Existence::Perhaps {
                continue;
            }
            if let Some((_, relation)) = self.seen_relation(&key)
                && let Relation::View(view) = &*relation
            {
                let mut view = view.clone();
                view.is_populated = is_populated;
                self.put_relation(Relation::View(view));
            }
        }
    }
}
