//! Constraints, and the indexes that serve them.

mod altered;

use std::sync::Arc;

use compact_str::CompactString;

use super::Applier;
use super::partitions::is_key;
use crate::catalog::placeless::columns_of;
use crate::catalog::{Column, Constraint, Existence, Index, ObjectKey, Reference, Table, implicit_name};
use crate::{Action, ConstraintKind, Dialect, Family, Ident, IndexKey, IndexShape, Kind, Name};

impl Applier<'_> {
    pub(super) fn add_constraint(&mut self, table: &Name, constraint: &crate::Constraint) {
        let key = self.key(table);
        self.constrain_family(&key, constraint);
    }

    /// Adds a constraint to a table and to those that get it from there.
    pub(super) fn constrain_family(&mut self, key: &ObjectKey, constraint: &crate::Constraint) {
        self.constrain(key, constraint);
        let is_inherited = matches!(constraint.kind, ConstraintKind::Check { no_inherit: false, .. });
        if is_inherited && !self.statement.modifiers.only {
            let own = self.seen_table(key).and_then(|table| table.constraints.last().cloned());
            let name = own.and_then(|own| own.name.clone()).map(Ident::synthetic);
            let handed_down = crate::Constraint {
                name,
                ..constraint.clone()
            };
            for descendant in self.catalog.descendants(key) {
                self.constrain(&descendant, &handed_down);
            }
            return;
        }
        let own = self.seen_table(key).and_then(|table| table.constraints.last().cloned());
        if let Some(own) = own.filter(|own| is_key(&own.kind) || own.reference.is_some())
            && !self.statement.modifiers.only
        {
            self.constrain_partitions(key, &own);
        }
    }

    /// Adds a constraint with what comes with it: an index, not-null columns, a default.
    pub(super) fn constrain(&mut self, key: &ObjectKey, constraint: &crate::Constraint) {
        let dialect = self.catalog.dialect;
        let kind = self.placeless().constraint(&constraint.kind);
        if let ConstraintKind::NotNull { column } = &kind {
            self.require_columns(key, std::slice::from_ref(&column.text));
            // The others are no more than a mark of the column.
            if constraint.state.not_valid.is_none() {
                return;
            }
        }
        let columns = self.constrained_columns(key, constraint, &kind);
        let include = self.included_columns(constraint);
        let written = constraint.name.as_ref().map(|name| name.folded(dialect));
        let renamed_index = using_index(&kind).map(CompactString::from);
        let is_name_implicit = written.is_none() && renamed_index.is_none();
        let name = written.or_else(|| renamed_index.clone()).or_else(|| {
            let table = self.seen_table(key);
            let is_taken = |name: &str| self.is_name_taken(key, table, name);
            let carried = include.iter().filter(|column| !columns.contains(column));
            let parts: Vec<CompactString> = columns.iter().chain(carried).cloned().collect();
            implicit_name::of_constraint(dialect, &key.name, &kind, &parts, &is_taken)
        });
        // A new table has no rows that `NOT VALID` could leave out: PostgreSQL takes the constraint as valid.
        let is_new_table = self.statement.kind == Kind::CreateTable && dialect == Dialect::Postgres;
        let is_checked = constraint.checks_existing_rows() || (is_new_table && !constraint.state.not_enforced);
        let new = Constraint {
            is_name_implicit,
            columns,
            reference: self.reference(&constraint.kind),
            is_valid: Some(is_checked),
            is_enforced: !constraint.state.not_enforced,
            is_deferred: constraint.state.initially_deferred,
            is_of_column: self.is_of_column(constraint),
            existence: self.existence,
            origin: self.origin,
            name,
            kind,
        };
        self.catalog.has_deferred |= new.is_deferred && new.reference.is_some();
        if let ConstraintKind::Default { expr, column } = &new.kind {
            self.edit_table(key, |table| {
                let found = table.columns.iter_mut().find(|known| known.name == column.text);
                if let Some(found) = found {
                    Arc::make_mut(found).default = Some(Box::new(expr.clone()));
                }
            });
        }
        if matches!(new.kind, ConstraintKind::PrimaryKey { .. }) {
            self.require_columns(key, &new.columns);
        }
        let is_mysql = dialect.family() == Family::Mysql;
        let index = self.index_of(key, &new, renamed_index.is_some());
        let index = index.map(|index| Index { include, ..index });
        self.edit_table(key, |table| {
            if let (Some(index_name), Some(name)) = (&renamed_index, &new.name) {
                claim_index(table, index_name, name);
            }
            table
                .constraints
                .retain(|known| known.name.is_none() || known.name != new.name);
            table.constraints.edit().push(Arc::new(new));
            if let Some(index) = index {
                let is_covered = index.constraint.is_none() && is_covered(table, &index);
                if is_mysql {
                    drop_generated(table, &index);
                }
                if !is_covered && !table.indexes.iter().any(|known| known.name == index.name) {
                    table.indexes.edit().push(Arc::new(index));
                }
            }
        });
    }

    /// Whether the change writes the constraint with a column.
    fn is_of_column(&self, constraint: &crate::Constraint) -> bool {
        self.statement.changes.iter().any(|change| match &change.action {
            Action::CreateTable(table) => {
                let mut written = table.columns.iter().flat_map(|column| &column.constraints);
                written.any(|known| std::ptr::eq(known, constraint))
            }
            Action::AddColumn { column, .. } => column.constraints.iter().any(|known| std::ptr::eq(known, constraint)),
            _ => false,
        })
    }

    /// The columns that the index of a constraint carries along: `UNIQUE (a) INCLUDE (b, c)`.
    fn included_columns(&self, constraint: &crate::Constraint) -> Vec<CompactString> {
        let option = constraint.options.iter().find(|option| option.name == "include");
        let list = option.and_then(|option| option.value.as_deref()).unwrap_or_default();
        let names = list.trim_matches(['(', ')', ' ']).split(',').map(str::trim);
        let dialect = self.catalog.dialect;
        let folded = |name: &str| {
            let bare = name.trim_matches(['"', '[', ']']);
            CompactString::from(dialect.fold(bare, bare.len() != name.len()))
        };
        names.filter(|name| !name.is_empty()).map(folded).collect()
    }

    /// The index that the engine makes for a constraint.
    fn index_of(&self, key: &ObjectKey, constraint: &Constraint, has_index: bool) -> Option<Index> {
        let (keys, predicate, method) = match &constraint.kind {
            ConstraintKind::PrimaryKey { keys, .. } | ConstraintKind::Unique { keys, .. } => (keys.clone(), None, None),
            ConstraintKind::Exclude {
                keys,
                predicate,
                method,
            } => (keys.clone(), predicate.as_deref().cloned(), method.clone()),
            // MySQL needs an index on the referring columns and makes one where there is none
            // (https://dev.mysql.com/doc/refman/8.4/en/create-table-foreign-keys.html).
            ConstraintKind::ForeignKey(key) if matches!(self.catalog.dialect, Dialect::Mysql | Dialect::Mariadb) => (
                key.columns.iter().cloned().map(IndexKey::of_column).collect(),
                None,
                None,
            ),
            _ => return None,
        };
        if has_index {
            return None;
        }
        let is_foreign = constraint.reference.is_some();
        let (name, is_name_implicit) = match self.catalog.dialect {
            Dialect::Sqlite => (self.sqlite_autoindex(key, constraint)?, true),
            _ if is_foreign => (self.foreign_key_index(key, constraint)?, true),
            _ => (constraint.name.clone()?, constraint.is_name_implicit),
        };
        Some(Index {
            name,
            is_name_implicit,
            keys,
            include: Vec::new(),
            is_unique: !is_foreign && !matches!(constraint.kind, ConstraintKind::Exclude { .. }),
            predicate,
            method: method.map(|method| method.text),
            shape: IndexShape::Plain,
            constraint: if is_foreign { None } else { constraint.name.clone() },
            is_valid: Some(true),
            existence: self.existence,
            origin: self.origin,
        })
    }

    /// MySQL calls the index that it makes for a foreign key as the script calls the key or, where it says nothing, as
    /// an unnamed index (<https://dev.mysql.com/doc/refman/8.4/en/create-table-foreign-keys.html>).
    fn foreign_key_index(&self, key: &ObjectKey, constraint: &Constraint) -> Option<CompactString> {
        if !constraint.is_name_implicit {
            return constraint.name.clone();
        }
        let table = self.seen_table(key);
        let is_taken = |name: &str| {
            let mut indexes = table.iter().flat_map(|table| &table.indexes);
            indexes.any(|index| index.name == name)
        };
        implicit_name::of_index(self.catalog.dialect, &key.name, &constraint.columns, &is_taken)
    }

    /// SQLite numbers the indexes of a table's keys, has none for the row number, and one for two keys that are the
    /// same (<https://www.sqlite.org/fileformat2.html#intschema>).
    fn sqlite_autoindex(&self, key: &ObjectKey, constraint: &Constraint) -> Option<CompactString> {
        let table = self.seen_table(key)?;
        let is_primary = matches!(constraint.kind, ConstraintKind::PrimaryKey { .. });
        if is_primary && is_row_number(table, &constraint.columns) {
            return None;
        }
        let own = table.indexes.iter().filter(|index| index.is_name_implicit);
        let is_known = own.clone().any(|index| {
            let columns = index.keys.iter().filter_map(IndexKey::column);
            columns.map(|column| &column.text).eq(&constraint.columns)
        });
        let number = own.count() + 1;
        (!is_known).then(|| compact_str::format_compact!("sqlite_autoindex_{}_{number}", key.name))
    }

    fn constrained_columns(
        &self,
        key: &ObjectKey,
        constraint: &crate::Constraint,
        kind: &ConstraintKind,
    ) -> Vec<CompactString> {
        if let ConstraintKind::Check { expr, .. } = kind {
            // A name that is no column of the table is a keyword or a variable.
            let table = self.seen_table(key);
            let mut columns = columns_of(expr);
            if let Some(table) = table.filter(|table| table.is_complete) {
                columns.retain(|name| table.columns.iter().any(|column| column.name == *name));
            }
            return columns;
        }
        if let Some(index) = using_index(kind) {
            let table = self.seen_table(key);
            let index = table.and_then(|table| table.index(index).seen().cloned());
            let keys = index.map(|index| index.keys).unwrap_or_default();
            return keys
                .iter()
                .filter_map(IndexKey::column)
                .map(|column| column.text.clone())
                .collect();
        }
        let dialect = self.catalog.dialect;
        constraint
            .columns()
            .iter()
            .map(|column| column.folded(dialect))
            .collect()
    }

    fn reference(&self, kind: &ConstraintKind) -> Option<Reference> {
        let ConstraintKind::ForeignKey(key) = kind else {
            return None;
        };
        let dialect = self.catalog.dialect;
        let table = self.key(&key.table);
        let written: Vec<CompactString> = key.referred.iter().map(|column| column.folded(dialect)).collect();
        let columns = if written.is_empty() {
            let referred = self.seen_table(&table);
            let primary = referred.and_then(|table| table.primary_key().seen().cloned());
            primary.map(|primary| primary.columns).unwrap_or_default()
        } else {
            written
        };
        Some(Reference {
            table,
            columns,
            on_delete: key.on_delete,
            on_update: key.on_update,
        })
    }

    fn require_columns(&mut self, key: &ObjectKey, columns: &[CompactString]) {
        let existence = self.existence;
        let is_sqlite = self.catalog.dialect == Dialect::Sqlite;
        let takes_nulls = |column: &Arc<Column>| columns.contains(&column.name) && column.nullable != Some(false);
        // What is written with a column has been taken in with it.
        let table = self.seen_table(key);
        if table.is_some_and(|table| !table.columns.iter().any(takes_nulls)) {
            return;
        }
        self.edit_table(key, |table| {
            if is_sqlite && !is_row_number(table, columns) && !has_option(table, &["without rowid", "strict"]) {
                return;
            }
            for column in table.columns.iter_mut().filter(|column| takes_nulls(column)) {
                Arc::make_mut(column).nullable = (existence == Existence::Certain).then_some(false);
            }
        });
    }

    pub(super) fn is_name_taken(&self, key: &ObjectKey, table: Option<&Table>, name: &str) -> bool {
        let in_table = table.is_some_and(|table| {
            let constraint = table
                .constraints
                .iter()
                .any(|known| known.name.as_deref() == Some(name));
            constraint || table.indexes.iter().any(|index| index.name == name)
        });
        if in_table || self.catalog.dialect != Dialect::Postgres {
            return in_table;
        }
        let other = key.sibling(name);
        self.catalog.indexes.contains_key(&other) || self.catalog.is_there(&other)
    }
}

