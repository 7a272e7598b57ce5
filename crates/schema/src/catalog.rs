//! The schema as it stands at one point of a history: [`Catalog`] and what it holds.
//!
//! A catalogue is a value: cloning it costs nothing, and applying a statement leaves clones as they were.
//! Nothing in it is a place in a text, so an edit that changes no statement leaves it equal.

mod key;
mod lookup;
mod object;
mod origin;
mod table;

use std::sync::Arc;

use compact_str::CompactString;
use rpds::RedBlackTreeMapSync as Map;

pub use key::ObjectKey;
pub use lookup::{Existence, Lookup};
pub use object::{Routine, Sequence, UserType, UserTypeDefinition, View};
pub use origin::Origin;
pub use table::{Column, Constraint, IdentityKind, Index, Partitioning, Reference, Table, Trigger};

use crate::{Dialect, Ident, Name, Statement};

/// What a history starts from.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Start {
    /// A database about which nothing is known: what the history never made is unknown.
    Unknown,
    /// An empty database, or one wholly described by a dump: what the history never made is absent.
    Empty,
}

/// The schema as it stands at one point of a history.
#[derive(Clone, PartialEq, Debug)]
pub struct Catalog {
    dialect: Dialect,
    start: Start,
    search_path: Arc<[CompactString]>,
    relations: Map<ObjectKey, Entry<Relation>>,
    routines: Map<ObjectKey, Entry<Vec<Arc<Routine>>>>,
    types: Map<ObjectKey, Entry<UserType>>,
}

/// Something with rows to read.
#[derive(Clone, PartialEq, Debug)]
pub enum Relation {
    /// A table, foreign ones among them.
    Table(Table),
    /// A view.
    View(View),
}

#[derive(Clone, PartialEq, Debug)]
enum Entry<T> {
    There(Existence, Arc<T>),
    Gone(Origin),
}

impl Catalog {
    /// A catalogue without objects.
    #[must_use]
    pub fn new(dialect: Dialect, start: Start) -> Self {
        let schema = dialect.default_schema().unwrap_or_default();
        Self {
            dialect,
            start,
            search_path: Arc::from([CompactString::const_new(schema)]),
            relations: Map::new_sync(),
            routines: Map::new_sync(),
            types: Map::new_sync(),
        }
    }

    /// The dialect whose rules for names hold.
    #[must_use]
    pub const fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// Takes the schema one statement further. Bodies that run later do not touch it.
    pub fn apply(&mut self, _statement: &Statement, _origin: Origin) {}

    /// The table, view or materialized view with this name.
    #[must_use]
    pub fn relation(&self, name: &Name) -> Lookup<&Relation> {
        self.find(&self.relations, &self.key(name))
    }

    /// The table with this name.
    #[must_use]
    pub fn table(&self, name: &Name) -> Lookup<&Table> {
        self.relation(name).and_then(|relation| match relation {
            Relation::Table(table) => Lookup::Known(table),
            Relation::View(_) => Lookup::Absent,
        })
    }

    /// The table that the index with this name belongs to.
    #[must_use]
    pub fn table_of_index(&self, _index: &Name) -> Lookup<&Table> {
        Lookup::Unknown
    }

    /// The column of that table.
    #[must_use]
    pub fn column(&self, table: &Name, column: &Ident) -> Lookup<&Column> {
        self.table(table)
            .and_then(|table| table.column(&column.folded(self.dialect)))
    }

    /// The key under which an object with this name is found, or would be made.
    #[must_use]
    pub fn key(&self, name: &Name) -> ObjectKey {
        let bare = name.ident.folded(self.dialect);
        let schema = name.schema_key(self.dialect).unwrap_or_default();
        ObjectKey::new(schema, bare)
    }

    fn find<'a, T>(&self, map: &'a Map<ObjectKey, Entry<T>>, key: &ObjectKey) -> Lookup<&'a T> {
        match map.get(key) {
            Some(Entry::There(Existence::Certain, found)) => Lookup::Known(found),
            Some(Entry::There(Existence::Perhaps, found)) => Lookup::Perhaps(found),
            Some(Entry::Gone(_)) => Lookup::Absent,
            None if self.start == Start::Empty => Lookup::Absent,
            None => Lookup::Unknown,
        }
    }
}
