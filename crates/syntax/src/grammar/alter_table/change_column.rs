use schema::{Action, ColumnAction, ConstraintAction, Ident, Keyword as K, Kind, ObjectKind, TokenKind};

use super::{Alter, add, partitions, settings};
use crate::cursor::Cursor;
use crate::grammar::{column, constraint, setting};

/// Takes `MODIFY …` of MySQL and Oracle: whole new definitions of columns, or a constraint's state.
pub(super) fn modify(cursor: &mut Cursor<'_>, alter: &mut Alter<'_>) -> bool {
    let from = cursor.position();
    if partitions::partitions(cursor, alter) || settings::known(cursor, alter) {
        return true;
    }
    cursor.eat(K::MODIFY);
    let is_key = match cursor.keyword() {
        K::CONSTRAINT => true,
        K::PRIMARY => cursor.keyword_nth(1) == K::KEY,
        K::UNIQUE => cursor.peek_nth(1).kind == TokenKind::LeftParen,
        _ => false,
    };
    if is_key {
        return constraint_state(cursor, alter, from);
    }
    cursor.eat(K::COLUMN);
    if cursor.eat_kind(TokenKind::LeftParen).is_some() {
        while !cursor.is_at_end() && !cursor.is(TokenKind::RightParen) {
            let from = cursor.position();
            let is_read = one(cursor, alter, from, None);
            if !is_read || !(cursor.is(TokenKind::Comma) || cursor.is(TokenKind::RightParen)) {
                cursor.skip_item();
            }
            cursor.eat_kind(TokenKind::Comma);
        }
        cursor.eat_kind(TokenKind::RightParen);
        return true;
    }
    one(cursor, alter, from, None)
}

/// Takes `CHANGE old new …` of MySQL.
pub(super) fn change(cursor: &mut Cursor<'_>, alter: &mut Alter<'_>) -> bool {
    let from = cursor.position();
    cursor.eat(K::CHANGE);
    cursor.eat(K::COLUMN);
    let has_exists_clause = cursor.eat_if_exists();
    let Some(old) = cursor.ident() else {
        return false;
    };
    let is_read = one(cursor, alter, from, Some(old));
    if has_exists_clause {
        note_exists_clause(alter);
    }
    is_read
}

fn one(cursor: &mut Cursor<'_>, alter: &mut Alter<'_>, from: usize, old_name: Option<Ident>) -> bool {
    let has_exists_clause = cursor.eat_if_exists();
    // Oracle: `MODIFY (c DEFAULT 1)` keeps the type.
    let Some(modified) = column::definition(cursor) else {
        return false;
    };
    for constraint in &modified.constraints {
        constraint::note_uses(constraint, alter.draft);
    }
    let place = add::placement(cursor);
    let action = Action::AddColumn {
        table: alter.table.clone(),
        column: Box::new(modified),
        has_exists_clause,
        place,
        old_name,
    };
    alter.change(cursor, Kind::ModifyColumn, from, action);
    true
}

fn note_exists_clause(alter: &mut Alter<'_>) {
    if let Some(change) = alter.draft.changes.last_mut()
        && let Action::AddColumn { has_exists_clause, .. } = &mut change.action
    {
        *has_exists_clause = true;
    }
}

/// Oracle's `MODIFY CONSTRAINT c DISABLE`.
fn constraint_state(cursor: &mut Cursor<'_>, alter: &mut Alter<'_>, from: usize) -> bool {
    let mut options = Vec::new();
    let (object_kind, name) = constraint_name(cursor, &mut options);
    let mut state = schema::ConstraintState::default();
    let at = cursor.position();
    constraint::attributes(cursor, &mut state, &mut options);
    let behaviour = super::behaviour(cursor);
    if cursor.position() > at {
        options.push(setting::with_value(cursor, "state", at, at));
    }
    let action = ConstraintAction {
        table: alter.table.clone(),
        name,
        object_kind,
        if_exists: false,
        behaviour,
        with_check: None,
        options,
    };
    alter.change(
        cursor,
        Kind::AlterConstraint,
        from,
        Action::Constraint(Box::new(action)),
    );
    true
}

/// `CONSTRAINT c`, `PRIMARY KEY`, `UNIQUE (a)`.
pub(super) fn constraint_name(
    cursor: &mut Cursor<'_>,
    options: &mut Vec<schema::TableSetting>,
) -> (ObjectKind, Option<Ident>) {
    if cursor.eat_all(&[K::PRIMARY, K::KEY]) {
        return (ObjectKind::PrimaryKey, None);
    }
    if cursor.eat(K::UNIQUE) {
        let at = cursor.position();
        cursor.parens();
        options.push(setting::with_value(cursor, "columns", at, at));
        return (ObjectKind::Unique, None);
    }
    cursor.eat(K::CONSTRAINT);
    (ObjectKind::Constraint, cursor.name().map(|name| name.ident))
}

/// A column about which nothing else is known yet.
pub(super) fn untouched(alter: &Alter<'_>, column: Ident) -> ColumnAction {
    ColumnAction::new(alter.table.clone(), column)
}
