use schema::{
    Action, ColumnAction, ConstraintAction, DropObject, Family, Ident, Keyword as K, Kind, Name, ObjectKind, TokenKind,
};

use super::{Alter, bare, behaviour, partitions, settings};
use crate::cursor::Cursor;
use crate::grammar::setting;

/// Takes `DROP …`: columns, constraints, indexes, partitions.
pub(super) fn drop(cursor: &mut Cursor<'_>, alter: &mut Alter<'_>) -> bool {
    let from = cursor.position();
    if partitions::partitions(cursor, alter) || settings::known(cursor, alter) {
        return true;
    }
    cursor.eat(K::DROP);
    let mut what = one(cursor, alter, from, None);
    // SQL Server: `DROP CONSTRAINT a, b, COLUMN c, d`.
    while what.is_some() && cursor.is(TokenKind::Comma) && super::is_mssql(cursor) && !super::begins_action(cursor, 1) {
        cursor.bump();
        let from = cursor.position();
        what = one(cursor, alter, from, what);
    }
    what.is_some()
}

/// What the names that follow are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum What {
    Column,
    Constraint(ObjectKind),
    Index,
}

fn one(cursor: &mut Cursor<'_>, alter: &mut Alter<'_>, from: usize, previous: Option<What>) -> Option<What> {
    let what = what(cursor, previous)?;
    match what {
        What::Column => columns(cursor, alter, from),
        What::Constraint(object_kind) => constraint(cursor, alter, from, object_kind),
        What::Index => index(cursor, alter, from),
    }
    .then_some(what)
}

fn what(cursor: &mut Cursor<'_>, previous: Option<What>) -> Option<What> {
    let is_mysql = matches!(cursor.family(), Family::Mysql | Family::Generic);
    let what = match (cursor.keyword(), cursor.keyword_nth(1)) {
        (K::COLUMN, _) => {
            cursor.bump();
            What::Column
        }
        (K::CONSTRAINT, _) => {
            cursor.bump();
            What::Constraint(ObjectKind::Constraint)
        }
        (K::PRIMARY, K::KEY) => {
            cursor.go_to(cursor.position() + 2);
            What::Constraint(ObjectKind::PrimaryKey)
        }
        (K::FOREIGN, K::KEY) => {
            cursor.go_to(cursor.position() + 2);
            What::Constraint(ObjectKind::ForeignKey)
        }
        (K::UNIQUE, _) if cursor.family() == Family::Oracle => {
            cursor.bump();
            What::Constraint(ObjectKind::Unique)
        }
        (K::CHECK, _) if is_mysql => {
            cursor.bump();
            What::Constraint(ObjectKind::Check)
        }
        (K::INDEX | K::KEY, _) if is_mysql || cursor.family() == Family::Mssql => {
            cursor.bump();
            What::Index
        }
        _ => return Some(previous.unwrap_or(bare_drop(cursor))),
    };
    Some(what)
}

/// What a name alone is: a constraint in SQL Server, a column elsewhere.
fn bare_drop(cursor: &Cursor<'_>) -> What {
    if super::is_mssql(cursor) {
        What::Constraint(ObjectKind::Constraint)
    } else {
        What::Column
    }
}

fn columns(cursor: &mut Cursor<'_>, alter: &mut Alter<'_>, from: usize) -> bool {
    // Oracle: `DROP (a, b)`.
    if cursor.eat_kind(TokenKind::LeftParen).is_some() {
        let mut dropped: Vec<Ident> = Vec::new();
        while let Some(name) = cursor.ident() {
            dropped.push(name);
            if cursor.eat_kind(TokenKind::Comma).is_none() {
                break;
            }
        }
        cursor.eat_kind(TokenKind::RightParen);
        let behaviour = behaviour(cursor);
        drop_options(cursor);
        for column in dropped {
            let range = column.range;
            let action = ColumnAction {
                behaviour,
                ..ColumnAction::new(alter.table.clone(), column)
            };
            alter
                .draft
                .change(Kind::DropColumn, range, Action::Column(Box::new(action)));
        }
        return true;
    }
    let if_exists = cursor.eat_if_exists();
    let Some(column) = cursor.ident() else {
        return false;
    };
    let behaviour = behaviour(cursor);
    drop_options(cursor);
    let action = ColumnAction {
        if_exists,
        behaviour,
        ..ColumnAction::new(alter.table.clone(), column)
    };
    alter.change(cursor, Kind::DropColumn, from, Action::Column(Box::new(action)));
    true
}

/// Oracle's `INVALIDATE`, `CHECKPOINT 1000`, `ONLINE`.
fn drop_options(cursor: &mut Cursor<'_>) {
    if cursor.family() != Family::Oracle {
        return;
    }
    while let Some(word) = cursor.eat_any(&[K::INVALIDATE, K::CHECKPOINT, K::ONLINE]) {
        if word == K::CHECKPOINT {
            cursor.eat_kind(TokenKind::Number);
        }
    }
}

fn constraint(cursor: &mut Cursor<'_>, alter: &mut Alter<'_>, from: usize, object_kind: ObjectKind) -> bool {
    let if_exists = cursor.eat_if_exists();
    let mut options = Vec::new();
    let name = match object_kind {
        ObjectKind::PrimaryKey => None,
        ObjectKind::Unique => {
            let at = cursor.position();
            cursor.parens();
            options.push(setting::with_value(cursor, "columns", at, at));
            None
        }
        _ => {
            let Some(name) = cursor.name() else {
                return false;
            };
            Some(name.ident)
        }
    };
    let behaviour = behaviour(cursor);
    if matches!(cursor.keyword(), K::KEEP | K::DROP) && cursor.keyword_nth(1) == K::INDEX {
        let at = cursor.position();
        cursor.go_to(at + 2);
        options.push(setting::worded(cursor, at));
    }
    if cursor.eat(K::ONLINE) {
        alter.draft.modifiers.online = Some(true);
    }
    if cursor.keyword() == K::WITH && cursor.peek_nth(1).kind == TokenKind::LeftParen {
        cursor.bump();
        setting::list(cursor, &mut options);
    }
    alter.note_online(&options);
    let action = ConstraintAction {
        table: alter.table.clone(),
        name,
        object_kind,
        if_exists,
        behaviour,
        with_check: None,
        options,
    };
    alter.change(cursor, Kind::DropConstraint, from, Action::Constraint(Box::new(action)));
    true
}

fn index(cursor: &mut Cursor<'_>, alter: &mut Alter<'_>, from: usize) -> bool {
    let if_exists = cursor.eat_if_exists();
    let Some(name) = cursor.ident() else {
        return false;
    };
    let name: Name = bare(name);
    let action = DropObject {
        object_kind: ObjectKind::Index,
        name,
        table: Some(alter.table.clone()),
        if_exists,
        behaviour: None,
        is_temporary: false,
        purges: false,
    };
    alter.change(cursor, Kind::DropIndex, from, Action::Drop(Box::new(action)));
    true
}
