use crate::{Expr, Ident, Name};

/// What a query gives and from where, as far as it can be read off its clauses: a query of one `SELECT`, without `WITH`
/// and without set operations.
#[derive(Clone, PartialEq, Debug)]
pub struct QueryShape {
    /// What its list names, in order.
    pub columns: Vec<Selected>,
    /// The relations of its `FROM`; `None` where something else than a plain name stands there.
    pub from: Option<Vec<FromTable>>,
    /// Whether each row of the relation gives one row: no condition, group, limit, and no other relation.
    pub keeps_rows: bool,
    /// Whether a condition or a limit picks some of the rows.
    pub picks_rows: bool,
}

/// An entry of a query's list.
#[derive(Clone, PartialEq, Debug)]
pub enum Selected {
    /// `*`, or `t.*`.
    All(Option<Ident>),
    /// A value.
    Value {
        /// The name that is written for it or, where the engine names a column so, its text.
        name: Option<Ident>,
        /// The value.
        expr: Expr,
    },
}

/// A relation of a query's `FROM`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FromTable {
    /// Its name.
    pub name: Name,
    /// The name it has within the query.
    pub alias: Option<Ident>,
    /// Whether an outer join may leave its columns empty.
    pub is_optional: bool,
}

impl FromTable {
    /// Whether a column's qualifier means this relation.
    #[must_use]
    pub fn is_called(&self, qualifier: &Ident, dialect: crate::Dialect) -> bool {
        self.alias
            .as_ref()
            .unwrap_or(&self.name.ident)
            .is_same(qualifier, dialect)
    }
}
