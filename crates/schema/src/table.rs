use compact_str::CompactString;
use source::TextRange;

use crate::{Constraint, ConstraintKind, DataType, Dialect, Expr, Ident, Index, Name, QueryShape};

/// `CREATE TABLE`.
#[derive(Clone, PartialEq, Debug)]
pub struct CreateTable {
    /// The table.
    pub name: Name,
    /// `IF NOT EXISTS`.
    pub if_not_exists: bool,
    /// `OR REPLACE` (MariaDB).
    pub or_replace: bool,
    /// How long it lives and whether it survives a crash.
    pub persistence: Persistence,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its constraints that stand apart from the columns.
    pub constraints: Vec<Constraint>,
    /// Indexes written inside the table (MySQL, SQL Server).
    pub indexes: Vec<Index>,
    /// `LIKE other`.
    pub like: Vec<LikeTable>,
    /// `INHERITS (…)`.
    pub inherits: Vec<Name>,
    /// `PARTITION OF parent …`.
    pub partition_of: Option<PartitionOf>,
    /// `PARTITION BY …`.
    pub partition_by: Option<PartitionBy>,
    /// The query of `CREATE TABLE … AS`, or `SELECT … INTO`.
    pub as_query: Option<TextRange>,
    /// What that query gives, where it can be read.
    pub query: Option<Box<QueryShape>>,
    /// `WITH NO DATA`.
    pub with_no_data: bool,
    /// `ENGINE = InnoDB`, `WITH (fillfactor = 70)`, `STRICT`, `WITHOUT ROWID`, `TABLESPACE x`.
    pub options: Vec<TableSetting>,
}

/// `LIKE other INCLUDING …`: a table whose columns are taken over.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LikeTable {
    /// The other table.
    pub table: Name,
    /// How many of the written columns stand before it.
    pub position: u32,
    /// What is taken over besides names, types and `NOT NULL`, by `INCLUDING` without `EXCLUDING` (PostgreSQL).
    pub including: Vec<LikePart>,
}

/// What PostgreSQL's `LIKE` can take over (<https://www.postgresql.org/docs/current/sql-createtable.html>).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum LikePart {
    /// `COMMENTS`.
    Comments,
    /// `COMPRESSION`.
    Compression,
    /// `CONSTRAINTS`: checks.
    Constraints,
    /// `DEFAULTS`.
    Defaults,
    /// `GENERATED`.
    Generated,
    /// `IDENTITY`.
    Identity,
    /// `INDEXES`, with the keys that they serve.
    Indexes,
    /// `STATISTICS`.
    Statistics,
    /// `STORAGE`.
    Storage,
}

impl LikePart {
    /// All of them.
    pub const ALL: &'static [Self] = &[
        Self::Comments,
        Self::Compression,
        Self::Constraints,
        Self::Defaults,
        Self::Generated,
        Self::Identity,
        Self::Indexes,
        Self::Statistics,
        Self::Storage,
    ];

    /// As SQL writes it, lower case.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Comments => "comments",
            Self::Compression => "compression",
            Self::Constraints => "constraints",
            Self::Defaults => "defaults",
            Self::Generated => "generated",
            Self::Identity => "identity",
            Self::Indexes => "indexes",
            Self::Statistics => "statistics",
            Self::Storage => "storage",
        }
    }
}

/// How long a table lives and whether it survives a crash.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Persistence {
    /// For good.
    #[default]
    Permanent,
    /// For a session: `TEMPORARY`, `#t`, `@t`.
    Temporary,
    /// Not written ahead (PostgreSQL).
    Unlogged,
    /// Stored elsewhere (`FOREIGN`, `EXTERNAL`).
    Foreign,
    /// SQLite's `VIRTUAL`.
    Virtual,
}

impl Persistence {
    /// How long a table lives, in a word: `temporary`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Permanent => "permanent",
            Self::Temporary => "temporary",
            Self::Unlogged => "unlogged",
            Self::Foreign => "foreign",
            Self::Virtual => "virtual",
        }
    }
}

