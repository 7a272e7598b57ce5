//! Columns: added, dropped, given another type, default or nullability.

use std::sync::Arc;

use compact_str::CompactString;
use source::TextRange;

use super::Applier;
use crate::catalog::placeless::columns_of;
use crate::catalog::{Column, Dependency, Entry, Existence, IdentityKind, ObjectKey, Sequence, Table};
use crate::{
    Behaviour, ColumnAction, ColumnPlace, ConstraintKind, DataType, Dialect, Generated, GeneratedKind, Ident,
    KeyTarget, Kind, Name,
};

/// PostgreSQL's types that are a number and a sequence
/// (<https://www.postgresql.org/docs/current/datatype-numeric.html#DATATYPE-SERIAL>).
const SERIAL: &[(&str, &str)] = &[
    ("serial", "integer"),
    ("serial4", "integer"),
    ("bigserial", "bigint"),
    ("serial8", "bigint"),
    ("smallserial", "smallint"),
    ("serial2", "smallint"),
];

impl Applier<'_> {
    /// A column as it will stand, with the sequence that comes with it.
    pub(super) fn new_column(&mut self, table: &ObjectKey, column: &crate::Column) -> Column {
        let placeless = self.placeless();
        let name = column.name.folded(self.catalog.dialect);
        let mut data_type = column
            .data_type
            .as_ref()
            .map(|data_type| placeless.data_type(data_type));
        let serial = self.serial_base(data_type.as_ref());
        if let (Some(data_type), Some(base)) = (&mut data_type, serial) {
            data_type.name = CompactString::const_new(base);
        }
        let identity = match (&column.identity, serial) {
            (_, Some(_)) => Some(IdentityKind::Serial),
            (Some(identity), None) if identity.is_always => Some(IdentityKind::Always),
            (Some(_), None) => Some(IdentityKind::ByDefault),
            (None, None) => None,
        };
        if identity.is_some() && self.catalog.dialect == Dialect::Postgres {
            self.add_owned_sequence(table, &name);
        }
        let is_required = column.nullable == Some(false)
            || identity.is_some()
            || (column.is_primary_key() && self.catalog.dialect != Dialect::Sqlite);
        Column {
            name,
            data_type,
            nullable: Some(!is_required),
            default: column.default.as_ref().map(|expr| Box::new(placeless.expr(expr))),
            identity,
            generated: column
                .generated
                .as_ref()
                .map(|generated| Box::new(placeless.generated(generated))),
            is_inherited: false,
            existence: self.existence,
            origin: self.origin,
        }
    }

    fn serial_base(&self, data_type: Option<&DataType>) -> Option<&'static str> {
        let data_type = data_type.filter(|_| self.catalog.dialect == Dialect::Postgres)?;
        let (_, base) = SERIAL.iter().find(|(name, _)| *name == data_type.name)?;
        Some(base)
    }

    pub(super) fn add_owned_sequence(&mut self, table: &ObjectKey, column: &str) {
        let name = compact_str::format_compact!("{}_{column}_seq", table.name);
        let sequence = Sequence {
            key: table.sibling(name),
            data_type: None,
            owned_by: Some((table.clone(), column.into())),
            origin: self.origin,
        };
        let entry = Entry::There(self.existence, Arc::new(sequence));
        self.catalog.sequences.insert(
            table.sibling(compact_str::format_compact!("{}_{column}_seq", table.name)),
            entry,
        );
    }

    pub(super) fn add_column(
        &mut self,
        table: &Name,
        column: &crate::Column,
        has_exists_clause: bool,
        place: Option<&ColumnPlace>,
    ) {
        let key = self.key(table);
        let dialect = self.catalog.dialect;
        let new = Arc::new(self.new_column(&key, column));
        let keeps = self.skips_existing(has_exists_clause);
        self.edit_family(table, &mut |table| {
            let is_heir = table.key != key;
            let is_there = table.columns.iter().any(|known| known.name == new.name);
            // An heir's own column of that name becomes that of the parent as well.
            if is_there && (keeps || is_heir) {
                return;
            }
            table.columns.retain(|known| known.name != new.name);
            let mut own = Arc::clone(&new);
            if is_heir {
                Arc::make_mut(&mut own).is_inherited = true;
            }
            let at = place.and_then(|place| index_of_place(table, place, dialect));
            let at = at.unwrap_or(table.columns.len());
            table.columns.edit().insert(at, own);
        });
        for constraint in &column.constraints {
            self.constrain_family(&key, constraint);
        }
    }

    /// MySQL's `MODIFY` and `CHANGE`, a whole new definition; Oracle's `MODIFY`, which keeps what it does not say
    /// (<https://docs.oracle.com/en/database/oracle/oracle-database/19/sqlrf/ALTER-TABLE.html>, `modify_col_properties`).
    pub(super) fn modify_column(
        &mut self,
        table: &Name,
        column: &crate::Column,
        old_name: Option<&Ident>,
        place: Option<&ColumnPlace>,
    ) {
        let key = self.key(table);
        let dialect = self.catalog.dialect;
        let new = Arc::new(self.new_column(&key, column));
        let old = old_name.unwrap_or(&column.name).folded(dialect);
        self.replace_column(&key, &old, &new, column);
        if let Some(place) = place {
            self.edit_table(&key, |table| {
                let Some(from) = table.columns.iter().position(|known| known.name == new.name) else {
                    return;
                };
                let moved = table.columns.edit().remove(from);
                let to = index_of_place(table, place, dialect).unwrap_or(from);
                table.columns.edit().insert(to, moved);
            });
        }
        for constraint in &column.constraints {
            self.constrain_family(&key, constraint);
        }
    }

    fn replace_column(&mut self, key: &ObjectKey, old: &str, new: &Arc<Column>, written: &crate::Column) {
        let keeps_rest = self.catalog.dialect == Dialect::Oracle;
        self.edit_table(key, |table| {
            let is_key = is_in_primary_key(table, old);
            let mut new = (**new).clone();
            if is_key == Some(true) {
                new.nullable = Some(false);
            }
            match table.columns.iter_mut().find(|known| known.name == old) {
                Some(known) if keeps_rest => keep_rest(Arc::make_mut(known), new, written),
                Some(known) => *known = Arc::new(new),
                None => table.columns.edit().push(Arc::new(new)),
            }
        });
        if old != new.name {
            self.carry_column_name(key, old, &new.name);
        }
    }

    /// Of SQL Server, a new type without a word about nulls lets them in
    /// (<https://learn.microsoft.com/sql/t-sql/statements/alter-table-transact-sql>: "ANSI_NULL defaults are always on for
    /// `ALTER COLUMN`").
    pub(super) fn alter_column(&mut self, kind: Kind, action: &ColumnAction) {
        let name = action.column.folded(self.catalog.dialect);
        if matches!(kind, Kind::DropColumn | Kind::SetUnusedColumn) {
            self.drop_column(action, &name);
            return;
        }
        let placeless = self.placeless();
        let existence = self.existence;
        let data_type = action
            .data_type
            .as_ref()
            .map(|data_type| placeless.data_type(data_type));
        let value = action.expr.as_ref().map(|expr| Box::new(placeless.expr(expr)));
        let origin = self.origin;
        let nullable = action.nullable;
        let dialect = self.catalog.dialect;
        self.edit_family(&action.table, &mut |table| {
            let is_key = is_in_primary_key(table, &name);
            if lacks(table, &name) {
                return;
            }
            let column = column_mut(table, &name, origin);
            if existence == Existence::Perhaps {
                forget(kind, column);
                return;
            }
            match kind {
                Kind::AlterColumnType => {
                    column.data_type.clone_from(&data_type);
                    column.nullable = match (nullable, dialect, is_key) {
                        (None, Dialect::Mssql, Some(false)) => Some(true),
                        (None, Dialect::Mssql, None) if column.nullable == Some(false) => None,
                        (said, ..) => said.or(column.nullable),
                    };
                }
                Kind::SetNotNull => column.nullable = Some(false),
                Kind::DropNotNull => column.nullable = Some(is_key != Some(true)),
                Kind::SetDefault | Kind::DropDefault => {
                    column.default.clone_from(&value);
                    // A `serial` counts by its default.
                    column.identity = column.identity.filter(|kind| *kind != IdentityKind::Serial);
                }
                Kind::AddIdentity => column.identity = Some(IdentityKind::ByDefault),
                // Whether a written value is refused now is not kept.
                Kind::AlterIdentity if column.identity.is_some() => column.identity = Some(IdentityKind::ByDefault),
                Kind::DropIdentity => column.identity = None,
                Kind::SetExpression => {
                    let kind = column.generated.take().map_or(GeneratedKind::Stored, |was| was.kind);
                    column.generated = value.clone().map(|expr| {
                        Box::new(Generated {
                            expr: *expr,
                            kind,
                            range: TextRange::default(),
                        })
                    });
                }
                Kind::DropExpression => column.generated = None,
                _ => {}
            }
        });
    }

    fn drop_column(&mut self, action: &ColumnAction, name: &CompactString) {
        let key = self.key(&action.table);
        let existence = self.existence;
        let keeps_indexes = matches!(self.catalog.dialect, Dialect::Mysql | Dialect::Mariadb);
        let origin = self.origin;
        let cascades = matches!(action.behaviour, Some(Behaviour::Cascade(_))) && existence == Existence::Certain;
        let views = self.catalog.views_using(&key, name).filter(|_| cascades);
        let views: Vec<ObjectKey> = views.map(|view| view.key.clone()).collect();
        self.edit_family(&action.table, &mut |table| {
            if lacks(table, name) {
                return;
            }
            if existence == Existence::Perhaps {
                column_mut(table, name, origin).existence = Existence::Perhaps;
                return;
            }
            let is_heir = table.key != key && !table.inherits.is_empty();
            let stays = |column: &Arc<Column>| column.name == *name && !column.is_inherited;
            if is_heir && (table.inherits.len() > 1 || table.columns.iter().any(stays)) {
                return;
            }
            table.columns.retain(|column| column.name != *name);
            if keeps_indexes {
                shrink_indexes(table, name);
            } else {
                table.indexes.retain(|index| !uses_column(index, name));
            }
            table
                .constraints
                .retain(|constraint| !constraint.columns.contains(name));
        });
        if existence == Existence::Perhaps {
            return;
        }
        self.drop_owned_sequences(&key, Some(name));
        if cascades {
            self.drop_references(&key, name);
            for view in views {
                self.drop_relation(&view, true);
            }
        }
    }

    /// `CASCADE` takes the foreign keys of other tables that refer to the column, and the views that read it.
    fn drop_references(&mut self, key: &ObjectKey, column: &CompactString) {
        let referrers: Vec<ObjectKey> = self.catalog.dependents(key, Dependency::ForeignKey).cloned().collect();
        for referrer in referrers {
            self.edit_table(&referrer, |table| {
                table.constraints.retain(|constraint| {
                    let refers = constraint
                        .reference
                        .as_ref()
                        .is_some_and(|reference| reference.table == *key && reference.columns.contains(column));
                    !refers
                });
            });
        }
    }
}

