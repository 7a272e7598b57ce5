//! `CREATE INDEX`, indexes inside tables, and what indexes are sorted by.

mod keys;
mod options;

use schema::{Action, Family, Ident, Index, IndexShape, Keyword as K, Kind, Name, NameRole, TokenKind};

pub(crate) use self::keys::{Keys, keys};
pub(crate) use self::options::OPTIONS;
use super::{Draft, expr, setting};
use crate::cursor::Cursor;

/// Reads `CREATE … INDEX` from its first word on.
pub(crate) fn create_index(cursor: &mut Cursor<'_>, draft: &mut Draft) {
    let from = cursor.position();
    let mut index = unnamed(cursor, from);
    cursor.eat(K::CREATE);
    index.or_replace = cursor.eat_all(&[K::OR, K::REPLACE]);
    words_before(cursor, &mut index, draft);
    if !cursor.eat(K::INDEX) {
        return;
    }
    draft.modifiers.head = cursor.range_since(from);
    let after_head = cursor.position();
    if cursor.eat(K::CONCURRENTLY) {
        draft.modifiers.concurrently = Some(cursor.range_since(after_head));
    }
    index.if_not_exists = cursor.eat_if_not_exists();
    if cursor.keyword() != K::ON || cursor.keyword_nth(1) == K::ON {
        index.name = cursor.name();
    }
    method_and_options(cursor, &mut index);
    if !cursor.eat(K::ON) {
        draft.kind = Kind::CreateIndex;
        return;
    }
    draft.modifiers.only = cursor.eat(K::ONLY);
    if cursor.eat(K::CLUSTER) && !cursor.is_at_name() {
        return;
    }
    let Some(table) = cursor.name() else {
        draft.kind = Kind::CreateIndex;
        return;
    };
    draft.writes(&table);
    index.table = table;
    method_and_options(cursor, &mut index);
    index.keys = keys(cursor, Keys::Index);
    tail(cursor, &mut index, draft);
    index.range = cursor.range_since(from);
    note_modifiers(&index, draft);
    draft.is(Kind::CreateIndex, Action::CreateIndex(Box::new(index)));
}

/// An index of which nothing is known yet.
fn unnamed(cursor: &Cursor<'_>, from: usize) -> Index {
    let range = cursor.range_since(from);
    Index {
        name: None,
        table: Name::bare(Ident {
            text: compact_str::CompactString::default(),
            range,
            is_quoted: false,
            has_placeholder: false,
        }),
        is_unique: false,
        or_replace: false,
        if_not_exists: false,
        shape: IndexShape::Plain,
        method: None,
        keys: Vec::new(),
        include: Vec::new(),
        predicate: None,
        nulls_not_distinct: false,
        is_invisible: false,
        options: Vec::new(),
        range,
    }
}

/// The words between `CREATE` and `INDEX`.
fn words_before(cursor: &mut Cursor<'_>, index: &mut Index, draft: &mut Draft) {
    while cursor.keyword() != K::INDEX {
        match cursor.keyword() {
            K::UNIQUE => index.is_unique = true,
            K::BITMAP => index.shape = IndexShape::Bitmap,
            K::FULLTEXT => index.shape = IndexShape::Fulltext,
            K::SPATIAL => index.shape = IndexShape::Spatial,
            K::COLUMNSTORE => index.shape = IndexShape::Columnstore,
            K::CLUSTERED => index.shape = IndexShape::Clustered,
            K::NONCLUSTERED => {}
            K::ONLINE => draft.modifiers.online = Some(true),
            K::OFFLINE => draft.modifiers.online = Some(false),
            K::CONCURRENTLY => {
                let at = cursor.position();
                draft.modifiers.concurrently = Some(cursor.range_between(at, at + 1));
            }
            K::XML | K::JSON | K::PRIMARY | K::SELECTIVE | K::VECTOR | K::MULTIVALUE | K::SEARCH | K::HYBRID => {
                index.shape = IndexShape::Special;
            }
            _ => return,
        }
        cursor.bump();
    }
}

