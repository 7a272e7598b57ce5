//! Roles, users, groups and logins.

use compact_str::CompactString;
use schema::{Action, Family, Keyword as K, Role, TokenKind};

use super::super::Draft;
use super::object;
use crate::cursor::Cursor;

/// After `CREATE ROLE`, `ALTER USER` and their kin.
pub(super) fn read(cursor: &mut Cursor<'_>, draft: &mut Draft) {
    let if_not_exists = cursor.eat_if_not_exists();
    cursor.eat_if_exists();
    let Some(name) = object::account(cursor) else {
        cursor.skip_rest();
        return;
    };
    let mut role = Role {
        name,
        if_not_exists,
        password: None,
        options: Vec::new(),
    };
    while !cursor.is_at_end() {
        option(cursor, &mut role);
    }
    draft.change(draft.kind, draft.whole, Action::Role(Box::new(role)));
}

/// One option. A word that brings a password is kept as the password's place.
fn option(cursor: &mut Cursor<'_>, role: &mut Role) {
    let token = cursor.bump();
    let brings_password = match token.keyword {
        K::PASSWORD => {
            cursor.eat_kind(TokenKind::Equals);
            true
        }
        K::IDENTIFIED => {
            if cursor.eat(K::WITH) {
                cursor.bump();
            }
            if cursor.eat_any(&[K::BY, K::AS]).is_none() {
                // `IDENTIFIED EXTERNALLY`, `IDENTIFIED VIA unix_socket`.
                cursor.bump();
                return;
            }
            cursor.eat(K::PASSWORD);
            true
        }
        _ => false,
    };
    if brings_password {
        // Oracle writes it as a name.
        let is_text = cursor.is(TokenKind::String)
            || (cursor.family() == Family::Oracle && cursor.is_at_name())
            || cursor.is(TokenKind::Placeholder);
        if is_text {
            role.password = Some(cursor.bump().range);
        }
        return;
    }
    if token.kind == TokenKind::Word {
        role.options
            .push(CompactString::from(cursor.text_of(token).to_ascii_lowercase()));
    }
}
