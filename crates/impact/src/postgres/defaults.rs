//! Whether a value may differ from row to row.

use schema::{Catalog, Expr, ExprKind, Name, Volatility};

use super::builtin_functions;
use crate::rows::Subject;
use crate::{Fact, merge};

/// Whether an expression may give another value for each row; `None` where it calls what nobody knows.
pub(super) fn is_volatile(expr: &Expr, subject: &Subject<'_>) -> Fact {
    let mut volatile = Some(false);
    let is_type = |name: &Name| {
        subject
            .before
            .is_some_and(|before| before.user_type(name).seen().is_some())
    };
    expr.walk(&mut |part| {
        let here = match &part.kind {
            // `mood('sad')` is another way to write `'sad'::mood`, which is read once.
            ExprKind::Call { name, args, .. } if matches!(&args[..], [only] if only.is_literal()) && is_type(name) => {
                Some(false)
            }
            ExprKind::Call { name, .. } => match volatility(name, subject.before) {
                Some(Volatility::Volatile) => Some(true),
                Some(Volatility::Stable | Volatility::Immutable) => Some(false),
                None => None,
            },
            // A query may hold anything.
            ExprKind::Subquery { .. } => None,
            // Nor was this read.
            ExprKind::Opaque { parts } if parts.is_empty() => None,
            _ => Some(false),
        };
        volatile = merge::any(volatile, here);
    });
    volatile
}

/// The most volatile of built-in functions; another function of the history is not followed further.
fn of_all(calls: &[compact_str::CompactString]) -> Option<Volatility> {
    let mut most = Volatility::Immutable;
    for call in calls {
        most = most.max(builtin_functions::volatility(call)?);
    }
    Some(most)
}

/// What the result of a function depends on: as the engine has it, or as the history made it.
pub(crate) fn volatility(name: &Name, before: Option<&Catalog>) -> Option<Volatility> {
    let is_builtin = name.qualifier().is_none_or(|schema| schema.text == "pg_catalog");
    let folded = name.ident.text.to_ascii_lowercase();
    let own = before.and_then(|before| before.routines(name).seen());
    if let Some(overloads) = own {
        let mut kinds = overloads
            .iter()
            .map(|routine| match (routine.volatility, routine.language.as_deref()) {
                (Some(known @ (Volatility::Immutable | Volatility::Stable)), _) => Some(known),
                // The engine looks through a plain SQL function, at what it holds.
                (_, Some("sql") | None) => match &routine.inlined_calls {
                    Some(calls) => of_all(calls),
                    None => Some(Volatility::Volatile),
                },
                (_, Some(_)) => Some(Volatility::Volatile),
            });
        let first = kinds.next()?;
        return kinds.all(|other| other == first).then_some(first)?;
    }
    // Extensions are often given a schema of their own.
    builtin_functions::volatility(&folded).filter(|_| is_builtin || !matches!(folded.as_str(), "now" | "random"))
}
