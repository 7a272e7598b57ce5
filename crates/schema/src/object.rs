use compact_str::CompactString;
use source::TextRange;

use crate::{Behaviour, Column, DataType, Expr, Fingerprint, Ident, Name, ObjectKind, QueryShape, TableSetting};

/// `CREATE VIEW`, materialized or not.
#[derive(Clone, PartialEq, Debug)]
pub struct CreateView {
    /// The view.
    pub name: Name,
    /// `OR REPLACE`, `OR ALTER`.
    pub or_replace: bool,
    /// `IF NOT EXISTS`.
    pub if_not_exists: bool,
    /// `TEMPORARY`.
    pub is_temporary: bool,
    /// `MATERIALIZED`.
    pub is_materialized: bool,
    /// The names given to its columns.
    pub columns: Vec<Ident>,
    /// The query.
    pub query: TextRange,
    /// What the query gives, where it names the columns and can be read.
    pub shape: Option<Box<QueryShape>>,
    /// What the query says.
    pub definition: Fingerprint,
    /// The words of the query that can be names, folded, each once (SQLite, PostgreSQL); `*` among them where it takes all
    /// columns of something (PostgreSQL).
    pub mentions: Vec<CompactString>,
    /// The columns that the query can name, folded, each once: `x` alone, `t.x` where it says of which relation, `*` and `t.*`
    /// where it takes all (PostgreSQL, MySQL, views of SQL Server `WITH SCHEMABINDING`).
    pub column_mentions: Vec<CompactString>,
    /// `WITH NO DATA`.
    pub with_no_data: bool,
    /// `WITH (…)`, `SQL SECURITY x`, `WITH SCHEMABINDING`.
    pub options: Vec<TableSetting>,
}

impl CreateView {
    /// Whether it holds on to what it reads: `WITH SCHEMABINDING` (SQL Server).
    #[must_use]
    pub fn is_schema_bound(&self) -> bool {
        self.options.iter().any(|option| option.name == "schemabinding")
    }
}

/// `CREATE SEQUENCE` and `ALTER SEQUENCE`.
#[derive(Clone, PartialEq, Debug)]
pub struct CreateSequence {
    /// The sequence.
    pub name: Name,
    /// `IF NOT EXISTS` or `IF EXISTS`.
    pub has_exists_clause: bool,
    /// `TEMPORARY`.
    pub is_temporary: bool,
    /// `AS type`.
    pub data_type: Option<DataType>,
    /// `OWNED BY table.column`.
    pub owned_by: Option<Name>,
    /// `START 1`, `INCREMENT BY 1`, `CYCLE` …
    pub options: Vec<TableSetting>,
}

/// `CREATE TYPE` and `CREATE DOMAIN`.
#[derive(Clone, PartialEq, Debug)]
pub struct CreateType {
    /// The type.
    pub name: Name,
    /// `OR REPLACE` (Oracle).
    pub or_replace: bool,
    /// `IF NOT EXISTS`.
    pub if_not_exists: bool,
    /// What it is.
    pub definition: TypeDefinition,
}

/// What a type is made of.
#[derive(Clone, PartialEq, Debug)]
pub enum TypeDefinition {
    /// An enumeration, with its values in order.
    Enum(Vec<(CompactString, TextRange)>),
    /// A row type.
    Composite(Vec<Column>),
    /// A domain or alias over another type.
    Domain {
        /// The type underneath.
        base: DataType,
        /// `NOT NULL`.
        is_required: bool,
        /// `DEFAULT …`.
        default: Option<Box<Expr>>,
        /// `CHECK …`.
        checks: Vec<Expr>,
    },
    /// A range, base or shell type, an object type of Oracle.
    Other,
}

/// `ALTER TYPE … ADD VALUE`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AddEnumValue {
    /// The type.
    pub name: Name,
    /// The new value.
    pub value: CompactString,
    /// Where the value stands.
    pub value_range: TextRange,
    /// `IF NOT EXISTS`.
    pub if_not_exists: bool,
    /// Where it goes among the others; behind them where nothing is said.
    pub place: Option<EnumValuePlace>,
}

/// Where a new value of an enumeration goes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum EnumValuePlace {
    /// `BEFORE` that value.
    Before(CompactString),
    /// `AFTER` that value.
    After(CompactString),
}

/// `CREATE POLICY` and `ALTER POLICY`.
#[derive(Clone, PartialEq, Debug)]
pub struct CreatePolicy {
    /// The policy.
    pub name: Ident,
    /// The table it guards.
    pub table: Name,
    /// `FOR SELECT`, lower case; `None` means all.
    pub command: Option<CompactString>,
    /// `AS RESTRICTIVE`.
    pub is_restrictive: bool,
    /// `TO role, …`.
    pub roles: Vec<Ident>,
    /// `USING (…)`.
    pub using: Option<Box<Expr>>,
    /// `WITH CHECK (…)`.
    pub with_check: Option<Box<Expr>>,
}

/// `GRANT` and `REVOKE`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Grant {
    /// The privileges or roles, upper case; `ALL` for all.
    pub privileges: Vec<CompactString>,
    /// What on.
    pub target: GrantTarget,
    /// To or from whom; `PUBLIC` is written so.
    pub grantees: Vec<Ident>,
    /// `WITH GRANT OPTION`, `WITH ADMIN OPTION`.
    pub with_grant_option: bool,
    /// `CASCADE`, on `REVOKE`.
    pub behaviour: Option<Behaviour>,
}

/// What privileges are granted on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum GrantTarget {
    /// Objects of one kind.
    Objects {
        /// The kind: a table where none is written.
        kind: ObjectKind,
        /// Which.
        names: Vec<Name>,
    },
    /// `ALL TABLES IN SCHEMA s`.
    AllInSchema {
        /// The kind.
        kind: ObjectKind,
        /// Which schemas.
        schemas: Vec<Ident>,
    },
    /// Membership of a role, or a privilege on the whole server.
    Role,
}

/// A role or user, created or altered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Role {
    /// Its name.
    pub name: Ident,
    /// `IF NOT EXISTS`.
    pub if_not_exists: bool,
    /// The password, where one is written in the script.
    pub password: Option<TextRange>,
    /// `SUPERUSER`, `LOGIN`, `CREATEDB` …, lower case.
    pub options: Vec<CompactString>,
}

/// `COMMENT ON`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Comment {
    /// What kind of thing.
    pub object_kind: ObjectKind,
    /// The thing; for a column, its table.
    pub name: Name,
    /// The column.
    pub column: Option<Ident>,
    /// Whether there is a text: `IS NULL` takes it away.
    pub has_text: bool,
}

/// `VACUUM`, `ANALYZE`, `REINDEX`, `CLUSTER`, `REFRESH`, `OPTIMIZE`, `CHECK`, `REPAIR`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Maintenance {
    /// What kind of thing: `REINDEX INDEX`; `None` where it is a table or not said.
    pub object_kind: Option<ObjectKind>,
    /// Which; empty means everything.
    pub names: Vec<Name>,
    /// `FULL`.
    pub is_full: bool,
    /// `FREEZE`, `ANALYZE`, `WITH NO DATA`, `VERBOSE` …, lower case.
    pub options: Vec<CompactString>,
}
