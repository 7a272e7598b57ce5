//! Views, materialized or not: `CREATE`, and `ALTER … AS` with a new query.

use compact_str::CompactString;
use rustc_hash::FxHashSet;
use schema::{
    Action, CreateView, Family, Fingerprint, Ident, Keyword as K, Name, ObjectKind, TableSetting, TokenKind, Verb,
};

use super::super::{Draft, dml, setting};
use super::object::ObjectHead;
use super::settings;
use crate::cursor::Cursor;

/// After `CREATE VIEW`, or `ALTER VIEW` where `AS` brings a new query.
pub(super) fn read(cursor: &mut Cursor<'_>, draft: &mut Draft, head: ObjectHead, verb: Verb) {
    let if_not_exists = cursor.eat_if_not_exists();
    let Some(name) = cursor.name() else {
        cursor.skip_rest();
        return;
    };
    draft.writes(&name);
    let mut view = CreateView {
        name,
        or_replace: head.or_replace,
        if_not_exists,
        is_temporary: head.is_temporary,
        is_materialized: head.kind == ObjectKind::MaterializedView,
        columns: Vec::new(),
        query: source::TextRange::empty(draft.whole.end),
        shape: None,
        definition: Fingerprint::default(),
        mentions: Vec::new(),
        column_mentions: Vec::new(),
        with_no_data: false,
        options: Vec::new(),
    };
    if cursor.is(TokenKind::LeftParen) {
        view.columns = cursor.ident_list();
    }
    options(cursor, &mut view.options);
    if cursor.eat(K::AS) {
        query(cursor, draft, &mut view);
    } else if !cursor.is_at_end() {
        cursor.skip_rest();
    }
    let kind = head.kind.statement(verb).unwrap_or(draft.kind);
    draft.change(kind, draft.whole, Action::CreateView(Box::new(view)));
}

/// What stands between the name and `AS`: `USING heap`, `WITH (…)`, `TABLESPACE x`, `WITH SCHEMABINDING`,
/// and Oracle's many clauses on how a materialized view is stored and refreshed.
fn options(cursor: &mut Cursor<'_>, options: &mut Vec<TableSetting>) {
    while !cursor.is_at_end() && cursor.keyword() != K::AS {
        if cursor.eat(K::WITH) && cursor.is(TokenKind::LeftParen) {
            setting::list(cursor, options);
            continue;
        }
        if cursor.keyword() != K::AS {
            options.extend(settings::one(cursor));
        }
    }
}

fn query(cursor: &mut Cursor<'_>, draft: &mut Draft, view: &mut CreateView) {
    let from = cursor.position();
    let to = end_of_query(cursor, view);
    view.query = cursor.range_between(from, to);
    view.definition = cursor.fingerprint(from, to);
    if matches!(cursor.family(), Family::Sqlite | Family::Postgres) {
        view.mentions = cursor.mentions(from, to);
    }
    if cursor.family() == Family::Postgres && takes_all_columns(cursor, from, to) {
        view.mentions.push(CompactString::const_new("*"));
    }
    let mut inner = cursor.part(from, to);
    if view.columns.is_empty() && draft.reads_exprs {
        view.shape = dml::shape(&inner).map(Box::new);
    }
    let names_columns = match cursor.family() {
        Family::Postgres | Family::Mysql => true,
        Family::Mssql => view.is_schema_bound(),
        _ => false,
    };
    if names_columns {
        let aliases = dml::query_with_aliases(&mut inner, draft);
        view.column_mentions = column_mentions(cursor, (from, to), &aliases);
    } else {
        dml::query(&mut inner, draft);
    }
    cursor.go_to(usize::MAX);
}

