//! Conditions on columns that are added or made not null.

use schema::{
    Action, Change, Column, Constraint, ConstraintKind, Expr, ExprKind, GeneratedKind, Lookup,
    catalog::UserTypeDefinition,
};

use crate::Fact;
use crate::conditions::table_before;
use crate::postgres::defaults;
use crate::rows::Subject;

/// The column is there already, so `IF NOT EXISTS` skips it.
pub(in crate::postgres) fn skips_column(subject: &Subject<'_>) -> Fact {
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

/// The column that the change adds.
fn added_column(change: &Change) -> Option<&Column> {
    match &change.action {
        Action::AddColumn { column, .. } => Some(column),
        _ => None,
    }
}

/// The column is computed when it is read, so that no row holds its value.
pub(in crate::postgres) fn is_of_virtual_column(subject: &Subject<'_>) -> Fact {
    let Some(column) = subject.change.column() else {
        return Some(false);
    };
    match table_before(subject) {
        Lookup::Known(table) => {
            let column = table.column(&column.folded(subject.engine.dialect));
            column.known().map(schema::catalog::Column::is_virtual)
        }
        _ => None,
    }
}

/// The new column has a value of its own in every row: an identity, `serial`, or a stored expression.
pub(in crate::postgres) fn column_has_own_values(subject: &Subject<'_>) -> Fact {
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
pub(in crate::postgres) fn default_is_volatile(subject: &Subject<'_>) -> Fact {
    let default = added_column(subject.change).and_then(|column| column.default.as_ref());
    match default {
        Some(expr) => defaults::is_volatile(expr, subject),
        None => Some(false),
    }
}

/// The new column's type is a domain with a constraint.
pub(in crate::postgres) fn type_is_constrained_domain(subject: &Subject<'_>) -> Fact {
    let data_type = added_column(subject.change).and_then(|column| column.data_type.as_ref());
    let Some(data_type) = data_type else {
        return Some(false);
    };
    if data_type.family() != schema::TypeFamily::Other || data_type.dimensions > 0 {
        return Some(false);
    }
    let found = subject.before?.user_type(&data_type.user_type_name());
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
pub(in crate::postgres) fn column_is_checked(subject: &Subject<'_>) -> Fact {
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
pub(in crate::postgres) fn column_refers_with_default(subject: &Subject<'_>) -> Fact {
    let Some(column) = added_column(subject.change) else {
        return Some(false);
    };
    let has_default = column.default.as_ref().is_some_and(|default| !default.is_null());
    let is_foreign = |constraint: &Constraint| matches!(constraint.kind, ConstraintKind::ForeignKey(_));
    Some(has_default && column.constraints.iter().any(is_foreign))
}

/// The new column has a foreign key and the default `NULL`: the table is read, and nothing is looked up.
pub(in crate::postgres) fn column_refers_without_value(subject: &Subject<'_>) -> Fact {
    let Some(column) = added_column(subject.change) else {
        return Some(false);
    };
    let is_foreign = |constraint: &Constraint| matches!(constraint.kind, ConstraintKind::ForeignKey(_));
    let is_null = column.default.as_deref().is_some_and(Expr::is_null);
    Some(is_null && column.constraints.iter().any(is_foreign) && column_is_checked(subject) != Some(true))
}

/// The new column is looked at for its own index and nothing else, and heirs have no such index.
pub(in crate::postgres) fn column_is_only_unique(subject: &Subject<'_>) -> Fact {
    let Some(column) = added_column(subject.change) else {
        return Some(false);
    };
    let is_key = |constraint: &Constraint| {
        matches!(
            constraint.kind,
            ConstraintKind::Unique { .. } | ConstraintKind::Exclude { .. }
        )
    };
    let is_other = |constraint: &Constraint| {
        matches!(
            constraint.kind,
            ConstraintKind::Check { .. } | ConstraintKind::PrimaryKey { .. } | ConstraintKind::ForeignKey(_)
        )
    };
    let is_required = column.nullable == Some(false) && column.default.is_none();
    let constraints = &column.constraints;
    Some(constraints.iter().any(is_key) && !constraints.iter().any(is_other) && !is_required)
}

/// The column is not null already, or a valid check proves that it holds no null.
pub(in crate::postgres) fn not_null_is_proved(subject: &Subject<'_>) -> Fact {
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
