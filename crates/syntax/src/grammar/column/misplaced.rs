//! What PostgreSQL has no place for in a column's definition.

use schema::{Dialect, TokenKind};

use crate::cursor::Cursor;

/// Says that the word ahead is no name of a column unless it is quoted, where it is such a word.
pub(super) fn mark_reserved(cursor: &mut Cursor<'_>) {
    let word = cursor.text_of(cursor.peek());
    if cursor.dialect == Dialect::Postgres && Dialect::Postgres.is_reserved(word) {
        cursor.mark_misplaced();
    }
}

/// Says that a word behind the definition that began there has no place in it; where something is filled in before, nobody
/// knows.
pub(crate) fn mark_leftover(cursor: &mut Cursor<'_>, from: usize) {
    let mut read = from..cursor.position();
    let is_known = !read.any(|at| cursor.token_at(at).kind == TokenKind::Placeholder);
    if is_known && cursor.is(TokenKind::Word) {
        cursor.mark_misplaced();
    }
}
