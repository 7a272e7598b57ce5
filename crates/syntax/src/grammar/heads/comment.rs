//! `COMMENT ON`.

use schema::{Action, Comment, Keyword as K, Kind, NameRole, ObjectKind, TokenKind};

use super::super::Draft;
use super::{drop, object};
use crate::cursor::Cursor;

/// After `COMMENT ON`.
pub(super) fn read(cursor: &mut Cursor<'_>, draft: &mut Draft, kind: Kind) {
    let Some(head) = object::head(cursor) else {
        draft.kind = kind;
        cursor.skip_rest();
        return;
    };
    let Some(mut name) = drop::object_name(cursor, head.kind) else {
        draft.kind = kind;
        cursor.skip_rest();
        return;
    };
    cursor.parens();
    let mut column = None;
    if head.kind == ObjectKind::Column
        && let Some(table) = name.qualifiers.pop()
    {
        column = Some(std::mem::replace(&mut name.ident, table));
    }
    if cursor.eat(K::ON) {
        cursor.eat(K::DOMAIN);
        if let Some(table) = cursor.name() {
            draft.uses(&table, NameRole::References);
        }
    }
    // `OPERATOR CLASS x USING btree`, `TRANSFORM FOR t LANGUAGE l`.
    while !cursor.is_at_end() && cursor.keyword() != K::IS {
        cursor.bump_tree();
    }
    cursor.eat(K::IS);
    let has_text = cursor.is(TokenKind::String) || cursor.is(TokenKind::DollarString);
    cursor.go_to(usize::MAX);
    if head.kind.is_relation() || head.kind == ObjectKind::Column {
        draft.uses(&name, NameRole::References);
    }
    let comment = Comment {
        object_kind: head.kind,
        name,
        column,
        has_text,
    };
    draft.is(kind, Action::Comment(Box::new(comment)));
}
