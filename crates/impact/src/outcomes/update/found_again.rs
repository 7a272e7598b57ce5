//! Whether the rows that an `UPDATE` found are found again.

use schema::{Dialect, Expr, ExprKind, Literal, Update};

use crate::rows::Subject;

/// `SET x = … WHERE x IS NULL`: after the first run no row has a null there. `SET x = x + 1 WHERE x = 2`: none has a
/// two.
pub(super) fn finds_nothing_again(update: &Update, subject: &Subject<'_>) -> bool {
    let condition = update
        .condition
        .as_ref()
        .and_then(|condition| condition.expr.as_deref());
    let Some(condition) = condition else {
        return false;
    };
    let dialect = subject.engine.dialect;
    update.assignments.iter().any(|assignment| {
        let column = assignment.column.ident.folded(dialect);
        // `SET x = NULL WHERE x IS NOT NULL`.
        let leaves_value = assignment.value.is_null() && demands_value(condition, &column, dialect);
        let leaves_null = !assignment.value.is_null()
            && is_certainly_a_value(&assignment.value)
            && demands_null(condition, &column, dialect);
        leaves_value
            || leaves_null
            || (is_step(&assignment.value, &column, dialect) && demands_literal(condition, &column, dialect))
    })
}

/// `x IS NOT NULL`, perhaps among other conditions that all hold.
fn demands_value(condition: &Expr, column: &str, dialect: Dialect) -> bool {
    let ExprKind::Operator { op, operands } = &condition.kind else {
        return false;
    };
    match op.as_str() {
        "AND" => operands.iter().any(|operand| demands_value(operand, column, dialect)),
        "IS NOT NULL" | "NOTNULL" => operands
            .first()
            .is_some_and(|operand| is_column(operand, column, dialect)),
        _ => false,
    }
}

/// `x + 1` or `x - 1`, for `x` itself.
fn is_step(expr: &Expr, column: &str, dialect: Dialect) -> bool {
    let ExprKind::Operator { op, operands } = &expr.kind else {
        return false;
    };
    let [left, right] = operands.as_slice() else {
        return false;
    };
    let is_some_number = |part: &Expr| match &part.kind {
        ExprKind::Literal(Literal::Number(text)) => text.parse::<f64>().is_ok_and(|number| number != 0.0),
        _ => false,
    };
    ["+", "-"].contains(&op.as_str()) && is_column(left, column, dialect) && is_some_number(right)
}

/// `x = 2`, perhaps among other conditions that all hold.
fn demands_literal(condition: &Expr, column: &str, dialect: Dialect) -> bool {
    let ExprKind::Operator { op, operands } = &condition.kind else {
        return false;
    };
    match op.as_str() {
        "AND" => operands.iter().any(|operand| demands_literal(operand, column, dialect)),
        "=" => match operands.as_slice() {
            [left, right] => is_column(left, column, dialect) && right.is_literal(),
            _ => false,
        },
        _ => false,
    }
}

fn is_column(part: &Expr, column: &str, dialect: Dialect) -> bool {
    matches!(&part.kind, ExprKind::Column(name) if name.ident.folded(dialect) == column)
}

/// A column or a query may give a null, so that rows are found again.
fn is_certainly_a_value(expr: &Expr) -> bool {
    let mut certain = true;
    expr.walk(&mut |part| {
        certain &= !matches!(
            part.kind,
            ExprKind::Column(_) | ExprKind::Subquery { .. } | ExprKind::Opaque { .. }
        );
    });
    certain
}

fn demands_null(condition: &Expr, column: &str, dialect: Dialect) -> bool {
    let ExprKind::Operator { op, operands } = &condition.kind else {
        return false;
    };
    let is_column = |part: &Expr| is_column(part, column, dialect);
    match op.as_str() {
        "AND" => operands.iter().any(|operand| demands_null(operand, column, dialect)),
        "IS NULL" | "ISNULL" => operands.first().is_some_and(is_column),
        "IS" => operands.first().is_some_and(is_column) && operands.get(1).is_some_and(Expr::is_null),
        _ => false,
    }
}
