//! A routine's parameters, in each dialect's order of mode, name and type.

use compact_str::CompactString;
use schema::{Family, Keyword as K, Parameter, TokenKind};

use crate::cursor::Cursor;
use crate::grammar::data_type;

/// Takes the list: in parentheses, or SQL Server's without.
pub(super) fn read(cursor: &mut Cursor<'_>) -> Vec<Parameter> {
    let mut parameters = Vec::new();
    let has_parens = cursor.eat_kind(TokenKind::LeftParen).is_some();
    if !has_parens && !cursor.is(TokenKind::Parameter) {
        return parameters;
    }
    while !cursor.is_at_end() && !cursor.is(TokenKind::RightParen) {
        parameters.extend(one(cursor));
        skip_to_comma(cursor, has_parens);
        if cursor.eat_kind(TokenKind::Comma).is_none() {
            break;
        }
    }
    if has_parens {
        cursor.eat_kind(TokenKind::RightParen);
    }
    parameters
}

fn one(cursor: &mut Cursor<'_>) -> Option<Parameter> {
    let mut mode = mode(cursor);
    let is_named = match cursor.family() {
        Family::Postgres | Family::Generic => has_name(cursor),
        _ => true,
    };
    let name = if is_named { cursor.ident() } else { None };
    if mode.is_none() {
        mode = self::mode(cursor);
    }
    cursor.eat(K::AS);
    let data_type = data_type::read(cursor)?;
    let mut parameter = Parameter {
        name,
        data_type,
        mode: CompactString::const_new(mode.unwrap_or("IN")),
        has_default: false,
    };
    // SQL Server says the mode last.
    while !cursor.is_at_end() && !matches!(cursor.peek().kind, TokenKind::Comma | TokenKind::RightParen) {
        match cursor.keyword() {
            K::DEFAULT => parameter.has_default = true,
            K::OUT | K::OUTPUT => parameter.mode = CompactString::const_new("OUT"),
            _ if cursor.is(TokenKind::Equals) || cursor.is(TokenKind::Operator) => parameter.has_default = true,
            K::AS | K::WITH | K::FOR | K::BEGIN | K::RETURNS if cursor.family() == Family::Mssql => break,
            _ => {}
        }
        cursor.bump_tree();
    }
    Some(parameter)
}

fn mode(cursor: &mut Cursor<'_>) -> Option<&'static str> {
    let mode = match cursor.keyword() {
        K::IN if cursor.keyword_nth(1) == K::OUT => {
            cursor.bump();
            "INOUT"
        }
        K::IN => "IN",
        K::OUT => "OUT",
        K::INOUT => "INOUT",
        K::VARIADIC => "VARIADIC",
        _ => return None,
    };
    cursor.bump();
    cursor.eat(K::NOCOPY);
    Some(mode)
}

/// PostgreSQL allows a type alone: then what follows it ends the parameter, or is a word that goes on the type.
fn has_name(cursor: &Cursor<'_>) -> bool {
    let next = cursor.peek_nth(1);
    if !matches!(
        next.kind,
        TokenKind::Word | TokenKind::QuotedIdent | TokenKind::Placeholder
    ) {
        return false;
    }
    let goes_on = matches!(
        (cursor.keyword(), next.keyword),
        (K::DOUBLE, K::PRECISION)
            | (K::CHARACTER | K::CHAR | K::BIT | K::NCHAR, K::VARYING)
            | (K::NATIONAL, K::CHARACTER | K::CHAR)
            | (K::TIME | K::TIMESTAMP, K::WITH | K::WITHOUT)
            | (
                K::INTERVAL,
                K::YEAR | K::MONTH | K::DAY | K::HOUR | K::MINUTE | K::SECOND
            )
    );
    !goes_on && !matches!(next.keyword, K::DEFAULT | K::ARRAY)
}

/// What the model does not keep of a parameter: its default, `NULL`, `READONLY`.
fn skip_to_comma(cursor: &mut Cursor<'_>, has_parens: bool) {
    while !cursor.is_at_end() && !matches!(cursor.peek().kind, TokenKind::Comma | TokenKind::RightParen) {
        let ends = matches!(cursor.keyword(), K::AS | K::WITH | K::FOR | K::BEGIN | K::RETURNS);
        if !has_parens && ends {
            return;
        }
        cursor.bump_tree();
    }
}
