//! Expressions, as far as the model asks for them.

use schema::{Expr, ExprKind, TokenKind};

use crate::cursor::Cursor;

/// Takes `( … )` and reads what it holds.
pub(crate) fn parenthesised(cursor: &mut Cursor<'_>) -> Option<Expr> {
    let range = cursor.parens()?;
    Some(Expr {
        kind: ExprKind::Opaque { parts: Vec::new() },
        range,
    })
}

/// Takes an expression up to a comma or closing parenthesis of its level, or to where `stops` says.
/// `stops` is asked before each token but the first.
pub(crate) fn until(cursor: &mut Cursor<'_>, stops: impl Fn(&Cursor<'_>) -> bool) -> Option<Expr> {
    let from = cursor.position();
    while !cursor.is_at_end() && !cursor.is(TokenKind::Comma) && !cursor.is(TokenKind::RightParen) {
        if cursor.position() > from && stops(cursor) {
            break;
        }
        cursor.bump_tree();
    }
    (cursor.position() > from).then(|| Expr {
        kind: ExprKind::Opaque { parts: Vec::new() },
        range: cursor.range_since(from),
    })
}
