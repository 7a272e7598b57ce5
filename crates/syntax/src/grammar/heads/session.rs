//! Settings of the session: `SET`, `RESET`, `USE`, `PRAGMA`.

use compact_str::CompactString;
use schema::{Action, Family, Keyword as K, Kind, SessionSetting, SettingScope, TokenKind};
use source::TextRange;

use super::super::Draft;
use crate::cursor::{Cursor, unquoted};

/// After `SET`: one setting, or several separated by commas (MySQL).
pub(super) fn set(cursor: &mut Cursor<'_>, draft: &mut Draft, kind: Kind) {
    draft.kind = kind;
    // MariaDB's `SET STATEMENT x = 1 FOR SELECT …`.
    if cursor.family() == Family::Mysql && cursor.eat(K::STATEMENT) {
        return for_statement(cursor, draft);
    }
    if cursor.family() == Family::Mssql && cursor.peek_nth(1).kind == TokenKind::Comma {
        return switches(cursor, draft);
    }
    let mut scope = SettingScope::Session;
    loop {
        let from = cursor.position();
        scope = self::scope(cursor).unwrap_or(scope);
        let Some(setting) = one(cursor, scope) else {
            break;
        };
        let is_last = !(cursor.family() == Family::Mysql && cursor.eat_kind(TokenKind::Comma).is_some());
        let is_only = is_last && draft.changes.is_empty();
        let range = if is_only { draft.whole } else { cursor.range_since(from) };
        draft.change(Kind::Set, range, Action::Session(Box::new(setting)));
        if is_last {
            break;
        }
    }
}

/// MariaDB's `SET STATEMENT x = 1 FOR ALTER TABLE …`: the statement behind `FOR` is run
/// (<https://mariadb.com/kb/en/set-statement/>).
fn for_statement(cursor: &mut Cursor<'_>, draft: &mut Draft) {
    while !cursor.is_at_end() && !cursor.eat(K::FOR) {
        cursor.bump_tree();
    }
    draft.runs_rest(cursor);
}

/// SQL Server's `SET ANSI_NULLS, QUOTED_IDENTIFIER ON`.
fn switches(cursor: &mut Cursor<'_>, draft: &mut Draft) {
    let names = cursor.name_list();
    let (value, value_range) = value(cursor, true);
    for name in names {
        let setting = SessionSetting {
            name: name.ident.text.to_ascii_lowercase(),
            value: value.clone(),
            value_range,
            scope: SettingScope::Session,
        };
        draft.change(Kind::Set, name.ident.range, Action::Session(Box::new(setting)));
    }
}

fn scope(cursor: &mut Cursor<'_>) -> Option<SettingScope> {
    if cursor.looks_at(&[K::SESSION, K::CHARACTERISTICS]) {
        return None;
    }
    let is_name = cursor.peek_nth(1).kind == TokenKind::Equals || cursor.keyword_nth(1) == K::TO;
    if is_name {
        return None;
    }
    let keyword = cursor.eat_any(&[K::SESSION, K::LOCAL, K::GLOBAL, K::PERSIST, K::PERSIST_ONLY])?;
    Some(match keyword {
        K::LOCAL if cursor.family() == Family::Postgres => SettingScope::Local,
        K::SESSION | K::LOCAL => SettingScope::Session,
        _ => SettingScope::Global,
    })
}

/// One name with its value.
pub(super) fn one(cursor: &mut Cursor<'_>, scope: SettingScope) -> Option<SessionSetting> {
    let token = cursor.peek();
    if token.kind == TokenKind::Parameter || token.kind == TokenKind::Operator {
        return Some(variable(cursor));
    }
    // MySQL's triggers: `SET NEW.total = 0`.
    let is_row = cursor.family() == Family::Mysql && matches!(cursor.keyword(), K::NEW | K::OLD);
    let scope = if is_row { SettingScope::Variable } else { scope };
    let name = setting_name(cursor)?;
    let _ = cursor.eat_operator("=") || cursor.eat_operator(":=") || cursor.eat(K::TO);
    let has_list = cursor.family() != Family::Mysql;
    let (value, value_range) = value(cursor, has_list);
    Some(SessionSetting {
        name,
        value,
        value_range,
        scope,
    })
}

/// `@x = …`, `@@global.x = …`.
fn variable(cursor: &mut Cursor<'_>) -> SessionSetting {
    let token = cursor.bump();
    let text = cursor.text_of(token);
    if token.kind == TokenKind::Operator {
        // MySQL's `@'name'`.
        cursor.bump();
    }
    let (name, scope) = if let Some(system) = text.strip_prefix("@@") {
        let lower = system.to_ascii_lowercase();
        let (prefix, rest) = lower.split_once('.').unwrap_or(("", lower.as_str()));
        let scope = match prefix {
            "global" | "persist" | "persist_only" => SettingScope::Global,
            _ => SettingScope::Session,
        };
        (CompactString::from(rest), scope)
    } else {
        (CompactString::from(text.to_ascii_lowercase()), SettingScope::Variable)
    };
    while cursor.eat_kind(TokenKind::Dot).is_some() {
        cursor.bump();
    }
    let _ = cursor.eat_operator("=") || cursor.eat_operator(":=");
    let (value, value_range) = value(cursor, cursor.family() != Family::Mysql);
    SessionSetting {
        name,
        value,
        value_range,
        scope,
    }
}

