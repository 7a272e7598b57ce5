use source::TextRange;

use crate::{Behaviour, Expr, Ident, Name, QueryShape};

/// `INSERT` and `REPLACE`.
#[derive(Clone, PartialEq, Debug)]
pub struct Insert {
    /// The table.
    pub table: Name,
    /// The columns written; empty means all, in order.
    pub columns: Vec<Ident>,
    /// Where the column list stands, or would.
    pub columns_range: TextRange,
    /// Where the rows come from.
    pub source: InsertSource,
    /// How many values the first row of `VALUES` has, where that was counted.
    pub values_in_row: Option<u32>,
    /// Which of those values are `DEFAULT`, and which `NULL`: a bit for each, the first value's the lowest. Of values behind the
    /// 64th neither is known.
    pub defaults_in_row: u64,
    /// See there.
    pub nulls_in_row: u64,
    /// What happens to rows that are there already.
    pub conflict: Option<Conflict>,
    /// Oracle's `/*+ APPEND */`: rows are put behind those that are there, without looking for room.
    pub is_appending: bool,
    /// `OVERRIDING SYSTEM VALUE`.
    pub overrides_identity: bool,
    /// What the inserted query gives, where that is the source and can be read.
    pub query: Option<Box<QueryShape>>,
    /// The rows as written, where what they hold decides what becomes of rows that are there: of an upsert or a
    /// `REPLACE`. Empty where they were not read.
    pub rows: Vec<Vec<Expr>>,
    /// `DO UPDATE SET …`, `ON DUPLICATE KEY UPDATE …`, where that was read.
    pub upsert: Option<Box<Upsert>>,
}

/// What an `INSERT` makes of a row that is there already.
#[derive(Clone, PartialEq, Debug)]
pub struct Upsert {
    /// The columns of `ON CONFLICT (…)`; empty where none are named.
    pub target: Vec<Ident>,
    /// What is set to what.
    pub assignments: Vec<Assignment>,
    /// `WHERE` behind the assignments.
    pub condition: Option<Where>,
    /// MySQL's name for the new row: `VALUES (…) AS new`.
    pub new_row: Option<Ident>,
}

/// Where inserted rows come from.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum InsertSource {
    /// `VALUES`: the rows are in the script; how many, as far as that was counted.
    Values(u32),
    /// A query, with whether its `WHERE` holds `NOT EXISTS`.
    Query {
        /// The query's condition rules out rows that are there already.
        excludes_existing: bool,
    },
    /// `DEFAULT VALUES`.
    Defaults,
    /// `EXEC procedure`.
    Procedure,
}

/// What happens to rows that are there already.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Conflict {
    /// `ON CONFLICT DO NOTHING`, `INSERT IGNORE`, `INSERT OR IGNORE`.
    Ignore,
    /// `ON CONFLICT DO UPDATE`, `ON DUPLICATE KEY UPDATE`.
    Update,
    /// `REPLACE`, `INSERT OR REPLACE`.
    Replace,
    /// `OR ABORT`, `OR FAIL`, `OR ROLLBACK`.
    Abort,
}

/// `UPDATE`.
#[derive(Clone, PartialEq, Debug)]
pub struct Update {
    /// The table.
    pub table: Name,
    /// The other name that the table has in it.
    pub alias: Option<Ident>,
    /// What is set to what.
    pub assignments: Vec<Assignment>,
    /// `WHERE`.
    pub condition: Option<Where>,
    /// Whether `FROM` or `JOIN` brings other tables in.
    pub has_join: bool,
    /// `LIMIT`, `TOP`, `FETCH FIRST`.
    pub is_limited: bool,
}

/// `column = value`.
#[derive(Clone, PartialEq, Debug)]
pub struct Assignment {
    /// The column.
    pub column: Name,
    /// The value.
    pub value: Expr,
}

/// `DELETE`.
#[derive(Clone, PartialEq, Debug)]
pub struct Delete {
    /// The table.
    pub table: Name,
    /// `WHERE`.
    pub condition: Option<Where>,
    /// Whether `USING` or `JOIN` brings other tables in.
    pub has_join: bool,
    /// `LIMIT`, `TOP`, `FETCH FIRST`.
    pub is_limited: bool,
}

/// A `WHERE` clause.
#[derive(Clone, PartialEq, Debug)]
pub struct Where {
    /// What kind of condition.
    pub kind: WhereKind,
    /// The condition, where it was read.
    pub expr: Option<Box<Expr>>,
    /// Where it stands, `WHERE` included.
    pub range: TextRange,
}

/// What kind of condition a `WHERE` holds.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum WhereKind {
    /// Some rows.
    Some,
    /// Every row: `WHERE 1 = 1`, `WHERE true`, `WHERE id = id`.
    AlwaysTrue,
    /// No row.
    AlwaysFalse,
    /// The row a cursor stands on.
    Cursor,
}

/// `MERGE`.
#[derive(Clone, PartialEq, Debug)]
pub struct Merge {
    /// The table.
    pub table: Name,
    /// The other name that the table has in it.
    pub alias: Option<Ident>,
    /// Whether a branch updates.
    pub updates: bool,
    /// Whether a branch deletes.
    pub deletes: bool,
    /// Whether a branch inserts.
    pub inserts: bool,
    /// What is done to rows that are there and to those that are not, where that was read.
    pub branches: Vec<MergeBranch>,
}

/// `WHEN … THEN …` of a `MERGE`.
#[derive(Clone, PartialEq, Debug)]
pub struct MergeBranch {
    /// Whether `AND …` narrows the rows.
    pub is_conditional: bool,
    /// What is set to what, by an `UPDATE`; which column gets which value, by an `INSERT` that lists its columns.
    pub assignments: Vec<Assignment>,
    /// Whether the rows are new ones.
    pub inserts: bool,
}

/// A query on its own.
#[derive(Clone, PartialEq, Debug)]
pub struct Select {
    /// `SELECT … INTO table`, which makes a table.
    pub into: Option<Name>,
    /// `INTO TEMPORARY table`.
    pub into_is_temporary: bool,
    /// `FOR UPDATE`, `FOR SHARE`.
    pub locks_rows: bool,
    /// The relations of its `OF`; empty where the rows of all are locked.
    pub locks_rows_of: Vec<Name>,
    /// What the select list and the condition hold, where that was read: calls above all.
    pub exprs: Vec<Expr>,
    /// What the query gives to the table that it makes, where it can be read.
    pub shape: Option<Box<QueryShape>>,
}

/// `TRUNCATE`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Truncate {
    /// The table.
    pub table: Name,
    /// `RESTART IDENTITY`.
    pub restarts_identity: bool,
    /// `CASCADE`.
    pub behaviour: Option<Behaviour>,
}

/// `COPY`, `BULK INSERT`, `LOAD DATA`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Copy {
    /// The table; `None` where a query is copied.
    pub table: Option<Name>,
    /// The columns.
    pub columns: Vec<Ident>,
    /// Which way.
    pub direction: CopyDirection,
    /// Whether the rows follow in the script.
    pub is_inline: bool,
}

/// Which way rows are copied.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum CopyDirection {
    /// Into the table.
    From,
    /// Out of it.
    To,
}

/// `LOCK TABLE`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LockTables {
    /// The tables.
    pub tables: Vec<Name>,
    /// The mode as the engine names it, upper case; `None` means its default.
    pub mode: Option<compact_str::CompactString>,
    /// `NOWAIT`.
    pub nowait: bool,
}