/// Takes over what a definition says, and keeps the rest.
fn keep_rest(known: &mut Column, new: Column, written: &crate::Column) {
    let is_said = written.nullable.is_some() || new.nullable == Some(false);
    known.nullable = if is_said { new.nullable } else { known.nullable };
    known.data_type = new.data_type.or_else(|| known.data_type.take());
    known.default = new.default.or_else(|| known.default.take());
    known.identity = new.identity.or(known.identity);
    known.generated = new.generated.or_else(|| known.generated.take());
}

/// Where `FIRST` and `AFTER x` put a column; `None` where the history knows no `x`.
fn index_of_place(table: &Table, place: &ColumnPlace, dialect: Dialect) -> Option<usize> {
    match place {
        ColumnPlace::First => Some(0),
        ColumnPlace::After(column) => {
            let name = column.folded(dialect);
            let at = table.columns.iter().position(|known| known.name == name)?;
            Some(at + 1)
        }
    }
}

/// The column, taken in as one of which nothing is known where the table is known only in part.
/// Whether the table certainly has no such column, so that the engine refuses what is done to it.
fn lacks(table: &Table, name: &str) -> bool {
    table.is_certain() && table.column(name).is_absent()
}

fn column_mut<'t>(table: &'t mut Table, name: &str, origin: crate::Origin) -> &'t mut Column {
    let at = table.columns.iter().position(|column| column.name == name);
    let at = at.unwrap_or_else(|| {
        table.columns.edit().push(Arc::new(Column {
            name: name.into(),
            data_type: None,
            nullable: None,
            default: None,
            identity: None,
            generated: None,
            is_inherited: false,
            existence: Existence::Certain,
            origin,
        }));
        table.columns.len() - 1
    });
    Arc::make_mut(&mut table.columns[at])
}

