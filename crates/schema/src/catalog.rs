//! The schema as it stands at one point of a history: [`Catalog`] and what it holds.
//!
//! A catalogue is a value: cloning it costs nothing, and applying a statement leaves clones as they were.
//! Nothing in it is a place in a text, so an edit that changes no statement leaves it equal.

mod apply;
mod as_partition;
mod by_index;
mod column_code;
mod column_use;
mod copied;
mod coverage;
mod diff;
mod difference;
mod edges;
mod effects;
mod enum_values;
mod granted;
mod holders;
mod implicit_name;
mod key;
mod kin;
mod lookup;
mod map;
mod missing_column;
mod names;
mod object;
mod origin;
mod pending;
mod placeless;
mod relation;
mod shared;
mod table;
mod table_names;

use std::sync::Arc;

use compact_str::CompactString;

use crate::search_path;

pub use column_code::ColumnCode;
pub use copied::Copied;
pub use difference::{Aspect, Difference, DifferenceKind};
pub use edges::Dependency;
pub use effects::Effects;
pub use granted::Granted;
pub use holders::Holder;
pub use key::ObjectKey;
pub use lookup::{Existence, Lookup};
pub use missing_column::MissingColumn;
pub use object::{Routine, Sequence, UserType, UserTypeDefinition, View, ViewIndex};
pub use origin::Origin;
pub use relation::Relation;
pub use shared::Shared;
pub use table::{Column, Constraint, IdentityKind, Index, Partitioning, Policy, Reference, Rule, Table, Trigger};

pub use table_names::TableNames;

use crate::{Dialect, Ident, Name, Statement};
use edges::Edges;
use map::Map;

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
    /// Schemas that the history made or dropped: what is not known to be in one of them is absent.
    schemas: Map<CompactString, SchemaState>,
    relations: Map<ObjectKey, Entry<Relation>>,
    /// Whether relations, sequences or types of a session may be among what is known.
    has_temporary: bool,
    sequences: Map<ObjectKey, Entry<Sequence>>,
    types: Map<ObjectKey, Entry<UserType>>,
    routines: Map<ObjectKey, Entry<Vec<Routine>>>,
    /// For each index, the relation it is on.
    indexes: Map<ObjectKey, ObjectKey>,
    /// For each extended statistics object, the table it is about.
    statistics: Map<ObjectKey, ObjectKey>,
    edges: Edges,
    grants: Map<apply::GrantKey, Entry<Granted>>,
    /// For each table whose rows this migration took into another, that one.
    copies: Map<ObjectKey, Arc<Copied>>,
    /// Tables that this migration made and put no row into.
    empty: Map<ObjectKey, ()>,
    /// Whether a foreign key was made that is checked only when the transaction ends.
    has_deferred: bool,
    /// Tables whose new rows wait for such a check.
    pending: Map<ObjectKey, ()>,
    table_names: TableNames,
    /// Whether something ran before that was not read.
    has_gaps: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum SchemaState {
    Made,
    Gone,
}

#[derive(Clone, Debug)]
enum Entry<T> {
    There(Existence, Arc<T>),
    Gone,
}

impl Catalog {
    /// A catalogue without objects.
    #[must_use]
    pub fn new(dialect: Dialect, start: Start) -> Self {
        Self {
            dialect,
            start,
            search_path: default_search_path(dialect),
            schemas: Map::new(),
            relations: Map::new(),
            has_temporary: false,
            sequences: Map::new(),
            types: Map::new(),
            routines: Map::new(),
            indexes: Map::new(),
            statistics: Map::new(),
            edges: Edges::default(),
            grants: Map::new(),
            copies: Map::new(),
            empty: Map::new(),
            has_deferred: false,
            pending: Map::new(),
            table_names: TableNames::default(),
            has_gaps: false,
        }
    }

    /// The catalogue of a history of which a part was not read, such as migrations in another language, or whose order
    /// nothing says.
    #[must_use]
    pub const fn with_gaps(mut self) -> Self {
        self.has_gaps = true;
        self
    }

    /// Whether a part of the history was not read, so that what it made may look otherwise by now.
    #[must_use]
    pub const fn has_gaps(&self) -> bool {
        self.has_gaps
    }

    /// The catalogue of a server that compares the names of tables in this way (MySQL, MariaDB).
    #[must_use]
    pub const fn comparing(mut self, table_names: TableNames) -> Self {
        self.table_names = table_names;
        self
    }

