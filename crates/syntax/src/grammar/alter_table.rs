//! `ALTER TABLE` and what shares its actions: `ALTER VIEW`, `ALTER MATERIALIZED VIEW`, `ALTER FOREIGN TABLE`.
//! Each action is a change of its own.

mod add;
mod change_column;
mod column;
mod drop;
mod partitions;
mod rename;
mod settings;
mod switches;

use schema::{
    Action, Behaviour, Family, Ident, Keyword as K, Kind, Name, NameRole, ObjectKind, TableAction, TableSetting,
    TokenKind,
};

use super::{Draft, index, setting};
use crate::cursor::Cursor;

/// Reads `ALTER … TABLE` from its first word on.
pub(crate) fn alter_table(cursor: &mut Cursor<'_>, draft: &mut Draft) {
    let from = cursor.position();
    cursor.eat(K::ALTER);
    let ignores = cursor.keyword() == K::IGNORE;
    let Some(object_kind) = object_kind(cursor) else {
        return;
    };
    draft.modifiers.ignores = ignores;
    draft.modifiers.head = cursor.range_since(from);
    draft.kind = object_kind.statement(schema::Verb::Alter).unwrap_or(Kind::AlterTable);
    if cursor.looks_at(&[K::ALL, K::IN, K::TABLESPACE]) {
        return settings::all_in_tablespace(cursor, draft);
    }
    draft.modifiers.if_exists = cursor.eat_if_exists();
    draft.modifiers.only = cursor.eat(K::ONLY);
    let Some(name) = cursor.name() else {
        return;
    };
    // `ALTER TABLE t *` of old PostgreSQL.
    cursor.eat_operator("*");
    draft.writes(&name);
    let mut alter = Alter {
        table: name,
        object_kind,
        draft,
    };
    actions(cursor, &mut alter);
}

/// The words between `ALTER` and the name.
fn object_kind(cursor: &mut Cursor<'_>) -> Option<ObjectKind> {
    while cursor
        .eat_any(&[K::IGNORE, K::ONLINE, K::OFFLINE, K::NONEDITIONABLE, K::EDITIONABLE])
        .is_some()
    {}
    if cursor.eat(K::TABLE) {
        Some(ObjectKind::Table)
    } else if cursor.eat_all(&[K::FOREIGN, K::TABLE]) {
        Some(ObjectKind::ForeignTable)
    } else if cursor.eat(K::VIEW) {
        Some(ObjectKind::View)
    } else if cursor.eat_all(&[K::MATERIALIZED, K::VIEW]) {
        Some(ObjectKind::MaterializedView)
    } else {
        None
    }
}

/// The statement whose actions are read.
struct Alter<'d> {
    table: Name,
    object_kind: ObjectKind,
    draft: &'d mut Draft,
}

impl Alter<'_> {
    /// Adds a change that stands from the token at `from` to the last one taken.
    fn change(&mut self, cursor: &Cursor<'_>, kind: Kind, from: usize, action: Action) {
        self.draft.change(kind, cursor.range_since(from), action);
    }

    /// Adds something done to the table as a whole, with the other thing named or options.
    fn whole_with(
        &mut self,
        cursor: &Cursor<'_>,
        kind: Kind,
        from: usize,
        argument: Option<Name>,
        options: Vec<TableSetting>,
    ) {
        let action = TableAction {
            object_kind: self.object_kind,
            name: self.table.clone(),
            argument,
            options,
        };
        self.change(cursor, kind, from, Action::Table(Box::new(action)));
    }

    /// Notes what the options say about `ONLINE`.
    fn note_online(&mut self, options: &[TableSetting]) {
        if let Some(online) = setting::online(options) {
            self.draft.modifiers.online = Some(online);
        }
    }

    fn uses(&mut self, name: &Name, role: NameRole) {
        self.draft.uses(name, role);
    }
}

/// The actions, with commas between them or, in Oracle and after placeholders, without.
fn actions(cursor: &mut Cursor<'_>, alter: &mut Alter<'_>) {
    while !cursor.is_at_end() {
        let from = cursor.position();
        let before = alter.draft.changes.len();
        if !action(cursor, alter) {
            cursor.go_to(from);
            alter.draft.changes.truncate(before);
            skip_action(cursor);
        }
        cursor.eat_kind(TokenKind::Comma);
        if cursor.position() == from {
            cursor.bump_tree();
            cursor.mark_opaque_since(from);
        }
    }
}

