//! Conditions on one value, worked out: whether a check holds for the default of the column that it comes with.

use schema::{Dialect, Expr, ExprKind, Ident, Literal};

/// What an expression of constants gives.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Constant {
    /// No value; a condition that is neither true nor false.
    Null,
    /// A number.
    Number(f64),
    /// A text.
    Text(String),
    /// True or false.
    Truth(bool),
}

impl Constant {
    /// What a literal says; `None` where it is more than a literal, or one of a kind not read here.
    pub(crate) fn of(expr: &Expr) -> Option<Self> {
        evaluated(expr, None, Dialect::Generic)
    }
}

/// Whether a condition lets a row pass in which `column` has this value: a check is broken only by what is false. `None`
/// where that is not worked out.
pub(crate) fn passes(condition: &Expr, column: &Ident, value: &Constant, dialect: Dialect) -> Option<bool> {
    match evaluated(condition, Some((column, value)), dialect)? {
        Constant::Null => Some(true),
        Constant::Truth(truth) => Some(truth),
        Constant::Number(number) => Some(number != 0.0),
        Constant::Text(_) => None,
    }
}

/// Whether a condition picks a row in which `column` has this value: one that is not known picks none. `None` where that
/// is not worked out.
pub(crate) fn holds(condition: &Expr, column: &Ident, value: &Constant, dialect: Dialect) -> Option<bool> {
    match evaluated(condition, Some((column, value)), dialect)? {
        Constant::Null => Some(false),
        Constant::Truth(truth) => Some(truth),
        Constant::Number(number) => Some(number != 0.0),
        Constant::Text(_) => None,
    }
}

fn evaluated(expr: &Expr, given: Option<(&Ident, &Constant)>, dialect: Dialect) -> Option<Constant> {
    let one = |part: &Expr| evaluated(part, given, dialect);
    match &expr.kind {
        ExprKind::Literal(literal) => of_literal(literal),
        ExprKind::Column(name) => {
            let (column, value) = given?;
            name.ident.is_same(column, dialect).then(|| value.clone())
        }
        ExprKind::Operator { op, operands } => {
            let values: Option<Vec<Constant>> = operands.iter().map(one).collect();
            operated(op, &values?)
        }
        ExprKind::Call { name, args } => {
            let values: Option<Vec<Constant>> = args.iter().map(one).collect();
            called(&name.ident.text.to_ascii_lowercase(), &values?)
        }
        ExprKind::Cast { .. } | ExprKind::Subquery { .. } | ExprKind::Opaque { .. } => None,
    }
}

fn of_literal(literal: &Literal) -> Option<Constant> {
    match literal {
        Literal::Null => Some(Constant::Null),
        Literal::Number(text) => text.parse().ok().map(Constant::Number),
        Literal::Text(text) => Some(Constant::Text(text.to_string())),
        Literal::Boolean(truth) => Some(Constant::Truth(*truth)),
        Literal::Other => None,
    }
}

fn operated(op: &str, values: &[Constant]) -> Option<Constant> {
    use Constant::{Null, Number, Truth};
    match (op, values) {
        ("IS NULL" | "ISNULL", [value]) => Some(Truth(*value == Null)),
        ("IS NOT NULL" | "NOTNULL", [value]) => Some(Truth(*value != Null)),
        ("NOT", [value]) => Some(truth_of(value)?.map_or(Null, |truth| Truth(!truth))),
        ("AND", values) => folded(values, false),
        ("OR", values) => folded(values, true),
        (_, values) if values.contains(&Null) && op != "IN" && op != "NOT IN" => Some(Null),
        ("-", [Number(number)]) => Some(Number(-number)),
        ("+", [Number(number)]) => Some(Number(*number)),
        ("+", [Number(left), Number(right)]) => Some(Number(left + right)),
        ("-", [Number(left), Number(right)]) => Some(Number(left - right)),
        ("*", [Number(left), Number(right)]) => Some(Number(left * right)),
        ("=" | "==", [left, right]) => are_equal(left, right).map(Truth),
        ("<>" | "!=", [left, right]) => are_equal(left, right).map(|equal| Truth(!equal)),
        ("<", [left, right]) => compared(left, right).map(|order| Truth(order.is_lt())),
        ("<=", [left, right]) => compared(left, right).map(|order| Truth(order.is_le())),
        (">", [left, right]) => compared(left, right).map(|order| Truth(order.is_gt())),
        (">=", [left, right]) => compared(left, right).map(|order| Truth(order.is_ge())),
        ("BETWEEN", [value, low, high]) => {
            let (low, high) = (compared(value, low)?, compared(value, high)?);
            Some(Truth(low.is_ge() && high.is_le()))
        }
        ("IN", [value, list @ ..]) => is_among(value, list),
        ("NOT IN", [value, list @ ..]) => match is_among(value, list)? {
            Truth(truth) => Some(Truth(!truth)),
            other => Some(other),
        },
        _ => None,
    }
}

