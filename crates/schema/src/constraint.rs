use source::TextRange;

use crate::{Expr, Ident, IndexKey, Name, TableSetting};

/// A rule that a table's rows keep.
#[derive(Clone, PartialEq, Debug)]
pub struct Constraint {
    /// Its name, where one is written.
    pub name: Option<Ident>,
    /// What it demands.
    pub kind: ConstraintKind,
    /// Whether existing rows were checked, and when new ones are.
    pub state: ConstraintState,
    /// Anything else said of it or of its index: `clustered`, `include`, `with`, `tablespace`, `rely`.
    pub options: Vec<TableSetting>,
    /// Where it stands.
    pub range: TextRange,
}

/// What a constraint demands. A constraint on a column names that column.
#[derive(Clone, PartialEq, Debug)]
pub enum ConstraintKind {
    /// `PRIMARY KEY`.
    PrimaryKey {
        /// The columns or, in MySQL, their prefixes.
        keys: Vec<IndexKey>,
        /// `USING INDEX name`.
        using_index: Option<Ident>,
    },
    /// `UNIQUE`.
    Unique {
        /// The columns or expressions.
        keys: Vec<IndexKey>,
        /// `USING INDEX name`.
        using_index: Option<Ident>,
        /// `NULLS NOT DISTINCT`.
        nulls_not_distinct: bool,
    },
    /// `FOREIGN KEY … REFERENCES`.
    ForeignKey(Box<ForeignKey>),
    /// `CHECK (…)`.
    Check {
        /// The condition.
        expr: Expr,
        /// `NO INHERIT`.
        no_inherit: bool,
    },
    /// PostgreSQL's `EXCLUDE`.
    Exclude {
        /// The columns or expressions.
        keys: Vec<IndexKey>,
        /// The access method, lower case.
        method: Option<Ident>,
        /// `WHERE (…)`.
        predicate: Option<Box<Expr>>,
    },
    /// A named `NOT NULL` of a table (PostgreSQL 18).
    NotNull {
        /// The column.
        column: Ident,
    },
    /// SQL Server's named `DEFAULT … FOR column`.
    Default {
        /// The value.
        expr: Expr,
        /// The column.
        column: Ident,
    },
    /// Something the grammar does not know.
    Other,
}

/// Whether existing rows were checked, and when new ones are.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct ConstraintState {
    /// `NOT VALID`, with its place: existing rows are not checked.
    pub not_valid: Option<TextRange>,
    /// SQL Server's `WITH NOCHECK`, Oracle's `NOVALIDATE`: existing rows are not checked.
    pub no_check: bool,
    /// `NOT ENFORCED`, `DISABLE`: no row is checked.
    pub not_enforced: bool,
    /// `DEFERRABLE`.
    pub deferrable: bool,
    /// `INITIALLY DEFERRED`.
    pub initially_deferred: bool,
}

/// A reference to another table.
#[derive(Clone, PartialEq, Debug)]
pub struct ForeignKey {
    /// The referring columns.
    pub columns: Vec<Ident>,
    /// The table referred to.
    pub table: Name,
    /// The columns referred to; empty means its primary key.
    pub referred: Vec<Ident>,
    /// `ON DELETE`.
    pub on_delete: Option<ReferentialAction>,
    /// `ON UPDATE`.
    pub on_update: Option<ReferentialAction>,
    /// `MATCH FULL`.
    pub match_full: bool,
}

/// What happens to referring rows.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ReferentialAction {
    /// The change is refused at the end of the statement.
    NoAction,
    /// The change is refused at once.
    Restrict,
    /// The rows follow.
    Cascade,
    /// The columns become null.
    SetNull,
    /// The columns take their default.
    SetDefault,
}

impl ReferentialAction {
    /// As SQL writes it, lower case.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NoAction => "no action",
            Self::Restrict => "restrict",
            Self::Cascade => "cascade",
            Self::SetNull => "set null",
            Self::SetDefault => "set default",
        }
    }
}

impl Constraint {
    /// The columns it is about, where they are named one by one.
    #[must_use]
    pub fn columns(&self) -> Vec<&Ident> {
        match &self.kind {
            ConstraintKind::PrimaryKey { keys, .. }
            | ConstraintKind::Unique { keys, .. }
            | ConstraintKind::Exclude { keys, .. } => keys.iter().filter_map(IndexKey::column).collect(),
            ConstraintKind::ForeignKey(key) => key.columns.iter().collect(),
            ConstraintKind::NotNull { column } | ConstraintKind::Default { column, .. } => vec![column],
            ConstraintKind::Check { .. } | ConstraintKind::Other => Vec::new(),
        }
    }

    /// Whether rows that exist already are checked when it is added.
    #[must_use]
    pub const fn checks_existing_rows(&self) -> bool {
        self.state.not_valid.is_none() && !self.state.no_check && !self.state.not_enforced
    }
}
