//! Expressions of PostgreSQL that are operators, calls, casts and lists, read from their tokens: what `sqlparser`
//! makes of them, its precedences and places included, without reading their text again. Whatever is rarer is left to it.

mod operand;
mod words;

use compact_str::CompactString;
use schema::{Expr, ExprKind, Keyword as K, TokenKind};
use source::TextRange;

use crate::cursor::Cursor;

/// How deep expressions nest that are read here.
const DEEPEST: u32 = 32;

/// Precedences, from <https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-PRECEDENCE>.
const OR: u8 = 10;
const AND: u8 = 20;
const NOT: u8 = 30;
const IS: u8 = 40;
const COMPARISON: u8 = 50;
const RANGE: u8 = 60;
const OTHER: u8 = 70;
const SUM: u8 = 80;
const PRODUCT: u8 = 90;
const CAST: u8 = 140;

/// Reads the tokens between two positions, the second not included; `None` where they hold anything rarer.
pub(super) fn read(cursor: &Cursor<'_>, from: usize, to: usize) -> Option<Expr> {
    let mut reader = Reader {
        cursor: cursor.part(from, to),
        depth: 0,
    };
    let expr = reader.above(0)?;
    let range = cursor.range_between(from, to);
    reader.cursor.is_at_end().then_some(Expr { range, ..expr })
}

struct Reader<'a> {
    cursor: Cursor<'a>,
    depth: u32,
}

