//! `CREATE POLICY` and `ALTER POLICY` of PostgreSQL.

use compact_str::CompactString;
use schema::{Action, CreatePolicy, Keyword as K, Kind, ObjectKind, Rename, TokenKind};

use super::super::{Draft, expr};
use crate::cursor::Cursor;

/// After `CREATE POLICY` or `ALTER POLICY`.
pub(super) fn read(cursor: &mut Cursor<'_>, draft: &mut Draft) {
    cursor.eat_if_exists();
    let (Some(name), true) = (cursor.ident(), cursor.eat(K::ON)) else {
        cursor.skip_rest();
        return;
    };
    let Some(table) = cursor.name() else {
        cursor.skip_rest();
        return;
    };
    draft.writes(&table);
    if cursor.eat_all(&[K::RENAME, K::TO])
        && let Some(to) = cursor.name()
    {
        let rename = Rename {
            object_kind: ObjectKind::Policy,
            parent: Some(table),
            from: schema::Name::bare(name),
            to,
            if_exists: false,
        };
        return draft.change(Kind::RenamePolicy, draft.whole, Action::Rename(Box::new(rename)));
    }
    let mut policy = CreatePolicy {
        name,
        table,
        command: None,
        is_restrictive: false,
        roles: Vec::new(),
        using: None,
        with_check: None,
    };
    while !cursor.is_at_end() {
        clause(cursor, &mut policy);
    }
    draft.change(draft.kind, draft.whole, Action::CreatePolicy(Box::new(policy)));
}

fn clause(cursor: &mut Cursor<'_>, policy: &mut CreatePolicy) {
    let from = cursor.position();
    match cursor.keyword() {
        K::AS => {
            cursor.bump();
            policy.is_restrictive = cursor.bump().keyword == K::RESTRICTIVE;
        }
        K::FOR => {
            cursor.bump();
            let command = cursor.bump();
            if command.keyword != K::ALL {
                policy.command = Some(CompactString::from(cursor.text_of(command).to_ascii_lowercase()));
            }
        }
        K::TO => {
            cursor.bump();
            while let Some(role) = cursor.ident() {
                policy.roles.push(role);
                if cursor.eat_kind(TokenKind::Comma).is_none() {
                    break;
                }
            }
        }
        K::USING => {
            cursor.bump();
            policy.using = expr::parenthesised(cursor).map(Box::new);
        }
        K::WITH if cursor.keyword_nth(1) == K::CHECK => {
            cursor.bump();
            cursor.bump();
            policy.with_check = expr::parenthesised(cursor).map(Box::new);
        }
        _ => {
            cursor.bump_tree();
            cursor.mark_opaque_since(from);
        }
    }
}
