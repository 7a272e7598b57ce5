//! Options that are words with or without a value: `SCHEMA audit`, `ENCODING = 'UTF8'`, `NOSUPERUSER`.

use compact_str::CompactString;
use schema::{Keyword as K, TableSetting, TokenKind};

use crate::cursor::Cursor;

/// Takes everything up to the end of the statement as options.
pub(super) fn rest(cursor: &mut Cursor<'_>) -> Vec<TableSetting> {
    let mut settings = Vec::new();
    while !cursor.is_at_end() {
        settings.extend(one(cursor));
    }
    settings
}

/// Takes one option; `None` where what stands here is only punctuation.
pub(super) fn one(cursor: &mut Cursor<'_>) -> Option<TableSetting> {
    let from = cursor.position();
    let token = cursor.peek();
    if token.kind != TokenKind::Word && token.kind != TokenKind::QuotedIdent {
        cursor.bump_tree();
        return None;
    }
    cursor.bump();
    let name = CompactString::from(cursor.text_of(token).to_ascii_lowercase());
    let has_equals = cursor.eat_kind(TokenKind::Equals).is_some();
    let next = cursor.peek();
    let is_value = match next.kind {
        TokenKind::String | TokenKind::Number | TokenKind::LeftParen | TokenKind::DollarString => true,
        TokenKind::QuotedIdent | TokenKind::Placeholder | TokenKind::Parameter => true,
        TokenKind::Word => has_equals || next.keyword == K::NotAKeyword,
        _ => false,
    };
    let value = is_value.then(|| {
        let value_from = cursor.position();
        cursor.bump_tree();
        CompactString::from(cursor.slice(cursor.range_since(value_from)))
    });
    Some(TableSetting {
        name,
        value,
        range: cursor.range_since(from),
    })
}
