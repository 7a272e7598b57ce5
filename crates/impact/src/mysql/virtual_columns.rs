//! Computed columns that are not stored. `InnoDB` numbers them apart from the others: where one of them comes, goes or
//! gets another place, MariaDB does in place only what a short list allows beside it, and copies the table otherwise
//! (`ha_innobase::check_if_supported_inplace_alter` in `storage/innobase/handler/handler0alter.cc`; each line of the list
//! was asked of 10.11).

use compact_str::CompactString;
use schema::catalog::Table;
use schema::{Action, Change, ColumnPlace, Constraint, ConstraintKind, GeneratedKind, IndexKey, IndexShape, Kind};

use super::storage::{fulltext_indexes, has_indexed_virtual, is_compressed};
use crate::Fact;
use crate::conditions::table_before;
use crate::rows::Subject;

/// A column in its place.
#[derive(Clone, PartialEq, Eq)]
struct Placed {
    name: CompactString,
    is_virtual: bool,
    /// Its place before the statement; `None` for a new one.
    before: Option<usize>,
}

/// The statement moves, adds or drops virtual columns and does something beside it that needs a copy then.
pub(super) fn copies_for_virtual(subject: &Subject<'_>) -> Fact {
    let Some(table) = table_before(subject).seen() else {
        return Some(false);
    };
    let before = columns_of(table);
    let after = columns_after(&before, subject);
    if !touches_virtual(&before, &after) {
        return Some(false);
    }
    let mut changes = subject.statement.changes.iter();
    let is_in_place = changes.all(|change| is_allowed_beside(change, table, subject));
    Some(!is_in_place || table.partition_by.is_some() || !is_in_order(&before, &after))
}

/// An index on a virtual column that comes with it.
pub(super) fn indexes_new_virtual(subject: &Subject<'_>) -> Fact {
    let Action::CreateIndex(index) = &subject.change.action else {
        return Some(false);
    };
    let dialect = subject.engine.dialect;
    let is_new_virtual = |name: &CompactString| {
        subject.statement.changes.iter().any(|change| match &change.action {
            Action::AddColumn { column, .. } => {
                change.kind == Kind::AddColumn && is_virtual(column) && column.name.folded(dialect) == *name
            }
            _ => false,
        })
    };
    let mut keys = index.keys.iter().filter_map(IndexKey::column);
    Some(keys.any(|key| is_new_virtual(&key.folded(dialect))))
}

/// A new column is put in front of others: `FIRST`, or `AFTER` another than the last.
pub(super) fn is_put_among_others(subject: &Subject<'_>) -> Fact {
    let Action::AddColumn { column, place, .. } = &subject.change.action else {
        return Some(false);
    };
    if place.is_none() {
        return Some(false);
    }
    let Some(table) = table_before(subject).seen().filter(|table| table.is_complete) else {
        return Some(true);
    };
    let name = column.name.folded(subject.engine.dialect);
    let after = columns_after(&columns_of(table), subject);
    let mut behind = after.iter().skip_while(|known| known.name != name);
    Some(behind.any(|known| known.before.is_some()))
}

/// The column that comes is computed when it is read.
pub(super) fn adds_virtual(subject: &Subject<'_>) -> Fact {
    match &subject.change.action {
        Action::AddColumn { column, .. } => Some(subject.change.kind == Kind::AddColumn && is_virtual(column)),
        _ => Some(false),
    }
}

fn is_virtual(column: &schema::Column) -> bool {
    let generated = column.generated.as_ref();
    generated.is_some_and(|generated| generated.kind != GeneratedKind::Stored)
}

fn columns_of(table: &Table) -> Vec<Placed> {
    let columns = table.columns.iter().enumerate();
    columns
        .map(|(at, column)| Placed {
            name: column.name.clone(),
            is_virtual: column.is_virtual(),
            before: Some(at),
        })
        .collect()
}