/// Takes one action that nobody knows, as opaque.
fn skip_action(cursor: &mut Cursor<'_>) {
    let from = cursor.position();
    while !cursor.is_at_end() && !cursor.is(TokenKind::Comma) {
        cursor.bump_tree();
    }
    cursor.mark_opaque_since(from);
}

/// Takes one action and adds its changes. Says whether it was one.
fn action(cursor: &mut Cursor<'_>, alter: &mut Alter<'_>) -> bool {
    let from = cursor.position();
    match cursor.keyword() {
        K::ADD => add::add(cursor, alter),
        K::DROP => drop::drop(cursor, alter),
        K::ALTER => column::alter(cursor, alter),
        K::MODIFY => {
            cursor.mark_misplaced();
            change_column::modify(cursor, alter)
        }
        K::CHANGE => {
            cursor.mark_misplaced();
            change_column::change(cursor, alter)
        }
        K::RENAME => rename::rename(cursor, alter),
        K::WITH if matches!(cursor.keyword_nth(1), K::CHECK | K::NOCHECK) => with_check(cursor, alter),
        K::CHECK | K::NOCHECK | K::VALIDATE | K::ENABLE | K::DISABLE => {
            switches::switch(cursor, alter) || partitions::partitions(cursor, alter) || settings::setting(cursor, alter)
        }
        K::ALGORITHM => {
            alter.draft.modifiers.algorithm = index::clause_value(cursor);
            true
        }
        K::LOCK => {
            alter.draft.modifiers.lock = index::clause_value(cursor);
            true
        }
        K::ONLINE => {
            cursor.bump();
            alter.draft.modifiers.online = Some(true);
            true
        }
        K::WAIT | K::NOWAIT => {
            cursor.bump();
            cursor.eat_kind(TokenKind::Number);
            alter.draft.modifiers.wait = Some(cursor.range_since(from));
            true
        }
        K::AS if alter.object_kind == ObjectKind::View => false,
        _ => partitions::partitions(cursor, alter) || settings::setting(cursor, alter),
    }
}

/// SQL Server's `WITH CHECK ADD …`, `WITH NOCHECK CHECK CONSTRAINT …`.
fn with_check(cursor: &mut Cursor<'_>, alter: &mut Alter<'_>) -> bool {
    let checks = cursor.keyword_nth(1) == K::CHECK;
    cursor.go_to(cursor.position() + 2);
    alter.draft.modifiers.with_check = Some(checks);
    match cursor.keyword() {
        K::ADD => add::add(cursor, alter),
        K::CHECK | K::NOCHECK => switches::switch(cursor, alter),
        _ => false,
    }
}

/// `CASCADE` or `RESTRICT`; Oracle's `CASCADE CONSTRAINTS`.
fn behaviour(cursor: &mut Cursor<'_>) -> Option<Behaviour> {
    let from = cursor.position();
    if cursor.eat(K::CASCADE) {
        cursor.eat(K::CONSTRAINTS);
        return Some(Behaviour::Cascade(cursor.range_since(from)));
    }
    cursor.eat(K::RESTRICT).then_some(Behaviour::Restrict)
}

/// Whether the next word begins another action, rather than naming something.
fn begins_action(cursor: &Cursor<'_>, ahead: usize) -> bool {
    let keyword = cursor.keyword_nth(ahead);
    let next = cursor.keyword_nth(ahead + 1);
    match keyword {
        K::ADD | K::DROP | K::MODIFY | K::RENAME | K::ALTER | K::CHANGE => true,
        K::ALGORITHM | K::LOCK => cursor.peek_nth(ahead + 1).kind == TokenKind::Equals,
        K::CONVERT => next == K::TO,
        K::ENABLE | K::DISABLE => matches!(
            next,
            K::CONSTRAINT | K::PRIMARY | K::UNIQUE | K::TRIGGER | K::NOVALIDATE
        ),
        _ => false,
    }
}

/// Whether an action that may hold commas ends here: at the end, or at a comma before another action.
fn ends_at_comma(cursor: &Cursor<'_>) -> bool {
    cursor.is_at_end() || (cursor.is(TokenKind::Comma) && begins_action(cursor, 1))
}

/// Whether an action whose end no words mark ends here.
fn ends_action(cursor: &Cursor<'_>) -> bool {
    cursor.is(TokenKind::Comma) || begins_action(cursor, 0)
}

fn is_mssql(cursor: &Cursor<'_>) -> bool {
    cursor.family() == Family::Mssql
}

/// A name of one part.
fn bare(ident: Ident) -> Name {
    Name::bare(ident)
}
