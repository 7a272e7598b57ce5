//! Statements of which the kind is nearly all that is asked: their words are taken as they stand.

use compact_str::CompactString;
use schema::{
    Action, Behaviour, Keyword as K, Kind, LockTables, Name, NameRole, ObjectKind, Select, TableAction, TokenKind,
    Truncate,
};

use super::super::{Draft, dml};
use crate::cursor::Cursor;

/// Takes the rest as understood.
pub(super) fn words(cursor: &mut Cursor<'_>, draft: &mut Draft, kind: Kind) {
    draft.kind = kind;
    cursor.go_to(usize::MAX);
}

/// Takes the rest as a query or expression that may name relations.
pub(super) fn query(cursor: &mut Cursor<'_>, draft: &mut Draft, kind: Kind) {
    draft.kind = kind;
    dml::query(cursor, draft);
}

/// A single token that stands for a statement.
pub(super) fn alone(cursor: &mut Cursor<'_>, draft: &mut Draft, kind: Kind) {
    cursor.bump();
    if cursor.is_at_end() {
        draft.kind = kind;
    }
}

/// After `TRUNCATE [TABLE]`: a change for each table.
pub(super) fn truncate(cursor: &mut Cursor<'_>, draft: &mut Draft, kind: Kind) {
    draft.kind = kind;
    cursor.eat_if_exists();
    let mut tables = Vec::new();
    loop {
        let from = cursor.position();
        draft.modifiers.only |= cursor.eat(K::ONLY);
        let Some(name) = cursor.name() else { break };
        cursor.eat_operator("*");
        draft.writes(&name);
        tables.push((name, cursor.range_since(from)));
        if cursor.eat_kind(TokenKind::Comma).is_none() {
            break;
        }
    }
    let restarts_identity = cursor.eat_all(&[K::RESTART, K::IDENTITY]);
    cursor.eat_all(&[K::CONTINUE, K::IDENTITY]);
    let behaviour = behaviour(cursor);
    // Oracle's `REUSE STORAGE`, SQL Server's `WITH (PARTITIONS (…))`, MariaDB's `NOWAIT`.
    cursor.go_to(usize::MAX);
    let is_only = tables.len() == 1;
    for (table, range) in tables {
        let range = if is_only { draft.whole } else { range };
        let truncate = Truncate {
            table,
            restarts_identity,
            behaviour,
        };
        draft.change(kind, range, Action::Truncate(Box::new(truncate)));
    }
}

/// `CASCADE` or `RESTRICT`.
pub(super) fn behaviour(cursor: &mut Cursor<'_>) -> Option<Behaviour> {
    let token = cursor.peek();
    match cursor.eat_any(&[K::CASCADE, K::RESTRICT])? {
        K::CASCADE => Some(Behaviour::Cascade(token.range)),
        _ => Some(Behaviour::Restrict),
    }
}

/// After `LOCK [TABLE | TABLES]`.
pub(super) fn lock(cursor: &mut Cursor<'_>, draft: &mut Draft, kind: Kind) {
    let mut tables = Vec::new();
    let mut mode = None;
    let mut nowait = false;
    while !cursor.is_at_end() {
        let table_from = cursor.position();
        draft.modifiers.only |= cursor.eat(K::ONLY);
        let Some(name) = cursor.name() else { break };
        cursor.eat_operator("*");
        draft.uses(&name, NameRole::References);
        tables.push(name);
        // MySQL names an alias and a mode for each table.
        let mode_from = cursor.position();
        while !cursor.is_at_end() && !cursor.is(TokenKind::Comma) && cursor.keyword() != K::IN {
            cursor.bump();
        }
        if cursor.position() > mode_from {
            mode = Some(upper(cursor, mode_from));
            // Each table has its own, so each is a change of its own.
            if cursor.is(TokenKind::Comma) {
                let lock = LockTables {
                    tables: std::mem::take(&mut tables),
                    mode: mode.take(),
                    nowait: false,
                };
                draft.change(kind, cursor.range_since(table_from), Action::Lock(Box::new(lock)));
            }
        }
        if cursor.eat_kind(TokenKind::Comma).is_none() {
            break;
        }
    }
    if cursor.eat(K::IN) {
        let from = cursor.position();
        while !cursor.is_at_end() && cursor.keyword() != K::MODE {
            cursor.bump();
        }
        mode = Some(upper(cursor, from));
        cursor.eat(K::MODE);
    }
    while !cursor.is_at_end() {
        let token = cursor.bump();
        if token.keyword == K::NOWAIT {
            nowait = true;
        }
    }
    draft.is(kind, Action::Lock(Box::new(LockTables { tables, mode, nowait })));
}