fn called(name: &str, values: &[Constant]) -> Option<Constant> {
    match (name, values) {
        (_, values) if values.contains(&Constant::Null) => None,
        ("length" | "char_length" | "character_length", [Constant::Text(text)]) => {
            Some(Constant::Number(u32::try_from(text.chars().count()).ok()?.into()))
        }
        ("lower", [Constant::Text(text)]) if text.is_ascii() => Some(Constant::Text(text.to_ascii_lowercase())),
        ("upper", [Constant::Text(text)]) if text.is_ascii() => Some(Constant::Text(text.to_ascii_uppercase())),
        ("abs", [Constant::Number(number)]) => Some(Constant::Number(number.abs())),
        _ => None,
    }
}

/// Which of two texts is less depends on the collation.
fn compared(left: &Constant, right: &Constant) -> Option<std::cmp::Ordering> {
    match (left, right) {
        (Constant::Number(left), Constant::Number(right)) => left.partial_cmp(right),
        (Constant::Text(left), Constant::Text(right)) if left == right => Some(std::cmp::Ordering::Equal),
        _ => None,
    }
}

/// Texts that differ in case or in the space behind them may be equal to a collation.
fn are_equal(left: &Constant, right: &Constant) -> Option<bool> {
    match (left, right) {
        (Constant::Text(left), Constant::Text(right)) if left == right => Some(true),
        (Constant::Text(left), Constant::Text(right)) => {
            let folded = |text: &str| text.trim_end().to_lowercase();
            let is_plain = left.is_ascii() && right.is_ascii();
            (is_plain && folded(left) != folded(right)).then_some(false)
        }
        (Constant::Truth(left), Constant::Truth(right)) => Some(left == right),
        _ => compared(left, right).map(std::cmp::Ordering::is_eq),
    }
}

fn is_among(value: &Constant, list: &[Constant]) -> Option<Constant> {
    if *value == Constant::Null {
        return Some(Constant::Null);
    }
    let mut answer = Constant::Truth(false);
    for other in list {
        match other {
            Constant::Null => answer = Constant::Null,
            _ if are_equal(value, other)? => return Some(Constant::Truth(true)),
            _ => {}
        }
    }
    Some(answer)
}

/// `AND` and `OR`: one value decides, an unknown one leaves the rest open.
fn folded(values: &[Constant], decisive: bool) -> Option<Constant> {
    let truths: Option<Vec<Option<bool>>> = values.iter().map(truth_of).collect();
    let truths = truths?;
    if truths.contains(&Some(decisive)) {
        return Some(Constant::Truth(decisive));
    }
    if truths.contains(&None) {
        return Some(Constant::Null);
    }
    Some(Constant::Truth(!decisive))
}

fn truth_of(value: &Constant) -> Option<Option<bool>> {
    match value {
        Constant::Null => Some(None),
        Constant::Truth(truth) => Some(Some(*truth)),
        Constant::Number(number) => Some(Some(*number != 0.0)),
        Constant::Text(_) => None,
    }
}
