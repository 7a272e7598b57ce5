use compact_str::CompactString;
use schema::catalog::{Column, Relation};
use schema::{Catalog, ObjectKey};

/// Something that has a name in the database.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Thing {
    /// A table or a view.
    Relation(ObjectKey),
    /// A column of a table or a view.
    Column(ObjectKey, CompactString),
    /// An index of a table or a materialized view.
    Index(ObjectKey, CompactString),
    /// A constraint of a table.
    Constraint(ObjectKey, CompactString),
    /// A trigger of a table.
    Trigger(ObjectKey, CompactString),
    /// A function, a procedure, a package; overloads together.
    Routine(ObjectKey),
    /// A sequence.
    Sequence(ObjectKey),
    /// A type or a domain.
    Type(ObjectKey),
}

impl Thing {
    /// What kind of thing it is, in one word.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Relation(_) => "table",
            Self::Column(..) => "column",
            Self::Index(..) => "index",
            Self::Constraint(..) => "constraint",
            Self::Trigger(..) => "trigger",
            Self::Routine(_) => "routine",
            Self::Sequence(_) => "sequence",
            Self::Type(_) => "type",
        }
    }

    /// Its own name, as the engine knows it.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Relation(key) | Self::Routine(key) | Self::Sequence(key) | Self::Type(key) => &key.name,
            Self::Column(_, name) | Self::Index(_, name) | Self::Constraint(_, name) | Self::Trigger(_, name) => name,
        }
    }

    /// The table that it is or belongs to.
    #[must_use]
    pub const fn relation(&self) -> Option<&ObjectKey> {
        match self {
            Self::Relation(key)
            | Self::Column(key, _)
            | Self::Index(key, _)
            | Self::Constraint(key, _)
            | Self::Trigger(key, _) => Some(key),
            Self::Routine(_) | Self::Sequence(_) | Self::Type(_) => None,
        }
    }

    /// The same under other names: `relation` is called `new` now.
    pub(crate) fn moved(&self, relation: &ObjectKey, new: &ObjectKey) -> Self {
        let own = |key: &ObjectKey| if key == relation { new.clone() } else { key.clone() };
        match self {
            Self::Relation(key) => Self::Relation(own(key)),
            Self::Column(key, name) => Self::Column(own(key), name.clone()),
            Self::Index(key, name) => Self::Index(own(key), name.clone()),
            Self::Constraint(key, name) => Self::Constraint(own(key), name.clone()),
            Self::Trigger(key, name) => Self::Trigger(own(key), name.clone()),
            Self::Routine(_) | Self::Sequence(_) | Self::Type(_) => self.clone(),
        }
    }

    /// What of a relation has this name: a column before an index, an index before a constraint.
    pub(crate) fn part_of(catalog: &Catalog, relation: &ObjectKey, name: &str) -> Option<Self> {
        let part = |make: fn(ObjectKey, CompactString) -> Self| Some(make(relation.clone(), name.into()));
        match catalog.relation_at(relation).seen()? {
            Relation::Table(table) => {
                if table.columns.iter().any(|column| column.name == name) {
                    part(Self::Column)
                } else if table
                    .indexes
                    .iter()
                    .any(|index| index.name == name && index.constraint.is_none())
                {
                    part(Self::Index)
                } else if table
                    .constraints
                    .iter()
                    .any(|constraint| constraint.name.as_deref() == Some(name))
                {
                    part(Self::Constraint)
                } else if table.triggers.iter().any(|trigger| trigger.name == name) {
                    part(Self::Trigger)
                } else {
                    None
                }
            }
            Relation::View(view) => {
                if view.columns.iter().any(|column| column == name) {
                    part(Self::Column)
                } else if view.indexes.iter().any(|index| index.name == name) {
                    part(Self::Index)
                } else {
                    None
                }
            }
        }
    }

    /// The column as it stands, where it is one.
    pub(crate) fn column<'a>(&self, catalog: &'a Catalog) -> Option<&'a Column> {
        let Self::Column(relation, name) = self else {
            return None;
        };
        catalog.table_at(relation).seen()?.column(name).seen()
    }
}
