use compact_str::CompactString;
use source::TextRange;

use crate::{Expr, Ident, Name, TableSetting};

/// An index as written: by `CREATE INDEX`, or inside a table.
#[derive(Clone, PartialEq, Debug)]
pub struct Index {
    /// Its name; PostgreSQL makes one where none is written.
    pub name: Option<Name>,
    /// The table it is built on; inside a table, that table.
    pub table: Name,
    /// `UNIQUE`.
    pub is_unique: bool,
    /// `OR REPLACE` (MariaDB).
    pub or_replace: bool,
    /// `IF NOT EXISTS`.
    pub if_not_exists: bool,
    /// What kind of index.
    pub shape: IndexShape,
    /// The access method, lower case: `btree`, `gin`, `hash`.
    pub method: Option<CompactString>,
    /// What it is sorted by.
    pub keys: Vec<IndexKey>,
    /// `INCLUDE (…)`.
    pub include: Vec<Ident>,
    /// `WHERE …`.
    pub predicate: Option<Box<Expr>>,
    /// `NULLS NOT DISTINCT`.
    pub nulls_not_distinct: bool,
    /// `INVISIBLE`, `UNUSABLE`, `IGNORED`.
    pub is_invisible: bool,
    /// `WITH (…)` and other options.
    pub options: Vec<TableSetting>,
    /// Where it stands, from `CREATE` or `INDEX` to the end.
    pub range: TextRange,
}

/// What kind of index it is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum IndexShape {
    /// The engine's usual one.
    #[default]
    Plain,
    /// SQL Server's `CLUSTERED`: the table itself is ordered by it.
    Clustered,
    /// `COLUMNSTORE`, clustered or not.
    Columnstore,
    /// `FULLTEXT`.
    Fulltext,
    /// `SPATIAL`.
    Spatial,
    /// `XML`, `JSON`, `VECTOR` and the like.
    Special,
    /// Oracle's `BITMAP`.
    Bitmap,
}

/// One part of what an index is sorted by.
#[derive(Clone, PartialEq, Debug)]
pub struct IndexKey {
    /// The column or expression.
    pub target: KeyTarget,
    /// `DESC`.
    pub is_descending: bool,
    /// `NULLS FIRST` (true) or `NULLS LAST` (false).
    pub nulls_first: Option<bool>,
    /// `COLLATE`, as written.
    pub collation: Option<Box<Name>>,
    /// The operator class, as written.
    pub operator_class: Option<Box<Name>>,
    /// MySQL's prefix length.
    pub prefix_length: Option<u32>,
    /// Where it stands.
    pub range: TextRange,
}

/// What an index key is made of.
#[derive(Clone, PartialEq, Debug)]
pub enum KeyTarget {
    /// A column.
    Column(Ident),
    /// An expression.
    Expr(Box<Expr>),
}

impl IndexKey {
    /// A key that is a column and nothing else.
    #[must_use]
    pub const fn of_column(column: Ident) -> Self {
        let range = column.range;
        Self {
            target: KeyTarget::Column(column),
            is_descending: false,
            nulls_first: None,
            collation: None,
            operator_class: None,
            prefix_length: None,
            range,
        }
    }

    /// The column, where it is one.
    #[must_use]
    pub const fn column(&self) -> Option<&Ident> {
        match &self.target {
            KeyTarget::Column(column) => Some(column),
            KeyTarget::Expr(_) => None,
        }
    }
}