/// The columns that the query can name. What follows `AS` is a new name, and what stands before a dot says whose column it is.
fn column_mentions(cursor: &Cursor<'_>, (from, to): (usize, usize), aliases: &[(Ident, Name)]) -> Vec<CompactString> {
    let is_name = |at: usize| matches!(cursor.token_at(at).kind, TokenKind::Word | TokenKind::QuotedIdent);
    let is_dot = |at: usize| cursor.token_at(at).kind == TokenKind::Dot;
    let relation = |at: usize| {
        let ident = cursor.ident_of(cursor.token_at(at));
        let behind = aliases.iter().find(|(alias, _)| alias.is_same(&ident, cursor.dialect));
        behind.map_or(&ident, |(_, name)| &name.ident).folded(cursor.dialect)
    };
    let mut seen = FxHashSet::default();
    let mut found = Vec::new();
    for at in from..to {
        let token = cursor.token_at(at);
        let is_all = cursor.text_of(token) == "*";
        let is_qualified = at >= from + 2 && is_dot(at - 1) && is_name(at - 2);
        let is_new_name = at > from && is_before_new_name(cursor, at - 1);
        let is_qualifier = at + 1 < to && is_dot(at + 1);
        if is_qualifier || is_new_name || !(is_all || is_name(at)) {
            continue;
        }
        // Once is enough, and most stand there several times.
        let qualifier = if is_qualified {
            cursor.text_of(cursor.token_at(at - 2))
        } else {
            ""
        };
        if !is_all && !seen.insert((qualifier, cursor.text_of(token))) {
            continue;
        }
        let word = match is_all {
            true => CompactString::const_new("*"),
            false => cursor.ident_of(token).folded(cursor.dialect),
        };
        if is_qualified {
            found.push(compact_str::format_compact!("{}.{word}", relation(at - 2)));
        } else if !is_all || begins_item(cursor, at) {
            found.push(word);
        }
    }
    found.sort();
    found.dedup();
    found.shrink_to_fit();
    found
}

/// `AS`; elsewhere than in PostgreSQL also what an item ends with, where its new name follows without a word: `count(*) n`.
fn is_before_new_name(cursor: &Cursor<'_>, at: usize) -> bool {
    let before = cursor.token_at(at);
    let is_plain = |token: schema::Token| token.keyword == K::NotAKeyword && token.kind == TokenKind::Word;
    let ends_item = is_plain(before) || matches!(before.kind, TokenKind::QuotedIdent | TokenKind::RightParen);
    let is_name = || {
        let token = cursor.token_at(at + 1);
        is_plain(token) || token.kind == TokenKind::QuotedIdent
    };
    before.keyword == K::AS || (cursor.family() != Family::Postgres && ends_item && is_name())
}

fn begins_item(cursor: &Cursor<'_>, at: usize) -> bool {
    let before = cursor.token_at(at.saturating_sub(1));
    matches!(before.keyword, K::SELECT | K::DISTINCT | K::ALL)
        || matches!(before.kind, TokenKind::Comma | TokenKind::Dot)
}

/// `SELECT *`, `t.*`, not `count(*)`.
fn takes_all_columns(cursor: &Cursor<'_>, from: usize, to: usize) -> bool {
    (from + 1..to).any(|at| begins_item(cursor, at) && cursor.text_of(cursor.token_at(at)) == "*")
}

/// Where the query ends: before `WITH [NO] DATA`, `WITH CHECK OPTION`, `WITH READ ONLY`.
fn end_of_query(cursor: &mut Cursor<'_>, view: &mut CreateView) -> usize {
    let from = cursor.position();
    cursor.go_to(usize::MAX);
    let end = cursor.position();
    let earliest = end.saturating_sub(8).max(from);
    for at in (earliest..end).rev() {
        cursor.go_to(at);
        if cursor.keyword() != K::WITH {
            continue;
        }
        let next = cursor.keyword_nth(1);
        let ends = match next {
            K::DATA => true,
            K::NO => {
                view.with_no_data = cursor.keyword_nth(2) == K::DATA;
                view.with_no_data
            }
            K::CHECK | K::CASCADED | K::LOCAL => cursor.looks_at(&[K::WITH, next]),
            K::READ => cursor.keyword_nth(2) == K::ONLY,
            _ => false,
        };
        if ends {
            return at;
        }
    }
    end
}