/// The columns in the order in which the statement leaves them.
fn columns_after(before: &[Placed], subject: &Subject<'_>) -> Vec<Placed> {
    let dialect = subject.engine.dialect;
    let mut columns = before.to_vec();
    // What goes is gone before anything comes, wherever it stands.
    for change in subject
        .statement
        .changes
        .iter()
        .filter(|change| change.kind == Kind::DropColumn)
    {
        let dropped = change.column().map(|column| column.folded(dialect));
        columns.retain(|column| Some(&column.name) != dropped.as_ref());
    }
    for change in &subject.statement.changes {
        let Action::AddColumn {
            column,
            place,
            old_name,
            ..
        } = &change.action
        else {
            continue;
        };
        let name = column.name.folded(dialect);
        let old = old_name
            .as_ref()
            .map_or_else(|| name.clone(), |old| old.folded(dialect));
        let known = match change.kind {
            Kind::ModifyColumn => columns.iter().position(|known| known.name == old),
            _ => None,
        };
        let placed = Placed {
            name,
            is_virtual: is_virtual(column),
            before: known.and_then(|known| columns[known].before),
        };
        if let (Some(known), None) = (known, place) {
            columns[known] = placed;
            continue;
        }
        if let Some(known) = known {
            columns.remove(known);
        }
        let at = match place {
            Some(ColumnPlace::First) => 0,
            Some(ColumnPlace::After(column)) => {
                let name = column.folded(dialect);
                let at = columns.iter().position(|known| known.name == name);
                at.map_or(columns.len(), |at| at + 1)
            }
            None => columns.len(),
        };
        columns.insert(at, placed);
    }
    columns
}

fn touches_virtual(before: &[Placed], after: &[Placed]) -> bool {
    let comes_or_moves = after
        .iter()
        .enumerate()
        .any(|(at, column)| column.is_virtual && column.before != Some(at));
    let goes = before
        .iter()
        .any(|column| column.is_virtual && !after.iter().any(|kept| kept.before == column.before));
    comes_or_moves || goes
}

/// Virtual columns keep their order, and new ones come behind the old.
fn is_in_order(before: &[Placed], after: &[Placed]) -> bool {
    let order = |columns: &[Placed]| -> Vec<Option<usize>> {
        let virtual_ones = columns.iter().filter(|column| column.is_virtual);
        virtual_ones.map(|column| column.before).collect()
    };
    let after = order(after);
    let kept: Vec<_> = order(before)
        .into_iter()
        .filter(|place| after.contains(place))
        .collect();
    after.starts_with(&kept) && after[kept.len()..].iter().all(Option::is_none)
}

/// What may stand beside it: virtual columns that come or go, others that go, indexes that tell no rows apart.
fn is_allowed_beside(change: &Change, table: &Table, subject: &Subject<'_>) -> bool {
    match &change.action {
        Action::AddColumn { column, .. } => {
            change.kind == Kind::AddColumn && is_virtual(column) && column.constraints.is_empty()
        }
        Action::Column(action) => {
            change.kind == Kind::DropColumn
                && drops_in_place(&action.column.folded(subject.engine.dialect), table, subject)
        }
        Action::CreateIndex(index) => {
            !index.is_unique && index.shape != IndexShape::Fulltext && !drops_stored(table, subject)
        }
        Action::Drop(dropped) => {
            let name = dropped.name.ident.text.as_str();
            let mut indexes = table.indexes.iter();
            let known = indexes.find(|index| index.name.eq_ignore_ascii_case(name));
            change.kind == Kind::DropIndex && known.is_none_or(|index| !index.is_unique)
        }
        _ => false,
    }
}

fn drops_in_place(column: &CompactString, table: &Table, subject: &Subject<'_>) -> bool {
    let is_virtual = columns_of(table)
        .iter()
        .any(|known| known.name == *column && known.is_virtual);
    let mut indexes = table.indexes.iter();
    let takes_unique = indexes.any(|index| {
        let mut keys = index.keys.iter().filter_map(IndexKey::column);
        index.is_unique && keys.any(|key| key.text == *column)
    });
    let is_key = |constraint: &Constraint| matches!(constraint.kind, ConstraintKind::PrimaryKey { .. });
    let mut changes = subject.statement.changes.iter();
    let adds_key =
        changes.any(|change| matches!(&change.action, Action::AddConstraint { constraint, .. } if is_key(constraint)));
    let can_be_instant = fulltext_indexes(table) == 0 && !has_indexed_virtual(table) && !is_compressed(table);
    !takes_unique && !adds_key && (is_virtual || can_be_instant)
}

/// The statement drops a column that is stored.
fn drops_stored(table: &Table, subject: &Subject<'_>) -> bool {
    let columns = columns_of(table);
    subject.statement.changes.iter().any(|change| {
        let name = change.column().map(|column| column.folded(subject.engine.dialect));
        let is_stored = |column: &Placed| Some(&column.name) == name.as_ref() && !column.is_virtual;
        change.kind == Kind::DropColumn && columns.iter().any(is_stored)
    })
}
