//! Columns that are named and not there, and names of columns that are taken.

use schema::{Action, Change, Ident, Kind};

use super::table_before;
use crate::Fact;
use crate::rows::Subject;

/// The change names a column that its table certainly lacks.
pub(crate) fn lacks_column(subject: &Subject<'_>) -> Fact {
    let before = subject.before;
    Some(before.is_some_and(|before| before.missing_column(subject.change, subject.statement).is_some()))
}

/// A column is added that is there already.
pub(crate) fn column_is_there(subject: &Subject<'_>) -> Fact {
    match &subject.change.action {
        Action::AddColumn { column, .. } => {
            Some(!subject.change.has_exists_clause() && has_column(subject, &column.name))
        }
        _ => Some(false),
    }
}

/// The new name is that of another column.
pub(crate) fn takes_name_of_column(subject: &Subject<'_>) -> Fact {
    let Action::Rename(rename) = &subject.change.action else {
        return Some(false);
    };
    let is_other = !rename.from.ident.is_same(&rename.to.ident, subject.engine.dialect);
    Some(is_other && has_column(subject, &rename.to.ident))
}

/// Whether the table has a column of that name for certain, which the same statement does not drop.
fn has_column(subject: &Subject<'_>, name: &Ident) -> bool {
    let dialect = subject.engine.dialect;
    let goes = |change: &Change| match &change.action {
        Action::Column(action) => change.kind == Kind::DropColumn && action.column.is_same(name, dialect),
        Action::Rename(rename) => rename.parent.is_some() && rename.from.ident.is_same(name, dialect),
        Action::AddColumn { old_name, .. } => old_name.as_ref().is_some_and(|old| old.is_same(name, dialect)),
        _ => false,
    };
    let table = table_before(subject)
        .known()
        .filter(|table| !name.has_placeholder && !table.may_be_older);
    let column = table.and_then(|table| table.column(&name.folded(dialect)).known());
    // What a parent hands down can be named again, and becomes its own.
    let is_there = column.is_some_and(|column| !column.is_inherited);
    is_there && !subject.statement.changes.iter().any(goes)
}
