//! What an index or a key is sorted by.

use schema::{Family, IndexKey, KeyTarget, Keyword as K, TokenKind};

use crate::cursor::Cursor;
use crate::grammar::expr;

/// What the keys belong to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Keys {
    /// An index: a function call is an expression.
    Index,
    /// A constraint of a table: always columns.
    Constraint,
}

/// Takes `(a, b DESC, lower(c))`.
pub(crate) fn keys(cursor: &mut Cursor<'_>, of: Keys) -> Vec<IndexKey> {
    let mut keys = Vec::new();
    if cursor.eat_kind(TokenKind::LeftParen).is_none() {
        return keys;
    }
    while !cursor.is_at_end() && !cursor.is(TokenKind::RightParen) {
        keys.extend(key(cursor, of));
        if !cursor.is(TokenKind::Comma) && !cursor.is(TokenKind::RightParen) {
            cursor.skip_item();
        }
        cursor.eat_kind(TokenKind::Comma);
    }
    cursor.eat_kind(TokenKind::RightParen);
    keys
}

fn key(cursor: &mut Cursor<'_>, of: Keys) -> Option<IndexKey> {
    let from = cursor.position();
    // `FOREIGN KEY (a, PERIOD b)` of PostgreSQL 18.
    let next = cursor.peek_nth(1);
    let is_named = matches!(next.kind, TokenKind::Word | TokenKind::QuotedIdent) && next.keyword != K::WITHOUT;
    if cursor.keyword() == K::PERIOD && of == Keys::Constraint && is_named {
        cursor.bump();
    }
    let mut key = if is_column(cursor, of) {
        let column = cursor.ident()?;
        let mut key = IndexKey::of_column(column);
        if cursor.eat_kind(TokenKind::LeftParen).is_some() {
            let length = cursor.bump();
            key.prefix_length = cursor.text_of(length).parse().ok();
            cursor.eat_kind(TokenKind::RightParen);
        }
        key
    } else {
        let expr = if cursor.is(TokenKind::LeftParen) && is_whole(cursor) {
            expr::parenthesised(cursor)?
        } else {
            expr::until(cursor, ends_expression)?
        };
        IndexKey {
            range: expr.range,
            target: KeyTarget::Expr(Box::new(expr)),
            is_descending: false,
            nulls_first: None,
            collation: None,
            operator_class: None,
            prefix_length: None,
        }
    };
    while word(cursor, &mut key) {}
    key.range = cursor.range_since(from);
    Some(key)
}

/// Whether the next token is a column and not the beginning of an expression.
fn is_column(cursor: &Cursor<'_>, of: Keys) -> bool {
    if !cursor.is_at_name() || cursor.keyword() == K::CASE {
        return false;
    }
    let next = cursor.peek_nth(1);
    match next.kind {
        TokenKind::LeftParen => {
            let is_prefix = cursor.peek_nth(2).kind == TokenKind::Number
                && cursor.peek_nth(3).kind == TokenKind::RightParen
                && matches!(cursor.family(), Family::Mysql | Family::Generic);
            is_prefix || of == Keys::Constraint
        }
        TokenKind::Dot | TokenKind::Operator | TokenKind::Equals => false,
        _ => true,
    }
}

/// Whether the parentheses that open here hold the whole key: not `(a) || (b)`.
fn is_whole(cursor: &mut Cursor<'_>) -> bool {
    let from = cursor.position();
    cursor.parens();
    let after = cursor.peek().kind;
    cursor.go_to(from);
    !matches!(after, TokenKind::Operator | TokenKind::Equals)
}

/// Whether an expression ends before the next token: at its order, or at an operator class.
fn ends_expression(cursor: &Cursor<'_>) -> bool {
    match cursor.keyword() {
        K::ASC | K::DESC | K::NULLS | K::COLLATE | K::WITH => true,
        _ => {
            let follows_call = cursor.token_at(cursor.position() - 1).kind == TokenKind::RightParen;
            follows_call
                && matches!(cursor.family(), Family::Postgres | Family::Generic)
                && matches!(cursor.peek().kind, TokenKind::Word | TokenKind::QuotedIdent)
                && !matches!(cursor.keyword(), K::AND | K::OR | K::IS | K::AT)
        }
    }
}

/// Takes one thing said of a key.
fn word(cursor: &mut Cursor<'_>, key: &mut IndexKey) -> bool {
    match cursor.keyword() {
        K::ASC => {
            cursor.bump();
        }
        K::DESC => {
            cursor.bump();
            key.is_descending = true;
        }
        K::NULLS if matches!(cursor.keyword_nth(1), K::FIRST | K::LAST) => {
            cursor.bump();
            key.nulls_first = match cursor.bump().keyword {
                K::FIRST => Some(true),
                K::LAST => Some(false),
                _ => None,
            };
        }
        K::COLLATE => {
            cursor.bump();
            key.collation = cursor.name().map(Box::new);
        }
        // `EXCLUDE (a WITH &&, b WITH OPERATOR(pg_catalog.=))`.
        K::WITH => {
            cursor.bump();
            cursor.bump();
            cursor.parens();
        }
        K::WITHOUT if cursor.keyword_nth(1) == K::OVERLAPS => {
            cursor.go_to(cursor.position() + 2);
        }
        _ => return operator_class(cursor, key),
    }
    true
}

/// PostgreSQL's operator class with its parameters, and what a full-text index of SQL Server says of a column.
fn operator_class(cursor: &mut Cursor<'_>, key: &mut IndexKey) -> bool {
    if !matches!(cursor.peek().kind, TokenKind::Word | TokenKind::QuotedIdent) {
        return false;
    }
    match cursor.family() {
        Family::Postgres | Family::Generic => {
            if key.operator_class.is_some() {
                return false;
            }
            key.operator_class = cursor.name().map(Box::new);
            cursor.parens();
            true
        }
        Family::Mssql => match cursor.keyword() {
            K::TYPE if cursor.keyword_nth(1) == K::COLUMN => {
                cursor.go_to(cursor.position() + 3);
                true
            }
            K::LANGUAGE => {
                cursor.go_to(cursor.position() + 2);
                true
            }
            K::STATISTICAL_SEMANTICS => {
                cursor.bump();
                true
            }
            _ => false,
        },
        Family::Mysql | Family::Sqlite | Family::Oracle => false,
    }
}
