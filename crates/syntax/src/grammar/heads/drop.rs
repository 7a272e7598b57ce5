//! `DROP` of everything: a change for each object named.

use compact_str::CompactString;
use schema::{
    Action, Behaviour, DropObject, Family, Ident, Keyword as K, Kind, Name, ObjectAction, ObjectKind, Qualifiers,
    TokenKind, Verb,
};
use source::TextRange;

use super::super::Draft;
use super::object::{self, ObjectHead};
use super::other;
use crate::cursor::Cursor;

/// From `DROP` on.
pub(super) fn read(cursor: &mut Cursor<'_>, draft: &mut Draft) {
    let start = cursor.position();
    cursor.bump();
    if cursor.family() == Family::Postgres && cursor.eat(K::OWNED) {
        return other::words(cursor, draft, Kind::DropOwned);
    }
    if cursor.family() == Family::Mysql && cursor.eat(K::PREPARE) {
        return other::words(cursor, draft, Kind::Deallocate);
    }
    let Some(head) = object::head(cursor).or_else(|| tables(cursor)) else {
        return;
    };
    let Some(kind) = head.kind.statement(Verb::Drop) else {
        return;
    };
    draft.kind = kind;
    draft.modifiers.head = cursor.range_since(start);
    let mut dropping = Dropping {
        kind,
        object_kind: head.kind,
        is_temporary: head.is_temporary,
        if_exists: false,
        items: Vec::new(),
    };
    let token = cursor.peek();
    if head.kind == ObjectKind::Index && cursor.eat(K::CONCURRENTLY) {
        draft.modifiers.concurrently = Some(token.range);
    }
    dropping.if_exists = cursor.eat_if_exists();
    dropping.items(cursor, draft);
    dropping.finish(cursor, draft);
}

/// `TABLES`, as MySQL and MariaDB may write it: <https://dev.mysql.com/doc/refman/8.4/en/drop-table.html>
fn tables(cursor: &mut Cursor<'_>) -> Option<ObjectHead> {
    if cursor.family() != Family::Mysql {
        return None;
    }
    let is_temporary = cursor.eat(K::TEMPORARY);
    cursor.eat(K::TABLES).then_some(ObjectHead {
        kind: ObjectKind::Table,
        or_replace: false,
        is_temporary,
        security_definer: None,
    })
}

struct Dropping {
    kind: Kind,
    object_kind: ObjectKind,
    is_temporary: bool,
    if_exists: bool,
    items: Vec<Item>,
}

struct Item {
    name: Name,
    table: Option<Name>,
    range: TextRange,
}

impl Dropping {
    fn items(&mut self, cursor: &mut Cursor<'_>, draft: &mut Draft) {
        loop {
            let from = cursor.position();
            let Some(mut name) = object_name(cursor, self.object_kind) else {
                return;
            };
            cursor.parens();
            let mut table = None;
            if is_of_table(self.object_kind) && cursor.eat(K::ON) {
                let is_wide =
                    matches!(cursor.keyword(), K::DATABASE | K::ALL | K::SERVER) && cursor.family() == Family::Mssql;
                if is_wide {
                    cursor.eat(K::ALL);
                    cursor.bump();
                } else {
                    table = cursor.name();
                }
            }
            // SQL Server's old `DROP INDEX table.index`.
            if self.object_kind == ObjectKind::Index && table.is_none() && cursor.family() == Family::Mssql {
                table = owner_of(&mut name);
            }
            // Each of several indexes may have options of its own (SQL Server).
            if cursor.looks_at(&[K::WITH]) && cursor.peek_nth(1).kind == TokenKind::LeftParen {
                online(cursor, draft);
            }
            self.items.push(Item {
                name,
                table,
                range: cursor.range_since(from),
            });
            if cursor.eat_kind(TokenKind::Comma).is_none() {
                return;
            }
        }
    }

    fn finish(self, cursor: &mut Cursor<'_>, draft: &mut Draft) {
        let mut behaviour: Option<Behaviour> = None;
        let mut purges = false;
        while !cursor.is_at_end() {
            if let Some(found) = other::behaviour(cursor) {
                behaviour = Some(found);
                cursor.eat(K::CONSTRAINTS);
                continue;
            }
            tail(cursor, draft, &mut purges);
        }
        if self.items.is_empty() {
            let action = ObjectAction {
                object_kind: self.object_kind,
                name: None,
                argument: None,
                if_exists: self.if_exists,
                options: Vec::new(),
            };
            return draft.change(self.kind, draft.whole, Action::Object(Box::new(action)));
        }
        let is_only = self.items.len() == 1;
        for item in self.items {
            if self.object_kind.is_relation() {
                draft.writes(&item.name);
            }
            item.table.iter().for_each(|table| draft.writes(table));
            let range = if is_only { draft.whole } else { item.range };
            let dropped = DropObject {
                object_kind: self.object_kind,
                name: item.name,
                table: item.table,
                if_exists: self.if_exists,
                behaviour,
                is_temporary: self.is_temporary,
                purges,
            };
            draft.change(self.kind, range, Action::Drop(Box::new(dropped)));
        }
    }
}

