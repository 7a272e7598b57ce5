//! T-SQL needs no semicolons: a statement ends where the next one begins.

use schema::{Token, TokenKind};

use super::{Extent, range};

pub(super) fn extent(tokens: &[Token], from: usize, end: usize) -> Extent {
    let mut at = from;
    while at < end
        && !matches!(
            tokens[at].kind,
            TokenKind::Terminator | TokenKind::BatchEnd | TokenKind::ClientCommand
        )
    {
        at += 1;
    }
    let next = if at < end && tokens[at].kind != TokenKind::ClientCommand {
        at + 1
    } else {
        at
    };
    Extent {
        tokens: range(from, at.max(from + 1).min(end)),
        next: next.max(from + 1),
        is_unbalanced: false,
        is_block_open: false,
    }
}