/// `USING btree`, and the options that MySQL lets stand before the columns.
fn method_and_options(cursor: &mut Cursor<'_>, index: &mut Index) {
    while cursor.keyword() == K::USING {
        cursor.bump();
        index.method = cursor.ident().map(|method| {
            let mut text = method.text;
            text.make_ascii_lowercase();
            text
        });
    }
    // SQL Server: `INDEX i CLUSTERED COLUMNSTORE`, `INDEX i NONCLUSTERED HASH (…)`.
    loop {
        match cursor.keyword() {
            K::UNIQUE => index.is_unique = true,
            K::CLUSTERED => index.shape = IndexShape::Clustered,
            K::COLUMNSTORE => index.shape = IndexShape::Columnstore,
            K::NONCLUSTERED => {}
            K::HASH if cursor.family() == Family::Mssql => {
                index.method = Some(compact_str::CompactString::const_new("hash"));
            }
            _ => return,
        }
        cursor.bump();
    }
}

/// What follows the keys.
fn tail(cursor: &mut Cursor<'_>, index: &mut Index, draft: &mut Draft) {
    loop {
        let from = cursor.position();
        match cursor.keyword() {
            K::INCLUDE if cursor.peek_nth(1).kind == TokenKind::LeftParen => {
                cursor.bump();
                index.include = cursor.ident_list();
            }
            K::WHERE => {
                cursor.bump();
                index.predicate = expr::until(cursor, ends_predicate).map(Box::new);
            }
            K::NULLS => {
                cursor.bump();
                index.nulls_not_distinct = cursor.eat(K::NOT);
                cursor.eat(K::DISTINCT);
            }
            K::USING if cursor.keyword_nth(1) != K::XML => method_and_options(cursor, index),
            K::WITH if cursor.peek_nth(1).kind == TokenKind::LeftParen => {
                cursor.bump();
                setting::list(cursor, &mut index.options);
            }
            K::ALGORITHM => draft.modifiers.algorithm = clause_value(cursor),
            K::LOCK => draft.modifiers.lock = clause_value(cursor),
            K::ONLINE => {
                cursor.bump();
                draft.modifiers.online = Some(true);
            }
            K::NOWAIT | K::WAIT => {
                cursor.bump();
                cursor.eat_kind(TokenKind::Number);
                draft.modifiers.wait = Some(cursor.range_since(from));
            }
            K::INVISIBLE | K::UNUSABLE | K::IGNORED => {
                cursor.bump();
                index.is_invisible = true;
            }
            K::FROM => {
                join(cursor, draft);
                index.options.push(setting::with_value(cursor, "from", from, from + 1));
            }
            _ => {
                let Some(option) = setting::take(cursor, OPTIONS) else {
                    if !partitioning(cursor, index) {
                        return;
                    }
                    continue;
                };
                index.options.push(option);
            }
        }
    }
}

/// Oracle's bitmap join index: `ON t (d.c) FROM t, d WHERE t.id = d.t_id`.
fn join(cursor: &mut Cursor<'_>, draft: &mut Draft) {
    cursor.eat(K::FROM);
    while let Some(name) = cursor.name() {
        draft.uses(&name, NameRole::Reads);
        if cursor.keyword() == K::NotAKeyword {
            cursor.ident();
        }
        if cursor.eat_kind(TokenKind::Comma).is_none() {
            break;
        }
    }
    if cursor.eat(K::WHERE) {
        expr::until(cursor, ends_predicate);
    }
}

/// `GLOBAL PARTITION BY …`, `LOCAL (PARTITION …)` of Oracle.
fn partitioning(cursor: &mut Cursor<'_>, index: &mut Index) -> bool {
    let from = cursor.position();
    if !cursor.eat(K::GLOBAL) && cursor.keyword() != K::PARTITION {
        return false;
    }
    if super::partition::partition_by(cursor).is_none() {
        cursor.go_to(from);
        return false;
    }
    index
        .options
        .push(setting::with_value(cursor, "partition by", from, from));
    true
}