/// The setting's name, lower case. `TIME ZONE` is another spelling of `timezone`.
fn setting_name(cursor: &mut Cursor<'_>) -> Option<CompactString> {
    const OF_TWO_WORDS: &[&[K]] = &[
        &[K::XML, K::OPTION],
        &[K::SESSION, K::CHARACTERISTICS],
        &[K::RESOURCE, K::GROUP],
    ];
    if cursor.eat_all(&[K::TIME, K::ZONE]) {
        return Some(CompactString::const_new("timezone"));
    }
    for words in OF_TWO_WORDS {
        if cursor.eat_all(words) {
            let name: Vec<&str> = words.iter().map(|word| word.as_str()).collect();
            return Some(CompactString::from(name.join(" ").to_ascii_lowercase()));
        }
    }
    if cursor.family() == Family::Mssql && cursor.eat(K::STATISTICS) {
        let which = cursor.ident()?;
        return Some(CompactString::from(format!(
            "statistics {}",
            which.text.to_ascii_lowercase()
        )));
    }
    let name = cursor.name()?;
    Some(CompactString::from(name.to_string().to_ascii_lowercase()))
}

/// The value: up to the end, or up to a comma. Quotes are removed from a single text.
fn value(cursor: &mut Cursor<'_>, takes_commas: bool) -> (Option<CompactString>, Option<TextRange>) {
    let from = cursor.position();
    while !cursor.is_at_end() && (takes_commas || !cursor.is(TokenKind::Comma)) {
        cursor.bump_tree();
    }
    if cursor.position() == from {
        return (None, None);
    }
    let range = cursor.range_since(from);
    let written = cursor.slice(range);
    let is_single = cursor.position() == from + 1;
    let text = if is_single && written.starts_with(['\'', '"']) {
        unquoted(written)
    } else {
        CompactString::from(written)
    };
    (Some(text), Some(range))
}

/// After `SET NAMES`, `SET CHARACTER SET`.
pub(super) fn names(cursor: &mut Cursor<'_>, draft: &mut Draft, kind: Kind) {
    named(cursor, draft, kind, "names");
}

/// After `SET ROLE`, `SET SESSION AUTHORIZATION`, `RESET ROLE`.
pub(super) fn role(cursor: &mut Cursor<'_>, draft: &mut Draft, kind: Kind) {
    let name = if kind == Kind::SetRole {
        "role"
    } else {
        "session authorization"
    };
    named(cursor, draft, kind, name);
}

/// After `USE`.
pub(super) fn use_database(cursor: &mut Cursor<'_>, draft: &mut Draft, kind: Kind) {
    named(cursor, draft, kind, "database");
}

fn named(cursor: &mut Cursor<'_>, draft: &mut Draft, kind: Kind, name: &'static str) {
    let (value, value_range) = value(cursor, true);
    let setting = SessionSetting {
        name: CompactString::const_new(name),
        value,
        value_range,
        scope: SettingScope::Session,
    };
    draft.is(kind, Action::Session(Box::new(setting)));
}

/// After `RESET`.
pub(super) fn reset(cursor: &mut Cursor<'_>, draft: &mut Draft, kind: Kind) {
    let Some(name) = setting_name(cursor) else {
        draft.kind = kind;
        return;
    };
    let setting = SessionSetting {
        name,
        value: None,
        value_range: None,
        scope: SettingScope::Session,
    };
    draft.is(kind, Action::Session(Box::new(setting)));
}

/// After PostgreSQL's `DISCARD`: what is forgotten, `all` or a part.
pub(super) fn discard(cursor: &mut Cursor<'_>, draft: &mut Draft, kind: Kind) {
    reset(cursor, draft, kind);
}

/// After `PRAGMA`: `name`, `schema.name = value`, `name(value)`.
pub(super) fn pragma(cursor: &mut Cursor<'_>, draft: &mut Draft, kind: Kind) {
    let Some(name) = cursor.name() else {
        draft.kind = kind;
        return;
    };
    let parenthesised = cursor.is(TokenKind::LeftParen);
    let (value, value_range) = if parenthesised {
        cursor.bump();
        let from = cursor.position();
        while !cursor.is_at_end() && !cursor.is(TokenKind::RightParen) {
            cursor.bump();
        }
        let range = cursor.range_since(from);
        let text = unquoted(cursor.slice(range));
        cursor.bump();
        (Some(text), Some(range))
    } else {
        cursor.eat_kind(TokenKind::Equals);
        value(cursor, true)
    };
    let setting = SessionSetting {
        name: name.ident.text.to_ascii_lowercase(),
        value,
        value_range,
        scope: SettingScope::Session,
    };
    draft.is(kind, Action::Session(Box::new(setting)));
}
