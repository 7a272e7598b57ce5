//! What an `INSERT` does with rows that are there already, and the rows themselves where that depends on them.

use schema::{Conflict, Expr, Ident, Keyword as K, TokenKind, Upsert, WhereKind};

use super::super::expr;
use super::change::{assignments, condition_of};
use crate::cursor::Cursor;

/// Statements with more rows than this are seed data: their rows are not read.
const MOST_ROWS: usize = 64;

/// Takes `ON CONFLICT …` or `ON DUPLICATE KEY UPDATE …` from behind the rows. Stands after it, or at the end.
pub(super) fn read(cursor: &mut Cursor<'_>, reads_exprs: bool) -> Option<(Conflict, Option<Upsert>)> {
    let new_row = if cursor.eat(K::AS) { cursor.ident() } else { None };
    while !cursor.is_at_end() {
        if cursor.eat_all(&[K::ON, K::CONFLICT]) {
            let target = match cursor.is(TokenKind::LeftParen) {
                true => cursor.ident_list(),
                false => Vec::new(),
            };
            while !cursor.is_at_end() && !cursor.eat(K::DO) {
                cursor.bump_tree();
            }
            if cursor.eat(K::NOTHING) {
                return Some((Conflict::Ignore, None));
            }
            cursor.eat(K::UPDATE);
            cursor.eat(K::SET);
            return Some((Conflict::Update, updates(cursor, target, None, reads_exprs)));
        }
        if cursor.eat_all(&[K::ON, K::DUPLICATE]) {
            cursor.eat(K::KEY);
            cursor.eat(K::UPDATE);
            return Some((Conflict::Update, updates(cursor, Vec::new(), new_row, reads_exprs)));
        }
        cursor.bump_tree();
    }
    None
}

fn updates(cursor: &mut Cursor<'_>, target: Vec<Ident>, new_row: Option<Ident>, reads_exprs: bool) -> Option<Upsert> {
    if !reads_exprs {
        return None;
    }
    let assignments = assignments(cursor, true);
    let condition = (cursor.keyword() == K::WHERE).then(|| condition_of(cursor, true));
    Some(Upsert {
        target,
        assignments,
        condition: condition.filter(|condition| condition.kind != WhereKind::AlwaysTrue),
        new_row,
    })
}

/// The rows of an `INSERT` as written, and the columns that MySQL's `SET a = 1` names.
#[derive(Default)]
pub(super) struct WrittenRows {
    pub(super) columns: Vec<Ident>,
    pub(super) rows: Vec<Vec<Expr>>,
}

/// Reads the rows, from where they begin, if what they hold decides what becomes of those that are there.
pub(super) fn written_rows(cursor: &Cursor<'_>, conflict: Option<&Conflict>, reads_exprs: bool) -> WrittenRows {
    let mut cursor = cursor.clone();
    if cursor.eat(K::SET) {
        let assigned = assignments(&mut cursor, reads_exprs).into_iter();
        let (columns, row) = assigned.map(|assigned| (assigned.column.ident, assigned.value)).unzip();
        let rows = if reads_exprs { vec![row] } else { Vec::new() };
        return WrittenRows { columns, rows };
    }
    let meets_others = matches!(conflict, Some(Conflict::Update | Conflict::Replace));
    if !meets_others || !reads_exprs || cursor.eat_any(&[K::VALUES, K::VALUE]).is_none() {
        return WrittenRows::default();
    }
    let mut rows = Vec::new();
    loop {
        cursor.eat(K::ROW);
        let Some(row) = row(&mut cursor) else { break };
        if rows.len() == MOST_ROWS {
            return WrittenRows::default();
        }
        rows.push(row);
        if cursor.eat_kind(TokenKind::Comma).is_none() {
            break;
        }
    }
    WrittenRows {
        columns: Vec::new(),
        rows,
    }
}

fn row(cursor: &mut Cursor<'_>) -> Option<Vec<Expr>> {
    cursor.eat_kind(TokenKind::LeftParen)?;
    let mut values = Vec::new();
    while !cursor.is_at_end() && !cursor.is(TokenKind::RightParen) {
        values.push(expr::until(cursor, |_| false)?);
        cursor.eat_kind(TokenKind::Comma);
    }
    cursor.eat_kind(TokenKind::RightParen)?;
    Some(values)
}