/// The value of `ALGORITHM = x` and `LOCK = x`, upper case.
pub(crate) fn clause_value(cursor: &mut Cursor<'_>) -> Option<compact_str::CompactString> {
    cursor.bump();
    cursor.eat_kind(TokenKind::Equals);
    let token = cursor.bump();
    let mut text = compact_str::CompactString::from(cursor.text_of(token));
    text.make_ascii_uppercase();
    Some(text)
}

/// SQL Server writes options after a predicate.
fn ends_predicate(cursor: &Cursor<'_>) -> bool {
    match cursor.keyword() {
        K::WITH => cursor.peek_nth(1).kind == TokenKind::LeftParen,
        K::ON => cursor.family() == Family::Mssql,
        K::LOCAL | K::TABLESPACE | K::NOLOGGING | K::PARALLEL => cursor.family() == Family::Oracle,
        _ => false,
    }
}

fn note_modifiers(index: &Index, draft: &mut Draft) {
    draft.modifiers.online = setting::online(&index.options).or(draft.modifiers.online);
}

/// Whether an index stands here among the columns of a table.
pub(crate) fn begins_in_table(cursor: &Cursor<'_>) -> bool {
    match cursor.keyword() {
        K::INDEX | K::KEY => match cursor.family() {
            Family::Mysql | Family::Mssql => true,
            Family::Generic => {
                let next = cursor.peek_nth(1);
                next.kind == TokenKind::LeftParen || cursor.peek_nth(2).kind == TokenKind::LeftParen && !is_type(next)
            }
            Family::Postgres | Family::Sqlite | Family::Oracle => false,
        },
        K::FULLTEXT | K::SPATIAL => matches!(cursor.family(), Family::Mysql | Family::Generic),
        K::VECTOR => cursor.family() == Family::Mysql && matches!(cursor.keyword_nth(1), K::INDEX | K::KEY),
        _ => false,
    }
}

fn is_type(token: schema::Token) -> bool {
    matches!(
        token.keyword,
        K::VARCHAR | K::CHAR | K::DECIMAL | K::NUMERIC | K::CHARACTER | K::VARBINARY | K::INT | K::NVARCHAR
    )
}

/// Takes an index that stands among the columns of a table, or follows `ADD`.
pub(crate) fn in_table(cursor: &mut Cursor<'_>, table: &Name) -> Index {
    let from = cursor.position();
    let mut index = unnamed(cursor, from);
    index.table = table.clone();
    match cursor.keyword() {
        K::FULLTEXT => index.shape = IndexShape::Fulltext,
        K::SPATIAL => index.shape = IndexShape::Spatial,
        K::VECTOR => index.shape = IndexShape::Special,
        _ => {}
    }
    if index.shape != IndexShape::Plain {
        cursor.bump();
    }
    cursor.eat_any(&[K::INDEX, K::KEY]);
    index.if_not_exists = cursor.eat_if_not_exists();
    if !cursor.is(TokenKind::LeftParen) && cursor.keyword() != K::USING {
        index.name = cursor.ident().map(Name::bare);
    }
    method_and_options(cursor, &mut index);
    index.keys = keys(cursor, Keys::Index);
    while in_table_option(cursor, &mut index) {}
    index.range = cursor.range_since(from);
    index
}

fn in_table_option(cursor: &mut Cursor<'_>, index: &mut Index) -> bool {
    match cursor.keyword() {
        K::INCLUDE if cursor.peek_nth(1).kind == TokenKind::LeftParen => {
            cursor.bump();
            index.include = cursor.ident_list();
        }
        K::WHERE => {
            cursor.bump();
            index.predicate = expr::until(cursor, ends_predicate).map(Box::new);
        }
        K::USING => method_and_options(cursor, index),
        K::WITH if cursor.peek_nth(1).kind == TokenKind::LeftParen => {
            cursor.bump();
            setting::list(cursor, &mut index.options);
        }
        K::INVISIBLE | K::IGNORED => {
            cursor.bump();
            index.is_invisible = true;
        }
        _ => {
            let Some(option) = setting::take(cursor, OPTIONS) else {
                return false;
            };
            index.options.push(option);
        }
    }
    true
}
