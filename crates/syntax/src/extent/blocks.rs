//! Statements that hold others between `BEGIN` and `END`: routines and triggers of MySQL, Oracle and
//! SQLite, and PostgreSQL's `BEGIN ATOMIC`.

use schema::{Family, Keyword as K, Token, TokenKind};

use super::{Extent, range};

/// The extent of a statement with blocks; `None` where it has none and ends at the next terminator.
pub(super) fn extent(tokens: &[Token], from: usize, end: usize, family: Family) -> Option<Extent> {
    let mut shape = Shape::of(&tokens[from..end], family)?;
    let mut at = from + shape.head;
    let mut depth = shape.depth;
    while at < end {
        let token = tokens[at];
        let follows = |ahead: usize| {
            tokens
                .get(at + ahead)
                .filter(|_| at + ahead < end)
                .map_or(K::NotAKeyword, |token| token.keyword)
        };
        let is_after_end = at > from && tokens[at - 1].keyword == K::END;
        match token.keyword {
            K::BEGIN if family == Family::Postgres && follows(1) != K::ATOMIC => {}
            K::BEGIN if shape.is_package && depth == 1 && shape.subprograms == 0 => {}
            K::BEGIN => {
                depth += 1;
                shape.subprograms = shape.subprograms.saturating_sub(1);
            }
            K::CASE if !is_after_end && depth > 0 => depth += 1,
            K::IF | K::LOOP | K::WHILE | K::REPEAT | K::FOR if is_after_end => {}
            K::END if depth > 0 => {
                let closes_other = match follows(1) {
                    K::IF | K::LOOP | K::REPEAT | K::WHILE | K::FOR => true,
                    _ => false,
                };
                if !closes_other {
                    depth -= 1;
                }
            }
            K::PROCEDURE | K::FUNCTION if shape.is_package && is_subprogram_with_body(tokens, at, end) => {
                shape.subprograms += 1
            }
            _ => {}
        }
        match token.kind {
            TokenKind::BatchEnd => return Some(done(from, at, at + 1, depth)),
            TokenKind::Terminator if depth == 0 && shape.has_begun(tokens, from, at) => {
                return Some(done(from, at, at + 1, 0));
            }
            TokenKind::ClientCommand => return Some(done(from, at, at, depth)),
            _ => {}
        }
        at += 1;
    }
    Some(done(from, end, end, depth))
}

fn done(from: usize, to: usize, next: usize, depth: u32) -> Extent {
    Extent {
        tokens: range(from, to),
        next,
        is_unbalanced: false,
        is_block_open: depth > 0,
    }
}

/// What is known from a statement's head.
struct Shape {
    /// How many tokens the head has.
    head: usize,
    /// The blocks that the head itself opens: `PACKAGE x IS`.
    depth: u32,
    /// Oracle's packages and type bodies hold subprograms and may end with a `BEGIN` that is their own.
    is_package: bool,
    /// Subprograms whose `BEGIN` is still to come.
    subprograms: u32,
    /// Whether a semicolon outside of all blocks may stand before the block: Oracle's declarations.
    declares_first: bool,
}

impl Shape {
    fn of(tokens: &[Token], family: Family) -> Option<Self> {
        let first = tokens.first()?.keyword;
        let plain = |head: usize| Self {
            head,
            depth: 0,
            is_package: false,
            subprograms: 0,
            declares_first: false,
        };
        if family == Family::Oracle && matches!(first, K::DECLARE | K::BEGIN) {
            return Some(Self {
                declares_first: first == K::DECLARE,
                ..plain(0)
            });
        }
        if family == Family::Oracle && tokens[0].kind == TokenKind::Operator {
            return None;
        }
        if first == K::BEGIN && family == Family::Mysql && tokens.get(1).is_some_and(|token| token.keyword == K::NOT) {
            return Some(plain(0));
        }
        if !matches!(first, K::CREATE | K::ALTER) {
            return None;
        }
        let position = tokens.iter().take(12).position(|token| is_routine(token.keyword))?;
        // `CREATE TABLE trigger (…)` and `CREATE USER event@host` are not routines.
        let is_other = tokens[1..position].iter().any(|token| {
            matches!(
                token.keyword,
                K::TABLE
                    | K::INDEX
                    | K::VIEW
                    | K::SCHEMA
                    | K::DATABASE
                    | K::USER
                    | K::ROLE
                    | K::SEQUENCE
                    | K::EXTENSION
                    | K::RULE
                    | K::SYNONYM
            ) || matches!(token.kind, TokenKind::LeftParen | TokenKind::Dot)
        });
        if is_other {
            return None;
        }
        let routine = tokens[position].keyword;
        let upto = tokens
            .iter()
            .position(|token| token.kind == TokenKind::Terminator)
            .unwrap_or(tokens.len());
        match family {
            Family::Postgres | Family::Generic => {
                let has_atomic = tokens[..upto]
                    .windows(2)
                    .any(|pair| pair[0].keyword == K::BEGIN && pair[1].keyword == K::ATOMIC);
                has_atomic.then(|| plain(0))
            }
            Family::Sqlite | Family::Mysql => {
                let has_begin = tokens[..upto]
                    .iter()
                    .any(|token| matches!(token.keyword, K::BEGIN | K::CASE));
                has_begin.then(|| plain(0))
            }
            Family::Oracle => Self::of_oracle(tokens, position, routine, first),
            Family::Mssql => None,
        }
    }

    fn of_oracle(tokens: &[Token], position: usize, routine: K, first: K) -> Option<Self> {
        let is_package = routine == K::PACKAGE
            || (routine == K::TYPE && tokens.get(position + 1).is_some_and(|token| token.keyword == K::BODY));
        if first == K::ALTER || (routine == K::TYPE && !is_package) {
            return None;
        }
        let opens = tokens
            .iter()
            .position(|token| matches!(token.keyword, K::IS | K::AS | K::BEGIN | K::DECLARE | K::CALL))?;
        let is_open = is_package && matches!(tokens[opens].keyword, K::IS | K::AS);
        let head = if is_open { opens + 1 } else { 0 };
        Some(Self {
            head,
            depth: u32::from(is_open),
            is_package,
            subprograms: 0,
            declares_first: !is_package,
        })
    }

    /// Whether the block has been read, so that a semicolon outside of all blocks ends the statement.
    fn has_begun(&self, tokens: &[Token], from: usize, at: usize) -> bool {
        if !self.declares_first {
            return true;
        }
        let read = &tokens[from..at];
        let has_block = read.iter().any(|token| token.keyword == K::END);
        has_block
            || !read
                .iter()
                .any(|token| matches!(token.keyword, K::IS | K::AS | K::DECLARE | K::BEGIN))
            || read
                .iter()
                .any(|token| matches!(token.keyword, K::LANGUAGE | K::CALL | K::EXTERNAL))
    }
}

fn is_routine(keyword: K) -> bool {
    matches!(
        keyword,
        K::FUNCTION | K::PROCEDURE | K::TRIGGER | K::EVENT | K::PACKAGE | K::TYPE
    )
}

/// A subprogram within a package that has a body: `IS` or `AS` comes before the next semicolon.
fn is_subprogram_with_body(tokens: &[Token], at: usize, end: usize) -> bool {
    let is_header = at == 0 || !matches!(tokens[at - 1].keyword, K::END | K::DROP | K::CREATE | K::REPLACE);
    let rest = &tokens[at + 1..end];
    let upto = rest
        .iter()
        .position(|token| token.kind == TokenKind::Terminator)
        .unwrap_or(rest.len());
    is_header && rest[..upto].iter().any(|token| matches!(token.keyword, K::IS | K::AS))
}
