//! Where a statement ends. One file per family whose ends are not just a semicolon.

mod blocks;
pub(crate) mod mssql;
pub(crate) mod schema_elements;

use schema::{Family, Keyword, Token, TokenKind, TokenRange};

/// The tokens of one statement, and where the next one begins.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Extent {
    /// The statement's tokens, its terminator not among them.
    pub(crate) tokens: TokenRange,
    /// The first token after the terminator.
    pub(crate) next: usize,
    /// Whether a parenthesis stayed open.
    pub(crate) is_unbalanced: bool,
    /// Whether a block stayed open.
    pub(crate) is_block_open: bool,
}

/// How statements end in the part of the script being read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ExtentRules {
    pub(crate) family: Family,
    /// Something else than `;` says where a routine ends: another delimiter, or a tool's marks.
    pub(crate) is_routine: bool,
}

/// The statement that begins at `from`, which is neither a terminator nor past the end.
pub(crate) fn extent(tokens: &[Token], from: usize, end: usize, rules: ExtentRules) -> Extent {
    if tokens[from].kind == TokenKind::ClientCommand {
        return Extent {
            tokens: range(from, from + 1),
            next: from + 1,
            is_unbalanced: false,
            is_block_open: false,
        };
    }
    // PostgreSQL's bodies are texts, or end by themselves (`begin atomic … end`); it cuts what a tool holds together.
    let is_routine = rules.is_routine && rules.family != Family::Postgres;
    match blocks::Shape::of(&tokens[from..end], rules.family) {
        Some(_) if is_routine => to_batch_end(tokens, from, end),
        Some(shape) => blocks::extent(tokens, from, end, rules.family, &shape),
        None if is_routine && blocks::defines_routine(&tokens[from..end]) => to_batch_end(tokens, from, end),
        None => plain(tokens, from, end),
    }
}

/// Up to what ends the batch, whatever semicolons stand before it.
fn to_batch_end(tokens: &[Token], from: usize, end: usize) -> Extent {
    let length = tokens[from..end]
        .iter()
        .skip(1)
        .position(|token| matches!(token.kind, TokenKind::BatchEnd | TokenKind::ClientCommand));
    let at = length.map_or(end, |length| from + 1 + length);
    Extent {
        tokens: range(from, without_terminators(tokens, from, at)),
        next: at,
        is_unbalanced: false,
        is_block_open: false,
    }
}

fn without_terminators(tokens: &[Token], from: usize, mut at: usize) -> usize {
    while at > from + 1 && tokens[at - 1].kind == TokenKind::Terminator {
        at -= 1;
    }
    at
}

/// Up to the next terminator.
fn plain(tokens: &[Token], from: usize, end: usize) -> Extent {
    let keeps_parens = is_rule(&tokens[from..end]);
    let mut depth = 0i32;
    let mut at = from;
    while at < end {
        match tokens[at].kind {
            TokenKind::LeftParen => depth += 1,
            TokenKind::RightParen => depth -= 1,
            TokenKind::Terminator if keeps_parens && depth > 0 => {}
            TokenKind::Terminator | TokenKind::BatchEnd => break,
            TokenKind::ClientCommand if at > from => break,
            _ => {}
        }
        at += 1;
    }
    let is_ended = at < end && matches!(tokens[at].kind, TokenKind::Terminator | TokenKind::BatchEnd);
    Extent {
        tokens: range(from, at),
        next: if is_ended { at + 1 } else { at },
        is_unbalanced: depth != 0,
        is_block_open: false,
    }
}

/// `CREATE RULE … DO (a; b)` of PostgreSQL holds statements in parentheses.
fn is_rule(tokens: &[Token]) -> bool {
    let mut words = tokens
        .iter()
        .map(|token| token.keyword)
        .filter(|keyword| !matches!(keyword, Keyword::OR | Keyword::REPLACE));
    words.next() == Some(Keyword::CREATE) && words.next() == Some(Keyword::RULE)
}

pub(crate) fn range(from: usize, to: usize) -> TokenRange {
    TokenRange {
        start: crate::lexer::to_offset(from),
        end: crate::lexer::to_offset(to),
    }
}
