use std::borrow::Cow;

use crate::{Keyword, Script, Statement, Token, TokenKind};

/// The part of a query or of another statement in which a token stands. It is read from the keywords alone, so that it
/// is known where no parser understands the statement.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Clause {
    /// What a query selects.
    Targets,
    /// The relations of a query.
    From,
    /// The condition of a join.
    Join,
    /// Another condition: `WHERE`, `HAVING`, `WHEN`, `IF`, `CHECK (…)`.
    Filter,
    /// What `GROUP BY` lists.
    GroupBy,
    /// What `ORDER BY` lists.
    OrderBy,
    /// What `SET` assigns.
    Assignments,
    /// The rows of `VALUES`.
    Values,
    /// Anything else.
    Other,
}

/// A token with the clause that it stands in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Word {
    /// The token.
    pub token: Token,
    /// The clause; a keyword that opens one stands in it.
    pub clause: Clause,
    /// Which query of the statement it belongs to, from 1; 0 for none.
    pub query: u32,
    /// How many parentheses of the statement enclose it.
    pub depth: u32,
    /// Whether parentheses within that query enclose it: the arguments of a call, a part of an expression.
    pub is_enclosed: bool,
}

impl Script {
    /// The tokens of a statement without those of the statements inside it.
    #[must_use]
    pub fn own_tokens(&self, statement: &Statement) -> Cow<'_, [Token]> {
        if statement.body.is_empty() {
            return Cow::Borrowed(self.tokens_of(statement));
        }
        let end = statement.tokens.end;
        let mut own = Vec::new();
        let mut at = statement.tokens.start;
        for inner in statement.body.iter().map(|inner| inner.tokens) {
            if at <= inner.start && inner.end <= end {
                own.extend_from_slice(&self.tokens[at as usize..inner.start as usize]);
                at = inner.end;
            }
        }
        own.extend_from_slice(&self.tokens[at as usize..end.max(at) as usize]);
        Cow::Owned(own)
    }

    /// The tokens of a statement without those of the statements inside it, each with its clause.
    #[must_use]
    pub fn words_of(&self, statement: &Statement) -> Vec<Word> {
        Word::read_all(&self.own_tokens(statement))
    }
}

impl Word {
    /// The tokens, each with its clause. They are those of one statement.
    #[must_use]
    pub fn read_all(tokens: &[Token]) -> Vec<Self> {
        Reader::default().read(tokens)
    }
}

/// What holds between two parentheses, or outside of any.
#[derive(Clone, Debug)]
struct Frame {
    clause: Clause,
    query: u32,
    /// Whether a query or another statement stands here, so that `FROM` opens a clause.
    holds_statement: bool,
    /// For each `CASE` that is open: the clause around it.
    cases: Vec<Clause>,
}

/// What a parenthesis opens.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Opening {
    /// The arguments of a call.
    Call,
    /// Anything else.
    Group,
}

/// Whether the token is a name, so that a parenthesis behind it opens arguments.
const fn is_name(token: Token) -> bool {
    matches!(token.kind, TokenKind::Word | TokenKind::QuotedIdent)
        && !matches!(
            token.keyword,
            Keyword::FROM | Keyword::JOIN | Keyword::APPLY | Keyword::LATERAL | Keyword::ONLY | Keyword::ON
        )
}

#[derive(Debug)]
struct Reader {
    frames: Vec<Frame>,
    queries: u32,
}

impl Default for Reader {
    fn default() -> Self {
        let outermost = Frame {
            clause: Clause::Other,
            query: 0,
            holds_statement: true,
            cases: Vec::new(),
        };
        Self {
            frames: vec![outermost],
            queries: 0,
        }
    }
}

impl Frame {
    /// What holds behind a parenthesis that opens here, before `next`.
    fn within(&self, next: Option<Token>, opening: Opening) -> Self {
        let holds_statement = next.is_some_and(|next| {
            matches!(
                next.keyword,
                Keyword::SELECT | Keyword::WITH | Keyword::VALUES | Keyword::INSERT | Keyword::UPDATE | Keyword::DELETE
            )
        });
        // The parentheses of `from (a join b on …)` belong to the clause.
        let is_relation =
            opening == Opening::Group && self.clause == Clause::From && self.holds_statement && !holds_statement;
        Self {
            clause: if holds_statement { Clause::Other } else { self.clause },
            query: self.query,
            holds_statement: holds_statement || is_relation,
            cases: Vec::new(),
        }
    }
}

