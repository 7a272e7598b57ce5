//! Where a statement ends. One file per family whose ends are not just a semicolon.

mod blocks;
mod mssql;

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
    /// A delimiter other than `;` is in force, so that `;` ends nothing.
    pub(crate) has_delimiter: bool,
    /// Inside a block: its statements end at `;` whatever the delimiter outside is.
    pub(crate) is_block: bool,
}

/// The statement that begins at `from`, which is neither a terminator nor past the end.
pub(crate) fn extent(tokens: &[Token], from: usize, end: usize, rules: ExtentRules) -> Extent {
    if matches!(tokens[from].kind, TokenKind::ClientCommand | TokenKind::CopyData) {
        return Extent {
            tokens: range(from, from + 1),
            next: from + 1,
            is_unbalanced: false,
            is_block_open: false,
        };
    }
    if rules.family == Family::Mssql && !rules.has_delimiter {
        return mssql::extent(tokens, from, end);
    }
    let is_blocky = rules.is_block || !rules.has_delimiter || rules.family == Family::Oracle;
    if is_blocky && let Some(extent) = blocks::extent(tokens, from, end, rules.family) {
        return extent;
    }
    plain(tokens, from, end, rules)
}

/// Up to the next terminator.
fn plain(tokens: &[Token], from: usize, end: usize, rules: ExtentRules) -> Extent {
    let keeps_parens = is_rule(&tokens[from..end]);
    let mut depth = 0i32;
    let mut at = from;
    while at < end {
        match tokens[at].kind {
            TokenKind::LeftParen => depth += 1,
            TokenKind::RightParen => depth -= 1,
            TokenKind::Terminator if rules.has_delimiter && !rules.is_block => {}
            TokenKind::Terminator if keeps_parens && depth > 0 => {}
            TokenKind::Terminator | TokenKind::BatchEnd => break,
            TokenKind::ClientCommand if at > from => break,
            _ => {}
        }
        at += 1;
    }
    let next = if at < end && matches!(tokens[at].kind, TokenKind::Terminator | TokenKind::BatchEnd) {
        at + 1
    } else {
        at
    };
    let mut last = at;
    // With another delimiter in force, a semicolon before it is not part of the statement either.
    while last > from && tokens[last - 1].kind == TokenKind::Terminator {
        last -= 1;
    }
    Extent {
        tokens: range(from, last),
        next,
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
