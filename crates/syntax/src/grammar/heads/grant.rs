//! `GRANT`, `REVOKE`, `DENY`.

use compact_str::CompactString;
use schema::{
    Action, Family, Grant, GrantTarget, Ident, Keyword as K, Kind, Name, NameRole, ObjectKind, Qualifiers, TokenKind,
};

use super::super::Draft;
use super::{object, other};
use crate::cursor::Cursor;

/// After the verb.
pub(super) fn read(cursor: &mut Cursor<'_>, draft: &mut Draft, kind: Kind) {
    let mut with_grant_option = cursor.eat_all(&[K::GRANT, K::OPTION, K::FOR])
        || cursor.eat_all(&[K::ADMIN, K::OPTION, K::FOR])
        || cursor.eat_all(&[K::INHERIT, K::OPTION, K::FOR]);
    cursor.eat_if_exists();
    let privileges = privileges(cursor);
    let target = if cursor.eat(K::ON) {
        target(cursor, draft)
    } else {
        GrantTarget::Role
    };
    let mut grantees = Vec::new();
    if cursor.eat_any(&[K::TO, K::FROM]).is_some() {
        grantees = self::grantees(cursor);
    }
    let mut behaviour = None;
    while !cursor.is_at_end() {
        if let Some(found) = other::behaviour(cursor) {
            behaviour = Some(found);
        } else if cursor.eat_all(&[K::WITH, K::GRANT, K::OPTION]) || cursor.eat_all(&[K::WITH, K::ADMIN, K::OPTION]) {
            with_grant_option = true;
        } else {
            // `GRANTED BY x`, `AS x`, `IDENTIFIED BY '…'`, `REQUIRE SSL`, `WITH MAX_QUERIES_PER_HOUR 1`.
            cursor.bump_tree();
        }
    }
    let grant = Grant {
        privileges,
        target,
        grantees,
        with_grant_option,
        behaviour,
    };
    draft.is(kind, Action::Grant(Box::new(grant)));
}

/// Words up to `ON`, `TO` or `FROM`, one entry for each between commas, column lists left out.
fn privileges(cursor: &mut Cursor<'_>) -> Vec<CompactString> {
    let mut privileges = Vec::new();
    while !cursor.is_at_end() && !matches!(cursor.keyword(), K::ON | K::TO | K::FROM) {
        let from = cursor.position();
        while !cursor.is_at_end()
            && !matches!(cursor.peek().kind, TokenKind::Comma | TokenKind::LeftParen)
            && !matches!(cursor.keyword(), K::ON | K::TO | K::FROM)
        {
            cursor.bump();
        }
        let is_quoted = cursor.position() == from + 1
            && matches!(cursor.token_at(from).kind, TokenKind::String | TokenKind::QuotedIdent);
        if is_quoted {
            // A role; its host, in MySQL, is not kept.
            privileges.push(cursor.ident_of(cursor.token_at(from)).text);
        } else if cursor.position() > from {
            let written = cursor.slice(cursor.range_since(from));
            privileges.push(CompactString::from(match written.to_ascii_uppercase().as_str() {
                "ALL PRIVILEGES" => "ALL".to_owned(),
                upper => upper.to_owned(),
            }));
        }
        cursor.parens();
        cursor.eat_kind(TokenKind::Comma);
    }
    privileges
}

/// After `ON`.
fn target(cursor: &mut Cursor<'_>, draft: &mut Draft) -> GrantTarget {
    if cursor.eat(K::ALL) {
        let kind = match cursor.bump().keyword {
            K::SEQUENCES => ObjectKind::Sequence,
            K::FUNCTIONS => ObjectKind::Function,
            K::PROCEDURES => ObjectKind::Procedure,
            K::ROUTINES => ObjectKind::Routine,
            _ => ObjectKind::Table,
        };
        cursor.eat_all(&[K::IN, K::SCHEMA]);
        let schemas = idents(cursor);
        return GrantTarget::AllInSchema { kind, schemas };
    }
    let mut kind = ObjectKind::Table;
    // `ON table TO …` names a table that is called so; a kind has a name after it.
    let start = cursor.position();
    if let Some(named) = object::words(cursor) {
        let is_class = cursor.eat_operator("::");
        if is_class || (cursor.is_at_name() && !matches!(cursor.keyword(), K::TO | K::FROM)) {
            kind = named;
        } else {
            cursor.go_to(start);
        }
    }
    let mut names = Vec::new();
    loop {
        // `LARGE OBJECT 12`.
        cursor.eat_kind(TokenKind::Number);
        let Some(name) = pattern(cursor) else { break };
        cursor.parens();
        if (kind.is_relation() || kind == ObjectKind::Object) && !name.0 {
            draft.uses(&name.1, NameRole::References);
        }
        names.push(name.1);
        if cursor.eat_kind(TokenKind::Comma).is_none() {
            break;
        }
    }
    GrantTarget::Objects { kind, names }
}

/// A name, or MySQL's `*.*` and `db.*`; whether it stands for more than one object.
fn pattern(cursor: &mut Cursor<'_>) -> Option<(bool, Name)> {
    let star = |cursor: &mut Cursor<'_>| {
        let token = cursor.peek();
        cursor.eat_operator("*").then(|| cursor.ident_of(token))
    };
    if cursor.family() == Family::Mysql {
        let from = cursor.position();
        let qualifier = match star(cursor) {
            Some(any) => any,
            None => cursor.ident()?,
        };
        if cursor.eat_kind(TokenKind::Dot).is_none() {
            let is_any = qualifier.text == "*";
            return Some((is_any, Name::bare(qualifier)));
        }
        if let Some(any) = star(cursor) {
            let name = Name {
                qualifiers: Qualifiers::from_iter([qualifier]),
                ident: any,
            };
            return Some((true, name));
        }
        cursor.go_to(from);
    }
    let name = cursor.name()?;
    Some((false, name))
}

fn grantees(cursor: &mut Cursor<'_>) -> Vec<Ident> {
    let mut grantees = Vec::new();
    loop {
        cursor.eat_any(&[K::GROUP, K::USER, K::ROLE]);
        let Some(grantee) = object::account(cursor) else { break };
        grantees.push(grantee);
        // MySQL's `'u'@'h' IDENTIFIED BY 'x'` belongs to the account.
        while cursor.family() == Family::Mysql
            && !cursor.is_at_end()
            && !cursor.is(TokenKind::Comma)
            && !matches!(cursor.keyword(), K::WITH | K::REQUIRE | K::AS)
        {
            cursor.bump();
        }
        if cursor.eat_kind(TokenKind::Comma).is_none() {
            break;
        }
    }
    grantees
}

fn idents(cursor: &mut Cursor<'_>) -> Vec<Ident> {
    cursor.name_list().into_iter().map(|name| name.ident).collect()
}