/// What a change that may not have run leaves unknown.
fn forget(kind: Kind, column: &mut Column) {
    match kind {
        Kind::AlterColumnType => column.data_type = None,
        Kind::SetNotNull | Kind::DropNotNull => column.nullable = None,
        _ => {}
    }
}

/// Whether a column is part of the primary key; `None` where the table is known only in part.
fn is_in_primary_key(table: &Table, column: &str) -> Option<bool> {
    match table.primary_key() {
        crate::Lookup::Known(key) => Some(key.columns.iter().any(|known| known == column)),
        crate::Lookup::Absent => Some(false),
        crate::Lookup::Perhaps(_) | crate::Lookup::Unknown => None,
    }
}

fn uses_column(index: &crate::catalog::Index, column: &str) -> bool {
    let of_key = |key: &crate::IndexKey| match &key.target {
        KeyTarget::Column(ident) => ident.text == column,
        KeyTarget::Expr(expr) => columns_of(expr).iter().any(|known| known == column),
    };
    let of_predicate = index.predicate.as_ref().map(columns_of).unwrap_or_default();
    index.keys.iter().any(of_key)
        || index.include.iter().any(|known| known == column)
        || of_predicate.iter().any(|known| known == column)
}

/// MySQL takes the column out of its indexes, and drops those that then have none
/// (<https://dev.mysql.com/doc/refman/8.4/en/alter-table.html>).
fn shrink_indexes(table: &mut Table, column: &str) {
    for index in &mut table.indexes {
        let index = Arc::make_mut(index);
        index
            .keys
            .retain(|key| key.column().is_none_or(|ident| ident.text != column));
    }
    table.indexes.retain(|index| !index.keys.is_empty());
    for constraint in &mut table.constraints {
        if matches!(
            constraint.kind,
            ConstraintKind::PrimaryKey { .. } | ConstraintKind::Unique { .. }
        ) && constraint.columns.len() > 1
        {
            Arc::make_mut(constraint).columns.retain(|known| known != column);
        }
    }
}