impl Reader {
    fn read(mut self, tokens: &[Token]) -> Vec<Word> {
        let mut words = Vec::with_capacity(tokens.len());
        for (at, token) in tokens.iter().enumerate() {
            let before = at.checked_sub(1).map_or(Keyword::NotAKeyword, |at| tokens[at].keyword);
            let next = tokens.get(at + 1).copied();
            match token.kind {
                TokenKind::RightParen if self.frames.len() > 1 => _ = self.frames.pop(),
                TokenKind::Comma => self.end_join_condition(),
                TokenKind::Word => self.keyword(token.keyword, before, next),
                _ => {}
            }
            let Some(frame) = self.frames.last() else {
                break;
            };
            words.push(Word {
                token: *token,
                clause: frame.clause,
                query: frame.query,
                depth: u32::try_from(self.frames.len() - 1).unwrap_or(u32::MAX),
                is_enclosed: !frame.holds_statement,
            });
            if token.kind == TokenKind::LeftParen {
                let follows_name = at > 0 && is_name(tokens[at - 1]);
                let inner = frame.within(next, if follows_name { Opening::Call } else { Opening::Group });
                self.frames.push(inner);
            }
        }
        words
    }

    fn end_join_condition(&mut self) {
        let is_condition = |frame: &&mut Frame| frame.holds_statement && frame.clause == Clause::Join;
        if let Some(frame) = self.frames.last_mut().filter(is_condition) {
            frame.clause = Clause::From;
        }
    }

    fn keyword(&mut self, keyword: Keyword, before: Keyword, next: Option<Token>) {
        let Some(frame) = self.frames.last_mut() else {
            return;
        };
        let next_is = |wanted: Keyword| next.is_some_and(|next| next.keyword == wanted);
        let before_parenthesis = next.is_some_and(|next| next.kind == TokenKind::LeftParen);
        let clause = match keyword {
            Keyword::SELECT => {
                self.queries += 1;
                frame.query = self.queries;
                Clause::Targets
            }
            Keyword::FROM if frame.holds_statement && before != Keyword::DISTINCT => Clause::From,
            Keyword::JOIN | Keyword::APPLY if frame.holds_statement => Clause::From,
            Keyword::ON if next_is(Keyword::CONFLICT) || next_is(Keyword::DUPLICATE) => Clause::Other,
            Keyword::ON if matches!(frame.clause, Clause::From | Clause::Join) => Clause::Join,
            Keyword::WHERE | Keyword::HAVING | Keyword::QUALIFY | Keyword::ELSIF | Keyword::ELSEIF | Keyword::WHILE => {
                Clause::Filter
            }
            Keyword::IF if !next_is(Keyword::EXISTS) && !next_is(Keyword::NOT) => Clause::Filter,
            Keyword::CHECK if before_parenthesis => Clause::Filter,
            Keyword::USING if before_parenthesis && frame.clause == Clause::Other => Clause::Filter,
            Keyword::BY => match before {
                Keyword::GROUP => Clause::GroupBy,
                Keyword::ORDER => Clause::OrderBy,
                Keyword::CONNECT => Clause::Filter,
                _ => return,
            },
            Keyword::WITH if before == Keyword::START => Clause::Filter,
            Keyword::CASE => {
                frame.cases.push(frame.clause);
                return;
            }
            Keyword::WHEN => {
                if frame.cases.is_empty() {
                    frame.cases.push(frame.clause);
                }
                Clause::Filter
            }
            Keyword::THEN | Keyword::ELSE => frame.cases.last().copied().unwrap_or(Clause::Other),
            Keyword::END => frame.cases.pop().unwrap_or(Clause::Other),
            Keyword::SET => Clause::Assignments,
            Keyword::VALUES => Clause::Values,
            Keyword::UNION
            | Keyword::EXCEPT
            | Keyword::INTERSECT
            | Keyword::MINUS
            | Keyword::LIMIT
            | Keyword::OFFSET
            | Keyword::FETCH
            | Keyword::RETURNING
            | Keyword::WINDOW
                if frame.holds_statement =>
            {
                Clause::Other
            }
            _ => return,
        };
        frame.clause = clause;
    }
}