impl Reader<'_> {
    /// An operand, and the operators behind it that bind tighter than `precedence`.
    fn above(&mut self, precedence: u8) -> Option<Expr> {
        if self.depth >= DEEPEST {
            return None;
        }
        self.depth += 1;
        let mut left = self.operand()?;
        loop {
            let next = self.next_precedence()?;
            if next <= precedence {
                self.depth -= 1;
                return Some(left);
            }
            left = self.behind(left, next)?;
        }
    }

    /// How tight the next operator binds; 0 where the expression ends, `None` where it is none that is known.
    fn next_precedence(&self) -> Option<u8> {
        let token = self.cursor.peek();
        match token.kind {
            TokenKind::End | TokenKind::RightParen | TokenKind::RightBracket | TokenKind::Comma => Some(0),
            TokenKind::Equals => Some(COMPARISON),
            TokenKind::Operator => match self.cursor.text_of(token) {
                "<" | ">" | "<=" | ">=" | "<>" | "!=" | "~" | "~*" | "!~" | "!~*" => Some(COMPARISON),
                "||" | "->" | "->>" | "@>" | "<@" | "#>" | "#>>" => Some(OTHER),
                "+" | "-" => Some(SUM),
                "*" | "/" | "%" => Some(PRODUCT),
                "::" => Some(CAST),
                _ => None,
            },
            TokenKind::Word => match token.keyword {
                K::OR => Some(OR),
                K::AND => Some(AND),
                K::IS => Some(IS),
                K::IN | K::BETWEEN | K::LIKE | K::ILIKE => Some(RANGE),
                // What ends a part of `CASE`.
                K::WHEN | K::THEN | K::ELSE | K::END => Some(0),
                K::NOT if matches!(self.cursor.keyword_nth(1), K::IN | K::BETWEEN | K::LIKE | K::ILIKE) => Some(RANGE),
                _ => None,
            },
            _ => None,
        }
    }

    /// The operator that [`Reader::next_precedence`] found, with what stands on its sides.
    fn behind(&mut self, left: Expr, precedence: u8) -> Option<Expr> {
        let token = self.cursor.bump();
        if precedence == CAST {
            return self.cast(left);
        }
        if token.kind == TokenKind::Word {
            return match token.keyword {
                K::OR => self.binary("OR", left, precedence),
                K::AND => self.binary("AND", left, precedence),
                K::IS => self.is(left),
                K::NOT => {
                    let keyword = self.cursor.bump().keyword;
                    self.range(left, keyword, Wanted::Outside)
                }
                keyword => self.range(left, keyword, Wanted::Inside),
            };
        }
        let next = self.cursor.peek();
        // Two operators without a blank between them may be one to `sqlparser`.
        if next.kind == TokenKind::Operator && next.range.start == token.range.end {
            return None;
        }
        let op = match self.cursor.text_of(token) {
            "!=" => "<>",
            op => op,
        };
        let quantifier = match next.keyword {
            K::ANY | K::SOME => "ANY",
            K::ALL => "ALL",
            _ => return self.binary(op, left, precedence),
        };
        if precedence != COMPARISON {
            return None;
        }
        self.cursor.bump();
        self.cursor.eat_kind(TokenKind::LeftParen)?;
        let right = self.above(precedence)?;
        self.cursor.eat_kind(TokenKind::RightParen)?;
        Some(operator(quantifier, vec![left, right]))
    }

    fn binary(&mut self, op: &str, left: Expr, precedence: u8) -> Option<Expr> {
        let right = self.above(precedence)?;
        Some(operator(op, vec![left, right]))
    }

    /// What follows `IS`.
    fn is(&mut self, left: Expr) -> Option<Expr> {
        let is_negated = self.cursor.eat(K::NOT);
        let op = match (self.cursor.bump().keyword, is_negated) {
            (K::NULL, false) => "IS NULL",
            (K::NULL, true) => "IS NOT NULL",
            (K::TRUE, false) => "IS TRUE",
            (K::TRUE, true) => "IS NOT TRUE",
            (K::FALSE, false) => "IS FALSE",
            (K::FALSE, true) => "IS NOT FALSE",
            (K::DISTINCT, _) => {
                if !self.cursor.eat(K::FROM) {
                    return None;
                }
                let op = if is_negated {
                    "IS NOT DISTINCT FROM"
                } else {
                    "IS DISTINCT FROM"
                };
                return self.binary(op, left, IS);
            }
            _ => return None,
        };
        Some(operator(op, vec![left]))
    }

    /// What follows `IN`, `BETWEEN`, `LIKE` or `ILIKE`.
    fn range(&mut self, left: Expr, keyword: K, wanted: Wanted) -> Option<Expr> {
        let name = |inside: &'static str, outside: &'static str| match wanted {
            Wanted::Inside => inside,
            Wanted::Outside => outside,
        };
        match keyword {
            K::IN => {
                self.cursor.eat_kind(TokenKind::LeftParen)?;
                let mut operands = vec![left];
                self.list(TokenKind::RightParen, &mut operands)?;
                Some(operator(name("IN", "NOT IN"), operands))
            }
            K::BETWEEN => {
                let low = self.above(RANGE)?;
                if !self.cursor.eat(K::AND) {
                    return None;
                }
                let high = self.above(RANGE)?;
                Some(operator(name("BETWEEN", "NOT BETWEEN"), vec![left, low, high]))
            }
            K::LIKE => self.binary(name("LIKE", "NOT LIKE"), left, RANGE),
            _ => self.binary(name("ILIKE", "NOT ILIKE"), left, RANGE),
        }
    }

    /// Takes one or more expressions and what closes their list.
    fn list(&mut self, close: TokenKind, items: &mut Vec<Expr>) -> Option<()> {
        loop {
            items.push(self.above(0)?);
            if self.cursor.eat_kind(TokenKind::Comma).is_none() {
                return self.cursor.eat_kind(close).map(drop);
            }
        }
    }
}

/// Whether a value is wanted that is in a list, a range or a pattern, or one that is not.
#[derive(Clone, Copy)]
enum Wanted {
    Inside,
    Outside,
}

/// An operator stands where its operands do.
fn operator(op: &str, operands: Vec<Expr>) -> Expr {
    let range = operands
        .iter()
        .map(|operand| operand.range)
        .reduce(TextRange::cover)
        .unwrap_or_default();
    Expr {
        kind: ExprKind::Operator {
            op: CompactString::from(op),
            operands,
        },
        range,
    }
}
