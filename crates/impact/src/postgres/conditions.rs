//! Conditions that only PostgreSQL's tables ask.

use schema::{
    Action, Change, Column, Constraint, ConstraintKind, Expr, ExprKind, GeneratedKind, Kind, Lookup, Name, ObjectKind,
    catalog::UserTypeDefinition,
};

use super::targets::is_commented_as_relation;
use crate::conditions::table_before;
use crate::rows::Subject;
use crate::{Fact, merge};

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

/// The constraint that the change adds.
pub(super) fn added_constraint<'a>(subject: &Subject<'a>) -> Option<&'a Constraint> {
    match &subject.change.action {
        Action::AddConstraint { constraint, .. } => Some(constraint),
        _ => None,
    }
}

pub(super) fn adds_foreign_key(subject: &Subject<'_>) -> Fact {
    let constraint = added_constraint(subject);
    Some(constraint.is_some_and(|constraint| matches!(constraint.kind, ConstraintKind::ForeignKey(_))))
}

/// A primary key, a unique or an exclusion constraint that builds an index.
pub(super) fn builds_index(subject: &Subject<'_>) -> Fact {
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
pub(super) fn claims_index_for_key(subject: &Subject<'_>) -> Fact {
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
pub(super) fn checks_rows(subject: &Subject<'_>) -> Fact {
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
pub(super) fn checks_references(subject: &Subject<'_>) -> Fact {
    let constraint = added_constraint(subject);
    let is_foreign = adds_foreign_key(subject) == Some(true);
    Some(is_foreign && constraint.is_some_and(Constraint::checks_existing_rows))
}

/// The constraint that `VALIDATE CONSTRAINT` names is already valid.
pub(super) fn is_valid_already(subject: &Subject<'_>) -> Fact {
    let Action::Constraint(action) = &subject.change.action else {
        return Some(false);
    };
    let name = action.name.as_ref()?.folded(subject.engine.dialect);
    let table = table_before(subject).known()?;
    table.constraint(&name).known()?.is_valid
}

/// The constraint that the change names is a foreign key.
pub(super) fn is_foreign_key(subject: &Subject<'_>) -> Fact {
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

/// The column is there already, so `IF NOT EXISTS` skips it.
pub(super) fn skips_column(subject: &Subject<'_>) -> Fact {
    let Action::AddColumn {
        column,
        has_exists_clause: true,
        ..
    } = &subject.change.action
    else {
        return Some(false);
    };
    let name = column.name.folded(subject.engine.dialect);
    match table_before(subject) {
        Lookup::Known(table) => table.column(&name).exists(),
        _ => None,
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
        Lookup::Known(_) => before.table_of_index(name).exists().or(Some(false)),
        _ => None,
    }
}

/// The column that the change adds.
pub(super) fn added_column(change: &Change) -> Option<&Column> {
    match &change.action {
        Action::AddColumn { column, .. } => Some(column),
        _ => None,
    }
}

/// The new column has a value of its own in every row: an identity, `serial`, or a stored expression.
pub(super) fn column_has_own_values(subject: &Subject<'_>) -> Fact {
    let Some(column) = added_column(subject.change) else {
        return Some(false);
    };
    let is_stored = match &column.generated {
        Some(generated) if generated.kind == GeneratedKind::Stored => true,
        // From 18 on a generated column is virtual where nothing is said.
        Some(generated) => generated.kind == GeneratedKind::Unspecified && !subject.engine.version.at_least(18, 0, 0),
        None => false,
    };
    let serial = ["serial", "serial2", "serial4", "serial8", "bigserial", "smallserial"];
    let is_serial = column
        .data_type
        .as_ref()
        .is_some_and(|data_type| serial.contains(&data_type.name.as_str()));
    Some(is_stored || is_serial || column.identity.is_some())
}

/// The new column's default may differ from row to row.
pub(super) fn default_is_volatile(subject: &Subject<'_>) -> Fact {
    let default = added_column(subject.change).and_then(|column| column.default.as_ref());
    match default {
        Some(expr) => super::defaults::is_volatile(expr, subject),
        None => Some(false),
    }
}

/// The new column's type is a domain with a constraint.
pub(super) fn type_is_constrained_domain(subject: &Subject<'_>) -> Fact {
    let data_type = added_column(subject.change).and_then(|column| column.data_type.as_ref());
    let Some(data_type) = data_type else {
        return Some(false);
    };
    if data_type.family() != schema::TypeFamily::Other || data_type.dimensions > 0 {
        return Some(false);
    }
    let name = Name {
        qualifiers: data_type.schema.iter().cloned().collect(),
        ident: schema::Ident::synthetic(data_type.name.clone()),
    };
    let found = subject.before?.user_type(&name);
    match found {
        Lookup::Known(user_type) | Lookup::Perhaps(user_type) => match &user_type.definition {
            UserTypeDefinition::Domain {
                is_required, checks, ..
            } => Some(*is_required || *checks > 0),
            _ => Some(false),
        },
        // A type that the history did not make is one of the engine's or of an extension.
        Lookup::Absent | Lookup::Unknown => Some(false),
    }
}

/// The new column must be looked at in every row although nothing is written: a check, a key, `NOT NULL`
/// without a default.
pub(super) fn column_is_checked(subject: &Subject<'_>) -> Fact {
    let Some(column) = added_column(subject.change) else {
        return Some(false);
    };
    let has_default = column.default.as_ref().is_some_and(|default| !default.is_null());
    let is_checked = column.constraints.iter().any(|constraint| match constraint.kind {
        ConstraintKind::Check { .. }
        | ConstraintKind::PrimaryKey { .. }
        | ConstraintKind::Unique { .. }
        | ConstraintKind::Exclude { .. } => true,
        ConstraintKind::ForeignKey(_) => has_default,
        _ => false,
    });
    let is_virtual = column.generated.is_some();
    Some(is_checked || (column.nullable == Some(false) && !has_default && !is_virtual))
}

/// The new column has a default and a foreign key, so the referenced table is read too.
pub(super) fn column_refers_with_default(subject: &Subject<'_>) -> Fact {
    let Some(column) = added_column(subject.change) else {
        return Some(false);
    };
    let has_default = column.default.as_ref().is_some_and(|default| !default.is_null());
    let is_foreign = |constraint: &Constraint| matches!(constraint.kind, ConstraintKind::ForeignKey(_));
    Some(has_default && column.constraints.iter().any(is_foreign))
}

/// The column is not null already, or a valid check proves that it holds no null.
pub(super) fn not_null_is_proved(subject: &Subject<'_>) -> Fact {
    let name = subject.change.column()?.folded(subject.engine.dialect);
    let Lookup::Known(table) = table_before(subject) else {
        return None;
    };
    let column = table.column(&name).seen();
    if column.is_some_and(|column| column.nullable == Some(false)) {
        return Some(true);
    }
    // PostgreSQL 12 and later look for a proof; older ones scan.
    let looks = subject.engine.version.at_least(12, 0, 0);
    let proves = table.constraints.iter().any(|constraint| match &constraint.kind {
        ConstraintKind::Check { expr, .. } => constraint.is_valid == Some(true) && demands_not_null(expr, &name),
        _ => false,
    });
    if looks && proves {
        return Some(true);
    }
    if column.is_none() && !table.is_complete {
        return None;
    }
    Some(false)
}

/// `x IS NOT NULL`, also among others joined by `AND`.
fn demands_not_null(expr: &Expr, column: &str) -> bool {
    let ExprKind::Operator { op, operands } = &expr.kind else {
        return match &expr.kind {
            ExprKind::Opaque { parts } if parts.len() == 1 => demands_not_null(&parts[0], column),
            _ => false,
        };
    };
    let is_column = |part: &Expr| matches!(&part.kind, ExprKind::Column(name) if name.ident.text == column);
    match op.as_str() {
        "AND" => operands.iter().any(|operand| demands_not_null(operand, column)),
        "IS NOT NULL" | "NOTNULL" => operands.first().is_some_and(is_column),
        "IS NOT" => operands.first().is_some_and(is_column) && operands.get(1).is_some_and(Expr::is_null),
        _ => false,
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
        Kind::AddConstraint => added_constraint(subject).map(Constraint::checks_existing_rows),
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

/// `ATTACH PARTITION` of a table whose valid checks name every column of the partition key. That they also
/// imply the bounds is taken for granted: nobody writes them for anything else.
pub(super) fn bounds_are_proved(subject: &Subject<'_>) -> Fact {
    let Action::Partition(action) = &subject.change.action else {
        return Some(false);
    };
    let before = subject.before?;
    let columns = match before.table(&action.table) {
        Lookup::Known(parent) => parent.partition_by.as_ref().map(|by| by.columns.clone())?,
        _ => return None,
    };
    let child = action.partitions.first()?;
    let Lookup::Known(child) = before.table(child) else {
        return None;
    };
    let is_proved = |column: &compact_str::CompactString| {
        child.constraints.iter().any(|constraint| {
            let is_check = matches!(constraint.kind, ConstraintKind::Check { .. });
            is_check && constraint.is_valid == Some(true) && constraint.columns.contains(column)
        })
    };
    Some(!columns.is_empty() && columns.iter().all(is_proved))
}
