//! Rows from and to files: `COPY`, `LOAD DATA`, `BULK INSERT`.

use schema::{Action, Copy, CopyDirection, Keyword as K, Kind, NameRole, TokenKind};

use super::super::{Draft, dml};
use crate::cursor::Cursor;

/// After `COPY`.
pub(super) fn copy(cursor: &mut Cursor<'_>, draft: &mut Draft, kind: Kind) {
    cursor.eat(K::BINARY);
    if cursor.is(TokenKind::LeftParen) {
        let from = cursor.position();
        cursor.parens();
        let to = cursor.position();
        let mut inner = cursor.part(from + 1, to.saturating_sub(1).max(from + 1));
        dml::query(&mut inner, draft);
        cursor.go_to(usize::MAX);
        let copied = Copy {
            table: None,
            columns: Vec::new(),
            direction: CopyDirection::To,
            is_inline: false,
        };
        return draft.is(kind, Action::Copy(Box::new(copied)));
    }
    let Some(table) = cursor.name() else {
        draft.kind = kind;
        return;
    };
    let columns = cursor.ident_list();
    let direction = if cursor.eat(K::TO) {
        CopyDirection::To
    } else {
        cursor.eat(K::FROM);
        CopyDirection::From
    };
    let is_inline = direction == CopyDirection::From && cursor.keyword() == K::STDIN;
    let role = match direction {
        CopyDirection::From => NameRole::Writes,
        CopyDirection::To => NameRole::Reads,
    };
    draft.uses(&table, role);
    cursor.go_to(usize::MAX);
    let copied = Copy {
        table: Some(table),
        columns,
        direction,
        is_inline,
    };
    draft.is(kind, Action::Copy(Box::new(copied)));
}

/// After `LOAD`: `DATA … INTO TABLE t (…)`, `XML … INTO TABLE t`.
pub(super) fn load_data(cursor: &mut Cursor<'_>, draft: &mut Draft, kind: Kind) {
    while !cursor.is_at_end() && !cursor.eat_all(&[K::INTO, K::TABLE]) {
        cursor.bump();
    }
    into(cursor, draft, kind);
}

/// After `BULK INSERT`.
pub(super) fn bulk_insert(cursor: &mut Cursor<'_>, draft: &mut Draft, kind: Kind) {
    into(cursor, draft, kind);
}

fn into(cursor: &mut Cursor<'_>, draft: &mut Draft, kind: Kind) {
    let table = cursor.name();
    table.iter().for_each(|table| draft.writes(table));
    cursor.go_to(usize::MAX);
    let copied = Copy {
        table,
        columns: Vec::new(),
        direction: CopyDirection::From,
        is_inline: false,
    };
    draft.is(kind, Action::Copy(Box::new(copied)));
}
