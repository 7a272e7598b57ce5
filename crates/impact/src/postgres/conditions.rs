//! Conditions that only PostgreSQL's tables ask.

mod columns;
mod constraints;
mod family;

use schema::{Action, Constraint, Kind, Lookup, Name, ObjectKind};

use super::targets::is_commented_as_relation;
use crate::conditions::table_before;
use crate::rows::Subject;
use crate::{Fact, fired, merge};
pub(super) use columns::{
    column_has_own_values, column_is_checked, column_is_only_unique, column_refers_with_default,
    column_refers_without_value, default_is_volatile, is_of_virtual_column, not_null_is_proved, skips_column,
    type_is_constrained_domain,
};
pub(super) use constraints::{
    added_constraint, adds_foreign_key, builds_index, checks_references, checks_rows, claims_index_for_key,
    is_foreign_key, is_valid_already,
};
pub(super) use family::{
    changes_no_row, claims_index, constraint_is_absent, has_no_index, is_inherited_by_heirs, is_not_inherited,
    is_of_view, is_required_in_all_partitions, key_makes_required, merge_deletes, skips_table, skips_view,
    trigger_fires_for_rows,
};

/// The table is a partition of another.
pub(super) fn is_partition_of(subject: &Subject<'_>) -> Fact {
    match &subject.change.action {
        Action::CreateTable(table) => Some(table.partition_of.is_some()),
        _ => Some(
            table_before(subject)
                .seen()
                .is_some_and(|table| table.partition_of.is_some()),
        ),
    }
}

/// `ALTER VIEW`, as a whole.
pub(super) fn is_view(subject: &Subject<'_>) -> Fact {
    match &subject.change.action {
        Action::Table(action) => Some(action.object_kind == ObjectKind::View),
        _ => Some(false),
    }
}

/// Not about a relation: an index, a sequence, a type.
pub(super) fn is_no_relation(subject: &Subject<'_>) -> Fact {
    match &subject.change.action {
        Action::Table(action) => Some(!action.object_kind.is_relation()),
        _ => Some(false),
    }
}

/// A storage option that needs more than `SHARE UPDATE EXCLUSIVE`: `user_catalog_table`.
pub(super) fn sets_catalog_option(subject: &Subject<'_>) -> Fact {
    match &subject.change.action {
        Action::Table(action) => Some(action.options.iter().any(|option| option.name == "user_catalog_table")),
        _ => Some(false),
    }
}

/// The index is there already, so `IF NOT EXISTS` skips it.
pub(super) fn skips_index(subject: &Subject<'_>) -> Fact {
    let Action::CreateIndex(index) = &subject.change.action else {
        return Some(false);
    };
    let (true, Some(name)) = (index.if_not_exists, &index.name) else {
        return Some(false);
    };
    let before = subject.before?;
    match table_before(subject) {
        Lookup::Known(_) => before.has_index_beside(&index.table, name).or(Some(false)),
        _ => None,
    }
}

/// `SET LOGGED` on a table that is logged, `SET UNLOGGED` on one that is not.
pub(super) fn is_logged_so_already(subject: &Subject<'_>) -> Fact {
    let table = table_before(subject).known()?;
    let is_unlogged = table.persistence == schema::Persistence::Unlogged;
    Some(is_unlogged == (subject.change.kind == Kind::SetUnlogged))
}

/// `SET ACCESS METHOD heap`, which every table has unless it says otherwise.
pub(super) fn is_default_access_method(subject: &Subject<'_>) -> Fact {
    match &subject.change.action {
        Action::Table(action) => Some(action.argument.as_ref().is_some_and(|name| name.ident.text == "heap")),
        _ => Some(false),
    }
}

/// `SET TABLESPACE pg_default`, where every table is unless it says otherwise.
pub(super) fn is_default_tablespace(subject: &Subject<'_>) -> Fact {
    match &subject.change.action {
        Action::Table(action) => {
            let is_default = action
                .argument
                .as_ref()
                .is_some_and(|name| name.ident.text == "pg_default");
            Some(is_default || !action.object_kind.is_relation())
        }
        _ => Some(true),
    }
}

/// `ALTER TABLE ALL IN TABLESPACE a SET TABLESPACE b`; of `ALTER INDEX ALL` the tables are locked too.
pub(super) fn moves_all_in_tablespace(subject: &Subject<'_>) -> Fact {
    match &subject.change.action {
        Action::Object(action) => {
            let named = action.name.as_ref().map(|name| &name.ident.text);
            let goes_to = action.argument.as_ref().map(|name| &name.ident.text);
            Some(action.object_kind == ObjectKind::Tablespace && named != goes_to)
        }
        _ => Some(false),
    }
}

/// `REINDEX INDEX`.
pub(super) fn is_of_index(subject: &Subject<'_>) -> Fact {
    match &subject.change.action {
        Action::Maintenance(maintenance) => Some(maintenance.object_kind == Some(ObjectKind::Index)),
        _ => Some(false),
    }
}

/// `COMMENT ON` a relation or a column.
pub(super) fn comments_on_relation(subject: &Subject<'_>) -> Fact {
    match &subject.change.action {
        Action::Comment(comment) => Some(is_commented_as_relation(comment.object_kind) || comment.column.is_some()),
        _ => Some(false),
    }
}

/// `SELECT … FOR UPDATE`.
pub(super) fn locks_rows(subject: &Subject<'_>) -> Fact {
    match &subject.change.action {
        Action::Select(select) => Some(select.locks_rows),
        _ => Some(false),
    }
}