fn using_index(kind: &ConstraintKind) -> Option<&str> {
    match kind {
        ConstraintKind::PrimaryKey { using_index, .. } | ConstraintKind::Unique { using_index, .. } => {
            using_index.as_ref().map(|index| index.text.as_str())
        }
        _ => None,
    }
}

/// Whether a primary key is SQLite's row number: one column of the type `INTEGER`, which takes no nulls, as those of
/// other keys do (<https://www.sqlite.org/lang_createtable.html#rowid>).
fn is_row_number(table: &Table, columns: &[CompactString]) -> bool {
    let [only] = columns else {
        return false;
    };
    let column = table.columns.iter().find(|column| column.name == *only);
    let data_type = column.and_then(|column| column.data_type.as_ref());
    data_type.is_some_and(|data_type| data_type.name == "integer") && !has_option(table, &["without rowid"])
}

fn has_option(table: &Table, names: &[&str]) -> bool {
    table.options.iter().any(|(known, _)| names.contains(&known.as_str()))
}

/// The index takes the constraint's name (<https://www.postgresql.org/docs/current/sql-altertable.html>).
fn claim_index(table: &mut Table, index: &str, constraint: &CompactString) {
    for found in table.indexes.iter_mut().filter(|known| known.name == index) {
        let found = Arc::make_mut(found);
        found.name = constraint.clone();
        found.constraint = Some(constraint.clone());
    }
}

/// MySQL drops the index that it made for a foreign key as soon as another one serves
/// (<https://dev.mysql.com/doc/refman/8.4/en/create-table-foreign-keys.html>).
pub(super) fn drop_generated(table: &mut Table, new: &Index) {
    let columns = |index: &Index| -> Vec<Option<CompactString>> {
        let columns = index.keys.iter().map(IndexKey::column);
        columns.map(|column| column.map(|column| column.text.clone())).collect()
    };
    let served = columns(new);
    table.indexes.retain(|index| {
        let is_generated = index.is_name_implicit && index.constraint.is_none() && !index.is_unique;
        !is_generated || index.name == new.name || !served.starts_with(&columns(index))
    });
}

/// Whether another index already begins with the same columns.
fn is_covered(table: &Table, index: &Index) -> bool {
    let columns = |keys: &[IndexKey]| -> Vec<Option<CompactString>> {
        keys.iter()
            .map(|key| key.column().map(|column| column.text.clone()))
            .collect()
    };
    let wanted = columns(&index.keys);
    table
        .indexes
        .iter()
        .any(|known| columns(&known.keys).starts_with(&wanted))
}
