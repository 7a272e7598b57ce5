//! What stands between a table's parentheses.

use schema::{CreateTable, Family, Keyword as K, TokenKind};

use super::like;
use crate::cursor::Cursor;
use crate::grammar::{column, constraint, index, setting};

/// Takes columns, constraints and indexes up to the closing parenthesis.
pub(crate) fn elements(cursor: &mut Cursor<'_>, table: &mut CreateTable) {
    table.columns.reserve_exact(cursor.most_items());
    while !cursor.is_at_end() && !cursor.is(TokenKind::RightParen) {
        let from = cursor.position();
        element(cursor, table);
        if cursor.is(TokenKind::Comma) {
            if cursor.peek_nth(1).kind == TokenKind::RightParen {
                cursor.mark_misplaced();
            }
            cursor.bump();
            continue;
        }
        // SQLite and SQL Server let the comma before a constraint be missing.
        if cursor.is(TokenKind::RightParen) || constraint::begins_in_table(cursor) {
            continue;
        }
        if index::begins_in_table(cursor) {
            continue;
        }
        column::mark_leftover(cursor, from);
        cursor.skip_item();
        cursor.eat_kind(TokenKind::Comma);
    }
}

fn element(cursor: &mut Cursor<'_>, table: &mut CreateTable) {
    let from = cursor.position();
    if cursor.is(TokenKind::Placeholder) && !is_word_after(cursor) {
        cursor.skip_item();
        return;
    }
    match cursor.keyword() {
        K::LIKE => {
            like(cursor, table);
            return;
        }
        K::PERIOD if cursor.keyword_nth(1) == K::FOR => {
            cursor.go_to(from + 3);
            cursor.parens();
            table
                .options
                .push(setting::with_value(cursor, "period for", from, from + 2));
            return;
        }
        K::SUPPLEMENTAL if cursor.keyword_nth(1) == K::LOG => {
            while !cursor.is_at_end() && !cursor.is(TokenKind::Comma) && !cursor.is(TokenKind::RightParen) {
                cursor.bump_tree();
            }
            table
                .options
                .push(setting::with_value(cursor, "supplemental log", from, from + 2));
            return;
        }
        _ => {}
    }
    if index::begins_in_table(cursor) {
        let index = index::in_table(cursor, &table.name);
        table.indexes.push(index);
        return;
    }
    if constraint::begins_in_table(cursor)
        && let Some(constraint) = constraint::of_table(cursor)
    {
        table.constraints.push(constraint);
        return;
    }
    match column::definition(cursor) {
        Some(column) => table.columns.push(column),
        None if cursor.is(TokenKind::Comma) && cursor.family() != Family::Generic => {}
        None => cursor.skip_item(),
    }
}

/// Whether a placeholder is the name of something, rather than standing for whole columns.
fn is_word_after(cursor: &Cursor<'_>) -> bool {
    matches!(
        cursor.peek_nth(1).kind,
        TokenKind::Word | TokenKind::QuotedIdent | TokenKind::Placeholder
    )
}
