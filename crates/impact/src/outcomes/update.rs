//! Whether an `UPDATE` run twice leaves what it left the first time.

use schema::{Action, Dialect, Expr, ExprKind, Literal, Update, Volatility};

use crate::rows::Subject;
use crate::{Fact, postgres};

/// Functions that change nothing when given their own result.
const SETTLED: &[&str] = &[
    "lower", "upper", "trim", "btrim", "ltrim", "rtrim", "coalesce", "ifnull", "isnull", "abs", "round", "nullif",
];

/// Functions whose result is another each time, on any engine.
const RESTLESS: &[&str] = &[
    "random",
    "rand",
    "newid",
    "uuid",
    "gen_random_uuid",
    "uuid_generate_v4",
    "clock_timestamp",
    "nextval",
    "sys_guid",
];

/// What a value of the assignment makes of a second run.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Value {
    /// The same value as before.
    Same,
    /// Another one: `n + 1`, `random()`.
    Another,
    Unknown,
}

/// Every assignment gives the same values again, or no row is found again.
pub(super) fn repeats(subject: &Subject<'_>) -> Fact {
    let Some(update) = update(subject) else {
        return Some(false);
    };
    if update.is_limited || update.assignments.is_empty() {
        return Some(false);
    }
    Some(finds_nothing_again(update, subject) || values(update, subject).all(|value| value == Value::Same))
}

/// An assignment gives another value each time.
pub(super) fn adds_up(subject: &Subject<'_>) -> Fact {
    let Some(update) = update(subject) else {
        return Some(false);
    };
    Some(!finds_nothing_again(update, subject) && values(update, subject).any(|value| value == Value::Another))
}

fn update<'a>(subject: &Subject<'a>) -> Option<&'a Update> {
    match &subject.change.action {
        Action::Update(update) => Some(update),
        _ => None,
    }
}

fn values<'a>(update: &'a Update, subject: &'a Subject<'_>) -> impl Iterator<Item = Value> + 'a {
    let assigned: Vec<_> = names_assigned(update, subject.engine.dialect);
    update
        .assignments
        .iter()
        .map(move |assignment| match &assignment.value.kind {
            // `SET x = x`.
            ExprKind::Column(name) if name.ident.text == assignment.column.ident.text => Value::Same,
            _ => value(&assignment.value, &assigned, subject),
        })
}

fn names_assigned(update: &Update, dialect: Dialect) -> Vec<compact_str::CompactString> {
    let columns = update.assignments.iter().map(|assignment| &assignment.column.ident);
    columns.map(|column| column.folded(dialect)).collect()
}

fn value(expr: &Expr, assigned: &[compact_str::CompactString], subject: &Subject<'_>) -> Value {
    let dialect = subject.engine.dialect;
    let mut refers = false;
    let mut restless = false;
    let mut unknown = false;
    expr.walk(&mut |part| match &part.kind {
        ExprKind::Column(name) => refers |= assigned.contains(&name.ident.folded(dialect)),
        ExprKind::Call { name, .. } => {
            let folded = name.ident.text.to_ascii_lowercase();
            restless |= RESTLESS.contains(&folded.as_str());
            let is_known = dialect != Dialect::Postgres
                || matches!(
                    postgres::volatility(name, subject.before),
                    Some(Volatility::Stable | Volatility::Immutable)
                );
            unknown |= !is_known && !restless;
        }
        ExprKind::Subquery { .. } | ExprKind::Opaque { .. } => unknown = true,
        _ => {}
    });
    if restless {
        return Value::Another;
    }
    if unknown {
        return Value::Unknown;
    }
    match (refers, &expr.kind) {
        (false, _) => Value::Same,
        (true, ExprKind::Column(_) | ExprKind::Cast { .. }) => Value::Unknown,
        (true, ExprKind::Call { name, .. }) if SETTLED.contains(&name.ident.text.to_ascii_lowercase().as_str()) => {
            Value::Same
        }
        (true, ExprKind::Call { name, .. }) if name.ident.text.eq_ignore_ascii_case("concat") => Value::Another,
        (true, ExprKind::Operator { op, .. }) if ["+", "-", "*", "/", "||"].contains(&op.as_str()) => Value::Another,
        _ => Value::Unknown,
    }
}

/// `SET x = … WHERE x IS NULL`: after the first run no row has a null there. `SET x = x + 1 WHERE x = 2`: none has a
/// two.
fn finds_nothing_again(update: &Update, subject: &Subject<'_>) -> bool {
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
        let leaves_null = !assignment.value.is_null()
            && is_certainly_a_value(&assignment.value)
            && demands_null(condition, &column, dialect);
        leaves_null || (is_step(&assignment.value, &column, dialect) && demands_literal(condition, &column, dialect))
    })
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