    /// The dialect whose rules for names hold.
    #[must_use]
    pub const fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// How names of tables are compared (MySQL, MariaDB).
    #[must_use]
    pub const fn table_names(&self) -> TableNames {
        self.table_names
    }

    /// Whether what the history never made is not there: it began with an empty database, or with a dump.
    #[must_use]
    pub fn knows_everything(&self) -> bool {
        self.start == Start::Empty
    }

    /// Forgets what belonged to a session: the `search_path`, temporary tables. A migration begins with this.
    pub fn start_session(&mut self) {
        self.copies = Map::new();
        self.empty = Map::new();
        self.pending = Map::new();
        if !is_default_search_path(&self.search_path, self.dialect) {
            self.search_path = default_search_path(self.dialect);
        }
        if !std::mem::take(&mut self.has_temporary) {
            return;
        }
        for key in self.relations_in(ObjectKey::TEMPORARY) {
            apply::forget_relation(self, &key);
        }
    }

    /// Takes the schema one statement further. Bodies that run later do not touch it, and what a condition
    /// may keep from running leaves "perhaps".
    pub fn apply(&mut self, statement: &Statement, origin: Origin) {
        apply::statement(self, statement, origin);
    }

    /// Whether a statement surely leaves the schema, and what is known of its rows, as it is, as those do that move rows or
    /// comment on something. Where this is not sure, [`Catalog::apply`] tells.
    #[must_use]
    pub fn stays_after(&self, statement: &Statement) -> bool {
        apply::leaves_as_is(self, statement)
    }

    /// In what the schema there differs from the one here, each object by its name. What both share is compared by
    /// its identity, so that two snapshots of one history cost little more than a walk along their names.
    ///
    /// No difference in itself: where an object comes from, the order of columns, constraints and indexes, other names
    /// of the same type, and names that the engine makes. A constraint or index whose name the engine made on either
    /// side is looked for by what it is; if the script gave it a name on the other side, the name differs.
    #[must_use]
    pub fn diff(&self, there: &Self) -> Vec<Difference> {
        diff::catalogs(self, there)
    }

    /// Whether anything that belongs to a session may be among what is known.
    #[must_use]
    pub const fn has_temporary(&self) -> bool {
        self.has_temporary
    }

    /// The table, view or materialized view with this name.
    #[must_use]
    pub fn relation(&self, name: &Name) -> Lookup<&Relation> {
        self.relation_at(&self.key(name))
    }

    /// The table, view or materialized view with this key.
    #[must_use]
    pub fn relation_at(&self, key: &ObjectKey) -> Lookup<&Relation> {
        self.find(&self.relations, key)
    }

    /// The table with this name.
    #[must_use]
    pub fn table(&self, name: &Name) -> Lookup<&Table> {
        self.table_at(&self.key(name))
    }

    /// The table with this key.
    #[must_use]
    pub fn table_at(&self, key: &ObjectKey) -> Lookup<&Table> {
        self.relation_at(key).and_then(|relation| match relation {
            Relation::Table(table) => Lookup::Known(table),
            Relation::View(_) => Lookup::Absent,
        })
    }

    /// The view with this name, materialized or not.
    #[must_use]
    pub fn view(&self, name: &Name) -> Lookup<&View> {
        self.relation(name).and_then(|relation| match relation {
            Relation::View(view) => Lookup::Known(view),
            Relation::Table(_) => Lookup::Absent,
        })
    }

    /// The column of that table.
    #[must_use]
    pub fn column(&self, table: &Name, column: &Ident) -> Lookup<&Column> {
        self.table(table)
            .and_then(|table| table.column(&column.folded(self.dialect)))
    }

    /// The sequence with this name.
    #[must_use]
    pub fn sequence(&self, name: &Name) -> Lookup<&Sequence> {
        self.sequence_at(&self.key(name))
    }

    /// The sequence with this key.
    #[must_use]
    pub fn sequence_at(&self, key: &ObjectKey) -> Lookup<&Sequence> {
        self.find(&self.sequences, key)
    }

    /// The type or domain with this name, if the history made it. Built-in types are unknown here.
    #[must_use]
    pub fn user_type(&self, name: &Name) -> Lookup<&UserType> {
        self.user_type_at(&self.key(name))
    }

    /// The type or domain with this key, if the history made it.
    #[must_use]
    pub fn user_type_at(&self, key: &ObjectKey) -> Lookup<&UserType> {
        self.find(&self.types, key)
    }