/// `COPY … TO`.
pub(super) fn copies_out(subject: &Subject<'_>) -> Fact {
    match &subject.change.action {
        Action::Copy(copy) => Some(copy.direction == schema::CopyDirection::To),
        _ => Some(false),
    }
}

/// `OR REPLACE`.
pub(super) fn replaces(subject: &Subject<'_>) -> Fact {
    match &subject.change.action {
        Action::CreateView(view) => Some(view.or_replace || subject.change.kind != Kind::CreateView),
        _ => Some(false),
    }
}

/// The body is written in SQL, so that it is looked up when the function is made.
pub(super) fn is_sql_body(subject: &Subject<'_>) -> Fact {
    match &subject.change.action {
        Action::CreateRoutine(routine) => Some(routine.language.as_deref().is_none_or(|language| language == "sql")),
        Action::CreateObject(created) => Some(created.object_kind == ObjectKind::Rule),
        _ => Some(false),
    }
}

/// The domain that an `ALTER DOMAIN` is about.
pub(super) fn altered_domain<'a>(subject: &Subject<'a>) -> Option<&'a Name> {
    if subject.statement.kind != Kind::AlterDomain {
        return None;
    }
    match &subject.change.action {
        Action::AddConstraint { table, .. } => Some(table),
        Action::Constraint(action) => Some(&action.table),
        Action::Column(action) => Some(&action.table),
        Action::Table(action) => Some(&action.name),
        Action::Object(action) => action.name.as_ref(),
        _ => None,
    }
}

/// `ALTER DOMAIN`.
pub(super) fn is_of_domain(subject: &Subject<'_>) -> Fact {
    Some(subject.statement.kind == Kind::AlterDomain)
}

/// `ALTER DOMAIN` with a new rule that existing rows are held to.
pub(super) fn holds_domain_to_rule(subject: &Subject<'_>) -> Fact {
    let is_domain = subject.statement.kind == Kind::AlterDomain;
    let is_checked = match subject.change.kind {
        Kind::SetNotNull | Kind::ValidateConstraint => Some(true),
        // Whether it says `NOT VALID` is known where the constraint was read.
        Kind::AddConstraint => match &subject.change.action {
            Action::Object(action) => Some(action.options.iter().all(|option| option.name != "not_valid")),
            _ => added_constraint(subject).map(Constraint::checks_existing_rows),
        },
        _ => Some(false),
    };
    merge::all(Some(is_domain), is_checked)
}

/// The trigger to be dropped is not there, so nothing is locked.
pub(super) fn trigger_is_absent(subject: &Subject<'_>) -> Fact {
    let Action::Drop(dropped) = &subject.change.action else {
        return Some(false);
    };
    let name = dropped.name.ident.folded(subject.engine.dialect);
    let table = table_before(subject).known();
    Some(table.is_some_and(|table| table.trigger(&name).is_absent()))
}

/// The rule to be dropped is not there, so nothing is locked.
pub(super) fn rule_is_absent(subject: &Subject<'_>) -> Fact {
    let Action::Drop(dropped) = &subject.change.action else {
        return Some(false);
    };
    let name = dropped.name.ident.folded(subject.engine.dialect);
    let table = table_before(subject).known().filter(|table| table.is_complete);
    Some(table.is_some_and(|table| !table.rules.iter().any(|rule| rule.name == name)))
}

/// `ALTER FOREIGN TABLE`, or `ALTER TABLE` of one.
pub(super) fn is_of_foreign_table(subject: &Subject<'_>) -> Fact {
    let is_said =
        matches!(&subject.change.action, Action::Table(action) if action.object_kind == ObjectKind::ForeignTable);
    let table = table_before(subject).seen();
    Some(is_said || table.is_some_and(|table| table.persistence == schema::Persistence::Foreign))
}

/// The policy to be dropped is not there, so nothing is locked.
pub(super) fn policy_is_absent(subject: &Subject<'_>) -> Fact {
    let Action::Drop(dropped) = &subject.change.action else {
        return Some(false);
    };
    let name = dropped.name.ident.folded(subject.engine.dialect);
    let table = table_before(subject).known().filter(|table| table.is_complete);
    Some(table.is_some_and(|table| table.policy(&name).is_absent()))
}

/// `CALL` of a procedure whose body shows what it does.
pub(super) fn calls_known_procedure(subject: &Subject<'_>) -> Fact {
    Some(fired::is_known_procedure(subject))
}

/// `DROP COLUMN IF EXISTS` of a column that is not there: only the table itself is looked at.
pub(super) fn column_is_absent(subject: &Subject<'_>) -> Fact {
    let (Some(table), Some(column)) = (table_before(subject).known(), subject.change.column()) else {
        return Some(false);
    };
    Some(table.column(&column.folded(subject.engine.dialect)).is_absent())
}

/// `ATTACH PARTITION` of a table whose checks hold it to the bounds, and that has every index of its parent: an index that
/// it has not is built, for which the table is read.
pub(super) fn bounds_are_proved(subject: &Subject<'_>) -> Fact {
    let Action::Partition(action) = &subject.change.action else {
        return Some(false);
    };
    let before = subject.before?;
    let parent = before.table(&action.table).known()?;
    let child = action.partitions.first()?;
    let child = before.table(child).known()?;
    let is_held = child.is_held_to_key_of(parent)?;
    Some(is_held && child.lacks_of(parent).next().is_none())
}
