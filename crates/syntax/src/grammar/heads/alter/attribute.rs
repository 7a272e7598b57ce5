//! The attributes of a row type: `ALTER TYPE t ADD ATTRIBUTE a int`.

use schema::{Action, ColumnAction, Keyword as K, Kind, Name};

use crate::cursor::Cursor;
use crate::grammar::heads::other;
use crate::grammar::{Draft, data_type};

/// Takes one such action.
pub(super) fn read(cursor: &mut Cursor<'_>, draft: &mut Draft, name: &Name, from: usize) -> bool {
    let kind = match (cursor.keyword(), cursor.keyword_nth(1)) {
        (K::ADD, K::ATTRIBUTE) => Kind::AddAttribute,
        (K::DROP, K::ATTRIBUTE) => Kind::DropAttribute,
        (K::ALTER, K::ATTRIBUTE) => Kind::AlterAttributeType,
        _ => return false,
    };
    cursor.bump();
    cursor.bump();
    let if_exists = cursor.eat_if_exists();
    let Some(column) = cursor.ident() else { return false };
    cursor.eat_all(&[K::SET, K::DATA]);
    cursor.eat(K::TYPE);
    let mut action = ColumnAction::new(name.clone(), column);
    action.if_exists = if_exists;
    if kind != Kind::DropAttribute {
        action.data_type = data_type::read(cursor);
    }
    action.behaviour = other::behaviour(cursor);
    let range = cursor.range_since(from);
    draft.change(kind, range, Action::Column(Box::new(action)));
    true
}