/// A column as written.
#[derive(Clone, PartialEq, Debug)]
pub struct Column {
    /// Its name.
    pub name: Ident,
    /// Its type; SQLite and computed columns may have none.
    pub data_type: Option<DataType>,
    /// `Some(false)` for `NOT NULL`, `Some(true)` for `NULL`, `None` where nothing is said.
    pub nullable: Option<bool>,
    /// `DEFAULT …`.
    pub default: Option<Box<Expr>>,
    /// `GENERATED … AS IDENTITY`, `AUTO_INCREMENT`, `IDENTITY(1,1)`, `AUTOINCREMENT`.
    pub identity: Option<Identity>,
    /// `GENERATED ALWAYS AS (…)`, `AS (…)`.
    pub generated: Option<Box<Generated>>,
    /// Constraints written with it. `NOT NULL` and `DEFAULT` are among them only where they have a name.
    pub constraints: Vec<Constraint>,
    /// MySQL's `ON UPDATE CURRENT_TIMESTAMP`.
    pub on_update: Option<Box<Expr>>,
    /// MySQL's `COMMENT '…'`.
    pub comment: Option<CompactString>,
    /// Anything else said of it: `INVISIBLE`, `SPARSE`, `STORAGE x`.
    pub options: Vec<TableSetting>,
    /// Where it stands, from its name to the end of its definition.
    pub range: TextRange,
}

/// Where among the columns of its table one is put.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ColumnPlace {
    /// `FIRST`.
    First,
    /// `AFTER x`.
    After(Ident),
}

/// A column that counts by itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Identity {
    /// `GENERATED ALWAYS`: a written value is refused. `AUTO_INCREMENT` is not.
    pub is_always: bool,
    /// Where it stands.
    pub range: TextRange,
}

/// A column that is computed.
#[derive(Clone, PartialEq, Debug)]
pub struct Generated {
    /// From what.
    pub expr: Expr,
    /// Whether its value is stored.
    pub kind: GeneratedKind,
    /// Where it stands.
    pub range: TextRange,
}

/// Whether a computed value is stored.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum GeneratedKind {
    /// Stored with the row.
    Stored,
    /// Computed when read.
    Virtual,
    /// Not said: the engine's default.
    Unspecified,
}

/// An option with its value: `fillfactor = 70`, `ENGINE = InnoDB`, `STRICT`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TableSetting {
    /// Its name, lower case, words separated by one space.
    pub name: CompactString,
    /// Its value, as written.
    pub value: Option<CompactString>,
    /// Where it stands.
    pub range: TextRange,
}

/// `PARTITION OF parent FOR VALUES …`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PartitionOf {
    /// The partitioned table.
    pub parent: Name,
    /// `DEFAULT`.
    pub is_default: bool,
    /// The bounds.
    pub bounds: Option<TextRange>,
}

/// `PARTITION BY RANGE (…)`.
#[derive(Clone, PartialEq, Debug)]
pub struct PartitionBy {
    /// `range`, `list`, `hash`, `key`, lower case.
    pub strategy: CompactString,
    /// What by.
    pub keys: Vec<Expr>,
    /// The partitions written with it (MySQL, Oracle).
    pub partitions: Vec<Ident>,
    /// Where it stands.
    pub range: TextRange,
}

impl Column {
    /// Whether a row must have a value here: `NOT NULL`, or the primary key. SQLite lets nulls into the primary key of
    /// an ordinary table, unless it is `INTEGER` and thereby the row's number
    /// (<https://sqlite.org/lang_createtable.html#the_primary_key>).
    #[must_use]
    pub fn is_required(&self, dialect: Dialect) -> bool {
        let is_row_number = || {
            let data_type = self.data_type.as_ref();
            data_type.is_some_and(|data_type| data_type.name.eq_ignore_ascii_case("integer"))
        };
        let is_key = self.is_primary_key() && (dialect != Dialect::Sqlite || is_row_number());
        self.nullable == Some(false) || is_key
    }

    /// Whether the column alone is the primary key.
    #[must_use]
    pub fn is_primary_key(&self) -> bool {
        self.constraints
            .iter()
            .any(|constraint| matches!(constraint.kind, ConstraintKind::PrimaryKey { .. }))
    }
}

impl CreateTable {
    /// Whether it has a primary key, written with a column or apart.
    #[must_use]
    pub fn has_primary_key(&self) -> bool {
        let is_key = |constraint: &Constraint| matches!(constraint.kind, ConstraintKind::PrimaryKey { .. });
        self.constraints.iter().any(is_key) || self.columns.iter().any(Column::is_primary_key)
    }

    /// The column with this name.
    #[must_use]
    pub fn column(&self, name: &Ident, dialect: Dialect) -> Option<&Column> {
        self.columns.iter().find(|column| column.name.is_same(name, dialect))
    }

    /// Every constraint: the table's own and those written with its columns.
    pub fn all_constraints(&self) -> impl Iterator<Item = &Constraint> {
        self.constraints
            .iter()
            .chain(self.columns.iter().flat_map(|column| &column.constraints))
    }
}