fn upper(cursor: &Cursor<'_>, from: usize) -> CompactString {
    CompactString::from(cursor.slice(cursor.range_since(from)).to_ascii_uppercase())
}

/// After `EXPLAIN`: what the explained statement names counts, what it does is not done.
pub(super) fn explain(cursor: &mut Cursor<'_>, draft: &mut Draft, kind: Kind) {
    while !cursor.is_at_end() && !begins_rows(cursor.keyword()) {
        let from = cursor.position();
        draft.modifiers.analyzes |= matches!(cursor.keyword(), K::ANALYZE | K::ANALYSE);
        cursor.bump_tree();
        let words = cursor.slice(cursor.range_since(from)).to_ascii_lowercase();
        draft.modifiers.analyzes |= words.starts_with('(') && switches_analysis_on(&words);
    }
    quoted_statement(cursor, draft, kind);
}

/// `(ANALYZE, BUFFERS)`, not `(ANALYZE false)`.
fn switches_analysis_on(options: &str) -> bool {
    let mut options = options.trim_matches(['(', ')']).split(',');
    options.any(|option| {
        let mut words = option.split_whitespace();
        let is_analysis = matches!(words.next(), Some("analyze" | "analyse"));
        is_analysis && !matches!(words.next(), Some("false" | "off" | "0"))
    })
}

/// After `PREPARE`: a name and a statement, or the text of one.
pub(super) fn prepare(cursor: &mut Cursor<'_>, draft: &mut Draft, kind: Kind) {
    cursor.ident();
    cursor.parens();
    if cursor.eat(K::AS) {
        return quoted_statement(cursor, draft, kind);
    }
    words(cursor, draft, kind);
}

fn begins_rows(keyword: K) -> bool {
    matches!(
        keyword,
        K::SELECT | K::INSERT | K::UPDATE | K::DELETE | K::WITH | K::VALUES | K::MERGE | K::REPLACE | K::TABLE
    )
}

/// Reads a statement about rows for the names in it, and forgets its changes.
fn quoted_statement(cursor: &mut Cursor<'_>, draft: &mut Draft, kind: Kind) {
    if begins_rows(cursor.keyword()) {
        dml::read(cursor, draft);
        draft.changes.clear();
    }
    words(cursor, draft, kind);
}

/// After `TABLE`: `TABLE t` reads all of it.
pub(super) fn table_rows(cursor: &mut Cursor<'_>, draft: &mut Draft, kind: Kind) {
    cursor.eat(K::ONLY);
    if let Some(name) = cursor.name() {
        draft.uses(&name, NameRole::Reads);
    }
    let select = Select {
        into: None,
        into_is_temporary: false,
        shape: None,
        locks_rows: cursor.any_keyword(K::UPDATE),
        locks_rows_of: Vec::new(),
        exprs: Vec::new(),
    };
    draft.is(kind, Action::Select(Box::new(select)));
    cursor.go_to(usize::MAX);
}

/// SQL Server's `ENABLE TRIGGER a, b ON t` and its opposite, after the two words.
pub(super) fn switch_trigger(cursor: &mut Cursor<'_>, draft: &mut Draft, kind: Kind) {
    draft.kind = kind;
    let triggers = if cursor.keyword() == K::ALL {
        let token = cursor.bump();
        vec![Name::bare(cursor.ident_of(token))]
    } else {
        cursor.name_list()
    };
    if !cursor.eat(K::ON) || matches!(cursor.keyword(), K::DATABASE | K::ALL) {
        return words(cursor, draft, kind);
    }
    let Some(table) = cursor.name() else { return };
    draft.writes(&table);
    for trigger in triggers {
        let action = TableAction {
            object_kind: ObjectKind::Table,
            name: table.clone(),
            argument: Some(trigger),
            options: Vec::new(),
        };
        draft.change(kind, draft.whole, Action::Table(Box::new(action)));
    }
}
