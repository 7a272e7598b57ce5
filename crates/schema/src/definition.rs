use source::TextRange;

use crate::{
    Action, Change, Column, ColumnAction, Constraint, ConstraintKind, DataType, Ident, Index, IndexKey, Kind, KindSet,
    Name, ObjectKind, Verb,
};

/// A name that a change gives to something: the table of a `create table`, each of its columns, constraints and
/// indexes, the new name of a `rename`.
#[derive(Clone, Debug)]
pub struct Definition<'a> {
    /// What kind of thing gets the name. A constraint is what it demands: a primary key, a foreign key, a check.
    pub object_kind: ObjectKind,
    /// The name.
    pub ident: &'a Ident,
    /// The name with its schema, where a schema can be written.
    pub name: Option<&'a Name>,
    /// The table that the thing belongs to, where it belongs to one.
    pub table: Option<&'a Name>,
    /// The columns that it is about, where they are named one by one.
    pub columns: Vec<&'a Ident>,
    /// For a foreign key, the table and columns referred to.
    pub referred: Option<(&'a Name, &'a [Ident])>,
    /// Whether it is an index that keeps rows apart.
    pub is_unique: bool,
}

/// A type that a change gives to a column, a domain's base among them.
#[derive(Clone, Copy, Debug)]
pub struct GivenType<'a> {
    /// The column; the domain itself for a domain.
    pub ident: &'a Ident,
    /// Its type.
    pub data_type: &'a DataType,
    /// The column's definition, where there is more of it than the type.
    pub column: Option<&'a Column>,
    /// The table; `None` for a domain or a row type.
    pub table: Option<&'a Name>,
}

impl Change {
    /// Every name that the change gives, in the order of the text, as far as that is known.
    #[must_use]
    pub fn definitions(&self) -> Vec<Definition<'_>> {
        let own = self.kind.verb_object().map(|(_, object_kind)| object_kind);
        match &self.action {
            Action::CreateTable(table) => {
                let mut found = vec![Definition::of_name(ObjectKind::Table, &table.name)];
                for column in &table.columns {
                    found.extend(of_column(&table.name, column));
                }
                found.extend(
                    table
                        .constraints
                        .iter()
                        .filter_map(|constraint| of_constraint(&table.name, constraint)),
                );
                found.extend(table.indexes.iter().filter_map(of_index));
                found
            }
            Action::CreateIndex(index) => of_index(index).into_iter().collect(),
            Action::CreateView(view) if self.kind != Kind::AlterView => {
                let kind = own.unwrap_or(ObjectKind::View);
                vec![Definition::of_name(kind, &view.name)]
            }
            Action::CreateRoutine(routine) => vec![Definition::of_name(routine.object_kind, &routine.name)],
            Action::CreateTrigger(trigger) => vec![Definition {
                table: trigger.table.as_ref(),
                ..Definition::of_name(ObjectKind::Trigger, &trigger.name)
            }],
            Action::CreateSequence(sequence) if self.kind == Kind::CreateSequence => {
                vec![Definition::of_name(ObjectKind::Sequence, &sequence.name)]
            }
            Action::CreateType(created) => vec![Definition::of_name(own.unwrap_or(ObjectKind::Type), &created.name)],
            Action::CreatePolicy(policy) if self.kind == Kind::CreatePolicy => vec![Definition {
                table: Some(&policy.table),
                ..Definition::of_ident(ObjectKind::Policy, &policy.name)
            }],
            Action::CreateObject(created) => {
                let named = created.name.as_ref();
                let found = named.map(|name| Definition {
                    table: created.table.as_ref(),
                    ..Definition::of_name(created.object_kind, name)
                });
                found.into_iter().collect()
            }
            Action::Rename(rename) => vec![Definition {
                table: rename.parent.as_ref(),
                ..Definition::of_name(rename.object_kind, &rename.to)
            }],
            Action::AddColumn {
                table,
                column,
                old_name,
                ..
            } => {
                let is_new = self.kind == Kind::AddColumn || old_name.is_some();
                let mut found = of_column(table, column);
                if !is_new {
                    found.retain(|definition| definition.object_kind != ObjectKind::Column);
                }
                found
            }
            Action::AddConstraint { table, constraint, .. } => of_constraint(table, constraint).into_iter().collect(),
            _ => Vec::new(),
        }
    }

    /// Every type that the change gives to a column.
    #[must_use]
    pub fn given_types(&self) -> Vec<GivenType<'_>> {
        match &self.action {
            Action::CreateTable(created) => {
                let columns = created.columns.iter();
                columns
                    .filter_map(|column| GivenType::of_column(Some(&created.name), column))
                    .collect()
            }
            Action::AddColumn { table, column, .. } => GivenType::of_column(Some(table), column).into_iter().collect(),
            Action::Column(action) => given_by_action(action).into_iter().collect(),
            Action::CreateType(created) => match &created.definition {
                crate::TypeDefinition::Domain { base, .. } => vec![GivenType {
                    ident: &created.name.ident,
                    data_type: base,
                    column: None,
                    table: None,
                }],
                crate::TypeDefinition::Composite(columns) => columns
                    .iter()
                    .filter_map(|column| GivenType::of_column(None, column))
                    .collect(),
                crate::TypeDefinition::Enum(_) | crate::TypeDefinition::Other => Vec::new(),
            },
            _ => Vec::new(),
        }
    }
}

