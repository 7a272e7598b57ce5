//! Statements that hold others: blocks, conditions, loops, handlers, and text that is run.
//!
//! [`Reader::nested`] is the way in: it reads a stretch of tokens in the language of its dialect's
//! routines. Each nested statement says when it runs and under which guard.

mod compound;
mod dynamic;
mod handler;
mod procedural;
mod schema_elements;
mod spliced;
mod tsql;

use schema::{
    Family, Guard, GuardKind, Keyword as K, Kind, ProblemKind, Runs, Statement, Token, TokenKind, TokenRange,
};
use source::TextRange;

pub(crate) use self::spliced::Spliced;
use crate::extent::range;
use crate::reader::{MAX_DEPTH, Reader, Stretch, bare};

/// What surrounds the statements being read: when they run, and under which condition.
#[derive(Clone, Debug)]
pub(crate) struct Scope {
    pub(crate) runs: Runs,
    pub(crate) guard: Option<Guard>,
}

impl Scope {
    /// Under no condition.
    pub(crate) const fn plain(runs: Runs) -> Self {
        Self { runs, guard: None }
    }

    /// Inside a branch or a loop: what ran with the script now runs only if a condition holds.
    fn conditional(&self) -> Self {
        let runs = if self.runs == Runs::Now { Runs::If } else { self.runs };
        Self {
            runs,
            guard: self.guard.clone(),
        }
    }

    /// Inside a branch under this guard. A guard that asks for an object is not lost to an inner
    /// condition that asks for something else.
    pub(crate) fn under(&self, guard: Option<Guard>) -> Self {
        let mut inner = self.conditional();
        match guard {
            Some(guard) if guard.kind == GuardKind::Condition && inner.guard.is_some() => {}
            Some(guard) => inner.guard = Some(guard),
            None => {}
        }
        inner
    }
}

/// A position in the tokens of a stretch.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Walk {
    pub(crate) at: usize,
    pub(crate) end: usize,
}

impl Walk {
    pub(crate) const fn over(tokens: TokenRange) -> Self {
        Self {
            at: tokens.start as usize,
            end: tokens.end as usize,
        }
    }

    pub(crate) const fn is_done(self) -> bool {
        self.at >= self.end
    }
}

impl Reader<'_> {
    /// Reads the statements of a routine's body, a block or a text that is run.
    pub(crate) fn nested(&mut self, tokens: TokenRange, scope: &Scope) -> Vec<Statement> {
        let mut walk = Walk::over(tokens);
        let mut body = match self.dialect.family() {
            Family::Mssql => self.tsql_statements(&mut walk, scope),
            Family::Postgres | Family::Generic if !self.is_procedural(tokens) => return self.run_text(tokens, scope),
            _ => self.routine_body(&mut walk, scope),
        };
        match body.as_mut_slice() {
            // The block that is the whole body says nothing of its own.
            [only] if only.kind == Kind::Block => std::mem::take(&mut only.body),
            _ => body,
        }
    }

    /// The statements of a text that is run as if it stood in a script.
    pub(crate) fn run_text(&mut self, tokens: TokenRange, scope: &Scope) -> Vec<Statement> {
        self.stretch(&Stretch {
            tokens,
            scope: scope.clone(),
            is_routine: false,
        })
    }

    /// PL/pgSQL opens with `DECLARE`, `BEGIN`, `<<label>>` or `#option`; SQL never does.
    fn is_procedural(&self, tokens: TokenRange) -> bool {
        let first = self.token(Walk::over(tokens), 0);
        let text = &self.text[first.range.slice()];
        matches!(first.keyword, K::DECLARE | K::BEGIN) || text.starts_with("<<") || text.starts_with('#')
    }

    /// The token `ahead` of the walk's position; of kind `End` past the last.
    pub(crate) fn token(&self, walk: Walk, ahead: usize) -> Token {
        let at = walk.at + ahead;
        if at < walk.end {
            return self.lexed.tokens[at];
        }
        Token {
            kind: TokenKind::End,
            keyword: K::NotAKeyword,
            range: TextRange::default(),
        }
    }

    pub(crate) fn keyword(&self, walk: Walk, ahead: usize) -> K {
        self.token(walk, ahead).keyword
    }

    /// Takes the next token if it is one of these words.
    fn eat(&self, walk: &mut Walk, keywords: &[K]) -> bool {
        let keyword = self.keyword(*walk, 0);
        let is_it = keyword != K::NotAKeyword && keywords.contains(&keyword);
        walk.at += usize::from(is_it);
        is_it
    }

    fn skip_terminators(&self, walk: &mut Walk) {
        while self.token(*walk, 0).kind == TokenKind::Terminator {
            walk.at += 1;
        }
    }

    /// Goes one level down; past the deepest, the rest of the stretch is one opaque statement.
    fn descend(&mut self, walk: &mut Walk, scope: &Scope) -> Result<(), Box<Statement>> {
        if self.depth < MAX_DEPTH {
            self.depth += 1;
            return Ok(());
        }
        let place = self.token(*walk, 0).range;
        self.problem(ProblemKind::TooDeep, place);
        let mut statement = self.structure(Kind::Unknown, walk.at, walk.end, scope, Vec::new());
        statement.opaque.push(statement.range);
        walk.at = walk.end;
        Err(Box::new(statement))
    }

    fn ascend(&mut self) {
        self.depth -= 1;
    }

    /// A statement that holds others.
    fn structure(&self, kind: Kind, from: usize, to: usize, scope: &Scope, body: Vec<Statement>) -> Statement {
        let first = self.lexed.tokens[from].range;
        let last = self.lexed.tokens[to.max(from + 1) - 1].range;
        let mut statement = bare(kind, first.cover(last), range(from, to.max(from + 1)), scope.runs);
        statement.guard = scope.guard.clone().map(Box::new);
        statement.body = body;
        statement
    }

    /// The first token at the level of parentheses of `from` that is one of these words, if one comes
    /// before the end of the statement. `CASE … END` hides what stands in it.
    fn find(&self, walk: Walk, words: &[K]) -> Option<usize> {
        let mut depth = 0usize;
        let mut cases = 0usize;
        for at in walk.at..walk.end {
            let token = self.lexed.tokens[at];
            match token.kind {
                TokenKind::LeftParen => depth += 1,
                TokenKind::RightParen => depth = depth.saturating_sub(1),
                TokenKind::Terminator | TokenKind::BatchEnd => return None,
                TokenKind::Word if depth == 0 && cases == 0 && words.contains(&token.keyword) => return Some(at),
                _ => {}
            }
            match token.keyword {
                K::CASE => cases += 1,
                K::END if cases > 0 => cases -= 1,
                _ => {}
            }
        }
        None
    }

    /// The guard that a condition is.
    fn condition(&self, from: usize, to: usize) -> Option<Guard> {
        (to > from).then(|| self.guard_of(range(from, to)))
    }
}

/// The guard of the other branch.
fn inverted(guard: &Guard) -> Guard {
    let kind = match guard.kind {
        GuardKind::Absent => GuardKind::Present,
        GuardKind::Present => GuardKind::Absent,
        other => other,
    };
    Guard {
        kind,
        others: Vec::new(),
        ..guard.clone()
    }
}
