//! Conditions on constraints that are added or validated.

use schema::{Action, Constraint, ConstraintKind, Lookup, ObjectKind};

use crate::conditions::table_before;
use crate::rows::Subject;
use crate::{Fact, merge};

/// The constraint that the change adds.
pub(in crate::postgres) fn added_constraint<'a>(subject: &Subject<'a>) -> Option<&'a Constraint> {
    match &subject.change.action {
        Action::AddConstraint { constraint, .. } => Some(constraint),
        _ => None,
    }
}

pub(in crate::postgres) fn adds_foreign_key(subject: &Subject<'_>) -> Fact {
    let constraint = added_constraint(subject);
    Some(constraint.is_some_and(|constraint| matches!(constraint.kind, ConstraintKind::ForeignKey(_))))
}

/// A primary key, a unique or an exclusion constraint that builds an index.
pub(in crate::postgres) fn builds_index(subject: &Subject<'_>) -> Fact {
    let constraint = added_constraint(subject);
    Some(constraint.is_some_and(|constraint| match &constraint.kind {
        ConstraintKind::PrimaryKey { using_index, .. } | ConstraintKind::Unique { using_index, .. } => {
            using_index.is_none()
        }
        ConstraintKind::Exclude { .. } => true,
        _ => false,
    }))
}

/// A primary key on an index that exists: its columns must be proved not null.
pub(in crate::postgres) fn claims_index_for_key(subject: &Subject<'_>) -> Fact {
    let constraint = added_constraint(subject);
    let Some(ConstraintKind::PrimaryKey {
        using_index: Some(index),
        ..
    }) = constraint.map(|constraint| &constraint.kind)
    else {
        return Some(false);
    };
    let Lookup::Known(table) = table_before(subject) else {
        return None;
    };
    let name = index.folded(subject.engine.dialect);
    let index = table.index(&name).known()?;
    let columns = index.keys.iter().filter_map(schema::IndexKey::column);
    let mut scans = Some(false);
    for column in columns {
        let nullable = table.column(&column.text).known()?.nullable;
        scans = merge::any(scans, nullable);
    }
    scans
}

/// A check or a named not-null that existing rows are held to.
pub(in crate::postgres) fn checks_rows(subject: &Subject<'_>) -> Fact {
    let constraint = added_constraint(subject);
    Some(constraint.is_some_and(|constraint| {
        let is_check = matches!(
            constraint.kind,
            ConstraintKind::Check { .. } | ConstraintKind::NotNull { .. }
        );
        is_check && constraint.checks_existing_rows()
    }))
}

/// A foreign key that existing rows are held to.
pub(in crate::postgres) fn checks_references(subject: &Subject<'_>) -> Fact {
    let constraint = added_constraint(subject);
    let is_foreign = adds_foreign_key(subject) == Some(true);
    Some(is_foreign && constraint.is_some_and(Constraint::checks_existing_rows))
}

/// The constraint that `VALIDATE CONSTRAINT` names is already valid.
pub(in crate::postgres) fn is_valid_already(subject: &Subject<'_>) -> Fact {
    let Action::Constraint(action) = &subject.change.action else {
        return Some(false);
    };
    let name = action.name.as_ref()?.folded(subject.engine.dialect);
    let table = table_before(subject).known()?;
    table.constraint(&name).known()?.is_valid
}

/// The constraint that the change names is a foreign key.
pub(in crate::postgres) fn is_foreign_key(subject: &Subject<'_>) -> Fact {
    let Action::Constraint(action) = &subject.change.action else {
        return Some(false);
    };
    if action.object_kind == ObjectKind::ForeignKey {
        return Some(true);
    }
    let name = action.name.as_ref()?.folded(subject.engine.dialect);
    let table = table_before(subject).known()?;
    Some(table.constraint(&name).known()?.reference.is_some())
}
