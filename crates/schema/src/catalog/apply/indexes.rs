//! Indexes that are made and kept by themselves.

use std::sync::Arc;

use compact_str::CompactString;

use super::Applier;
use super::constraints::drop_generated;
use crate::catalog::{Index, ObjectKey, Relation, Table, View, implicit_name};
use crate::{Family, KeyTarget, Maintenance};

impl Applier<'_> {
    pub(super) fn create_index(&mut self, index: &crate::Index) {
        let key = self.key(&index.table);
        self.put_index(&key, index);
    }

    /// Adds an index to a table, written inside it or apart.
    pub(super) fn put_index(&mut self, key: &ObjectKey, index: &crate::Index) {
        if let Some((_, relation)) = self.seen_relation(key)
            && let Relation::View(view) = &*relation
        {
            self.index_view(view.clone(), index);
            return;
        }
        let table = self.seen_table(key);
        let Some(new) = self.new_index(key, table.as_ref(), index) else {
            return;
        };
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
            table.indexes.push(Arc::new(new));
        });
    }

    fn new_index(&self, key: &ObjectKey, table: Option<&Table>, index: &crate::Index) -> Option<Index> {
        let dialect = self.catalog.dialect;
        let placeless = self.placeless();
        let written = index.name.as_ref().map(|name| name.ident.folded(dialect));
        let is_name_implicit = written.is_none();
        let name = written.or_else(|| {
            let parts: Vec<CompactString> = index.keys.iter().map(|key| self.key_part(key)).collect();
            let is_taken = |name: &str| self.is_name_taken(key, table, name);
            implicit_name::of_index(dialect, &key.name, &parts, &is_taken)
        });
        let is_concurrent = self.statement.modifiers.concurrently.is_some();
        Some(Index {
            name: name?,
            is_name_implicit,
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

    /// What PostgreSQL calls a key in an index's name: the column, or the function of an expression.
    fn key_part(&self, key: &crate::IndexKey) -> CompactString {
        match &key.target {
            KeyTarget::Column(column) => column.folded(self.catalog.dialect),
            KeyTarget::Expr(expr) => match &expr.kind {
                crate::ExprKind::Call { name, .. } => name.ident.folded(self.catalog.dialect),
                crate::ExprKind::Cast { expr, .. } => match &expr.kind {
                    crate::ExprKind::Column(name) => name.ident.folded(self.catalog.dialect),
                    _ => CompactString::const_new("expr"),
                },
                _ => CompactString::const_new("expr"),
            },
        }
    }

    fn index_view(&mut self, mut view: View, index: &crate::Index) {
        let Some(name) = index.name.as_ref().map(|name| name.ident.folded(self.catalog.dialect)) else {
            return;
        };
        view.indexes.retain(|(known, _)| *known != name);
        view.indexes.push((name, index.is_unique));
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
