//! Columns that a change needs and that are certainly not there.

use super::{Catalog, Table};
use crate::{Action, Change, ConstraintKind, Dialect, Family, Ident, Kind, Name, Statement};

/// A column that a change needs and that its table certainly lacks.
#[derive(Clone, Copy, Debug)]
pub struct MissingColumn<'a> {
    /// The table as the change names it.
    pub table: &'a Name,
    /// The column.
    pub column: &'a Ident,
}

impl MissingColumn<'_> {
    /// The kinds of change that need columns.
    pub const KINDS: &'static [Kind] = &[
        Kind::Insert,
        Kind::Replace,
        Kind::Update,
        Kind::Copy,
        Kind::CreateIndex,
        Kind::CreatePolicy,
        Kind::CreateTable,
        Kind::RenameColumn,
        Kind::AddColumn,
        Kind::DropColumn,
        Kind::ModifyColumn,
        Kind::AlterColumnType,
        Kind::AlterColumn,
        Kind::SetNotNull,
        Kind::DropNotNull,
        Kind::SetDefault,
        Kind::DropDefault,
        Kind::AddIdentity,
        Kind::DropIdentity,
        Kind::AlterIdentity,
        Kind::SetExpression,
        Kind::DropExpression,
        Kind::SetColumnStatistics,
        Kind::SetColumnStorage,
        Kind::SetColumnCompression,
        Kind::SetColumnOptions,
        Kind::AddConstraint,
        Kind::AddIndex,
        Kind::Comment,
    ];
}

/// The columns that every table of PostgreSQL has (<https://www.postgresql.org/docs/current/ddl-system-columns.html>), and
/// the one that tables had until version 12.
const POSTGRES_SYSTEM: &[&str] = &["ctid", "xmin", "xmax", "cmin", "cmax", "tableoid", "oid"];

impl Catalog {
    /// The first column that the change needs and that its table, or the one it refers to, certainly lacks.
    #[must_use]
    pub fn missing_column<'a>(&self, change: &'a Change, statement: &'a Statement) -> Option<MissingColumn<'a>> {
        if self.has_gaps {
            return None;
        }
        self.missing_here(change, statement)
            .or_else(|| self.missing_there(change))
    }

    fn missing_here<'a>(&self, change: &'a Change, statement: &'a Statement) -> Option<MissingColumn<'a>> {
        let name = change.table()?;
        // Of a table that is made the statement says all columns.
        if matches!(change.action, Action::CreateTable(_)) {
            return None;
        }
        let mut needed = change.needed_columns();
        // Elsewhere a word may stand for a value.
        if self.dialect == Dialect::Postgres {
            needed.extend(change.columns_in_exprs());
        }
        if needed.is_empty() {
            return None;
        }
        let table = self.certain_table(name)?;
        let comes_along = |column: &Ident| {
            statement
                .changes
                .iter()
                .filter_map(made_column)
                .any(|made| made.is_same(column, self.dialect))
        };
        let is_missing = |column: &&Ident| self.lacks_column(table, column) && !comes_along(column);
        let column = needed.into_iter().find(is_missing)?;
        Some(MissingColumn { table: name, column })
    }

    /// The columns that a foreign key refers to. SQLite looks for them when rows are written.
    fn missing_there<'a>(&self, change: &'a Change) -> Option<MissingColumn<'a>> {
        if self.dialect.family() == Family::Sqlite {
            return None;
        }
        let constraints: Vec<_> = match &change.action {
            Action::AddConstraint { constraint, .. } => vec![&**constraint],
            Action::AddColumn { column, .. } => column.constraints.iter().collect(),
            Action::CreateTable(table) => table.all_constraints().collect(),
            _ => return None,
        };
        constraints.into_iter().find_map(|constraint| {
            let ConstraintKind::ForeignKey(foreign) = &constraint.kind else {
                return None;
            };
            let is_own = change
                .table()
                .is_some_and(|own| own.is_same(&foreign.table, self.dialect));
            let table = self.certain_table(&foreign.table).filter(|_| !is_own)?;
            let column = foreign
                .referred
                .iter()
                .find(|column| self.lacks_column(table, column))?;
            Some(MissingColumn {
                table: &foreign.table,
                column,
            })
        })
    }

    /// The table, where it is there for certain and all its columns are known.
    fn certain_table(&self, name: &Name) -> Option<&Table> {
        let table = self.table(name).known().filter(|_| !name.has_placeholder())?;
        (table.is_certain() && table.inherits.is_empty()).then_some(table)
    }

    fn lacks_column(&self, table: &Table, column: &Ident) -> bool {
        let name = column.folded(self.dialect);
        if column.has_placeholder || !table.column(&name).is_absent() {
            return false;
        }
        match self.dialect {
            Dialect::Sqlite => !matches!(name.to_ascii_lowercase().as_str(), "rowid" | "oid" | "_rowid_"),
            // The name of the table stands for its whole row.
            Dialect::Postgres => !POSTGRES_SYSTEM.contains(&name.as_str()) && name != table.key.name,
            _ => true,
        }
    }
}

/// The column that a change of a table brings.
fn made_column(change: &Change) -> Option<&Ident> {
    match &change.action {
        Action::AddColumn { column, .. } if change.kind == Kind::AddColumn => Some(&column.name),
        Action::AddColumn {
            column,
            old_name: Some(old),
            ..
        } => (old.text != column.name.text).then_some(&column.name),
        Action::Rename(rename) if rename.parent.is_some() => Some(&rename.to.ident),
        _ => None,
    }
}
