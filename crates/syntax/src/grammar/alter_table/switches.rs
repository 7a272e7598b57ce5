use schema::{Action, ConstraintAction, Ident, Keyword as K, Kind, ObjectKind, TokenKind};

use super::change_column::constraint_name;
use super::{Alter, bare};
use crate::cursor::Cursor;
use crate::grammar::{constraint, setting};

/// Takes what switches a constraint, a trigger or a rule on or off, or checks it.
pub(super) fn switch(cursor: &mut Cursor<'_>, alter: &mut Alter<'_>) -> bool {
    let from = cursor.position();
    match (cursor.keyword(), cursor.keyword_nth(1)) {
        (K::VALIDATE, K::CONSTRAINT) => {
            cursor.go_to(from + 2);
            let Some(name) = cursor.ident() else { return false };
            add(cursor, alter, from, Kind::ValidateConstraint, Some(name), None);
            true
        }
        (K::CHECK, K::CONSTRAINT) => constraints(cursor, alter, Kind::EnableConstraint),
        (K::NOCHECK, K::CONSTRAINT) => constraints(cursor, alter, Kind::DisableConstraint),
        (word @ (K::ENABLE | K::DISABLE), _) => enable(cursor, alter, word == K::ENABLE),
        _ => false,
    }
}

fn add(cursor: &Cursor<'_>, alter: &mut Alter<'_>, from: usize, kind: Kind, name: Option<Ident>, check: Option<bool>) {
    let action = ConstraintAction {
        table: alter.table.clone(),
        name,
        object_kind: ObjectKind::Constraint,
        if_exists: false,
        behaviour: None,
        with_check: check,
        options: Vec::new(),
    };
    alter.change(cursor, kind, from, Action::Constraint(Box::new(action)));
}

/// SQL Server's `CHECK CONSTRAINT a, b` and `NOCHECK CONSTRAINT ALL`.
fn constraints(cursor: &mut Cursor<'_>, alter: &mut Alter<'_>, kind: Kind) -> bool {
    let mut from = cursor.position();
    cursor.go_to(from + 2);
    let check = alter
        .draft
        .modifiers
        .with_check
        .filter(|_| kind == Kind::EnableConstraint);
    loop {
        if cursor.eat(K::ALL) {
            add(cursor, alter, from, kind, None, check);
        } else {
            let Some(name) = cursor.ident() else { return false };
            add(cursor, alter, from, kind, Some(name), check);
        }
        if !cursor.is(TokenKind::Comma) {
            return true;
        }
        cursor.bump();
        from = cursor.position();
    }
}

/// `ENABLE …` and `DISABLE …`.
fn enable(cursor: &mut Cursor<'_>, alter: &mut Alter<'_>, enables: bool) -> bool {
    let from = cursor.position();
    let mode = match cursor.keyword_nth(1) {
        K::REPLICA | K::ALWAYS => 1,
        _ => 0,
    };
    match cursor.keyword_nth(1 + mode) {
        K::TRIGGER => {
            cursor.go_to(from + 2 + mode);
            let kind = if enables {
                Kind::EnableTrigger
            } else {
                Kind::DisableTrigger
            };
            named(cursor, alter, from, kind)
        }
        K::RULE => {
            cursor.go_to(from + 2 + mode);
            let kind = if enables { Kind::EnableRule } else { Kind::DisableRule };
            named(cursor, alter, from, kind)
        }
        K::ALL if cursor.keyword_nth(2) == K::TRIGGERS => {
            cursor.go_to(from + 3);
            let kind = if enables {
                Kind::EnableTrigger
            } else {
                Kind::DisableTrigger
            };
            let option = setting::worded(cursor, from);
            alter.whole_with(cursor, kind, from, None, vec![option]);
            true
        }
        K::CONSTRAINT | K::PRIMARY | K::UNIQUE | K::VALIDATE | K::NOVALIDATE => oracle(cursor, alter, enables),
        _ => false,
    }
}

/// Triggers or rules, one change each. SQL Server takes several.
fn named(cursor: &mut Cursor<'_>, alter: &mut Alter<'_>, from: usize, kind: Kind) -> bool {
    let mut from = from;
    loop {
        let Some(name) = cursor.ident() else { return false };
        alter.whole_with(cursor, kind, from, Some(bare(name)), Vec::new());
        if !cursor.is(TokenKind::Comma) || !super::is_mssql(cursor) {
            return true;
        }
        cursor.bump();
        from = cursor.position();
    }
}

/// Oracle's `ENABLE NOVALIDATE CONSTRAINT c`, `DISABLE PRIMARY KEY CASCADE`.
fn oracle(cursor: &mut Cursor<'_>, alter: &mut Alter<'_>, enables: bool) -> bool {
    let from = cursor.position();
    cursor.bump();
    let with_check = cursor
        .eat_any(&[K::VALIDATE, K::NOVALIDATE])
        .map(|word| word == K::VALIDATE);
    let mut options = Vec::new();
    let (object_kind, name) = constraint_name(cursor, &mut options);
    let mut state = schema::ConstraintState::default();
    constraint::attributes(cursor, &mut state, &mut options);
    let behaviour = super::behaviour(cursor);
    if matches!(cursor.keyword(), K::KEEP | K::DROP) && cursor.keyword_nth(1) == K::INDEX {
        let at = cursor.position();
        cursor.go_to(at + 2);
        options.push(setting::worded(cursor, at));
    }
    let kind = if enables {
        Kind::EnableConstraint
    } else {
        Kind::DisableConstraint
    };
    let action = ConstraintAction {
        table: alter.table.clone(),
        name,
        object_kind,
        if_exists: false,
        behaviour,
        with_check: with_check.filter(|_| enables),
        options,
    };
    alter.change(cursor, kind, from, Action::Constraint(Box::new(action)));
    true
}
