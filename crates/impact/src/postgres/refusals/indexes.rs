//! Indexes that cannot be dropped so, and materialized views that lack the index they need.

use schema::catalog::{Existence, View};
use schema::{Action, Lookup, Name};

use crate::Fact;
use crate::conditions::{cascades, concurrently, with_no_data};
use crate::rows::Subject;

fn dropped<'a>(subject: &Subject<'a>) -> Option<&'a Name> {
    match &subject.change.action {
        Action::Drop(dropped) => Some(&dropped.name),
        _ => None,
    }
}

pub(super) fn serves_constraint(subject: &Subject<'_>) -> Fact {
    let (Some(name), Some(before)) = (dropped(subject), subject.before) else {
        return None;
    };
    let Lookup::Known(index) = before.index(name) else {
        return Some(false);
    };
    let Some(constraint) = &index.constraint else {
        return Some(false);
    };
    let table = before.table_of_index(name).known()?;
    let mut constraints = table.constraints.iter();
    Some(constraints.any(|known| known.existence == Existence::Certain && known.name.as_ref() == Some(constraint)))
}

pub(super) fn is_concurrent_on_index_of_partitioned(subject: &Subject<'_>) -> Fact {
    if concurrently(subject) != Some(true) {
        return Some(false);
    }
    match subject.before?.table_of_index(dropped(subject)?) {
        Lookup::Known(table) => table.is_partitioned(),
        Lookup::Perhaps(_) | Lookup::Unknown => None,
        Lookup::Absent => Some(false),
    }
}

pub(super) fn is_concurrent_cascade(subject: &Subject<'_>) -> Fact {
    Some(concurrently(subject) == Some(true) && cascades(subject) == Some(true))
}

pub(super) fn is_concurrent_behind_another(subject: &Subject<'_>) -> Fact {
    let is_first = subject.statement.changes.first() == Some(subject.change);
    Some(concurrently(subject) == Some(true) && !is_first)
}

pub(super) fn is_concurrent_without_data(subject: &Subject<'_>) -> Fact {
    Some(concurrently(subject) == Some(true) && with_no_data(subject) == Some(true))
}

pub(super) fn is_concurrent_of_unfilled(subject: &Subject<'_>) -> Fact {
    is_concurrent_of(subject, |view| !view.is_populated)
}

pub(super) fn is_concurrent_without_key(subject: &Subject<'_>) -> Fact {
    is_concurrent_of(subject, |view| !view.keeps_rows_apart())
}

fn is_concurrent_of(subject: &Subject<'_>, is_so: fn(&View) -> bool) -> Fact {
    let (Action::Maintenance(refresh), Some(true)) = (&subject.change.action, concurrently(subject)) else {
        return Some(false);
    };
    let view = subject.before?.view(refresh.names.first()?).known()?;
    Some(view.is_materialized && is_so(view))
}
