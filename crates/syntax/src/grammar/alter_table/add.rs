use schema::{Action, Column, ColumnPlace, Constraint, Family, Keyword as K, Kind, TokenKind};

use super::{Alter, partitions, settings};
use crate::cursor::Cursor;
use crate::grammar::{column, constraint, index, setting};

/// Takes `ADD …`: columns, constraints, indexes, partitions.
pub(super) fn add(cursor: &mut Cursor<'_>, alter: &mut Alter<'_>) -> bool {
    let from = cursor.position();
    if partitions::partitions(cursor, alter) || settings::known(cursor, alter) {
        return true;
    }
    cursor.eat(K::ADD);
    // Oracle and MySQL: `ADD (a int, b int)`, `ADD COLUMN (a int)`.
    let mut ahead = cursor.clone();
    ahead.eat(K::COLUMN);
    // MariaDB: `ADD COLUMN IF NOT EXISTS (a int)`.
    let has_exists_clause = ahead.eat_if_not_exists();
    if ahead.eat_kind(TokenKind::LeftParen).is_some() {
        cursor.go_to(ahead.position());
        let first = alter.draft.changes.len();
        list(cursor, alter);
        cursor.eat_kind(TokenKind::RightParen);
        for change in &mut alter.draft.changes[first..] {
            if let Action::AddColumn {
                has_exists_clause: has, ..
            } = &mut change.action
            {
                *has = has_exists_clause;
            }
        }
        storage_of_columns(cursor, alter);
        return true;
    }
    if !element(cursor, alter, from) {
        return false;
    }
    while cursor.is(TokenKind::Comma) && continues(cursor) {
        cursor.bump();
        let from = cursor.position();
        if !element(cursor, alter, from) {
            return false;
        }
    }
    true
}

/// Whether another element follows the comma without an `ADD` of its own, as in SQL Server.
fn continues(cursor: &Cursor<'_>) -> bool {
    match cursor.family() {
        Family::Mssql => !super::begins_action(cursor, 1),
        Family::Generic | Family::Oracle => {
            cursor.peek_nth(1).keyword == K::NotAKeyword || cursor.keyword_nth(1) == K::CONSTRAINT
        }
        Family::Postgres | Family::Mysql | Family::Sqlite => false,
    }
}

fn list(cursor: &mut Cursor<'_>, alter: &mut Alter<'_>) {
    while !cursor.is_at_end() && !cursor.is(TokenKind::RightParen) {
        let from = cursor.position();
        if !element(cursor, alter, from) || !(cursor.is(TokenKind::Comma) || cursor.is(TokenKind::RightParen)) {
            cursor.skip_item();
        }
        cursor.eat_kind(TokenKind::Comma);
    }
}

/// Takes one column, constraint or index.
fn element(cursor: &mut Cursor<'_>, alter: &mut Alter<'_>, from: usize) -> bool {
    if index::begins_in_table(cursor) {
        let index = index::in_table(cursor, &alter.table);
        alter.change(cursor, Kind::AddIndex, from, Action::CreateIndex(Box::new(index)));
        return true;
    }
    if cursor.keyword() == K::PERIOD && matches!(cursor.keyword_nth(1), K::FOR | K::IF) {
        let mut at = cursor.position();
        cursor.bump();
        if cursor.eat_if_not_exists() {
            at += 3;
        }
        cursor.go_to(at + 3);
        cursor.parens();
        let period = setting::with_value(cursor, "period for", at, at + 2);
        alter.whole_with(cursor, Kind::SetPeriod, from, None, vec![period]);
        return true;
    }
    let is_default = cursor.keyword() == K::DEFAULT;
    if is_default || constraint::begins_in_table(cursor) {
        let if_not_exists = cursor.keyword() == K::CONSTRAINT && cursor.keyword_nth(1) == K::IF;
        if let Some(added) = constraint::of_table(cursor) {
            add_constraint(cursor, alter, from, added, if_not_exists);
            return true;
        }
    }
    cursor.eat(K::COLUMN);
    let has_exists_clause = cursor.eat_if_not_exists();
    let first = cursor.position();
    let Some(added) = column::definition(cursor) else {
        return false;
    };
    column::mark_leftover(cursor, first);
    add_column(cursor, alter, from, added, has_exists_clause);
    true
}

fn add_constraint(cursor: &Cursor<'_>, alter: &mut Alter<'_>, from: usize, mut added: Constraint, if_not_exists: bool) {
    alter.note_online(&added.options);
    if alter.draft.modifiers.with_check == Some(false) {
        added.state.no_check = true;
    }
    constraint::note_uses(&added, alter.draft);
    let action = Action::AddConstraint {
        table: alter.table.clone(),
        constraint: Box::new(added),
        if_not_exists,
    };
    alter.change(cursor, Kind::AddConstraint, from, action);
}

fn add_column(cursor: &mut Cursor<'_>, alter: &mut Alter<'_>, from: usize, added: Column, has_exists_clause: bool) {
    for constraint in &added.constraints {
        constraint::note_uses(constraint, alter.draft);
    }
    let place = placement(cursor);
    let action = Action::AddColumn {
        table: alter.table.clone(),
        column: Box::new(added),
        has_exists_clause,
        place,
        old_name: None,
    };
    alter.change(cursor, Kind::AddColumn, from, action);
    if cursor.family() == Family::Postgres {
        super::behaviour(cursor);
    }
}

/// MySQL's `FIRST` and `AFTER x`.
pub(super) fn placement(cursor: &mut Cursor<'_>) -> Option<ColumnPlace> {
    if cursor.eat(K::FIRST) {
        return Some(ColumnPlace::First);
    }
    if !cursor.eat(K::AFTER) {
        return None;
    }
    let column = cursor.name()?;
    Some(ColumnPlace::After(column.ident))
}

/// Oracle says after the list how large objects are stored.
fn storage_of_columns(cursor: &mut Cursor<'_>, alter: &mut Alter<'_>) {
    while matches!(
        cursor.keyword(),
        K::LOB | K::NESTED | K::VARRAY | K::XMLTYPE | K::STORE | K::SEGMENT | K::COLUMN | K::TABLESPACE
    ) {
        let from = cursor.position();
        if !settings::stored(cursor, alter, from) {
            return;
        }
    }
}
