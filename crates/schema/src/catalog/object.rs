use std::sync::Arc;

use compact_str::CompactString;

use super::{Effects, ObjectKey, Origin, Rule, Trigger};
use crate::{DataType, Expr, Fingerprint, ObjectKind, Volatility};

/// A view, materialized or not, as it stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct View {
    /// Its name.
    pub key: ObjectKey,
    /// Whether its rows are stored.
    pub is_materialized: bool,
    /// Whether its rows have been filled in; always so for a view that stores none.
    pub is_populated: bool,
    /// The relations it reads.
    pub reads: Vec<ObjectKey>,
    /// The names given to its columns, folded; empty where the query names them.
    pub columns: Vec<CompactString>,
    /// The names of its columns, whoever names them; `None` where they cannot be read off the query.
    pub gives: Option<Arc<[CompactString]>>,
    /// The indexes on it (materialized views).
    pub indexes: Vec<ViewIndex>,
    /// Its triggers, which run instead of changes of its rows.
    pub triggers: Vec<Arc<Trigger>>,
    /// Its rules, without the one that makes it a view (PostgreSQL).
    pub rules: Vec<Arc<Rule>>,
    /// The routines that its query calls.
    pub calls: Arc<[ObjectKey]>,
    /// What its query says.
    pub definition: Fingerprint,
    /// Whether it holds on to what it reads: `WITH SCHEMABINDING` (SQL Server).
    pub is_schema_bound: bool,
    /// The words of its query that can be names, folded, each once (SQLite); the columns that it can name, `t.x` where it says
    /// of which relation, `*` and `t.*` where it takes all (PostgreSQL, MySQL, views of SQL Server that hold on to them).
    pub mentions: Arc<[CompactString]>,
    /// The statement that made it.
    pub origin: Origin,
}

/// An index of a materialized view as it stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ViewIndex {
    /// Its name, folded: as written, or as the engine would make it.
    pub name: CompactString,
    /// Whether it keeps rows apart.
    pub is_unique: bool,
    /// Whether it holds every row, under columns alone: no condition, no expressions.
    pub is_plain: bool,
}

impl View {
    /// Whether an index keeps all its rows apart by their columns, as `REFRESH … CONCURRENTLY` needs it
    /// (<https://www.postgresql.org/docs/current/sql-refreshmaterializedview.html>).
    #[must_use]
    pub fn keeps_rows_apart(&self) -> bool {
        self.indexes.iter().any(|index| index.is_unique && index.is_plain)
    }

    /// Whether its query may name that column of that relation, or takes all of the relation's (PostgreSQL).
    #[must_use]
    pub fn may_name_column(&self, relation: &str, column: &str) -> bool {
        let is_it = |word: &CompactString| match word.split_once('.') {
            Some((of, word)) => of == relation && (word == column || word == "*"),
            None => word == column || word == "*",
        };
        self.mentions.is_empty() || self.mentions.iter().any(is_it)
    }
}

/// A sequence as it stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sequence {
    /// Its name.
    pub key: ObjectKey,
    /// Its type, lower case, where one is written.
    pub data_type: Option<CompactString>,
    /// The table and column it goes with.
    pub owned_by: Option<(ObjectKey, CompactString)>,
    /// The statement that made it.
    pub origin: Origin,
}

/// A type that the history made, as it stands.
#[derive(Clone, PartialEq, Debug)]
pub struct UserType {
    /// Its name.
    pub key: ObjectKey,
    /// What it is made of.
    pub definition: UserTypeDefinition,
    /// The statement that made it.
    pub origin: Origin,
}

/// What a type is made of.
#[derive(Clone, PartialEq, Debug)]
pub enum UserTypeDefinition {
    /// An enumeration, its values in order, each with the statement that added it.
    Enum(Vec<(CompactString, Origin)>),
    /// A row type, with its attributes.
    Composite(Vec<(CompactString, Option<DataType>)>),
    /// A domain over another type.
    Domain {
        /// The type underneath.
        base: Box<DataType>,
        /// `NOT NULL`.
        is_required: bool,
        /// `DEFAULT …`.
        default: Option<Box<Expr>>,
        /// How many checks it has.
        checks: u32,
    },
    /// Something else, or not said.
    Other,
}

/// A routine as it stands. Overloads are apart.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Routine {
    /// Its name.
    pub key: ObjectKey,
    /// A function, procedure, package, aggregate.
    pub object_kind: ObjectKind,
    /// The types of its parameters, lower case.
    pub parameters: Vec<CompactString>,
    /// Their names, folded; `None` for one without.
    pub parameter_names: Vec<Option<CompactString>>,
    /// How many of them may be left out.
    pub parameter_defaults: u32,
    /// The one name of those that mean the type of its result, `[]` behind that of an array.
    pub returns: Option<CompactString>,
    /// `LANGUAGE`, lower case.
    pub language: Option<CompactString>,
    /// What its result depends on; `None` means the engine's default, volatile.
    pub volatility: Option<Volatility>,
    /// The relations its body names.
    pub uses: Vec<ObjectKey>,
    /// What its body does when it is called.
    pub effects: Arc<Effects>,
    /// The functions that its body calls, folded, where that is one `SELECT` of a value that PostgreSQL writes into the
    /// statement in place of the call.
    pub inlined_calls: Option<Vec<CompactString>>,
    /// The columns that its body surely names, folded (PostgreSQL): those of the row for which a trigger runs it, or of the
    /// relations that it uses.
    pub columns: Arc<[CompactString]>,
    /// What its body says, with its result and its settings.
    pub definition: Fingerprint,
    /// The statement that made it.
    pub origin: Origin,
}
