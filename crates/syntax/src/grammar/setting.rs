//! Options with their values, in every spelling that tables, indexes and constraints have.

use compact_str::CompactString;
use schema::{Keyword as K, TableSetting, TokenKind};
use source::TextRange;

use crate::cursor::Cursor;

/// An option that some dialect knows: its words, and what follows them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row {
    words: &'static [K],
    takes: Takes,
}

/// What follows the words of an option.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Takes {
    /// Nothing.
    Nothing,
    /// A value, perhaps after `=`.
    Value,
    /// A number, or nothing.
    MaybeNumber,
    /// A value, and perhaps more in parentheses.
    ValueParens,
    /// Something in parentheses, perhaps after `=`.
    Parens,
    /// Something in parentheses, or nothing.
    MaybeParens,
    /// Names separated by commas.
    Names,
}

/// A row of a table of options.
pub(crate) const fn row(words: &'static [K], takes: Takes) -> Row {
    Row { words, takes }
}

/// Takes one option if the next words are one of `rows`. The first row that fits counts.
pub(crate) fn take(cursor: &mut Cursor<'_>, rows: &[Row]) -> Option<TableSetting> {
    let first = cursor.keyword();
    if first == K::NotAKeyword {
        return None;
    }
    let found = rows
        .iter()
        .find(|row| row.words[0] == first && cursor.looks_at(row.words) && row.fits(cursor))?;
    let from = cursor.position();
    cursor.go_to(from + found.words.len());
    let value_from = cursor.position();
    match found.takes {
        Takes::Nothing => {}
        Takes::Value => skip_value(cursor),
        Takes::MaybeNumber => {
            if cursor.is(TokenKind::Equals) || cursor.is(TokenKind::Number) {
                skip_value(cursor);
            }
        }
        Takes::ValueParens => {
            skip_value(cursor);
            cursor.parens();
        }
        Takes::Parens | Takes::MaybeParens => {
            cursor.eat_kind(TokenKind::Equals);
            cursor.parens();
        }
        Takes::Names => {
            cursor.name_list();
        }
    }
    Some(TableSetting {
        name: words(found.words),
        value: value_since(cursor, value_from),
        range: cursor.range_since(from),
    })
}

impl Row {
    /// Whether this is the option's first word.
    pub(crate) fn begins_with(&self, keyword: K) -> bool {
        keyword != K::NotAKeyword && self.words[0] == keyword
    }

    fn fits(&self, cursor: &Cursor<'_>) -> bool {
        let mut after = cursor.peek_nth(self.words.len()).kind;
        if after == TokenKind::Equals {
            after = cursor.peek_nth(self.words.len() + 1).kind;
        }
        match self.takes {
            Takes::Parens => after == TokenKind::LeftParen,
            Takes::Value | Takes::ValueParens | Takes::Names => {
                !matches!(after, TokenKind::Comma | TokenKind::RightParen | TokenKind::End)
            }
            Takes::Nothing | Takes::MaybeNumber | Takes::MaybeParens => true,
        }
    }
}

/// Takes `name = value`, whatever the name.
pub(crate) fn any_with_equals(cursor: &mut Cursor<'_>) -> Option<TableSetting> {
    let is_name = matches!(cursor.peek().kind, TokenKind::Word | TokenKind::QuotedIdent);
    if !is_name || cursor.peek_nth(1).kind != TokenKind::Equals {
        return None;
    }
    let from = cursor.position();
    let name = lower(cursor, cursor.peek().range);
    cursor.bump();
    let value_from = cursor.position();
    skip_value(cursor);
    Some(TableSetting {
        name,
        value: value_since(cursor, value_from),
        range: cursor.range_since(from),
    })
}

/// Takes `(a = b, c, d = e)` as options.
pub(crate) fn list(cursor: &mut Cursor<'_>, settings: &mut Vec<TableSetting>) {
    if cursor.eat_kind(TokenKind::LeftParen).is_none() {
        return;
    }
    while !cursor.is_at_end() && !cursor.is(TokenKind::RightParen) {
        settings.extend(item(cursor));
        cursor.eat_kind(TokenKind::Comma);
    }
    cursor.eat_kind(TokenKind::RightParen);
}

/// Takes one option of a list: `a.b = c`, `a c`, `a`.
fn item(cursor: &mut Cursor<'_>) -> Option<TableSetting> {
    let from = cursor.position();
    let mut equals = None;
    while !cursor.is_at_end() && !cursor.is(TokenKind::Comma) && !cursor.is(TokenKind::RightParen) {
        if cursor.is(TokenKind::Equals) && equals.is_none() {
            equals = Some(cursor.position());
        }
        cursor.bump_tree();
    }
    let to = cursor.position();
    if to == from {
        return None;
    }
    let name_to = equals.map_or(from + 1, |at| at.max(from + 1));
    Some(TableSetting {
        name: lower(cursor, cursor.range_between(from, name_to)),
        value: value_since(cursor, name_to),
        range: cursor.range_between(from, to),
    })
}

