//! What a query gives and from where: its list and its `FROM`, read from the tokens.

use compact_str::CompactString;
use schema::{Family, FromTable, Ident, Keyword as K, QueryShape, Selected, TokenKind};

use super::super::expr;
use crate::cursor::Cursor;

/// Lists longer than this are not read.
const LONGEST_LIST: usize = 512;

/// How many pairs of parentheses around the query are opened.
const MOST_WRAPPED: usize = 4;

/// Reads one `SELECT`; `None` for anything else, and where set operations or `WITH` make more of it.
pub(crate) fn shape(query: &Cursor<'_>) -> Option<QueryShape> {
    let mut cursor = query.clone();
    cursor.eat(K::AS);
    for _ in 0..MOST_WRAPPED {
        if !cursor.is(TokenKind::LeftParen) || !is_wrapped(&cursor) {
            break;
        }
        let from = cursor.position() + 1;
        cursor.parens()?;
        cursor = cursor.part(from, cursor.position() - 1);
    }
    if !cursor.eat(K::SELECT) || combines(&cursor) {
        return None;
    }
    let mut keeps_rows = cursor.eat_any(&[K::DISTINCT, K::ALL]).is_none_or(|word| word == K::ALL);
    if cursor.eat(K::TOP) {
        cursor.bump_tree();
        cursor.eat(K::PERCENT);
        keeps_rows = false;
    }
    let columns = list(&mut cursor)?;
    if cursor.eat(K::INTO) {
        cursor.eat_any(&[K::TEMPORARY, K::TEMP, K::UNLOGGED]);
        cursor.eat(K::TABLE);
        cursor.name()?;
    }
    let from = if cursor.eat(K::FROM) {
        tables(&mut cursor)
    } else {
        Some(Vec::new())
    };
    keeps_rows &= from.as_ref().is_some_and(|from| from.len() == 1) && !narrows(&cursor);
    Some(QueryShape {
        columns,
        from,
        keeps_rows,
        picks_rows: has_clause(&cursor, |keyword| matches!(keyword, K::WHERE | K::LIMIT)),
    })
}

/// Whether the parentheses at the cursor hold all that is left.
fn is_wrapped(cursor: &Cursor<'_>) -> bool {
    let mut ahead = cursor.clone();
    ahead.parens().is_some() && ahead.is_at_end()
}

/// Whether a set operation stands at the query's own level.
fn combines(cursor: &Cursor<'_>) -> bool {
    let mut ahead = cursor.clone();
    while !ahead.is_at_end() {
        let is_word = ahead.is(TokenKind::Word);
        if is_word && matches!(ahead.keyword(), K::UNION | K::INTERSECT | K::EXCEPT | K::MINUS) {
            return true;
        }
        ahead.bump_tree();
    }
    false
}

/// Whether a condition, a group or a limit follows at the query's own level.
fn narrows(cursor: &Cursor<'_>) -> bool {
    has_clause(cursor, |keyword| {
        matches!(
            keyword,
            K::WHERE | K::GROUP | K::HAVING | K::LIMIT | K::OFFSET | K::FETCH | K::SAMPLE | K::TABLESAMPLE
        )
    })
}

/// Whether a clause that begins so follows at the query's own level.
fn has_clause(cursor: &Cursor<'_>, begins: impl Fn(K) -> bool) -> bool {
    let mut ahead = cursor.clone();
    while !ahead.is_at_end() {
        if ahead.is(TokenKind::Word) && begins(ahead.keyword()) {
            return true;
        }
        ahead.bump_tree();
    }
    false
}

fn ends_list(cursor: &Cursor<'_>) -> bool {
    cursor.is_at_end()
        || (cursor.is(TokenKind::Word)
            && matches!(
                cursor.keyword(),
                K::FROM | K::INTO | K::WHERE | K::ORDER | K::GROUP | K::LIMIT | K::HAVING | K::FOR | K::WITH
            ))
}

fn list(cursor: &mut Cursor<'_>) -> Option<Vec<Selected>> {
    let mut columns = Vec::new();
    while columns.len() < LONGEST_LIST {
        columns.push(entry(cursor)?);
        if cursor.eat_kind(TokenKind::Comma).is_none() {
            return ends_list(cursor).then_some(columns);
        }
    }
    None
}

fn entry(cursor: &mut Cursor<'_>) -> Option<Selected> {
    let from = cursor.position();
    if cursor.eat_operator("*") {
        return Some(Selected::All(None));
    }
    // SQL Server's `name = value`.
    let is_named_first = cursor.family() == Family::Mssql && cursor.is_at_name() && {
        let next = cursor.peek_nth(1);
        next.kind == TokenKind::Operator && cursor.text_of(next) == "="
    };
    if is_named_first {
        let name = cursor.ident();
        cursor.bump();
        let expr = expr::until(cursor, ends_list)?;
        return Some(Selected::Value { name, expr });
    }
    let mut to = from;
    while !cursor.is_at_end() && !cursor.is(TokenKind::Comma) && !ends_list(cursor) {
        cursor.bump_tree();
        to = cursor.position();
    }
    if to == from {
        return None;
    }
    if let Some(table) = all_of(cursor, from, to) {
        return Some(Selected::All(Some(table)));
    }
    let (end, written) = alias(cursor, from, to);
    let expr = expr::between(cursor, from, end);
    let name = written.or_else(|| named_by_text(cursor, from, end, &expr));
    Some(Selected::Value { name, expr })
}

