//! What a side says, in words, and whether two expressions say the same.

use crate::write::SqlWriter;
use crate::{Dialect, Expr, ExprKind, IndexKey, KeyTarget, Literal, Name};

/// An expression as a person would write it, as far as the model holds it.
pub(super) fn expr(expr: Option<&Expr>, dialect: Dialect) -> String {
    let Some(expr) = expr else {
        return "none".to_owned();
    };
    SqlWriter::new(dialect).expr(expr).unwrap_or_else(|_| "…".to_owned())
}

pub(super) fn keys(keys: &[IndexKey], dialect: Dialect) -> String {
    let writer = SqlWriter::new(dialect);
    let written = keys
        .iter()
        .map(|key| writer.key(key).unwrap_or_else(|_| "…".to_owned()));
    written.collect::<Vec<String>>().join(", ")
}

pub(super) fn names<T: ToString>(names: impl IntoIterator<Item = T>) -> String {
    let names: Vec<String> = names.into_iter().map(|name| name.to_string()).collect();
    if names.is_empty() {
        "none".to_owned()
    } else {
        names.join(", ")
    }
}

/// Whether the model holds all that an expression says.
pub(super) fn is_whole(expr: &Expr) -> bool {
    let mut is_whole = true;
    expr.walk(&mut |part| {
        is_whole &= !matches!(
            part.kind,
            ExprKind::Opaque { .. } | ExprKind::Subquery { .. } | ExprKind::Literal(Literal::Other)
        );
    });
    is_whole
}

/// The expression without what says nothing: parentheses, and in PostgreSQL a text's cast to a type of text.
pub(super) fn bare(expr: &Expr) -> Expr {
    match &expr.kind {
        ExprKind::Opaque { parts } if parts.len() == 1 => expr.clone(),
        ExprKind::Cast { expr: inner, to } if inner.is_literal() && to.family() == crate::TypeFamily::Text => {
            bare(inner)
        }
        ExprKind::Call { name, args } => {
            let same = same_function(&name.ident.text);
            let mut name = name.clone();
            if let Some(same) = same {
                name = Name::bare(crate::Ident::synthetic(same));
            }
            Expr {
                kind: ExprKind::Call {
                    name,
                    args: args.iter().map(bare).collect(),
                },
                range: expr.range,
            }
        }
        ExprKind::Operator { op, operands } => Expr {
            kind: ExprKind::Operator {
                op: op.clone(),
                operands: flat(op, operands),
            },
            range: expr.range,
        },
        _ => expr.clone(),
    }
}

/// The operands without what says nothing; those of a chain of `AND` or `OR` in one row, however it is nested.
fn flat(op: &str, operands: &[Expr]) -> Vec<Expr> {
    let mut row = Vec::with_capacity(operands.len());
    for operand in operands.iter().map(bare) {
        match operand.kind {
            ExprKind::Operator {
                op: inner,
                operands: nested,
            } if inner == op && matches!(op, "AND" | "OR") => row.extend(nested),
            kind => row.push(Expr { kind, ..operand }),
        }
    }
    row
}

/// The one name of the functions that are the transaction's time
/// (<https://www.postgresql.org/docs/current/functions-datetime.html#FUNCTIONS-DATETIME-CURRENT>,
/// <https://dev.mysql.com/doc/refman/8.4/en/date-and-time-functions.html#function_now>).
fn same_function(name: &str) -> Option<&'static str> {
    const NOW: &[&str] = &["now", "current_timestamp", "transaction_timestamp"];
    NOW.iter()
        .any(|other| name.eq_ignore_ascii_case(other))
        .then_some("now")
}

/// Whether two keys of an index are the same, defaults filled in: nulls come last, and first where the order is
/// turned around (<https://www.postgresql.org/docs/current/indexes-ordering.html>).
pub(super) fn same_key(mine: &IndexKey, theirs: &IndexKey) -> bool {
    let nulls = |key: &IndexKey| key.nulls_first.unwrap_or(key.is_descending);
    let target = match (&mine.target, &theirs.target) {
        (KeyTarget::Column(mine), KeyTarget::Column(theirs)) => mine.text == theirs.text,
        (KeyTarget::Expr(mine), KeyTarget::Expr(theirs)) => bare(mine) == bare(theirs),
        _ => false,
    };
    target
        && mine.is_descending == theirs.is_descending
        && nulls(mine) == nulls(theirs)
        && mine.collation == theirs.collation
        && mine.operator_class == theirs.operator_class
        && mine.prefix_length == theirs.prefix_length
}

pub(super) fn same_keys(mine: &[IndexKey], theirs: &[IndexKey]) -> bool {
    mine.len() == theirs.len() && mine.iter().zip(theirs).all(|(mine, theirs)| same_key(mine, theirs))
}

pub(super) fn are_whole_keys(keys: &[IndexKey]) -> bool {
    keys.iter().all(|key| match &key.target {
        KeyTarget::Column(_) => true,
        KeyTarget::Expr(expr) => is_whole(expr),
    })
}