/// What may follow the names: how it is done and what goes along.
fn tail(cursor: &mut Cursor<'_>, draft: &mut Draft, purges: &mut bool) {
    match cursor.keyword() {
        K::PURGE => {
            cursor.bump();
            *purges = true;
        }
        K::ALGORITHM | K::LOCK => {
            let is_lock = cursor.bump().keyword == K::LOCK;
            cursor.eat_kind(TokenKind::Equals);
            let token = cursor.bump();
            let value = Some(CompactString::from(cursor.text_of(token).to_ascii_uppercase()));
            if is_lock {
                draft.modifiers.lock = value;
            } else {
                draft.modifiers.algorithm = value;
            }
        }
        K::ONLINE => {
            cursor.bump();
            draft.modifiers.online = Some(true);
        }
        K::WITH => online(cursor, draft),
        K::NOWAIT | K::WAIT => {
            let from = cursor.position();
            cursor.bump();
            cursor.eat_kind(TokenKind::Number);
            draft.modifiers.wait = Some(cursor.range_since(from));
        }
        K::FORCE | K::VALIDATE | K::INCLUDING | K::KEEP | K::USING | K::LANGUAGE | K::SERVER | K::FROM | K::BY => {
            // What remains says how, of an object whose kind has nothing more in the model.
            cursor.go_to(usize::MAX);
        }
        _ => {
            let from = cursor.position();
            cursor.bump_tree();
            cursor.mark_opaque_since(from);
        }
    }
}

/// `WITH (ONLINE = ON, …)`, PostgreSQL's `WITH (FORCE)`.
fn online(cursor: &mut Cursor<'_>, draft: &mut Draft) {
    let from = cursor.position();
    cursor.bump();
    let Some(range) = cursor.parens() else {
        cursor.mark_opaque_since(from);
        return;
    };
    let words = cursor.slice(range).to_ascii_uppercase();
    if let Some((_, value)) = words.split_once("ONLINE") {
        draft.modifiers.online = Some(value.trim_start_matches(['=', ' ']).starts_with("ON"));
    }
}

/// Whether such an object is named together with its table.
fn is_of_table(object_kind: ObjectKind) -> bool {
    matches!(
        object_kind,
        ObjectKind::Index
            | ObjectKind::Trigger
            | ObjectKind::Policy
            | ObjectKind::Rule
            | ObjectKind::FulltextIndex
            | ObjectKind::MaterializedViewLog
            | ObjectKind::EventNotification
            | ObjectKind::EventSession
            | ObjectKind::Constraint
    )
}

/// Takes the name of an object of this kind, in the form such objects are named in: most have a name, a
/// cast has two types, an operator has a sign, some have nothing but what they belong to.
pub(super) fn object_name(cursor: &mut Cursor<'_>, object_kind: ObjectKind) -> Option<Name> {
    match object_kind {
        ObjectKind::Cast => {
            let range = cursor.parens()?;
            Some(as_written(cursor, range))
        }
        ObjectKind::Transform | ObjectKind::UserMapping if cursor.eat(K::FOR) => cursor.name(),
        ObjectKind::Operator => operator(cursor),
        ObjectKind::LargeObject => {
            let token = cursor.bump();
            Some(as_written(cursor, token.range))
        }
        ObjectKind::FulltextIndex | ObjectKind::MaterializedViewLog if cursor.keyword() == K::ON => {
            let mut ahead = cursor.clone();
            ahead.bump();
            ahead.name()
        }
        ObjectKind::User | ObjectKind::Role | ObjectKind::Login | ObjectKind::Group => {
            object::account(cursor).map(Name::bare)
        }
        ObjectKind::MasterKey
        | ObjectKind::DatabaseEncryptionKey
        | ObjectKind::SensitivityClassification
        | ObjectKind::Signature => None,
        _ => cursor.name(),
    }
}

/// `schema.+`.
fn operator(cursor: &mut Cursor<'_>) -> Option<Name> {
    let mut qualifiers = Qualifiers::new();
    while cursor.peek_nth(1).kind == TokenKind::Dot {
        qualifiers.extend(cursor.ident());
        cursor.bump();
    }
    let from = cursor.position();
    while matches!(
        cursor.peek().kind,
        TokenKind::Operator | TokenKind::Equals | TokenKind::Unknown
    ) {
        cursor.bump();
    }
    if cursor.position() == from {
        // Oracle's operators have names.
        let ident = cursor.ident()?;
        return Some(Name { qualifiers, ident });
    }
    let ident = as_written(cursor, cursor.range_since(from)).ident;
    Some(Name { qualifiers, ident })
}

fn as_written(cursor: &Cursor<'_>, range: TextRange) -> Name {
    Name::bare(Ident {
        text: CompactString::from(cursor.slice(range)),
        range,
        is_quoted: false,
        has_placeholder: false,
    })
}

/// Splits `schema.table.index` into the table, and the index that stays.
fn owner_of(name: &mut Name) -> Option<Name> {
    let ident = name.qualifiers.pop()?;
    let qualifiers = std::mem::take(&mut name.qualifiers);
    Some(Name { qualifiers, ident })
}
