//! What stands between operators: constants, names, calls, lists, `CASE`, and the types of casts.

use compact_str::CompactString;
use schema::{DataType, Expr, ExprKind, Keyword as K, Literal, Name, TokenKind};
use source::TextRange;

use super::words::{COLUMNS, FUNCTIONS, PECULIAR, TYPES, VALUES};
use super::{NOT, PRODUCT, Reader, operator};
use crate::cursor::{Cursor, unquoted};

impl Reader<'_> {
    pub(super) fn operand(&mut self) -> Option<Expr> {
        let token = self.cursor.peek();
        let text = self.cursor.text_of(token);
        let literal = match token.kind {
            TokenKind::Number if is_plain_number(text) => Literal::Number(text.into()),
            TokenKind::String if is_plain_text(text) => Literal::Text(unquoted(text)),
            TokenKind::LeftParen => return self.parenthesised(),
            TokenKind::QuotedIdent => return self.name_or_call(),
            TokenKind::Operator if matches!(text, "-" | "+") => {
                self.cursor.bump();
                let is_glued = self.cursor.peek().range.start == token.range.end;
                if self.cursor.is(TokenKind::Operator) && is_glued {
                    return None;
                }
                return self.above(PRODUCT).map(|inner| operator(text, vec![inner]));
            }
            TokenKind::Word => match token.keyword {
                K::NULL => Literal::Null,
                K::TRUE => Literal::Boolean(true),
                K::FALSE => Literal::Boolean(false),
                K::NOT => {
                    self.cursor.bump();
                    return self.above(NOT).map(|inner| operator("NOT", vec![inner]));
                }
                K::ARRAY => return self.array(),
                K::CASE => return self.case(),
                K::INTERVAL => return self.interval(),
                _ => return self.word(),
            },
            _ => return None,
        };
        self.cursor.bump();
        Some(Expr {
            kind: ExprKind::Literal(literal),
            range: token.range,
        })
    }

    /// `(a)`, which is `a`, or the row `(a, b)`.
    fn parenthesised(&mut self) -> Option<Expr> {
        self.cursor.bump();
        let first = self.above(0)?;
        if self.cursor.eat_kind(TokenKind::RightParen).is_some() {
            return Some(first);
        }
        self.cursor.eat_kind(TokenKind::Comma)?;
        let mut items = vec![first];
        self.list(TokenKind::RightParen, &mut items)?;
        Some(operator("ROW", items))
    }

    fn array(&mut self) -> Option<Expr> {
        self.cursor.bump();
        self.cursor.eat_kind(TokenKind::LeftBracket)?;
        let mut items = Vec::new();
        self.list(TokenKind::RightBracket, &mut items)?;
        Some(operator("ARRAY", items))
    }

    /// `CASE x WHEN y THEN z ELSE a END`.
    fn case(&mut self) -> Option<Expr> {
        let from = self.cursor.position();
        self.cursor.bump();
        let mut operands = Vec::new();
        let has_operand = self.cursor.keyword() != K::WHEN;
        if has_operand {
            operands.push(self.above(0)?);
        }
        while self.cursor.eat(K::WHEN) {
            operands.push(self.above(0)?);
            if !self.cursor.eat(K::THEN) {
                return None;
            }
            operands.push(self.above(0)?);
        }
        if self.cursor.eat(K::ELSE) {
            operands.push(self.above(0)?);
        }
        (self.cursor.eat(K::END) && operands.len() > 1).then(|| Expr {
            range: self.cursor.range_since(from),
            ..operator(if has_operand { "CASE OF" } else { "CASE" }, operands)
        })
    }

    /// `INTERVAL '1 day'`.
    fn interval(&mut self) -> Option<Expr> {
        self.cursor.bump();
        if !self.cursor.is(TokenKind::String) {
            return None;
        }
        let value = self.operand()?;
        let range = value.range;
        Some(Expr {
            kind: ExprKind::Opaque { parts: vec![value] },
            range,
        })
    }

    fn word(&mut self) -> Option<Expr> {
        let token = self.cursor.peek();
        let is_called = self.cursor.peek_nth(1).kind == TokenKind::LeftParen;
        let is_name = match token.keyword {
            K::NotAKeyword => true,
            keyword if is_called => FUNCTIONS.contains(keyword),
            keyword if VALUES.contains(keyword) => {
                self.cursor.bump();
                let name = Name::bare(self.cursor.ident_of(token));
                return Some(Expr {
                    kind: ExprKind::Call { name, args: Vec::new() },
                    range: token.range,
                });
            }
            keyword => COLUMNS.contains(keyword),
        };
        let text = self.cursor.text_of(token);
        let is_peculiar = || PECULIAR.iter().any(|word| word.eq_ignore_ascii_case(text));
        if !is_name || is_peculiar() {
            return None;
        }
        self.name_or_call()
    }

    fn name_or_call(&mut self) -> Option<Expr> {
        let from = self.cursor.position();
        let name = self.cursor.name()?;
        let parts = name.qualifiers.len() + 1;
        // What is no name, a dot at the end, two dots: nothing of these is read here.
        if name.has_placeholder() || self.cursor.position() != from + 2 * parts - 1 {
            return None;
        }
        let range = name.range();
        if !self.cursor.is(TokenKind::LeftParen) {
            return Some(Expr {
                kind: ExprKind::Column(name),
                range,
            });
        }
        let last = self.cursor.token_at(self.cursor.position() - 1);
        if parts > 1 && last.keyword != K::NotAKeyword {
            return None;
        }
        self.call(name, range)
    }

    fn call(&mut self, name: Name, mut range: TextRange) -> Option<Expr> {
        self.cursor.bump();
        let mut args = Vec::new();
        let counts_rows = self.cursor.peek_nth(1).kind == TokenKind::RightParen && self.cursor.eat_operator("*");
        if counts_rows {
            self.cursor.bump();
        } else if self.cursor.eat_kind(TokenKind::RightParen).is_none() {
            self.list(TokenKind::RightParen, &mut args)?;
        }
        for arg in &args {
            range = range.cover(arg.range);
        }
        Some(Expr {
            kind: ExprKind::Call { name, args },
            range,
        })
    }

    /// What follows `::`. The whole stands where its operand does.
    pub(super) fn cast(&mut self, left: Expr) -> Option<Expr> {
        let range = left.range;
        let (name, args) = self.type_with_length()?;
        let mut to = DataType {
            name,
            schema: None,
            args,
            dimensions: 0,
            is_unsigned: false,
            charset: None,
            collation: None,
            range,
        };
        while self.cursor.eat_kind(TokenKind::LeftBracket).is_some() {
            self.cursor.eat_kind(TokenKind::RightBracket)?;
            to.dimensions = to.dimensions.saturating_add(1);
        }
        Some(Expr {
            kind: ExprKind::Cast {
                expr: Box::new(left),
                to: Box::new(to),
            },
            range,
        })
    }

    /// Takes a type, and its length.
    fn type_with_length(&mut self) -> Option<(CompactString, Vec<CompactString>)> {
        let token = self.cursor.eat_kind(TokenKind::Word)?;
        let with_zone = |cursor: &mut Cursor<'_>, first| cursor.eat_all(&[first, K::TIME, K::ZONE]);
        let mut args = Vec::new();
        let name = match token.keyword {
            K::TIMESTAMP if with_zone(&mut self.cursor, K::WITH) => "timestamp with time zone".into(),
            K::TIMESTAMP if with_zone(&mut self.cursor, K::WITHOUT) => "timestamp without time zone".into(),
            K::CHARACTER if self.cursor.eat(K::VARYING) => {
                args = self.length()?;
                "character varying".into()
            }
            K::DOUBLE if self.cursor.eat(K::PRECISION) => "double precision".into(),
            keyword if keyword == K::NotAKeyword || TYPES.contains(keyword) => {
                if matches!(keyword, K::VARCHAR | K::NUMERIC | K::DECIMAL) {
                    args = self.length()?;
                }
                let mut name = CompactString::from(self.cursor.text_of(token));
                name.make_ascii_lowercase();
                name
            }
            _ => return None,
        };
        let is_more = matches!(self.cursor.kind(), TokenKind::LeftParen | TokenKind::Dot);
        (!is_more).then_some((name, args))
    }

    /// Takes `(10)` or `(10, 2)`, where it stands.
    fn length(&mut self) -> Option<Vec<CompactString>> {
        let mut args = Vec::new();
        if self.cursor.eat_kind(TokenKind::LeftParen).is_none() {
            return Some(args);
        }
        loop {
            let number = self.cursor.eat_kind(TokenKind::Number)?;
            args.push(self.cursor.text_of(number).into());
            if args.len() == 2 || self.cursor.eat_kind(TokenKind::Comma).is_none() {
                break;
            }
        }
        self.cursor.eat_kind(TokenKind::RightParen)?;
        Some(args)
    }
}

/// A text without a prefix, and not within another, where two quotes stand for one.
fn is_plain_text(text: &str) -> bool {
    text == "''" || (text.starts_with('\'') && !text.starts_with("''"))
}

/// Digits, perhaps with a point among them.
fn is_plain_number(text: &str) -> bool {
    let bytes = text.as_bytes();
    let points = bytes.iter().filter(|byte| **byte == b'.').count();
    points <= 1
        && bytes.iter().all(|byte| byte.is_ascii_digit() || *byte == b'.')
        && bytes.first() != Some(&b'.')
        && bytes.last() != Some(&b'.')
}
