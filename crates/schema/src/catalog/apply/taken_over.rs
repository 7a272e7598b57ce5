//! What a new table takes over from others: `LIKE`, `INHERITS`, `PARTITION OF`.

use std::sync::Arc;

use super::Applier;
use crate::catalog::{Column, Constraint, IdentityKind, Index, ObjectKey, Table};
use crate::{
    ConstraintKind, ConstraintState, CreateTable, Expr, ExprKind, Family, Ident, LikePart, LikeTable, Literal, Name,
};

impl Applier<'_> {
    /// The columns of `INHERITS` and `PARTITION OF` stand first; parents that share a column share it here.
    pub(super) fn inherit_columns(&mut self, table: &mut Table, created: &CreateTable) {
        let parents: Vec<ObjectKey> = match &created.partition_of {
            Some(partition) => vec![self.key(&partition.parent)],
            None => created.inherits.iter().map(|parent| self.key(parent)).collect(),
        };
        for parent in &parents {
            let Some(known) = self.seen_table(parent) else {
                table.is_complete = false;
                continue;
            };
            table.is_complete &= known.is_complete;
            for column in &known.columns {
                // Heirs share a sequence through their default, not through an identity.
                let identity = column
                    .identity
                    .filter(|kind| *kind == IdentityKind::Serial || created.partition_of.is_some());
                let own = Column {
                    identity,
                    is_inherited: true,
                    origin: self.origin,
                    ..(**column).clone()
                };
                match table.columns.iter_mut().find(|known| known.name == own.name) {
                    Some(known) => *known = Arc::new((**known).clone().merged_with(&own)),
                    None => table.columns.edit().push(Arc::new(own)),
                }
            }
        }
        if let Some(partition) = &created.partition_of {
            table.partition_of = parents.into_iter().next();
            table.is_default_partition = partition.is_default;
        } else {
            table.inherits = parents;
        }
    }

    /// The columns of each `LIKE` that stands behind as many written columns.
    pub(super) fn like_columns(&mut self, table: &mut Table, created: &CreateTable, position: u32) {
        for like in created.like.iter().filter(|like| like.position == position) {
            let Some(other) = self.seen_table(&self.key(&like.table)).cloned() else {
                table.is_complete = false;
                continue;
            };
            table.is_complete &= other.is_complete;
            if self.catalog.dialect.family() == Family::Mysql {
                table.options.clone_from(&other.options);
                table.partition_by.clone_from(&other.partition_by);
            }
            for column in &other.columns {
                let own = self.like_column(&table.key, &other.key, column, like);
                table.columns.edit().push(Arc::new(own));
            }
        }
    }

    /// A column as `LIKE` copies it (<https://www.postgresql.org/docs/current/sql-createtable.html>). MySQL copies all of
    /// it (<https://dev.mysql.com/doc/refman/8.4/en/create-table-like.html>).
    fn like_column(&mut self, table: &ObjectKey, other: &ObjectKey, column: &Column, like: &LikeTable) -> Column {
        let mut own = Column {
            is_inherited: false,
            existence: self.existence,
            origin: self.origin,
            ..column.clone()
        };
        if self.catalog.dialect.family() == Family::Mysql {
            return own;
        }
        let takes = |part: LikePart| like.including.contains(&part);
        own.default = own.default.filter(|_| takes(LikePart::Defaults));
        own.generated = own.generated.filter(|_| takes(LikePart::Generated));
        match own.identity {
            Some(IdentityKind::Serial) => {
                own.identity = None;
                own.default = takes(LikePart::Defaults).then(|| Box::new(next_value(other, column)));
            }
            Some(_) if takes(LikePart::Identity) => self.add_owned_sequence(table, &column.name),
            _ => own.identity = None,
        }
        own
    }

    /// The keys, checks and indexes of a `LIKE`; foreign keys are never among them.
    pub(super) fn take_over_keys(&mut self, key: &ObjectKey, like: &LikeTable) {
        let Some(other) = self.seen_table(&self.key(&like.table)).cloned() else {
            return;
        };
        if self.catalog.dialect.family() == Family::Mysql {
            let origin = self.origin;
            self.edit_table(key, |table| {
                let own = other.constraints.iter().filter(|known| known.reference.is_none());
                table.constraints.edit().extend(own.map(|known| {
                    Arc::new(Constraint {
                        origin,
                        ..(**known).clone()
                    })
                }));
                table.indexes.edit().extend(other.indexes.iter().map(|known| {
                    Arc::new(Index {
                        origin,
                        ..(**known).clone()
                    })
                }));
            });
            return;
        }
        if like.including.contains(&LikePart::Constraints) {
            for check in other.constraints.iter().filter(|known| is_check(known)) {
                self.constrain(key, &written(check, check.name.clone().map(Ident::synthetic)));
            }
        }
        if like.including.contains(&LikePart::Indexes) {
            for index in &other.indexes {
                let served = index.constraint.as_ref();
                let constraint = other.constraints.iter().find(|known| known.name.as_ref() == served);
                match constraint.filter(|_| served.is_some()) {
                    Some(constraint) => self.constrain(key, &written(constraint, None)),
                    None => {
                        self.put_index(key, &unnamed(index, key));
                    }
                }
            }
        }
    }

    /// The checks that a parent hands down, under their names.
    pub(super) fn inherit_checks(&mut self, key: &ObjectKey, parent: &ObjectKey) {
        let Some(parent) = self.seen_table(parent).cloned() else {
            return;
        };
        for check in parent.constraints.iter().filter(|known| is_handed_down(known)) {
            let is_there = self
                .seen_table(key)
                .is_some_and(|table| table.constraints.iter().any(|known| known.name == check.name));
            if !is_there {
                self.constrain(key, &written(check, check.name.clone().map(Ident::synthetic)));
            }
        }
    }
}

