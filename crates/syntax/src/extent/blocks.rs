//! Statements that hold others between `BEGIN` and `END`: routines and triggers of MySQL, Oracle and
//! SQLite, and PostgreSQL's `BEGIN ATOMIC`.

use schema::{Family, Keyword as K, Token, TokenKind};

use super::{Extent, range};

/// The extent of a statement with blocks.
pub(super) fn extent(tokens: &[Token], from: usize, end: usize, family: Family, shape: &Shape) -> Extent {
    let mut count = Count {
        tokens: &tokens[..end],
        family,
        depth: u32::from(shape.is_open),
        expected: 0,
        awaits_query: shape.awaits_query,
        header: shape.header,
        is_package: shape.is_package,
    };
    for at in from..end {
        match tokens[at].kind {
            TokenKind::BatchEnd => return done(from, super::without_terminators(tokens, from, at), at + 1, &count),
            TokenKind::ClientCommand => return done(from, at.max(from + 1), at.max(from + 1), &count),
            TokenKind::Terminator if count.depth == 0 && count.expected == 0 && !count.awaits_query => {
                return done(from, at, at + 1, &count);
            }
            TokenKind::Terminator => count.end_of_line(),
            TokenKind::Word => count.word(from, at),
            _ => {}
        }
    }
    done(from, super::without_terminators(tokens, from, end), end, &count)
}

fn done(from: usize, to: usize, next: usize, count: &Count<'_>) -> Extent {
    Extent {
        tokens: range(from, to),
        next,
        is_unbalanced: false,
        is_block_open: count.depth > 0 || count.expected > 0,
    }
}

/// What opens a block, as far as the tokens seen so far say.
struct Count<'a> {
    tokens: &'a [Token],
    family: Family,
    /// Blocks and `CASE`s that wait for their `END`.
    depth: u32,
    /// Units of PL/SQL whose declarations have begun and whose `BEGIN` is still to come.
    expected: u32,
    /// A unit's header is being read: `IS` or `AS` opens its declarations.
    header: Header,
    is_package: bool,
    /// The functions of a `WITH` are being read, and its query is still to come.
    awaits_query: bool,
}

/// How far the header of a unit of PL/SQL has been read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Header {
    None,
    /// A procedure or function.
    Subprogram,
    /// A package or type body: its `IS` opens what its own `END` closes.
    Package,
    /// A trigger, whose `REFERENCING NEW AS n` opens nothing.
    Trigger,
}

impl Count<'_> {
    fn keyword(&self, at: usize) -> K {
        self.tokens.get(at).map_or(K::NotAKeyword, |token| token.keyword)
    }

    fn end_of_line(&mut self) {
        if self.header == Header::Subprogram {
            self.header = Header::None;
        }
    }

    fn word(&mut self, from: usize, at: usize) {
        let is_part_of_name = at > from && self.tokens[at - 1].kind == TokenKind::Dot
            || self.tokens.get(at + 1).is_some_and(|next| next.kind == TokenKind::Dot);
        if is_part_of_name {
            return;
        }
        let before = if at > from {
            self.keyword(at - 1)
        } else {
            K::NotAKeyword
        };
        match self.keyword(at) {
            K::BEGIN => self.begin(at),
            K::CASE if before != K::END && self.depth > 0 => self.depth += 1,
            K::END if self.depth > 0 => {
                let closes_other = matches!(self.keyword(at + 1), K::IF | K::LOOP | K::REPEAT | K::WHILE | K::FOR);
                self.depth -= u32::from(!closes_other);
            }
            K::SELECT if self.depth == 0 && self.expected == 0 => self.awaits_query = false,
            _ if self.family != Family::Oracle && !self.is_package => {}
            K::DECLARE if self.family == Family::Oracle => self.expected += 1,
            K::IS | K::AS => self.opens_unit(at),
            K::PROCEDURE | K::FUNCTION if self.header == Header::None && self.is_subprogram(before) => {
                self.header = Header::Subprogram;
            }
            // `FOR INSERT … COMPOUND TRIGGER` opens what its own `END` closes.
            K::TRIGGER if self.header == Header::Trigger && at > from + 3 && self.depth == 0 => {
                self.depth += 1;
                self.is_package = true;
                self.header = Header::None;
            }
            K::STATEMENT | K::ROW if self.is_package && self.keyword(at + 1) == K::IS => {
                self.header = Header::Subprogram;
            }
            _ => {}
        }
    }

    fn begin(&mut self, at: usize) {
        let is_block = match self.family {
            Family::Postgres | Family::Generic => self.keyword(at + 1) == K::ATOMIC,
            // What a package does when it is loaded stands between its own `BEGIN` and `END`.
            Family::Oracle => !(self.is_package && self.depth == 1 && self.expected == 0),
            Family::Mysql if self.is_package && self.depth == 1 => {
                self.expected > 0 || self.header == Header::Subprogram
            }
            _ => true,
        };
        if is_block {
            self.depth += 1;
            self.expected = self.expected.saturating_sub(1);
            self.header = Header::None;
        }
    }

    fn opens_unit(&mut self, at: usize) {
        match self.header {
            Header::None | Header::Trigger => return,
            Header::Package => self.depth += 1,
            // A call specification has no body: `AS LANGUAGE JAVA NAME '…'`.
            Header::Subprogram if matches!(self.keyword(at + 1), K::LANGUAGE | K::EXTERNAL) => {}
            Header::Subprogram => self.expected += 1,
        }
        self.header = Header::None;
    }

    /// Whether `PROCEDURE` or `FUNCTION` here begins a unit rather than being spoken of.
    fn is_subprogram(&self, before: K) -> bool {
        (self.depth > 0 || self.expected > 0) && !matches!(before, K::END | K::DROP | K::CREATE | K::REPLACE | K::ON)
    }
}

