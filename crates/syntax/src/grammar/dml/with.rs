use schema::{Action, Keyword as K, Kind, TokenKind};

use super::super::Draft;
use super::change;
use crate::cursor::Cursor;

/// Reads what the `WITH` of PostgreSQL changes besides the statement's own verb: its updates and deletes
/// (<https://www.postgresql.org/docs/current/queries-with.html#QUERIES-WITH-MODIFYING>). The names in them are noted with
/// those of the whole.
pub(super) fn read(mut cursor: Cursor<'_>, verb: K, draft: &mut Draft) {
    let mut inserts = verb == K::INSERT;
    let mut bodies = Vec::new();
    cursor.bump();
    while !cursor.is_at_end() && cursor.keyword() != verb {
        let from = cursor.position();
        cursor.bump_tree();
        let to = cursor.position();
        if cursor.token_at(from).kind == TokenKind::LeftParen && to > from + 2 {
            let body = cursor.part(from + 1, to - 1);
            inserts |= body.keyword() == K::INSERT;
            bodies.push(body);
        }
    }
    for body in bodies {
        let counts = match body.keyword() {
            K::UPDATE => true,
            K::DELETE => !(inserts && returns(&body)),
            _ => false,
        };
        if counts {
            modification(body, draft);
        }
    }
}

/// Rows that are deleted and inserted elsewhere move there.
fn returns(body: &Cursor<'_>) -> bool {
    let mut ahead = body.clone();
    while !ahead.is_at_end() && ahead.keyword() != K::RETURNING {
        ahead.bump_tree();
    }
    !ahead.is_at_end()
}

fn modification(mut cursor: Cursor<'_>, draft: &mut Draft) {
    let (from, kind) = (cursor.position(), cursor.keyword());
    cursor.bump();
    cursor.eat(K::FROM);
    cursor.eat(K::ONLY);
    let (kind, action) = match kind {
        K::UPDATE => (
            Kind::Update,
            change::updated(&mut cursor, draft).map(|update| Action::Update(Box::new(update))),
        ),
        _ => (
            Kind::Delete,
            change::deleted(&mut cursor, draft).map(|(delete, _)| Action::Delete(Box::new(delete))),
        ),
    };
    cursor.go_to(usize::MAX);
    if let Some(action) = action {
        draft.change(kind, cursor.range_since(from), action);
    }
}
