//! Rows: `INSERT`, `UPDATE`, `DELETE`, `MERGE`, `SELECT`, and the relations that queries name.

mod change;
mod hints;
mod insert;
mod merge;
mod select;
mod shape;
mod upsert;
mod uses;
mod with;

use schema::{Family, Ident, Keyword as K, Name, TokenKind};

pub(crate) use self::shape::shape;
use super::Draft;
use crate::cursor::Cursor;

/// Reads a statement about rows, from its first word on.
pub(crate) fn read(cursor: &mut Cursor<'_>, draft: &mut Draft) {
    let whole = cursor.clone();
    let verb = main_verb(cursor);
    match verb {
        K::INSERT | K::REPLACE => insert::read(cursor, draft),
        K::UPDATE => change::update(cursor, draft),
        K::DELETE => change::delete(cursor, draft),
        K::MERGE => merge::read(cursor, draft),
        _ => select::read(cursor, draft),
    }
    if whole.keyword() == K::WITH && whole.family() == Family::Postgres {
        with::read(whole, verb, draft);
    }
}

/// Takes a query up to the end of the statement and notes the relations it reads.
pub(crate) fn query(cursor: &mut Cursor<'_>, draft: &mut Draft) {
    uses::note(cursor, draft);
    cursor.go_to(usize::MAX);
}

/// Reads a query as [`query`] does, and returns the aliases given to relations.
pub(crate) fn query_with_aliases(cursor: &mut Cursor<'_>, draft: &mut Draft) -> Vec<(Ident, Name)> {
    let aliases = uses::note_with_aliases(cursor, draft);
    cursor.go_to(usize::MAX);
    aliases
}

/// The verb that counts: after `WITH`, the one that follows the common table expressions.
fn main_verb(cursor: &Cursor<'_>) -> K {
    let first = cursor.keyword();
    if first != K::WITH {
        return first;
    }
    let mut ahead = cursor.clone();
    ahead.bump();
    while !ahead.is_at_end() {
        match ahead.keyword() {
            verb @ (K::INSERT | K::UPDATE | K::DELETE | K::MERGE | K::SELECT | K::VALUES | K::REPLACE)
                if ahead.is(TokenKind::Word) =>
            {
                return verb;
            }
            _ => ahead.bump_tree(),
        }
    }
    K::SELECT
}

/// Goes to the verb that [`main_verb`] found.
fn go_to_verb(cursor: &mut Cursor<'_>) {
    if cursor.keyword() != K::WITH {
        return;
    }
    cursor.bump();
    while !cursor.is_at_end()
        && !matches!(
            cursor.keyword(),
            K::INSERT | K::UPDATE | K::DELETE | K::MERGE | K::SELECT | K::VALUES | K::REPLACE
        )
    {
        cursor.bump_tree();
    }
}