impl Column {
    /// The column with what a parent's of the same name says besides.
    pub(super) fn merged_with(self, parent: &Self) -> Self {
        let is_required = self.nullable == Some(false) || parent.nullable == Some(false);
        Self {
            data_type: self.data_type.or_else(|| parent.data_type.clone()),
            nullable: if is_required { Some(false) } else { self.nullable },
            default: self.default.or_else(|| parent.default.clone()),
            generated: self.generated.or_else(|| parent.generated.clone()),
            identity: self.identity.or(parent.identity),
            ..self
        }
    }
}

fn is_check(constraint: &Constraint) -> bool {
    matches!(constraint.kind, ConstraintKind::Check { .. })
}

fn is_handed_down(constraint: &Constraint) -> bool {
    matches!(constraint.kind, ConstraintKind::Check { no_inherit: false, .. })
}

/// A constraint that is known, as a script would write it.
pub(super) fn written(constraint: &Constraint, name: Option<Ident>) -> crate::Constraint {
    let mut kind = constraint.kind.clone();
    if let ConstraintKind::PrimaryKey { using_index, keys } | ConstraintKind::Unique { using_index, keys, .. } =
        &mut kind
        && using_index.take().is_some()
    {
        let columns = constraint.columns.iter().cloned().map(Ident::synthetic);
        *keys = columns.map(crate::IndexKey::of_column).collect();
    }
    crate::Constraint {
        name,
        kind,
        state: ConstraintState::default(),
        options: Vec::new(),
        range: source::TextRange::default(),
    }
}

/// An index that is known, as a script would write it for another table, without a name.
pub(super) fn unnamed(index: &Index, table: &ObjectKey) -> crate::Index {
    let schema = (!table.schema.is_empty()).then(|| Ident::synthetic(table.schema.clone()));
    crate::Index {
        name: None,
        table: Name {
            qualifiers: schema.into_iter().collect(),
            ident: Ident::synthetic(table.name.clone()),
        },
        is_unique: index.is_unique,
        or_replace: false,
        if_not_exists: false,
        shape: index.shape,
        method: index.method.clone(),
        keys: index.keys.clone(),
        include: index.include.iter().cloned().map(Ident::synthetic).collect(),
        predicate: index.predicate.clone().map(Box::new),
        nulls_not_distinct: false,
        is_invisible: false,
        options: Vec::new(),
        range: source::TextRange::default(),
    }
}

/// `nextval('t_id_seq')`: what a `serial` column takes when nothing is given.
fn next_value(table: &ObjectKey, column: &Column) -> Expr {
    let sequence = table.sibling(compact_str::format_compact!("{}_{}_seq", table.name, column.name));
    let argument = Expr {
        kind: ExprKind::Literal(Literal::Text(compact_str::format_compact!("{sequence}"))),
        range: source::TextRange::default(),
    };
    Expr {
        kind: ExprKind::Call {
            name: Name::bare(Ident::synthetic("nextval")),
            args: vec![argument],
        },
        range: source::TextRange::default(),
    }
}
