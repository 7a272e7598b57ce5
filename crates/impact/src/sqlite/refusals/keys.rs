//! What SQLite refuses of keys: of columns that are not there, of numbers that count by themselves, of upserts.

use schema::{Action, Constraint, ConstraintKind, CreateTable, Ident, IndexKey, InsertSource, Selected};

use super::expressions::ROW_NUMBER;
use crate::Fact;
use crate::conditions::table_before;
use crate::rows::Subject;

fn new_table<'a>(subject: &Subject<'a>) -> Option<&'a CreateTable> {
    match &subject.change.action {
        Action::CreateTable(table) => Some(table),
        _ => None,
    }
}

fn keys(constraint: &Constraint) -> &[IndexKey] {
    match &constraint.kind {
        ConstraintKind::PrimaryKey { keys, .. } | ConstraintKind::Unique { keys, .. } => keys,
        _ => &[],
    }
}

/// A key, or a foreign key, of a column that the table does not have.
pub(super) fn is_of_absent_column(subject: &Subject<'_>) -> Fact {
    let dialect = subject.engine.dialect;
    Some(new_table(subject).is_some_and(|table| {
        let is_absent = |name: &Ident| !table.columns.iter().any(|column| column.name.is_same(name, dialect));
        let is_strange = |constraint: &Constraint| {
            let own = match &constraint.kind {
                ConstraintKind::ForeignKey(foreign) => foreign.columns.as_slice(),
                _ => &[],
            };
            keys(constraint)
                .iter()
                .filter_map(IndexKey::column)
                .chain(own)
                .any(is_absent)
        };
        table.as_query.is_none() && table.constraints.iter().any(is_strange)
    }))
}

/// A foreign key of another number of columns than those referred to.
pub(super) fn refers_to_other_number(subject: &Subject<'_>) -> Fact {
    let of_columns = |columns: &[Constraint]| {
        columns.iter().any(|constraint| match &constraint.kind {
            ConstraintKind::ForeignKey(foreign) => foreign.referred.len() > 1,
            _ => false,
        })
    };
    let apart = |constraint: &Constraint| match &constraint.kind {
        ConstraintKind::ForeignKey(foreign) => {
            !foreign.referred.is_empty() && foreign.referred.len() != foreign.columns.len()
        }
        _ => false,
    };
    Some(match &subject.change.action {
        Action::CreateTable(table) => {
            table.columns.iter().any(|column| of_columns(&column.constraints)) || table.constraints.iter().any(apart)
        }
        Action::AddColumn { column, .. } => of_columns(&column.constraints),
        _ => false,
    })
}

/// `AUTOINCREMENT` of something else than an `INTEGER PRIMARY KEY` that goes up (<https://www.sqlite.org/autoinc.html>).
pub(super) fn counts_by_no_row_number(subject: &Subject<'_>) -> Fact {
    Some(new_table(subject).is_some_and(|table| {
        let has_rowid = !table.options.iter().any(|option| option.name == "without rowid");
        let counts = table.columns.iter().filter(|column| column.identity.is_some());
        counts.into_iter().any(|column| {
            let is_integer = column
                .data_type
                .as_ref()
                .is_some_and(|data_type| data_type.name == "integer");
            let goes_down = column.constraints.iter().flat_map(keys).any(|key| key.is_descending);
            !is_integer || goes_down || !has_rowid
        })
    }))
}

/// A computed column has a default, or is of the primary key.
pub(super) fn gives_value_to_computed(subject: &Subject<'_>) -> Fact {
    let is_key = |constraint: &Constraint| matches!(constraint.kind, ConstraintKind::PrimaryKey { .. });
    Some(new_table(subject).is_some_and(|table| {
        let mut computed = table.columns.iter().filter(|column| column.generated.is_some());
        computed.any(|column| {
            let names_it = |key: &IndexKey| {
                key.column()
                    .is_some_and(|name| name.is_same(&column.name, subject.engine.dialect))
            };
            let is_apart = table
                .constraints
                .iter()
                .filter(|known| is_key(known))
                .flat_map(keys)
                .any(names_it);
            column.default.is_some() || column.constraints.iter().any(is_key) || is_apart
        })
    }))
}

/// Columns in front of the query of a new table.
pub(super) fn lists_columns_of_query(subject: &Subject<'_>) -> Fact {
    Some(new_table(subject).is_some_and(|table| table.as_query.is_some() && !table.columns.is_empty()))
}

/// More values, or fewer, than columns.
pub(super) fn gives_other_number(subject: &Subject<'_>) -> Fact {
    let Action::Insert(insert) = &subject.change.action else {
        return Some(false);
    };
    let table = table_before(subject).known().filter(|table| table.is_complete);
    let wanted = match insert.columns.len() {
        0 => table.map(|table| table.columns.iter().filter(|column| column.generated.is_none()).count()),
        listed => Some(listed),
    };
    let of_query = insert.query.as_ref().and_then(|query| {
        let is_value = |selected: &Selected| matches!(selected, Selected::Value { .. });
        query.columns.iter().all(is_value).then_some(query.columns.len())
    });
    let given = match insert.source {
        InsertSource::Values(_) => insert.values_in_row.map(|values| values as usize),
        InsertSource::Query { .. } => of_query,
        _ => None,
    };
    Some(wanted.zip(given).is_some_and(|(wanted, given)| wanted != given))
}

/// `ON CONFLICT (…)` of columns that no key is of.
pub(super) fn conflicts_with_no_key(subject: &Subject<'_>) -> Fact {
    let Action::Insert(insert) = &subject.change.action else {
        return Some(false);
    };
    let target = insert.upsert.as_ref().map_or(&[][..], |upsert| &upsert.target);
    let (Some(table), false) = (table_before(subject).known(), target.is_empty()) else {
        return Some(false);
    };
    let target: Vec<_> = target
        .iter()
        .map(|column| column.folded(subject.engine.dialect))
        .collect();
    let is_same = |columns: &[compact_str::CompactString]| {
        columns.len() == target.len() && columns.iter().all(|column| target.contains(column))
    };
    let is_key = |constraint: &schema::catalog::Constraint| {
        matches!(
            constraint.kind,
            ConstraintKind::PrimaryKey { .. } | ConstraintKind::Unique { .. }
        )
    };
    let by_constraint = table
        .constraints
        .iter()
        .any(|known| is_key(known) && is_same(&known.columns));
    let by_index = table.indexes.iter().any(|index| {
        let columns = index
            .keys
            .iter()
            .filter_map(|key| key.column().map(|column| column.text.clone()));
        index.is_unique && is_same(&columns.collect::<Vec<_>>())
    });
    let by_row_number = target.iter().any(|column| ROW_NUMBER.contains(&column.as_str()));
    Some(table.is_complete && !by_constraint && !by_index && !by_row_number)
}
