//! Reading and writing the catalogue's maps, so that edges and index places always fit the relations.

use std::sync::Arc;

use compact_str::CompactString;

use super::Applier;
use crate::catalog::{Catalog, Entry, Existence, ObjectKey, Relation, Shared, Table};
use crate::{Name, Persistence};

impl Applier<'_> {
    /// Puts a relation in its place, whatever was there.
    pub(super) fn put_relation(&mut self, relation: Relation) {
        let key = relation.key().clone();
        self.catalog.has_temporary |= key.is_temporary();
        self.link(&key, Some(&relation));
        let entry = Entry::There(self.existence, Arc::new(relation));
        self.catalog.relations.insert(key, entry);
    }

    /// Takes a relation away or, where that is not certain, leaves it as one that is perhaps there.
    pub(super) fn remove_relation(&mut self, key: &ObjectKey) {
        if self.existence == Existence::Perhaps {
            if let Some(Entry::There(_, relation)) = self.catalog.relations.get(key) {
                let entry = Entry::There(Existence::Perhaps, Arc::clone(relation));
                self.catalog.relations.insert(key.clone(), entry);
            }
            return;
        }
        self.catalog.has_temporary |= key.is_temporary();
        self.link(key, None);
        self.catalog.relations.insert(key.clone(), Entry::Gone);
    }

    /// The relation with its existence, if it is there or may be.
    pub(super) fn seen_relation(&self, key: &ObjectKey) -> Option<(Existence, Arc<Relation>)> {
        match self.catalog.relations.get(key)? {
            Entry::There(existence, relation) => Some((*existence, Arc::clone(relation))),
            Entry::Gone => None,
        }
    }

    /// The table, if it is there or may be.
    pub(super) fn seen_table(&self, key: &ObjectKey) -> Option<&Table> {
        match self.catalog.relations.get(key)? {
            Entry::There(_, relation) => match &**relation {
                Relation::Table(table) => Some(table),
                Relation::View(_) => None,
            },
            Entry::Gone => None,
        }
    }

    /// Changes a table, in its place or a copy of it where an earlier schema has it too.
    pub(super) fn edit_table(&mut self, key: &ObjectKey, edit: impl FnOnce(&mut Table)) {
        let catalog = &mut *self.catalog;
        match catalog.relations.get_mut(key) {
            Some(Entry::There(_, relation)) if matches!(**relation, Relation::Table(_)) => {
                let old = Arc::clone(relation);
                if let Relation::Table(table) = Arc::make_mut(relation) {
                    edit(table);
                }
                let new = Arc::clone(relation);
                catalog.link(key, Some(&old), Some(&new));
            }
            Some(_) => {}
            None => self.edit_unmade(key, edit),
        }
    }

    /// Changes a table that the history never made: it is taken in as known in part.
    fn edit_unmade(&mut self, key: &ObjectKey, edit: impl FnOnce(&mut Table)) {
        if self.catalog.judge::<Relation>(None, key).is_absent() {
            return;
        }
        let mut table = self.partial_table(key.clone());
        edit(&mut table);
        // That the history alters it says that it was there before.
        self.put_relation(Relation::Table(table));
    }

    /// Changes a table and, unless `ONLY` is said, its partitions and heirs.
    pub(super) fn edit_family(&mut self, name: &Name, edit: &mut dyn FnMut(&mut Table)) {
        let key = self.key(name);
        self.edit_table(&key, &mut *edit);
        if self.statement.modifiers.only {
            return;
        }
        for descendant in self.catalog.descendants(&key) {
            self.edit_table(&descendant, &mut *edit);
        }
    }

    /// A table of which nothing is known but its name.
    pub(super) fn partial_table(&self, key: ObjectKey) -> Table {
        Table {
            key,
            columns: Shared::new(),
            constraints: Shared::new(),
            indexes: Shared::new(),
            triggers: Vec::new(),
            rules: Vec::new(),
            policies: Vec::new(),
            partition_by: None,
            partition_of: None,
            is_default_partition: false,
            inherits: Vec::new(),
            persistence: Persistence::Permanent,
            options: Vec::new(),
            row_security: None,
            is_complete: false,
            may_be_older: false,
            origin: self.origin,
        }
    }

    fn link(&mut self, key: &ObjectKey, new: Option<&Relation>) {
        let old = self.seen_relation(key).map(|(_, relation)| relation);
        self.catalog.link(key, old.as_deref(), new);
    }
}

impl Catalog {
    /// Brings what of a relation is kept in other maps too in line with what became of it. Mostly that stays.
    fn link(&mut self, key: &ObjectKey, old: Option<&Relation>, new: Option<&Relation>) {
        let has_same_indexes = match (old, new) {
            (Some(Relation::Table(old)), Some(Relation::Table(new))) => old.indexes.is_one_with(&new.indexes),
            _ => false,
        };
        if !has_same_indexes {
            let (before, after): (Vec<_>, Vec<_>) = (index_names(old).collect(), index_names(new).collect());
            let shared = before.iter().zip(&after).take_while(|(old, new)| old == new).count();
            for name in before[shared..].iter().filter(|name| !after.contains(name)) {
                self.indexes.remove(&key.sibling((*name).clone()));
            }
            for name in after[shared..].iter().filter(|name| !before.contains(name)) {
                self.indexes.insert(key.sibling((*name).clone()), key.clone());
            }
        }
        self.edges.replace(key, old, new);
    }
}

fn index_names(relation: Option<&Relation>) -> impl Iterator<Item = &CompactString> {
    let (table, view) = match relation {
        Some(Relation::Table(table)) => (Some(table), None),
        Some(Relation::View(view)) => (None, Some(view)),
        None => (None, None),
    };
    let of_table = table
        .into_iter()
        .flat_map(|table| &table.indexes)
        .map(|index| &index.name);
    let of_view = view.into_iter().flat_map(|view| &view.indexes).map(|index| &index.name);
    of_table.chain(of_view)
}
