//! The schema as it stands at one point of a history: [`Catalog`] and what it holds.
//!
//! A catalogue is a value: cloning it costs nothing, and applying a statement leaves clones as they were.
//! Nothing in it is a place in a text, so an edit that changes no statement leaves it equal.

mod apply;
mod copied;
mod coverage;
mod diff;
mod difference;
mod edges;
mod effects;
mod granted;
mod implicit_name;
mod key;
mod lookup;
mod object;
mod origin;
mod placeless;
mod table;
mod table_names;

use std::sync::Arc;

use compact_str::CompactString;
use rpds::RedBlackTreeMapSync as Map;

pub use copied::Copied;
pub use difference::{Aspect, Difference, DifferenceKind};
pub use edges::Dependency;
pub use effects::Effects;
pub use granted::Granted;
pub use key::ObjectKey;
pub use lookup::{Existence, Lookup};
pub use object::{Routine, Sequence, UserType, UserTypeDefinition, View};
pub use origin::Origin;
pub use table::{Column, Constraint, IdentityKind, Index, Partitioning, Reference, Rule, Table, Trigger};

pub use table_names::TableNames;

use crate::{Dialect, Family, Ident, Name, Statement};
use edges::Edges;

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
    table_names: TableNames,
}

/// Something with rows to read.
#[derive(Clone, PartialEq, Debug)]
pub enum Relation {
    /// A table, foreign ones among them.
    Table(Table),
    /// A view, materialized or not.
    View(View),
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
            schemas: Map::new_sync(),
            relations: Map::new_sync(),
            has_temporary: false,
            sequences: Map::new_sync(),
            types: Map::new_sync(),
            routines: Map::new_sync(),
            indexes: Map::new_sync(),
            statistics: Map::new_sync(),
            edges: Edges::default(),
            grants: Map::new_sync(),
            copies: Map::new_sync(),
            empty: Map::new_sync(),
            table_names: TableNames::default(),
        }
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
        self.copies = Map::new_sync();
        self.empty = Map::new_sync();
        if !is_default_search_path(&self.search_path, self.dialect) {
            self.search_path = default_search_path(self.dialect);
        }
        if !std::mem::take(&mut self.has_temporary) {
            return;
        }
        let first = ObjectKey::new(ObjectKey::TEMPORARY, "");
        let temporary: Vec<ObjectKey> = self
            .relations
            .range(first..)
            .map(|(key, _)| key)
            .take_while(|key| key.is_temporary())
            .cloned()
            .collect();
        for key in temporary {
            apply::forget_relation(self, &key);
        }
    }

    /// Takes the schema one statement further. Bodies that run later do not touch it, and what a condition
    /// may keep from running leaves "perhaps".
    pub fn apply(&mut self, statement: &Statement, origin: Origin) {
        apply::statement(self, statement, origin);
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
        self.find(&self.types, &self.key(name))
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

    /// The relation that the index with this name is on.
    #[must_use]
    pub fn relation_of_index(&self, index: &Name) -> Lookup<&Relation> {
        let key = self.index_key(index);
        match self.indexes.get(&key) {
            Some(relation) => self.relation_at(relation),
            None if self.start == Start::Empty => Lookup::Absent,
            None => Lookup::Unknown,
        }
    }

    /// The table that the index with this name is on.
    #[must_use]
    pub fn table_of_index(&self, index: &Name) -> Lookup<&Table> {
        self.relation_of_index(index).and_then(|relation| match relation {
            Relation::Table(table) => Lookup::Known(table),
            Relation::View(_) => Lookup::Absent,
        })
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

    /// What depends on a relation in this way, each once, in the order of their names.
    pub fn dependents(&self, key: &ObjectKey, why: Dependency) -> impl Iterator<Item = &ObjectKey> {
        self.edges.of(key, why)
    }

    /// The partitions of a table or those that inherit from it, with theirs, however deep.
    #[must_use]
    pub fn descendants(&self, key: &ObjectKey) -> Vec<ObjectKey> {
        let mut found: Vec<ObjectKey> = Vec::new();
        let mut open = vec![key.clone()];
        while let Some(parent) = open.pop() {
            let partitions = self.dependents(&parent, Dependency::Partition);
            for child in partitions.chain(self.dependents(&parent, Dependency::Inherits)) {
                if !found.contains(child) {
                    found.push(child.clone());
                    open.push(child.clone());
                }
            }
        }
        found.sort();
        found
    }

    /// The views that read a relation, and those that read them, however deep.
    #[must_use]
    pub fn readers(&self, key: &ObjectKey) -> Vec<ObjectKey> {
        let mut found: Vec<ObjectKey> = Vec::new();
        let mut open = vec![key.clone()];
        while let Some(read) = open.pop() {
            for reader in self.dependents(&read, Dependency::Reads) {
                if !found.contains(reader) {
                    found.push(reader.clone());
                    open.push(reader.clone());
                }
            }
        }
        found.sort();
        found
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
    fn schema_called(&self, schema: &Ident) -> CompactString {
        let name = self.folded(schema);
        match (self.dialect, name.as_str()) {
            (Dialect::Sqlite, "main") => CompactString::const_new(""),
            (Dialect::Sqlite, "temp" | "temporary") => CompactString::const_new(ObjectKey::TEMPORARY),
            _ => name,
        }
    }

    /// The name of a table or of its schema as this server looks it up.
    fn folded(&self, ident: &Ident) -> CompactString {
        match self.table_names {
            TableNames::CaseCounts if self.dialect.family() == Family::Mysql => ident.text.clone(),
            _ => ident.folded(self.dialect),
        }
    }

    fn index_key(&self, index: &Name) -> ObjectKey {
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

    fn is_there(&self, key: &ObjectKey) -> bool {
        let seen = |is_there: Option<bool>| is_there == Some(true);
        seen(self.relations.get(key).map(Entry::is_there))
            || seen(self.sequences.get(key).map(Entry::is_there))
            || seen(self.types.get(key).map(Entry::is_there))
            || seen(self.routines.get(key).map(Entry::is_there))
    }

    fn find<'a, T>(&self, map: &'a Map<ObjectKey, Entry<T>>, key: &ObjectKey) -> Lookup<&'a T> {
        match map.get(key) {
            Some(Entry::There(Existence::Certain, found)) => Lookup::Known(found),
            Some(Entry::There(Existence::Perhaps, found)) => Lookup::Perhaps(found),
            Some(Entry::Gone) => Lookup::Absent,
            None if self.start == Start::Empty || self.schemas.contains_key(&key.schema) => Lookup::Absent,
            None => Lookup::Unknown,
        }
    }
}

impl Relation {
    /// Its triggers.
    #[must_use]
    pub fn triggers(&self) -> &[Arc<Trigger>] {
        match self {
            Self::Table(table) => &table.triggers,
            Self::View(view) => &view.triggers,
        }
    }

    /// Its rules, those that a script gave it (PostgreSQL).
    #[must_use]
    pub fn rules(&self) -> &[Arc<Rule>] {
        match self {
            Self::Table(table) => &table.rules,
            Self::View(view) => &view.rules,
        }
    }

    /// Its name.
    #[must_use]
    pub const fn key(&self) -> &ObjectKey {
        match self {
            Self::Table(table) => &table.key,
            Self::View(view) => &view.key,
        }
    }

    /// The statement that made it.
    #[must_use]
    pub const fn origin(&self) -> Origin {
        match self {
            Self::Table(table) => table.origin,
            Self::View(view) => view.origin,
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
    map.values().filter_map(|entry| match entry {
        Entry::There(existence, found) => Some((*existence, &**found)),
        Entry::Gone => None,
    })
}

fn default_search_path(dialect: Dialect) -> Arc<[CompactString]> {
    let schema = dialect.default_schema().unwrap_or_default();
    Arc::from([CompactString::const_new(schema)])
}

fn is_default_search_path(path: &[CompactString], dialect: Dialect) -> bool {
    matches!(path, [only] if only == dialect.default_schema().unwrap_or_default())
}

/// The schema that a name says; `db..t` says none.
fn written_schema(name: &Name) -> Option<&Ident> {
    name.qualifier().filter(|schema| !schema.text.is_empty())
}
