use compact_str::CompactString;
use schema::{Expr, ExprKind, Keyword as K, Literal, Name, Token, TokenKind};

use crate::cursor::{Cursor, unquoted};

/// Reads a constant, a name, or a call whose arguments are such, from its tokens. `None` where it is more.
pub(super) fn read(cursor: &Cursor<'_>, from: usize, to: usize) -> Option<Expr> {
    let range = cursor.range_between(from, to);
    let kind = match to - from {
        0 => return Some(super::opaque(range)),
        1 if is_star(cursor, cursor.token_at(from)) => return Some(super::opaque(range)),
        1 => atom(cursor, cursor.token_at(from))?,
        2 => signed(cursor, cursor.token_at(from), cursor.token_at(from + 1))?,
        _ => call(cursor, from, to)?,
    };
    Some(Expr { kind, range })
}

/// The `*` of `SELECT *`.
fn is_star(cursor: &Cursor<'_>, token: Token) -> bool {
    token.kind == TokenKind::Operator && cursor.text_of(token) == "*"
}

fn atom(cursor: &Cursor<'_>, token: Token) -> Option<ExprKind> {
    let text = cursor.text_of(token);
    match token.kind {
        TokenKind::Number => Some(ExprKind::Literal(Literal::Number(text.into()))),
        TokenKind::String if text.starts_with(['\'', 'N', 'n', 'E', 'e', '"']) => {
            Some(ExprKind::Literal(Literal::Text(unquoted(text))))
        }
        TokenKind::String => Some(ExprKind::Literal(Literal::Other)),
        TokenKind::QuotedIdent | TokenKind::Parameter | TokenKind::Placeholder => {
            Some(ExprKind::Column(Name::bare(cursor.ident_of(token))))
        }
        TokenKind::Word => Some(word(cursor, token)),
        _ => None,
    }
}

fn word(cursor: &Cursor<'_>, token: Token) -> ExprKind {
    match token.keyword {
        K::NULL => ExprKind::Literal(Literal::Null),
        K::TRUE => ExprKind::Literal(Literal::Boolean(true)),
        K::FALSE => ExprKind::Literal(Literal::Boolean(false)),
        keyword if is_niladic(keyword) => ExprKind::Call {
            name: Name::bare(cursor.ident_of(token)),
            args: Vec::new(),
        },
        _ => ExprKind::Column(Name::bare(cursor.ident_of(token))),
    }
}

/// Functions that are called without parentheses.
pub(super) fn is_niladic(keyword: K) -> bool {
    matches!(
        keyword,
        K::CURRENT_TIMESTAMP
            | K::CURRENT_DATE
            | K::CURRENT_TIME
            | K::CURRENT_USER
            | K::CURRENT_ROLE
            | K::CURRENT_SCHEMA
            | K::CURRENT_CATALOG
            | K::LOCALTIME
            | K::LOCALTIMESTAMP
            | K::SESSION_USER
            | K::USER
            | K::SYSDATE
            | K::SYSTIMESTAMP
            | K::UTC_TIMESTAMP
            | K::UTC_DATE
            | K::UTC_TIME
            | K::SYSTEM_USER
    )
}

fn signed(cursor: &Cursor<'_>, sign: Token, number: Token) -> Option<ExprKind> {
    let is_sign = sign.kind == TokenKind::Operator && matches!(cursor.text_of(sign), "-" | "+");
    if !is_sign || number.kind != TokenKind::Number {
        return None;
    }
    let text = cursor.text_of(number);
    let written: CompactString = if cursor.text_of(sign) == "-" {
        ["-", text].concat().into()
    } else {
        text.into()
    };
    Some(ExprKind::Literal(Literal::Number(written)))
}

/// `name(a, 'b', 1)`, the name perhaps qualified.
fn call(cursor: &Cursor<'_>, from: usize, to: usize) -> Option<ExprKind> {
    let mut inner = cursor.part(from, to);
    let first = inner.peek();
    if !super::is_routine_name(first) {
        return None;
    }
    let name = inner.name()?;
    if inner.is_at_end() {
        return Some(ExprKind::Column(name));
    }
    inner.eat_kind(TokenKind::LeftParen)?;
    let mut args = Vec::new();
    while !inner.is(TokenKind::RightParen) {
        let token = inner.peek();
        let kind = atom(cursor, token)?;
        inner.bump();
        args.push(Expr {
            kind,
            range: token.range,
        });
        if !inner.is(TokenKind::RightParen) {
            inner.eat_kind(TokenKind::Comma)?;
        }
    }
    inner.bump();
    inner.is_at_end().then_some(ExprKind::Call { name, args })
}
