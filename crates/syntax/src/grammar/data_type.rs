//! Types: `varchar(10)`, `timestamp with time zone`, `int unsigned`, `text[]`.

use compact_str::CompactString;
use schema::{DataType, Family, Keyword as K, KeywordSet, Token, TokenKind};

use super::column;
use crate::cursor::Cursor;

/// Takes a type with its arguments, array bounds, sign, character set and collation.
pub(crate) fn read(cursor: &mut Cursor<'_>) -> Option<DataType> {
    if !cursor.is_at_name() || cursor.is(TokenKind::String) {
        return None;
    }
    let from = cursor.position();
    let mut data_type = DataType {
        name: CompactString::default(),
        schema: None,
        args: Vec::new(),
        dimensions: 0,
        is_unsigned: false,
        charset: None,
        collation: None,
        range: cursor.peek().range,
    };
    words(cursor, &mut data_type);
    zone_and_fields(cursor, &mut data_type);
    dimensions(cursor, &mut data_type);
    attributes(cursor, &mut data_type);
    data_type.range = cursor.range_since(from);
    Some(data_type)
}

/// `double precision`, `pg_catalog.int4`, `t.c%TYPE`, and what stands in parentheses.
fn words(cursor: &mut Cursor<'_>, data_type: &mut DataType) {
    let first = cursor.bump();
    data_type.name = type_word(cursor, first);
    let mut last = first;
    while cursor.is(TokenKind::Dot) {
        cursor.bump();
        if !cursor.is_at_name() {
            break;
        }
        data_type.schema = Some(Box::new(cursor.ident_of(last)));
        last = cursor.bump();
        data_type.name = type_word(cursor, last);
    }
    if cursor.is(TokenKind::Operator)
        && matches!(cursor.keyword_nth(1), K::TYPE | K::ROWTYPE)
        && cursor.eat_operator("%")
    {
        data_type.name.push('%');
        let word = cursor.bump();
        data_type.name.push_str(&type_word(cursor, word));
        return;
    }
    while continues(cursor, last) {
        last = cursor.bump();
        push_word(cursor, data_type, last);
    }
    args(cursor, data_type);
}

/// Whether the next word is part of the type's name too.
fn continues(cursor: &Cursor<'_>, last: Token) -> bool {
    let next = cursor.peek();
    if cursor.family() == Family::Sqlite {
        return matches!(next.kind, TokenKind::Word | TokenKind::QuotedIdent) && !column::begins_attribute(cursor);
    }
    match last.keyword {
        K::DOUBLE => next.keyword == K::PRECISION,
        K::CHARACTER | K::CHAR | K::NCHAR | K::BIT | K::BINARY => matches!(next.keyword, K::VARYING | K::LARGE),
        K::LARGE => next.keyword == K::OBJECT,
        K::NATIONAL => matches!(
            next.keyword,
            K::CHARACTER | K::CHAR | K::VARCHAR | K::VARCHARACTER | K::TEXT
        ),
        K::LONG => matches!(
            next.keyword,
            K::RAW | K::VARCHAR | K::VARBINARY | K::VARCHARACTER | K::CHAR
        ),
        K::REF => next.kind == TokenKind::Word && cursor.family() == Family::Oracle,
        _ => false,
    }
}

/// `(10, 2)`, each argument as written.
fn args(cursor: &mut Cursor<'_>, data_type: &mut DataType) {
    if cursor.eat_kind(TokenKind::LeftParen).is_none() {
        return;
    }
    while !cursor.is_at_end() && !cursor.is(TokenKind::RightParen) {
        let from = cursor.position();
        while !cursor.is_at_end() && !cursor.is(TokenKind::Comma) && !cursor.is(TokenKind::RightParen) {
            cursor.bump_tree();
        }
        if cursor.position() > from {
            let text = cursor.slice(cursor.range_since(from));
            data_type.args.push(CompactString::from(text));
        }
        cursor.eat_kind(TokenKind::Comma);
    }
    cursor.eat_kind(TokenKind::RightParen);
}

const FIELDS: KeywordSet = KeywordSet::of(&[K::YEAR, K::MONTH, K::DAY, K::HOUR, K::MINUTE, K::SECOND]);