/// An option that is no more than the words taken since `from`.
pub(crate) fn worded(cursor: &Cursor<'_>, from: usize) -> TableSetting {
    let range = cursor.range_since(from);
    TableSetting {
        name: lower(cursor, range),
        value: None,
        range,
    }
}

/// Takes words and values as options up to where `stops` says: `PARTITION = 2 WITH (ONLINE = ON) PARALLEL 4`.
pub(crate) fn rest(cursor: &mut Cursor<'_>, settings: &mut Vec<TableSetting>, stops: impl Fn(&Cursor<'_>) -> bool) {
    while !cursor.is_at_end() && !stops(cursor) {
        let from = cursor.position();
        if cursor.keyword() == K::WITH && cursor.peek_nth(1).kind == TokenKind::LeftParen {
            cursor.bump();
            list(cursor, settings);
            continue;
        }
        cursor.bump_tree();
        let next = cursor.peek();
        let takes_value = match next.kind {
            TokenKind::Word => next.keyword == K::NotAKeyword,
            TokenKind::Equals | TokenKind::Number | TokenKind::LeftParen | TokenKind::String => true,
            TokenKind::QuotedIdent | TokenKind::Placeholder => true,
            _ => false,
        };
        if takes_value {
            skip_value(cursor);
        }
        settings.push(with_words(cursor, from, from + 1));
    }
}

/// What `ONLINE`, `ONLINE = ON (…)` or `ONLINE = OFF` among the options says.
pub(crate) fn online(settings: &[TableSetting]) -> Option<bool> {
    let option = settings.iter().find(|option| option.name == "online")?;
    let value = option.value.as_deref().unwrap_or("on");
    Some(value.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("on")))
}

/// An option whose name is what stands before `value_from`, and whose value is what was taken since.
pub(crate) fn with_words(cursor: &Cursor<'_>, from: usize, value_from: usize) -> TableSetting {
    TableSetting {
        name: lower(cursor, cursor.range_between(from, value_from)),
        value: value_since(cursor, value_from),
        range: cursor.range_since(from),
    }
}

/// An option that is no more than a word the caller has read.
pub(crate) fn plain(name: &'static str, range: TextRange) -> TableSetting {
    TableSetting {
        name: CompactString::const_new(name),
        value: None,
        range,
    }
}

/// An option whose value is what was taken since `value_from`.
pub(crate) fn with_value(cursor: &Cursor<'_>, name: &'static str, from: usize, value_from: usize) -> TableSetting {
    TableSetting {
        name: CompactString::const_new(name),
        value: value_since(cursor, value_from),
        range: cursor.range_since(from),
    }
}

/// Takes a value: a word, a number, a text, a name with dots, something in parentheses.
pub(crate) fn skip_value(cursor: &mut Cursor<'_>) {
    cursor.eat_kind(TokenKind::Equals);
    cursor.eat_kind(TokenKind::Operator);
    match cursor.peek().kind {
        TokenKind::LeftParen => {
            cursor.parens();
            return;
        }
        TokenKind::Comma | TokenKind::RightParen | TokenKind::End => return,
        _ => {}
    }
    let first = cursor.bump();
    // `64K` is a number and a word without a blank between them.
    let next = cursor.peek();
    if first.kind == TokenKind::Number && next.kind == TokenKind::Word && next.range.start == first.range.end {
        cursor.bump();
    }
    while cursor.is(TokenKind::Dot) {
        cursor.bump();
        cursor.bump();
    }
}

/// What was taken since `from`, without a leading `=`.
fn value_since(cursor: &Cursor<'_>, from: usize) -> Option<CompactString> {
    if cursor.position() <= from {
        return None;
    }
    let text = cursor.slice(cursor.range_since(from));
    let text = text.strip_prefix('=').unwrap_or(text).trim();
    (!text.is_empty()).then(|| CompactString::from(text))
}

/// The words in lower case, separated by one space.
fn words(keywords: &[K]) -> CompactString {
    let mut name = CompactString::default();
    for keyword in keywords {
        if !name.is_empty() {
            name.push(' ');
        }
        name.extend(keyword.as_str().chars().map(|letter| letter.to_ascii_lowercase()));
    }
    name
}

/// The text of a range in lower case, blanks in a row made one.
fn lower(cursor: &Cursor<'_>, range: TextRange) -> CompactString {
    let mut name = CompactString::default();
    for word in cursor.slice(range).split_ascii_whitespace() {
        if !name.is_empty() {
            name.push(' ');
        }
        name.extend(word.chars().map(|letter| letter.to_ascii_lowercase()));
    }
    name
}
