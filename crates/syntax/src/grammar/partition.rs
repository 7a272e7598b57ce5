//! How tables are cut into partitions.

use compact_str::CompactString;
use schema::{Ident, Keyword as K, Name, PartitionBy, TokenKind};
use source::TextRange;

use super::{expr, setting};
use crate::cursor::Cursor;

/// Takes `PARTITION BY …` with the partitions that follow it.
pub(crate) fn partition_by(cursor: &mut Cursor<'_>) -> Option<PartitionBy> {
    let from = cursor.position();
    if !cursor.eat_all(&[K::PARTITION, K::BY]) {
        return None;
    }
    let mut partition_by = PartitionBy {
        strategy: strategy(cursor),
        keys: Vec::new(),
        partitions: Vec::new(),
        range: cursor.range_since(from),
    };
    if cursor.eat_kind(TokenKind::LeftParen).is_some() {
        while !cursor.is_at_end() && !cursor.is(TokenKind::RightParen) {
            partition_by.keys.extend(expr::until(cursor, |_| false));
            cursor.eat_kind(TokenKind::Comma);
        }
        cursor.eat_kind(TokenKind::RightParen);
    }
    while clause(cursor, &mut partition_by) {}
    partition_by.range = cursor.range_since(from);
    Some(partition_by)
}

/// `RANGE`, `LINEAR HASH`, `LIST COLUMNS`, `KEY ALGORITHM = 2`: the word that counts.
fn strategy(cursor: &mut Cursor<'_>) -> CompactString {
    let _ = cursor.eat(K::LINEAR) || cursor.eat(K::CONSISTENT);
    let word = cursor.bump();
    let mut strategy = CompactString::from(cursor.text_of(word));
    strategy.make_ascii_lowercase();
    cursor.eat(K::COLUMNS);
    if cursor.eat(K::ALGORITHM) {
        setting::skip_value(cursor);
    }
    strategy
}

/// Takes one clause after the keys.
fn clause(cursor: &mut Cursor<'_>, partition_by: &mut PartitionBy) -> bool {
    match cursor.keyword() {
        K::PARTITIONS | K::SUBPARTITIONS => {
            cursor.bump();
            setting::skip_value(cursor);
        }
        K::PARTITION if cursor.keyword_nth(1) != K::BY => {
            cursor.bump();
            setting::skip_value(cursor);
        }
        K::INTERVAL => {
            cursor.bump();
            interval(cursor);
        }
        K::AUTOMATIC | K::AUTO => {
            cursor.bump();
        }
        K::STORE if cursor.keyword_nth(1) == K::IN => {
            cursor.go_to(cursor.position() + 2);
            cursor.parens();
        }
        K::STARTS => {
            cursor.bump();
            expr::until(cursor, |cursor| matches!(cursor.keyword(), K::PARTITIONS | K::AUTO));
        }
        K::LIMIT => {
            cursor.bump();
            cursor.bump();
        }
        K::SUBPARTITION if cursor.keyword_nth(1) == K::BY => {
            cursor.go_to(cursor.position() + 2);
            strategy(cursor);
            cursor.parens();
        }
        K::SUBPARTITION if cursor.keyword_nth(1) == K::TEMPLATE => {
            cursor.go_to(cursor.position() + 2);
            cursor.parens();
        }
        _ => {
            if !cursor.is(TokenKind::LeftParen) || !partition_by.partitions.is_empty() {
                return false;
            }
            partition_by.partitions = definitions(cursor);
        }
    }
    true
}

/// `INTERVAL (expr)` of Oracle, `INTERVAL 1 DAY` of MariaDB.
fn interval(cursor: &mut Cursor<'_>) {
    if cursor.parens().is_none() {
        cursor.bump();
        cursor.bump();
    }
}

/// Takes `(PARTITION p …, PARTITION q …)` and says what they are called.
pub(crate) fn definitions(cursor: &mut Cursor<'_>) -> Vec<Ident> {
    let mut partitions = Vec::new();
    if cursor.eat_kind(TokenKind::LeftParen).is_none() {
        return partitions;
    }
    while !cursor.is_at_end() && !cursor.is(TokenKind::RightParen) {
        partitions.extend(definition(cursor));
        cursor.eat_kind(TokenKind::Comma);
    }
    cursor.eat_kind(TokenKind::RightParen);
    partitions
}

/// Takes `PARTITION p VALUES LESS THAN (…) ENGINE = InnoDB` up to the next comma.
pub(crate) fn definition(cursor: &mut Cursor<'_>) -> Option<Ident> {
    cursor.eat(K::PARTITION);
    let name = if cursor.keyword() == K::VALUES {
        None
    } else {
        cursor.ident()
    };
    while !cursor.is_at_end() && !cursor.is(TokenKind::Comma) && !cursor.is(TokenKind::RightParen) {
        cursor.bump_tree();
    }
    name
}

/// Takes `FOR VALUES …`.
pub(crate) fn bounds(cursor: &mut Cursor<'_>) -> Option<TextRange> {
    let from = cursor.position();
    if !cursor.eat_all(&[K::FOR, K::VALUES]) {
        return None;
    }
    match cursor.keyword() {
        K::IN | K::WITH => {
            cursor.bump();
            cursor.parens();
        }
        K::FROM => {
            cursor.bump();
            cursor.parens();
            cursor.eat(K::TO);
            cursor.parens();
        }
        _ => {}
    }
    Some(cursor.range_since(from))
}

/// Takes partitions' names separated by commas, as names.
pub(crate) fn names(cursor: &mut Cursor<'_>) -> Vec<Name> {
    let mut names = Vec::new();
    loop {
        // `PARTITION FOR (value)` of Oracle names a partition by a row in it.
        if cursor.keyword() == K::FOR && cursor.peek_nth(1).kind == TokenKind::LeftParen {
            cursor.bump();
            cursor.parens();
        } else if let Some(name) = cursor.name() {
            names.push(name);
        } else if !cursor.is(TokenKind::Number) {
            break;
        } else {
            let number = cursor.bump();
            names.push(Name::bare(cursor.ident_of(number)));
        }
        if !cursor.is(TokenKind::Comma) || begins_clause(cursor.keyword_nth(1)) {
            break;
        }
        cursor.bump();
    }
    names
}

/// Whether the word after a comma begins something else than another partition's name.
fn begins_clause(keyword: K) -> bool {
    matches!(keyword, K::ALGORITHM | K::LOCK | K::ADD | K::DROP)
}