/// What a statement's head says about the blocks in it.
pub(super) struct Shape {
    header: Header,
    is_package: bool,
    /// MariaDB's packages need no `AS` to begin.
    is_open: bool,
    awaits_query: bool,
}

impl Shape {
    /// `None` where the statement has no blocks and ends at the next terminator.
    pub(super) fn of(tokens: &[Token], family: Family) -> Option<Self> {
        let first = tokens.first()?;
        let plain = Self {
            header: Header::None,
            is_package: false,
            is_open: false,
            awaits_query: false,
        };
        if family == Family::Oracle {
            let second = tokens.get(1).map_or(K::NotAKeyword, |token| token.keyword);
            if first.keyword == K::WITH && matches!(second, K::FUNCTION | K::PROCEDURE) {
                return Some(Self {
                    header: Header::Subprogram,
                    awaits_query: true,
                    ..plain
                });
            }
            // `<<label>>` before a block.
            let first = if first.kind == TokenKind::Operator {
                tokens.get(3)?
            } else {
                first
            };
            if matches!(first.keyword, K::DECLARE | K::BEGIN) {
                return Some(plain);
            }
        }
        if first.keyword == K::BEGIN
            && family == Family::Mysql
            && tokens.get(1).is_some_and(|token| token.keyword == K::NOT)
        {
            return Some(plain);
        }
        let position = routine_at(tokens)?;
        let upto = tokens
            .iter()
            .position(|token| matches!(token.kind, TokenKind::Terminator | TokenKind::BatchEnd))
            .unwrap_or(tokens.len());
        let head = &tokens[..upto];
        match family {
            Family::Postgres | Family::Generic => head
                .windows(2)
                .any(|pair| pair[0].keyword == K::BEGIN && pair[1].keyword == K::ATOMIC)
                .then_some(plain),
            Family::Mysql if tokens[position].keyword == K::PACKAGE && tokens[0].keyword == K::CREATE => Some(Self {
                is_package: true,
                is_open: true,
                ..plain
            }),
            Family::Sqlite | Family::Mysql => head.iter().any(|token| token.keyword == K::BEGIN).then_some(plain),
            Family::Oracle => Self::of_oracle(head, position),
            Family::Mssql => None,
        }
    }

    fn of_oracle(head: &[Token], position: usize) -> Option<Self> {
        let routine = head.get(position)?.keyword;
        let is_body = head.get(position + 1).is_some_and(|token| token.keyword == K::BODY);
        if head[0].keyword == K::ALTER {
            return None;
        }
        let header = match routine {
            K::PACKAGE => Header::Package,
            K::TYPE if is_body => Header::Package,
            K::TYPE | K::EVENT => return None,
            K::TRIGGER => Header::Trigger,
            _ => Header::Subprogram,
        };
        Some(Self {
            header,
            is_package: header == Header::Package,
            is_open: false,
            awaits_query: false,
        })
    }
}

/// Whether a statement creates something that has a body.
pub(super) fn defines_routine(tokens: &[Token]) -> bool {
    routine_at(tokens).is_some()
}

/// Where a statement says that it is about a routine: `CREATE OR REPLACE FUNCTION`.
fn routine_at(tokens: &[Token]) -> Option<usize> {
    if !matches!(tokens.first()?.keyword, K::CREATE | K::ALTER) {
        return None;
    }
    let position = tokens.iter().take(16).position(|token| is_routine(token.keyword))?;
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
                | K::CAST
                | K::OPERATOR
        ) || matches!(
            token.kind,
            TokenKind::LeftParen | TokenKind::Dot | TokenKind::Terminator
        )
    });
    (!is_other).then_some(position)
}

fn is_routine(keyword: K) -> bool {
    matches!(
        keyword,
        K::FUNCTION | K::PROCEDURE | K::TRIGGER | K::EVENT | K::PACKAGE | K::TYPE
    )
}
