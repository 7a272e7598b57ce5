use schema::{Family, Keyword as K, LockHints, TokenKind};

use crate::cursor::Cursor;

/// The table hints behind a name that was just taken, perhaps behind its alias: `o WITH (TABLOCKX)`, `(NOLOCK)`. The
/// cursor stays.
pub(super) fn ahead(cursor: &Cursor<'_>) -> LockHints {
    if cursor.family() != Family::Mssql {
        return LockHints::NONE;
    }
    let mut at = 0;
    let token = |at: usize| cursor.peek_nth(at);
    if token(at).keyword == K::AS {
        at += 1;
    }
    let is_alias = token(at).kind == TokenKind::QuotedIdent
        || (token(at).kind == TokenKind::Word && token(at).keyword == K::NotAKeyword);
    if is_alias {
        at += 1;
    }
    if token(at).keyword == K::WITH {
        at += 1;
    }
    if token(at).kind != TokenKind::LeftParen {
        return LockHints::NONE;
    }
    let mut hints = LockHints::NONE;
    while !matches!(token(at).kind, TokenKind::RightParen | TokenKind::End) {
        if token(at).kind == TokenKind::Word {
            hints = hints.and(LockHints::of_word(cursor.text_of(token(at))));
        }
        at += 1;
    }
    hints
}

/// Whether a comment between a verb and what follows is a hint that says this word: `/*+ APPEND */`, `--+ append`.
pub(super) fn has(comment: &str, word: &str) -> bool {
    let Some(start) = comment.find("/*+").or_else(|| comment.find("--+")) else {
        return false;
    };
    let mut said = comment[start + 3..].split(|letter: char| !letter.is_alphanumeric() && letter != '_');
    said.any(|said| word.eq_ignore_ascii_case(said))
}
