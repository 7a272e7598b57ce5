use compact_str::CompactString;
use source::TextRange;

use crate::{DataType, Fingerprint, Ident, Name, ObjectKind, TableSetting};

/// `CREATE FUNCTION`, `CREATE PROCEDURE`, `CREATE PACKAGE` and their `ALTER` in SQL Server. What its body
/// does is in the statement's own body.
#[derive(Clone, PartialEq, Debug)]
pub struct CreateRoutine {
    /// A function, procedure, package, package body, aggregate.
    pub object_kind: ObjectKind,
    /// Its name.
    pub name: Name,
    /// `OR REPLACE`, `OR ALTER`.
    pub or_replace: bool,
    /// `IF NOT EXISTS` (MySQL, MariaDB, SQLite).
    pub if_not_exists: bool,
    /// Its parameters.
    pub parameters: Vec<Parameter>,
    /// `RETURNS type`.
    pub returns: Option<DataType>,
    /// `LANGUAGE x`, lower case.
    pub language: Option<CompactString>,
    /// What its result depends on.
    pub volatility: Option<Volatility>,
    /// `SECURITY DEFINER`, `SQL SECURITY DEFINER`, `EXECUTE AS OWNER`, with its place.
    pub security_definer: Option<TextRange>,
    /// `SET name = value` for the time of the call.
    pub settings: Vec<TableSetting>,
    /// The body as written, quotes not included.
    pub body: Option<TextRange>,
    /// The columns that its body surely names, folded (PostgreSQL): those of `NEW` and `OLD` in PL/pgSQL that runs for a
    /// trigger, whatever its table; those of the relations that a text in SQL names.
    pub columns: Vec<CompactString>,
    /// What its body says or, where it has none, all that stands behind its name; with its result and its settings.
    pub definition: Fingerprint,
}

/// A parameter of a routine.
#[derive(Clone, PartialEq, Debug)]
pub struct Parameter {
    /// Its name; PostgreSQL allows none.
    pub name: Option<Ident>,
    /// Its type.
    pub data_type: DataType,
    /// `OUT`, `INOUT`, `VARIADIC`, upper case; `IN` where nothing is said.
    pub mode: CompactString,
    /// Whether it may be left out.
    pub has_default: bool,
}

/// What a function's result depends on.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Volatility {
    /// Only on its arguments: `IMMUTABLE`, `DETERMINISTIC`.
    Immutable,
    /// Also on the database, but not within a statement.
    Stable,
    /// It may differ from row to row, or do something.
    Volatile,
}

/// `CREATE TRIGGER`.
#[derive(Clone, PartialEq, Debug)]
pub struct CreateTrigger {
    /// Its name.
    pub name: Name,
    /// The table or view it is on; `None` for one on the database or schema.
    pub table: Option<Name>,
    /// `OR REPLACE`, `OR ALTER`.
    pub or_replace: bool,
    /// `IF NOT EXISTS`.
    pub if_not_exists: bool,
    /// `BEFORE`, `AFTER`, `INSTEAD OF`, `FOR`, upper case.
    pub timing: Option<CompactString>,
    /// `INSERT`, `UPDATE`, `DELETE`, `TRUNCATE` or an event of the database, upper case.
    pub events: Vec<CompactString>,
    /// `FOR EACH ROW`.
    pub for_each_row: bool,
    /// The function it calls (PostgreSQL).
    pub function: Option<Name>,
    /// What is said behind its name.
    pub definition: Fingerprint,
    /// The words there that can be names, folded, each once, in order (SQLite); the columns of its row that it
    /// names, `NEW.x` (MySQL).
    pub mentions: Vec<CompactString>,
}
