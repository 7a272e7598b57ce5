//! New names within a table: of its columns and constraints, and of those that it refers to.

use std::sync::Arc;

use crate::catalog::placeless::rename_in;
use crate::catalog::{ObjectKey, Table};
use crate::{ConstraintKind, Ident, IndexKey, KeyTarget};

pub(super) fn rename_constraint(table: &mut Table, from: &str, to: &str) {
    for constraint in table
        .constraints
        .iter_mut()
        .filter(|known| known.name.as_deref() == Some(from))
    {
        let constraint = Arc::make_mut(constraint);
        constraint.name = Some(to.into());
        constraint.is_name_implicit = false;
    }
    for index in table
        .indexes
        .iter_mut()
        .filter(|index| index.constraint.as_deref() == Some(from))
    {
        let index = Arc::make_mut(index);
        index.name = to.into();
        index.constraint = Some(to.into());
        index.is_name_implicit = false;
    }
}

pub(super) fn rename_all(columns: &mut [compact_str::CompactString], from: &str, to: &str) {
    for column in columns.iter_mut().filter(|column| *column == from) {
        *column = to.into();
    }
}

pub(super) fn rename_in_keys(keys: &mut [IndexKey], from: &str, to: &str) {
    for key in keys {
        match &mut key.target {
            KeyTarget::Column(column) if column.text == from => *column = Ident::synthetic(to),
            KeyTarget::Column(_) => {}
            KeyTarget::Expr(expr) => rename_in(expr, from, to),
        }
    }
}

pub(super) fn rename_in_constraint(kind: &mut ConstraintKind, from: &str, to: &str) {
    match kind {
        ConstraintKind::PrimaryKey { keys, .. }
        | ConstraintKind::Unique { keys, .. }
        | ConstraintKind::Exclude { keys, .. } => rename_in_keys(keys, from, to),
        ConstraintKind::ForeignKey(key) => {
            for column in key.columns.iter_mut().filter(|column| column.text == from) {
                *column = Ident::synthetic(to);
            }
        }
        ConstraintKind::Check { expr, .. } => rename_in(expr, from, to),
        ConstraintKind::NotNull { column } | ConstraintKind::Default { column, .. } if column.text == from => {
            *column = Ident::synthetic(to);
        }
        ConstraintKind::NotNull { .. } | ConstraintKind::Default { .. } | ConstraintKind::Other => {}
    }
}

pub(super) fn point_to(table: &mut Table, from: &ObjectKey, to: &ObjectKey) {
    for constraint in &mut table.constraints {
        if constraint
            .reference
            .as_ref()
            .is_some_and(|reference| reference.table == *from)
            && let Some(reference) = &mut Arc::make_mut(constraint).reference
        {
            reference.table = to.clone();
        }
    }
    let parents = table.inherits.iter_mut().chain(&mut table.partition_of);
    for parent in parents.filter(|parent| *parent == from) {
        *parent = to.clone();
    }
}

/// The indexes that SQLite made go with the table's name.
pub(super) fn rename_autoindexes(table: &mut Table, from: &ObjectKey, to: &ObjectKey) {
    let old = format!("sqlite_autoindex_{}_", from.name);
    for index in table.indexes.iter_mut().filter(|index| index.name.starts_with(&old)) {
        let number = compact_str::CompactString::from(&index.name[old.len()..]);
        Arc::make_mut(index).name = compact_str::format_compact!("sqlite_autoindex_{}_{number}", to.name);
    }
}

/// InnoDB's `t_ibfk_1` follows the table (<https://dev.mysql.com/doc/refman/8.4/en/rename-table.html>).
pub(super) fn rename_generated_keys(table: &mut Table, from: &ObjectKey, to: &ObjectKey) {
    let old = format!("{}_ibfk_", from.name);
    for constraint in &mut table.constraints {
        let number = constraint.name.as_deref().and_then(|name| name.strip_prefix(&old));
        if let Some(number) = number.map(compact_str::CompactString::from) {
            Arc::make_mut(constraint).name = Some(compact_str::format_compact!("{}_ibfk_{number}", to.name));
        }
    }
}