/// `with time zone`, `year to month`.
fn zone_and_fields(cursor: &mut Cursor<'_>, data_type: &mut DataType) {
    let zone: &[K] = match cursor.keyword() {
        K::WITH if cursor.keyword_nth(1) == K::LOCAL => &[K::WITH, K::LOCAL, K::TIME, K::ZONE],
        K::WITH => &[K::WITH, K::TIME, K::ZONE],
        K::WITHOUT => &[K::WITHOUT, K::TIME, K::ZONE],
        keyword if FIELDS.contains(keyword) && data_type.name == "interval" => {
            fields(cursor, data_type);
            return;
        }
        _ => return,
    };
    if cursor.looks_at(zone) {
        for _ in zone {
            let word = cursor.bump();
            push_word(cursor, data_type, word);
        }
    }
}

fn fields(cursor: &mut Cursor<'_>, data_type: &mut DataType) {
    while FIELDS.contains(cursor.keyword()) || cursor.keyword() == K::TO {
        let word = cursor.bump();
        push_word(cursor, data_type, word);
        args(cursor, data_type);
    }
}

/// `[]`, `[3]`, `ARRAY`, `ARRAY[4]`.
fn dimensions(cursor: &mut Cursor<'_>, data_type: &mut DataType) {
    let is_array = cursor.eat(K::ARRAY);
    while cursor.is(TokenKind::LeftBracket) {
        while !cursor.is_at_end() && cursor.bump().kind != TokenKind::RightBracket {}
        data_type.dimensions = data_type.dimensions.saturating_add(1);
    }
    if is_array {
        data_type.dimensions = data_type.dimensions.max(1);
    }
}

/// What MySQL writes between a type and the rest of a column, and everybody's `COLLATE`.
fn attributes(cursor: &mut Cursor<'_>, data_type: &mut DataType) {
    loop {
        match cursor.keyword() {
            // `ZEROFILL` makes a column unsigned.
            K::UNSIGNED | K::ZEROFILL => {
                cursor.mark_misplaced();
                cursor.bump();
                data_type.is_unsigned = true;
            }
            K::SIGNED | K::BINARY | K::ASCII | K::UNICODE | K::BYTE
                if matches!(cursor.family(), Family::Mysql | Family::Generic) =>
            {
                cursor.bump();
            }
            K::CHARSET => charset(cursor, data_type, 1),
            K::CHARACTER if cursor.keyword_nth(1) == K::SET => charset(cursor, data_type, 2),
            K::COLLATE => {
                collation(cursor, data_type);
            }
            _ => return,
        }
    }
}

fn charset(cursor: &mut Cursor<'_>, data_type: &mut DataType, words: usize) {
    cursor.go_to(cursor.position() + words);
    cursor.eat_kind(TokenKind::Equals);
    let value = cursor.bump();
    let mut charset = crate::cursor::unquoted(cursor.text_of(value));
    charset.make_ascii_lowercase();
    data_type.charset = Some(charset);
}

/// Takes `COLLATE x`.
pub(crate) fn collation(cursor: &mut Cursor<'_>, data_type: &mut DataType) {
    cursor.eat(K::COLLATE);
    cursor.eat_kind(TokenKind::Equals);
    if let Some(name) = cursor.name() {
        data_type.collation = Some(name.ident.text);
    } else if cursor.is(TokenKind::String) {
        let value = cursor.bump();
        data_type.collation = Some(crate::cursor::unquoted(cursor.text_of(value)));
    }
}

/// A word of a type's name: in lower case, except where it is quoted and its case counts.
fn type_word(cursor: &Cursor<'_>, token: Token) -> CompactString {
    let ident = cursor.ident_of(token);
    let keeps_case = ident.is_quoted && matches!(cursor.family(), Family::Postgres | Family::Oracle | Family::Generic);
    let mut text = ident.text;
    if !keeps_case {
        text.make_ascii_lowercase();
    }
    text
}

fn push_word(cursor: &Cursor<'_>, data_type: &mut DataType, word: Token) {
    data_type.name.push(' ');
    data_type.name.push_str(&type_word(cursor, word));
}
