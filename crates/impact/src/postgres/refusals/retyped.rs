//! What keeps a column from another type.

use schema::catalog::{Column, Dependency, Existence, IdentityKind, Table, UserTypeDefinition};
use schema::{Action, ConstraintKind, DataType, Dialect, Expr, ExprKind, Kind, Literal, ObjectKey};

use crate::Fact;
use crate::conditions::table_before;
use crate::rows::Subject;

/// The column as it is known for certain, and its new type.
fn retyped<'a>(subject: &Subject<'a>) -> Option<(&'a Table, &'a Column, &'a DataType)> {
    let Action::Column(action) = &subject.change.action else {
        return None;
    };
    let table = table_before(subject).known().filter(|table| !table.may_be_older)?;
    let column = table.column(&action.column.folded(subject.engine.dialect)).known()?;
    Some((table, column, action.data_type.as_ref()?))
}

pub(super) fn is_asked_by_policy(subject: &Subject<'_>) -> Fact {
    Some(retyped(subject).is_some_and(|(table, column, _)| table.policies_asking(&column.name).next().is_some()))
}

/// Another column is computed from it, which the same statement does not drop first.
pub(super) fn feeds_computed(subject: &Subject<'_>) -> Fact {
    let goes = |name: &str| {
        let mut changes = subject.statement.changes.iter();
        changes.any(|change| {
            let is_it = || {
                change
                    .column()
                    .is_some_and(|other| other.folded(subject.engine.dialect) == name)
            };
            matches!(change.kind, Kind::DropColumn | Kind::DropExpression) && is_it()
        })
    };
    Some(retyped(subject).is_some_and(|(table, column, _)| {
        let mut computed = table.columns_computed_from(&column.name);
        computed.any(|other| !goes(&other.name))
    }))
}

pub(super) fn makes_identity_no_integer(subject: &Subject<'_>) -> Fact {
    const INTEGERS: &[&str] = &["smallint", "integer", "bigint"];
    let drops_identity = || {
        let mut changes = subject.statement.changes.iter();
        changes.any(|change| change.kind == Kind::DropIdentity)
    };
    Some(retyped(subject).is_some_and(|(_, column, new)| {
        let is_identity = matches!(column.identity, Some(IdentityKind::Always | IdentityKind::ByDefault));
        let is_integer = new.dimensions == 0 && INTEGERS.contains(&new.canonical_name(Dialect::Postgres));
        is_identity && !is_integer && !drops_identity()
    }))
}

/// `ONLY`, where partitions or heirs have the column.
pub(super) fn keeps_heirs(subject: &Subject<'_>) -> Fact {
    let (true, Some(before)) = (subject.statement.modifiers.only, subject.before) else {
        return Some(false);
    };
    let has_column = |key: &ObjectKey, name: &str| {
        let table = before.table_at(key).known();
        table.is_some_and(|table| table.column(name).known().is_some())
    };
    Some(retyped(subject).is_some_and(|(table, column, _)| {
        let partitions = before.dependents(&table.key, Dependency::Partition);
        let mut heirs = partitions.chain(before.dependents(&table.key, Dependency::Inherits));
        heirs.any(|heir| has_column(heir, &column.name))
    }))
}

/// A check or the condition of an index compares the column with one of the values of its enumeration: with its new type
/// there is no such comparison.
pub(super) fn is_compared_as_enum(subject: &Subject<'_>) -> Fact {
    let (Some((table, column, new)), Some(before)) = (retyped(subject), subject.before) else {
        return Some(false);
    };
    let Some(old) = column.data_type.as_ref().filter(|old| old.dimensions == 0) else {
        return Some(false);
    };
    let made = before.user_type(&old.user_type_name()).known();
    let is_enum = made.is_some_and(|made| matches!(made.definition, UserTypeDefinition::Enum(_)));
    let stays = before.key(&old.user_type_name()) == before.key(&new.user_type_name());
    let mut changes = subject.statement.changes.iter();
    let drops_check = changes.any(|change| change.kind == Kind::DropConstraint);
    if !is_enum || stays || drops_check {
        return Some(false);
    }
    let checks = table
        .constraints
        .iter()
        .filter_map(|constraint| match &constraint.kind {
            ConstraintKind::Check { expr, .. } if constraint.existence == Existence::Certain => Some(expr),
            _ => None,
        });
    let certain = table
        .indexes
        .iter()
        .filter(|index| index.existence == Existence::Certain);
    let conditions = certain.filter_map(|index| index.predicate.as_ref());
    Some(checks.chain(conditions).any(|expr| compares(expr, &column.name)))
}

/// Whether the column stands beside a text, as in `state = 'new'`.
fn compares(expr: &Expr, column: &str) -> bool {
    const COMPARING: &[&str] = &["=", "<>", "!=", "<", ">", "<=", ">=", "IN", "NOT IN"];
    let is_column = |part: &Expr| matches!(&part.kind, ExprKind::Column(name) if name.ident.text == column);
    let is_text = |part: &Expr| matches!(part.kind, ExprKind::Literal(Literal::Text(_)));
    let mut found = false;
    expr.walk(&mut |part| {
        if let ExprKind::Operator { op, operands } = &part.kind {
            let is_such = COMPARING.contains(&op.as_str());
            found |= is_such && operands.first().is_some_and(is_column) && operands.iter().skip(1).any(is_text);
        }
    });
    found
}