impl Definition<'_> {
    /// The kinds of change that may give a name.
    #[must_use]
    pub fn kinds() -> KindSet {
        let mut kinds = KindSet::of(&[Kind::AddColumn, Kind::ModifyColumn, Kind::AddConstraint, Kind::AddIndex]);
        let gives = |kind: &&Kind| matches!(kind.verb_object(), Some((Verb::Create | Verb::Rename, _)));
        Kind::ALL.iter().filter(gives).for_each(|kind| kinds.insert(*kind));
        kinds
    }
}

impl GivenType<'_> {
    /// The kinds of change that may give a type.
    #[must_use]
    pub const fn kinds() -> KindSet {
        KindSet::of(&[
            Kind::CreateTable,
            Kind::AddColumn,
            Kind::ModifyColumn,
            Kind::AlterColumnType,
            Kind::CreateType,
            Kind::CreateDomain,
        ])
    }
}

impl<'a> Definition<'a> {
    fn of_name(object_kind: ObjectKind, name: &'a Name) -> Self {
        Self {
            name: Some(name),
            ..Self::of_ident(object_kind, &name.ident)
        }
    }

    const fn of_ident(object_kind: ObjectKind, ident: &'a Ident) -> Self {
        Self {
            object_kind,
            ident,
            name: None,
            table: None,
            columns: Vec::new(),
            referred: None,
            is_unique: false,
        }
    }

    /// Where the name stands.
    #[must_use]
    pub const fn range(&self) -> TextRange {
        self.ident.range
    }
}

impl<'a> GivenType<'a> {
    fn of_column(table: Option<&'a Name>, column: &'a Column) -> Option<Self> {
        Some(Self {
            ident: &column.name,
            data_type: column.data_type.as_ref()?,
            column: Some(column),
            table,
        })
    }
}

impl std::fmt::Display for GivenType<'_> {
    /// `orders.total`, or the name alone where there is no table.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.table {
            Some(table) => write!(f, "{table}.{}", self.ident),
            None => write!(f, "{}", self.ident),
        }
    }
}

fn given_by_action(action: &ColumnAction) -> Option<GivenType<'_>> {
    Some(GivenType {
        ident: &action.column,
        data_type: action.data_type.as_ref()?,
        column: None,
        table: Some(&action.table),
    })
}

fn of_column<'a>(table: &'a Name, column: &'a Column) -> Vec<Definition<'a>> {
    let mut found = vec![Definition {
        table: Some(table),
        ..Definition::of_ident(ObjectKind::Column, &column.name)
    }];
    found.extend(
        column
            .constraints
            .iter()
            .filter_map(|constraint| of_constraint(table, constraint)),
    );
    found
}

fn of_constraint<'a>(table: &'a Name, constraint: &'a Constraint) -> Option<Definition<'a>> {
    let object_kind = constraint.kind.object_kind();
    Some(Definition {
        table: Some(table),
        columns: constraint.columns(),
        referred: match &constraint.kind {
            ConstraintKind::ForeignKey(key) => Some((&key.table, &key.referred)),
            _ => None,
        },
        ..Definition::of_ident(object_kind, constraint.name.as_ref()?)
    })
}

fn of_index(index: &Index) -> Option<Definition<'_>> {
    Some(Definition {
        table: Some(&index.table),
        columns: index.keys.iter().filter_map(IndexKey::column).collect(),
        is_unique: index.is_unique,
        ..Definition::of_name(ObjectKind::Index, index.name.as_ref()?)
    })
}

impl ConstraintKind {
    /// What kind of object it is: `primary_key`, `foreign_key`, `unique`, `check`, `constraint` for all others.
    #[must_use]
    pub const fn object_kind(&self) -> ObjectKind {
        match self {
            Self::PrimaryKey { .. } => ObjectKind::PrimaryKey,
            Self::Unique { .. } => ObjectKind::Unique,
            Self::ForeignKey(_) => ObjectKind::ForeignKey,
            Self::Check { .. } => ObjectKind::Check,
            Self::Exclude { .. } | Self::NotNull { .. } | Self::Default { .. } | Self::Other => ObjectKind::Constraint,
        }
    }

    /// What it demands, in a word: `foreign_key`, `exclusion`, `not_null`.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Exclude { .. } => "exclusion",
            Self::NotNull { .. } => "not_null",
            Self::Default { .. } => "default",
            _ => self.object_kind().as_str(),
        }
    }
}