    /// The routines with this name, one for each list of parameters.
    #[must_use]
    pub fn routines(&self, name: &Name) -> Lookup<&[Routine]> {
        self.routines_at(&self.key(name))
    }

    /// The routines with this key, one for each list of parameters.
    #[must_use]
    pub fn routines_at(&self, key: &ObjectKey) -> Lookup<&[Routine]> {
        self.find(&self.routines, key).map(Vec::as_slice)
    }

    /// The table that the extended statistics with this name are about.
    #[must_use]
    pub fn table_of_statistics(&self, name: &Name) -> Option<&ObjectKey> {
        self.statistics.get(&self.key(name))
    }

    /// Where all rows of a table went within this migration, if they went somewhere.
    #[must_use]
    pub fn copied(&self, key: &ObjectKey) -> Option<&Copied> {
        self.copies.get(key).map(AsRef::as_ref)
    }

    /// Whether a table surely holds no row: this migration made it, and put nothing into it.
    #[must_use]
    pub fn is_surely_empty(&self, key: &ObjectKey) -> bool {
        self.empty.contains_key(key)
    }

    /// What is granted on objects, or perhaps is, in the order of their names.
    pub fn all_grants(&self) -> impl Iterator<Item = (Existence, &Granted)> {
        there(&self.grants)
    }

    /// Every table that is there or may be, in the order of their names.
    pub fn tables(&self) -> impl Iterator<Item = (Existence, &Table)> {
        self.all_relations().filter_map(|(existence, relation)| match relation {
            Relation::Table(table) => Some((existence, table)),
            Relation::View(_) => None,
        })
    }

    /// Every table and view that is there or may be, in the order of their names.
    pub fn all_relations(&self) -> impl Iterator<Item = (Existence, &Relation)> {
        there(&self.relations)
    }

    /// Every sequence that is there or may be.
    pub fn all_sequences(&self) -> impl Iterator<Item = (Existence, &Sequence)> {
        there(&self.sequences)
    }

    /// Every type that the history made and that is there or may be.
    pub fn all_types(&self) -> impl Iterator<Item = (Existence, &UserType)> {
        there(&self.types)
    }

    /// Every routine that the history made and that is there or may be.
    pub fn all_routines(&self) -> impl Iterator<Item = (Existence, &Routine)> {
        there(&self.routines).flat_map(|(existence, routines)| routines.iter().map(move |routine| (existence, routine)))
    }

    /// The keys in a schema under which relations are or were, in order.
    fn relations_in(&self, schema: &str) -> Vec<ObjectKey> {
        let inside = self.relations.keys_where(|key, _| key.schema == schema);
        inside.into_iter().cloned().collect()
    }

    fn find<'a, T>(&self, map: &'a Map<ObjectKey, Entry<T>>, key: &ObjectKey) -> Lookup<&'a T> {
        self.judge(map.get(key), key)
    }

    /// What an entry, or that there is none, says of the object with this key.
    fn judge<'a, T>(&self, entry: Option<&'a Entry<T>>, key: &ObjectKey) -> Lookup<&'a T> {
        match entry {
            Some(Entry::There(Existence::Certain, found)) => Lookup::Known(found),
            Some(Entry::There(Existence::Perhaps, found)) => Lookup::Perhaps(found),
            Some(Entry::Gone) => Lookup::Absent,
            None if self.start == Start::Empty || self.schemas.contains_key(&key.schema) => Lookup::Absent,
            None => Lookup::Unknown,
        }
    }
}

impl<T: PartialEq> PartialEq for Entry<T> {
    /// What two catalogues share is equal without being looked at.
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::There(left, mine), Self::There(right, theirs)) => {
                left == right && (Arc::ptr_eq(mine, theirs) || mine == theirs)
            }
            (Self::Gone, Self::Gone) => true,
            _ => false,
        }
    }
}

impl<T> Entry<T> {
    const fn is_there(&self) -> bool {
        matches!(self, Self::There(..))
    }
}

fn there<K: Ord, T>(map: &Map<K, Entry<T>>) -> impl Iterator<Item = (Existence, &T)> {
    map.in_order().filter_map(|(_, entry)| match entry {
        Entry::There(existence, found) => Some((*existence, &**found)),
        Entry::Gone => None,
    })
}

fn default_search_path(dialect: Dialect) -> Arc<[CompactString]> {
    Arc::from([search_path::default_search_path(dialect)])
}

fn is_default_search_path(path: &[CompactString], dialect: Dialect) -> bool {
    matches!(path, [only] if only == dialect.default_schema().unwrap_or_default())
}
