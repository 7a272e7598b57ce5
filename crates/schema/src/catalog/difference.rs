use std::fmt;

use compact_str::CompactString;

use super::ObjectKey;
use crate::ObjectKind;

/// One way in which the schema there differs from the schema here.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Difference {
    /// What kind of thing differs: an object of its own, or a part of one.
    pub object_kind: ObjectKind,
    /// The object: for a part, the table, view or type it belongs to.
    pub key: ObjectKey,
    /// The part: a column, constraint, index, trigger, policy or value of an enumeration, or who has privileges.
    pub part: Option<CompactString>,
    /// In what it differs.
    pub kind: DifferenceKind,
    /// Whether both sides are known for certain. What a statement that may not have run made, or what a history without
    /// a known start never named, differs only perhaps; so does what the model holds no more of than that it is there.
    pub is_certain: bool,
}

/// In what something differs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum DifferenceKind {
    /// It is here and not there.
    OnlyHere,
    /// It is there and not here.
    OnlyThere,
    /// It is in both and looks different.
    Changed {
        /// What about it.
        aspect: Aspect,
        /// What it is here, as a person would write it.
        here: String,
        /// What it is there.
        there: String,
    },
}

/// What about an object can differ.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Aspect {
    /// The kind of thing it is: a table or a view, a check or a foreign key.
    Kind,
    /// The name, where it is one thing under two names.
    Name,
    /// A column's or sequence's type.
    Type,
    /// Whether a column takes nulls.
    Nullability,
    /// What a column takes when nothing is given.
    Default,
    /// Whether and how a column counts by itself.
    Identity,
    /// What a column is computed from.
    Generated,
    /// The columns of a constraint or view.
    Columns,
    /// What a foreign key refers to, and what happens to the rows.
    Reference,
    /// The condition of a check.
    Condition,
    /// Whether existing rows are known to keep a constraint, or an index can be used.
    Validity,
    /// Whether new rows are checked.
    Enforcement,
    /// What an index is sorted by.
    Keys,
    /// Whether an index keeps rows apart.
    Uniqueness,
    /// The access method of an index.
    Method,
    /// The rows that are in an index.
    Predicate,
    /// The columns that an index carries along.
    Include,
    /// How long a table lives.
    Persistence,
    /// How a table is partitioned, or of what it is a partition.
    Partitioning,
    /// What a table inherits from.
    Parents,
    /// Whether row security is on.
    RowSecurity,
    /// The values of an enumeration, in order.
    Values,
    /// What a sequence goes with.
    Owner,
    /// What somebody may do with an object; the part is who.
    Privileges,
    /// Everything else that is said of it: a query, a body, what a type is made of.
    Definition,
}

impl Aspect {
    /// The word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Kind => "kind",
            Self::Name => "name",
            Self::Type => "type",
            Self::Nullability => "nullability",
            Self::Default => "default",
            Self::Identity => "identity",
            Self::Generated => "generated",
            Self::Columns => "columns",
            Self::Reference => "reference",
            Self::Condition => "condition",
            Self::Validity => "validity",
            Self::Enforcement => "enforcement",
            Self::Keys => "keys",
            Self::Uniqueness => "uniqueness",
            Self::Method => "method",
            Self::Predicate => "predicate",
            Self::Include => "include",
            Self::Persistence => "persistence",
            Self::Partitioning => "partitioning",
            Self::Parents => "parents",
            Self::RowSecurity => "row security",
            Self::Values => "values",
            Self::Owner => "owner",
            Self::Privileges => "privileges",
            Self::Definition => "definition",
        }
    }
}

impl fmt::Display for Difference {
    /// ``column `users.email`: `text` here, `varchar(10)` there``.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = self.object_kind.as_str().replace('_', " ");
        match &self.part {
            Some(part) => write!(f, "{words} `{}.{part}`: ", self.key)?,
            None => write!(f, "{words} `{}`: ", self.key)?,
        }
        let perhaps = if self.is_certain { "" } else { "perhaps " };
        match &self.kind {
            DifferenceKind::OnlyHere => write!(f, "{perhaps}here, not there"),
            DifferenceKind::OnlyThere => write!(f, "{perhaps}there, not here"),
            DifferenceKind::Changed { aspect, here, there } if here == there => {
                write!(f, "{perhaps}another {} there", aspect.as_str())
            }
            DifferenceKind::Changed { aspect, here, there } => {
                // A type or a nullability says itself what it is.
                if !matches!(aspect, Aspect::Type | Aspect::Nullability | Aspect::Kind) {
                    write!(f, "{} ", aspect.as_str())?;
                }
                write!(f, "`{here}` here, {perhaps}`{there}` there")
            }
        }
    }
}
