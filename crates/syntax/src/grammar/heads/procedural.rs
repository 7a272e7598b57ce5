//! Procedural statements of which the kind is asked. Blocks and their guards are read elsewhere.

use schema::{Family, Keyword as K, Kind, TokenKind};

use super::super::{Draft, dml};
use super::other;
use crate::cursor::Cursor;

/// Whether the statement gives a variable a value: `x := 1`, `new.x = 1`, `a[1] := 2`.
pub(super) fn is_assignment(cursor: &Cursor<'_>) -> bool {
    let first = cursor.peek();
    if !matches!(
        first.kind,
        TokenKind::Word | TokenKind::QuotedIdent | TokenKind::Parameter
    ) {
        return false;
    }
    let mut ahead = 1;
    loop {
        let token = cursor.peek_nth(ahead);
        match token.kind {
            TokenKind::Dot => ahead += 2,
            TokenKind::LeftBracket => {
                while !matches!(cursor.peek_nth(ahead).kind, TokenKind::RightBracket | TokenKind::End) {
                    ahead += 1;
                }
                ahead += 1;
            }
            // PL/SQL's collections: `names(3) := 'x'`.
            TokenKind::LeftParen if cursor.family() == Family::Oracle => {
                ahead = after_parens(cursor, ahead);
            }
            TokenKind::Equals => return true,
            TokenKind::Operator => return cursor.text_of(token) == ":=",
            _ => return false,
        }
    }
}

/// The place after the pair of parentheses that opens `ahead`.
fn after_parens(cursor: &Cursor<'_>, ahead: usize) -> usize {
    let mut inner = cursor.clone();
    inner.go_to(cursor.position() + ahead);
    inner.parens();
    inner.position() - cursor.position()
}

/// `target := expression`.
pub(super) fn assignment(cursor: &mut Cursor<'_>, draft: &mut Draft) {
    draft.kind = Kind::Assign;
    while !cursor.is_at_end() && !matches!(cursor.peek().kind, TokenKind::Equals | TokenKind::Operator) {
        cursor.bump();
    }
    cursor.bump();
    dml::query(cursor, draft);
}

/// After `DECLARE`: variables, a cursor with its query, a handler, or Oracle's block.
pub(super) fn declare(cursor: &mut Cursor<'_>, draft: &mut Draft, kind: Kind) {
    if cursor.family() == Family::Oracle && cursor.any_keyword(K::BEGIN) {
        return other::words(cursor, draft, Kind::Block);
    }
    let mut ahead = 0;
    while ahead < 8 && cursor.peek_nth(ahead).kind != TokenKind::End {
        if cursor.keyword_nth(ahead) == K::CURSOR && ahead > 0 {
            draft.kind = Kind::DeclareCursor;
            return dml::query(cursor, draft);
        }
        ahead += 1;
    }
    other::words(cursor, draft, kind);
}
