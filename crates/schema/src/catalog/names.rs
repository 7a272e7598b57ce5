//! How names lead to objects: schemas, the `search_path`, letter case.

use compact_str::CompactString;

use super::{Catalog, Entry, ObjectKey, TableNames};
use crate::{Dialect, Family, Ident, Name};

impl Catalog {
    /// The key under which a relation, sequence, type or routine with this name is found or, where none is
    /// known, would be made. An unqualified name is looked up along the `search_path`, temporary tables first.
    #[must_use]
    pub fn key(&self, name: &Name) -> ObjectKey {
        let bare = self.folded(&name.ident);
        if let Some(schema) = written_schema(name) {
            return ObjectKey::new(self.schema_called(schema), bare);
        }
        let bare = if self.has_temporary {
            let temporary = ObjectKey::new(ObjectKey::TEMPORARY, bare);
            if self.is_there(&temporary) {
                return temporary;
            }
            temporary.name
        } else {
            bare
        };
        let Some((first, others)) = self.search_path.split_first() else {
            return ObjectKey::new("", bare);
        };
        let key = ObjectKey::new(first.clone(), bare);
        if others.is_empty() || self.is_there(&key) {
            return key;
        }
        let others = others.iter().map(|schema| key.in_schema(schema.clone()));
        others.into_iter().find(|other| self.is_there(other)).unwrap_or(key)
    }

    /// The same as it is written in output and by impacts: `schema.name`.
    #[must_use]
    pub fn resolved(&self, name: &Name) -> String {
        self.key(name).joined().into_string()
    }

    /// The schemas in which a name without one is looked up, in their order.
    pub fn search_path(&self) -> impl Iterator<Item = &str> {
        self.search_path.iter().map(CompactString::as_str)
    }

    /// The key that an object made now with this name gets.
    #[must_use]
    pub fn new_key(&self, name: &Name) -> ObjectKey {
        let bare = self.folded(&name.ident);
        match written_schema(name) {
            Some(schema) => ObjectKey::new(self.schema_called(schema), bare),
            None => ObjectKey::new(self.search_path.first().cloned().unwrap_or_default(), bare),
        }
    }

    /// SQLite's `main` and `temp` are where things are without them (<https://www.sqlite.org/lang_naming.html>).
    pub(super) fn schema_called(&self, schema: &Ident) -> CompactString {
        let name = self.folded(schema);
        match (self.dialect, name.as_str()) {
            (Dialect::Sqlite, "main") => CompactString::const_new(""),
            (Dialect::Sqlite, "temp" | "temporary") => CompactString::const_new(ObjectKey::TEMPORARY),
            _ => name,
        }
    }

    /// The name of a table or of its schema as this server looks it up.
    pub(super) fn folded(&self, ident: &Ident) -> CompactString {
        match self.table_names {
            TableNames::CaseCounts if self.dialect.family() == Family::Mysql => ident.text.clone(),
            _ => ident.folded(self.dialect),
        }
    }

    pub(super) fn index_key(&self, index: &Name) -> ObjectKey {
        let key = self.key(index);
        if self.indexes.contains_key(&key) || written_schema(index).is_some() {
            return key;
        }
        let others = self
            .search_path
            .iter()
            .map(|schema| ObjectKey::new(schema.clone(), key.name.clone()));
        others
            .into_iter()
            .find(|other| self.indexes.contains_key(other))
            .unwrap_or(key)
    }

    pub(super) fn is_there(&self, key: &ObjectKey) -> bool {
        let seen = |is_there: Option<bool>| is_there == Some(true);
        seen(self.relations.get(key).map(Entry::is_there))
            || seen(self.sequences.get(key).map(Entry::is_there))
            || seen(self.types.get(key).map(Entry::is_there))
            || seen(self.routines.get(key).map(Entry::is_there))
    }
}

/// The schema that a name says; `db..t` says none.
fn written_schema(name: &Name) -> Option<&Ident> {
    name.qualifier().filter(|schema| !schema.text.is_empty())
}
