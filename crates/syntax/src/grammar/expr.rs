//! Expressions. What is written most, constants, names and calls, and what PostgreSQL's operators make of them, is
//! read from the tokens; `sqlparser` reads the rest, and what it rejects is opaque with the calls it holds.

mod lower;
mod operators;
mod simple;

use schema::{Expr, ExprKind, Family, Keyword, Name, TokenKind};
use source::TextRange;

use crate::cursor::Cursor;

/// Expressions longer than this many bytes are not handed to `sqlparser`: nobody asks what they say.
const LONGEST_PARSED: u32 = 4096;

/// Takes `( … )` and reads what it holds.
pub(crate) fn parenthesised(cursor: &mut Cursor<'_>) -> Option<Expr> {
    let open = cursor.position();
    cursor.parens()?;
    let after = cursor.position();
    let is_closed = after > open + 1 && cursor.token_at(after - 1).kind == TokenKind::RightParen;
    let close = if is_closed { after - 1 } else { after };
    Some(between(cursor, open + 1, close))
}

/// Takes an expression up to a comma or closing parenthesis of its level, or to where `stops` says.
/// `stops` is asked before each token but the first.
pub(crate) fn until(cursor: &mut Cursor<'_>, stops: impl Fn(&Cursor<'_>) -> bool) -> Option<Expr> {
    let from = cursor.position();
    while !cursor.is_at_end() && !matches!(cursor.peek().kind, TokenKind::Comma | TokenKind::RightParen) {
        if cursor.position() > from && stops(cursor) {
            break;
        }
        cursor.bump_tree();
    }
    let to = cursor.position();
    (to > from).then(|| between(cursor, from, to))
}

/// Reads the tokens between two positions, the second not included, as one expression.
pub(crate) fn between(cursor: &Cursor<'_>, from: usize, to: usize) -> Expr {
    let range = cursor.range_between(from, to);
    if let Some(expr) = simple::read(cursor, from, to) {
        return expr;
    }
    if range.len() <= LONGEST_PARSED
        && let Some(expr) = parsed(cursor, from, to)
    {
        return expr;
    }
    Expr {
        kind: ExprKind::Opaque {
            parts: calls(cursor, from, to),
        },
        range,
    }
}

fn parsed(cursor: &Cursor<'_>, from: usize, to: usize) -> Option<Expr> {
    if cursor.family() == Family::Postgres
        && let Some(expr) = operators::read(cursor, from, to)
    {
        return Some(expr);
    }
    let range = cursor.range_between(from, to);
    lower::read(cursor.slice(range), range, cursor.dialect)
}

/// The calls among tokens that could not be read as an expression.
fn calls(cursor: &Cursor<'_>, from: usize, to: usize) -> Vec<Expr> {
    let mut found = Vec::new();
    for at in from..to.saturating_sub(1) {
        let token = cursor.token_at(at);
        let is_call = matches!(token.kind, TokenKind::Word | TokenKind::QuotedIdent)
            && cursor.token_at(at + 1).kind == TokenKind::LeftParen
            && !is_followed_by_list(token.keyword);
        if is_call {
            let name = Name::bare(cursor.ident_of(token));
            found.push(Expr {
                kind: ExprKind::Call { name, args: Vec::new() },
                range: token.range,
            });
        }
    }
    found
}

/// Words before a parenthesis that are not routines.
fn is_followed_by_list(keyword: Keyword) -> bool {
    use Keyword as K;
    matches!(
        keyword,
        K::IN
            | K::AND
            | K::OR
            | K::NOT
            | K::VALUES
            | K::EXISTS
            | K::ANY
            | K::ALL
            | K::SOME
            | K::AS
            | K::ON
            | K::USING
            | K::OVER
            | K::FROM
            | K::WHERE
            | K::SELECT
            | K::BY
            | K::THEN
            | K::ELSE
            | K::WHEN
            | K::CASE
            | K::BETWEEN
            | K::LIKE
            | K::UNION
            | K::EXCEPT
            | K::INTERSECT
            | K::JOIN
            | K::FILTER
            | K::VARCHAR
            | K::CHAR
            | K::NUMERIC
            | K::DECIMAL
            | K::NVARCHAR
            | K::CHARACTER
            | K::VARYING
            | K::RETURNING
            | K::SET
            | K::LIMIT
            | K::WITH
            | K::VARCHAR2
            | K::NUMBER
            | K::MATERIALIZED
            | K::IS
            | K::INTO
            | K::LATERAL
            | K::INTERVAL
            | K::TIMESTAMP
            | K::TIME
            | K::BIT
            | K::VARBINARY
            | K::BINARY
            | K::ROWS
            | K::ESCAPE
            | K::HAVING
            | K::APPLY
            | K::PRECISION
            | K::TOP
            | K::DISTINCT
    )
}

/// The whole of `range` as an expression nobody can read.
pub(crate) fn opaque(range: TextRange) -> Expr {
    Expr {
        kind: ExprKind::Opaque { parts: Vec::new() },
        range,
    }
}

/// Whether a name before a parenthesis is that of a routine.
pub(crate) fn is_routine_name(token: schema::Token) -> bool {
    match token.kind {
        TokenKind::QuotedIdent => true,
        TokenKind::Word => !is_followed_by_list(token.keyword),
        _ => false,
    }
}
