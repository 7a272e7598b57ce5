//! Tables whose rows go into another: what is dropped afterwards lives on there. This is how SQLite changes what `ALTER
//! TABLE` cannot (<https://www.sqlite.org/lang_altertable.html#making_other_kinds_of_table_schema_changes>).

use std::sync::Arc;

use compact_str::CompactString;

use super::Applier;
use crate::catalog::map::Map;
use crate::catalog::{Copied, Existence, ObjectKey, Table};
use crate::{ExprKind, Insert, QueryShape, Selected};

impl Applier<'_> {
    /// `INSERT INTO new SELECT … FROM old`, into a table that the same migration made.
    pub(super) fn note_copy(&mut self, insert: &Insert) {
        let Some(query) = insert.query.as_deref() else {
            return;
        };
        let into = self.key(&insert.table);
        let Some(table) = self.seen_table(&into) else {
            return;
        };
        let is_of_here = table.origin.file == self.origin.file && table.origin.migration == self.origin.migration;
        if !is_of_here || insert.conflict.is_some() {
            return;
        }
        let written: Vec<CompactString> = match insert.columns.is_empty() {
            true => table.columns.iter().map(|column| column.name.clone()).collect(),
            false => insert
                .columns
                .iter()
                .map(|column| column.folded(self.catalog.dialect))
                .collect(),
        };
        self.copy_rows(&into, &written, query);
    }

    /// Notes that all rows of the query's only table went into these columns.
    pub(super) fn copy_rows(&mut self, into: &ObjectKey, columns: &[CompactString], query: &QueryShape) {
        let Some([from]) = query.from.as_deref() else {
            return;
        };
        let from = self.key(&from.name);
        let is_certain = self.existence == Existence::Certain && query.keeps_rows && from != *into;
        let Some(source) = self.seen_table(&from).filter(|_| is_certain && !into.is_temporary()) else {
            return;
        };
        let sources = query
            .columns
            .iter()
            .flat_map(|selected| self.copied_from(selected, source));
        let columns = sources
            .zip(columns)
            .filter_map(|(from, to)| Some((from?, to.clone())))
            .collect();
        let copied = Copied {
            into: into.clone(),
            columns,
        };
        self.catalog.copies.insert(from, Arc::new(copied));
    }

    /// The columns whose values an entry of the list gives unchanged, `None` where it gives something else.
    fn copied_from(&self, selected: &Selected, source: &Table) -> Vec<Option<CompactString>> {
        match selected {
            Selected::All(_) => source.columns.iter().map(|column| Some(column.name.clone())).collect(),
            Selected::Value { expr, .. } => {
                let mut named: Vec<CompactString> = Vec::new();
                // `coalesce(x, 0)` and `cast(x as text)` carry the values of `x` too.
                expr.walk(&mut |part| {
                    if let ExprKind::Column(name) = &part.kind {
                        named.push(name.ident.folded(self.catalog.dialect));
                    }
                });
                let is_known = |name: &CompactString| source.columns.iter().any(|column| column.name == *name);
                vec![named.into_iter().find(is_known)]
            }
        }
    }

    /// A table that goes away and whose rows went into another: that one is what it was, with the same origin.
    pub(super) fn hand_on_identity(&mut self, dropped: &ObjectKey) {
        let Some(copied) = self.catalog.copies.get(dropped).cloned() else {
            return;
        };
        self.catalog.copies.remove(dropped);
        let Some(old) = self.seen_table(dropped).cloned() else {
            return;
        };
        self.edit_table(&copied.into, |table| {
            table.origin = old.origin;
            for (from, to) in &copied.columns {
                let before = old.columns.iter().find(|column| column.name == *from);
                let now = table.columns.iter_mut().find(|column| column.name == *to);
                if let (Some(before), Some(now)) = (before, now) {
                    Arc::make_mut(now).origin = before.origin;
                }
            }
        });
    }

    /// Follows a new name of either table.
    pub(super) fn rename_copies(&mut self, from: &ObjectKey, to: &ObjectKey) {
        if self.catalog.copies.is_empty() {
            return;
        }
        let renamed = |key: &ObjectKey| if key == from { to.clone() } else { key.clone() };
        let mut copies = Map::new();
        self.catalog.copies.each(|source, copied| {
            let copied = Copied {
                into: renamed(&copied.into),
                columns: copied.columns.clone(),
            };
            copies.insert(renamed(source), Arc::new(copied));
        });
        self.catalog.copies = copies;
    }
}