/// `t.*`.
fn all_of(cursor: &Cursor<'_>, from: usize, to: usize) -> Option<Ident> {
    let star = cursor.token_at(to - 1);
    let is_star = to - from >= 3 && star.kind == TokenKind::Operator && cursor.text_of(star) == "*";
    (is_star && cursor.token_at(to - 2).kind == TokenKind::Dot).then(|| cursor.ident_of(cursor.token_at(to - 3)))
}

/// Where the value ends, and the name that stands behind it, with or without `AS`.
fn alias(cursor: &Cursor<'_>, from: usize, to: usize) -> (usize, Option<Ident>) {
    if to - from < 2 {
        return (to, None);
    }
    let last = cursor.token_at(to - 1);
    let before = cursor.token_at(to - 2);
    let can_be_name = matches!(last.kind, TokenKind::Word | TokenKind::QuotedIdent | TokenKind::String);
    if before.kind == TokenKind::Word && before.keyword == K::AS && can_be_name && to - from > 2 {
        return (to - 2, Some(cursor.ident_of(last)));
    }
    let is_name =
        last.kind == TokenKind::QuotedIdent || (last.kind == TokenKind::Word && last.keyword == K::NotAKeyword);
    let ends_value = match before.kind {
        TokenKind::QuotedIdent | TokenKind::Number | TokenKind::String | TokenKind::RightParen => true,
        TokenKind::Word => matches!(before.keyword, K::NotAKeyword | K::END | K::NULL | K::TRUE | K::FALSE),
        _ => false,
    };
    if is_name && ends_value {
        return (to - 1, Some(cursor.ident_of(last)));
    }
    (to, None)
}

/// MySQL and SQLite call a column that is no plain one as its value is written.
fn named_by_text(cursor: &Cursor<'_>, from: usize, to: usize, expr: &schema::Expr) -> Option<Ident> {
    let is_plain = matches!(expr.kind, schema::ExprKind::Column(_));
    if is_plain || !matches!(cursor.family(), Family::Mysql | Family::Sqlite) {
        return None;
    }
    let range = cursor.range_between(from, to);
    Some(Ident {
        text: CompactString::from(cursor.slice(range)),
        range,
        is_quoted: true,
        has_placeholder: false,
    })
}

/// Plain names, joined in any way that leaves each column its own.
fn tables(cursor: &mut Cursor<'_>) -> Option<Vec<FromTable>> {
    let mut tables = vec![table(cursor)?];
    loop {
        if cursor.eat_kind(TokenKind::Comma).is_some() {
            tables.push(table(cursor)?);
            continue;
        }
        let mut joins = Vec::new();
        while let Some(word) = cursor.eat_any(&[
            K::LEFT,
            K::RIGHT,
            K::FULL,
            K::OUTER,
            K::INNER,
            K::CROSS,
            K::NATURAL,
            K::STRAIGHT_JOIN,
            K::JOIN,
        ]) {
            joins.push(word);
        }
        if joins.is_empty() {
            return Some(tables);
        }
        // The columns that both sides share become one.
        if joins.contains(&K::NATURAL) {
            return None;
        }
        let mut joined = table(cursor)?;
        joined.is_optional = joins.contains(&K::LEFT) || joins.contains(&K::FULL);
        if joins.contains(&K::RIGHT) || joins.contains(&K::FULL) {
            tables.iter_mut().for_each(|table| table.is_optional = true);
        }
        tables.push(joined);
        if cursor.keyword() == K::USING {
            return None;
        }
        if cursor.eat(K::ON) {
            condition(cursor);
        }
    }
}

/// Goes over the condition of a join.
fn condition(cursor: &mut Cursor<'_>) {
    while !cursor.is_at_end() && !cursor.is(TokenKind::Comma) {
        let ends = matches!(
            cursor.keyword(),
            K::LEFT
                | K::RIGHT
                | K::FULL
                | K::INNER
                | K::CROSS
                | K::NATURAL
                | K::JOIN
                | K::STRAIGHT_JOIN
                | K::WHERE
                | K::GROUP
                | K::HAVING
                | K::ORDER
                | K::LIMIT
                | K::OFFSET
                | K::FETCH
        );
        // `LEFT(…)` is a function.
        if ends && cursor.is(TokenKind::Word) && cursor.peek_nth(1).kind != TokenKind::LeftParen {
            return;
        }
        cursor.bump_tree();
    }
}

fn table(cursor: &mut Cursor<'_>) -> Option<FromTable> {
    cursor.eat(K::ONLY);
    if matches!(cursor.keyword(), K::LATERAL | K::UNNEST | K::TABLE | K::VALUES) {
        return None;
    }
    let name = cursor.name()?;
    if cursor.is(TokenKind::LeftParen) {
        return None;
    }
    let has_as = cursor.eat(K::AS);
    let token = cursor.peek();
    let is_alias = token.kind == TokenKind::QuotedIdent
        || (token.kind == TokenKind::Word && (has_as || token.keyword == K::NotAKeyword));
    let alias = if is_alias { cursor.ident() } else { None };
    // `AS t (a, b)` gives the columns other names.
    if cursor.is(TokenKind::LeftParen) && alias.is_some() {
        return None;
    }
    if cursor.keyword() == K::WITH && cursor.peek_nth(1).kind == TokenKind::LeftParen {
        cursor.bump();
        cursor.parens();
    }
    Some(FromTable {
        name,
        alias,
        is_optional: false,
    })
}
