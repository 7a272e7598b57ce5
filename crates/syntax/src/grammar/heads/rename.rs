//! `RENAME TABLE`, `RENAME USER` and Oracle's `RENAME`.

use schema::{Action, Keyword as K, Kind, Name, ObjectKind, Rename, TokenKind};

use super::super::Draft;
use super::object;
use crate::cursor::Cursor;

/// After `RENAME [TABLE]`: `a TO b, c TO d`.
pub(super) fn tables(cursor: &mut Cursor<'_>, draft: &mut Draft, kind: Kind) {
    cursor.eat_if_exists();
    cursor.eat_operator("::");
    let pairs = pairs(cursor, draft, kind, ObjectKind::Table, Cursor::name);
    for (from, to) in &pairs {
        draft.writes(from);
        draft.writes(to);
    }
}

/// After `RENAME USER`.
pub(super) fn users(cursor: &mut Cursor<'_>, draft: &mut Draft, kind: Kind) {
    pairs(cursor, draft, kind, ObjectKind::User, |cursor| {
        object::account(cursor).map(Name::bare)
    });
}

fn pairs<'a>(
    cursor: &mut Cursor<'a>,
    draft: &mut Draft,
    kind: Kind,
    object_kind: ObjectKind,
    name: impl Fn(&mut Cursor<'a>) -> Option<Name>,
) -> Vec<(Name, Name)> {
    draft.kind = kind;
    let mut pairs = Vec::new();
    let mut ranges = Vec::new();
    loop {
        let start = cursor.position();
        let Some(from) = name(cursor) else { break };
        // MariaDB's `WAIT n` and `NOWAIT`.
        while !cursor.is_at_end() && !matches!(cursor.keyword(), K::TO) && !cursor.is(TokenKind::Comma) {
            cursor.bump();
        }
        cursor.eat(K::TO);
        let Some(to) = name(cursor) else { break };
        pairs.push((from, to));
        ranges.push(cursor.range_since(start));
        if cursor.eat_kind(TokenKind::Comma).is_none() {
            break;
        }
    }
    for ((from, to), range) in pairs.iter().zip(&ranges) {
        let rename = Rename {
            object_kind,
            parent: None,
            from: from.clone(),
            to: to.clone(),
            if_exists: false,
        };
        let range = if pairs.len() == 1 { draft.whole } else { *range };
        draft.change(kind, range, Action::Rename(Box::new(rename)));
    }
    pairs
}
