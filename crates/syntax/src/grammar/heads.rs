//! Which reader a statement's first words call for: one table of verbs for each family of dialects, and
//! one table of the words that name objects.

mod alter;
mod comment;
mod copy;
mod create;
mod drop;
mod execute;
mod grant;
mod maintenance;
mod object;
mod other;
mod policy;
mod procedural;
mod rename;
mod role;
mod routine;
mod sequence;
mod session;
mod settings;
mod transaction;
mod trigger;
mod user_type;
mod verbs;
mod view;

use schema::{Family, Keyword as K, Kind, TokenKind};

use super::{Draft, dml};
use crate::cursor::Cursor;

/// Reads a statement whose first words have been taken.
type Reader = fn(&mut Cursor<'_>, &mut Draft, Kind);

/// Reads a statement from its first word on.
pub(crate) fn read(cursor: &mut Cursor<'_>, draft: &mut Draft) {
    match cursor.keyword() {
        K::INSERT | K::UPDATE | K::DELETE | K::SELECT | K::WITH | K::VALUES | K::MERGE if !verbs::is_named(cursor) => {
            dml::read(cursor, draft);
        }
        K::REPLACE if matches!(cursor.family(), Family::Mysql | Family::Sqlite | Family::Generic) => {
            dml::read(cursor, draft);
        }
        K::CREATE => create::read(cursor, draft),
        K::ALTER => alter::read(cursor, draft),
        K::DROP => drop::read(cursor, draft),
        _ => by_verb(cursor, draft),
    }
}

fn by_verb(cursor: &mut Cursor<'_>, draft: &mut Draft) {
    if procedural::is_assignment(cursor) {
        return procedural::assignment(cursor, draft);
    }
    if let Some((words, kind, reader)) = verbs::find(cursor) {
        cursor.go_to(cursor.position() + words.len());
        return reader(cursor, draft, *kind);
    }
    match cursor.peek().kind {
        TokenKind::LeftParen => dml::read(cursor, draft),
        TokenKind::Placeholder | TokenKind::Parameter => other::alone(cursor, draft, Kind::Placeholder),
        TokenKind::End => draft.kind = Kind::Empty,
        _ => execute::implied(cursor, draft),
    }
}
