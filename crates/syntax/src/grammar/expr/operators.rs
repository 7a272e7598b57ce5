//! Expressions of PostgreSQL that are operators, calls, casts and lists, read from their tokens: what `sqlparser`
//! makes of them, its precedences and places included, without reading their text again. Whatever is rarer is left to it.

use compact_str::CompactString;
use schema::{DataType, Expr, ExprKind, Keyword as K, KeywordSet, Literal, Name, TokenKind};
use source::TextRange;

use crate::cursor::{Cursor, unquoted};

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

/// Keywords that are columns where no parenthesis follows.
const COLUMNS: KeywordSet = KeywordSet::of(&[
    K::ACCESS,
    K::ACCOUNT,
    K::ACTION,
    K::ALGORITHM,
    K::ALIAS,
    K::CAPACITY,
    K::CLASS,
    K::CLIENT,
    K::CODE,
    K::COMMENT,
    K::CONFIGURATION,
    K::CONTENT,
    K::CONTEXT,
    K::COST,
    K::COUNTER,
    K::DATA,
    K::DATABASE,
    K::DEFINITION,
    K::DEPTH,
    K::DOCUMENT,
    K::DOMAIN,
    K::ENABLED,
    K::ERROR,
    K::EVENT,
    K::EXPRESSION,
    K::FORMAT,
    K::HASH,
    K::HIDDEN,
    K::INACTIVE,
    K::KEY,
    K::LABEL,
    K::LANGUAGE,
    K::LENGTH,
    K::LEVEL,
    K::LOCATION,
    K::MESSAGE,
    K::METHOD,
    K::MODE,
    K::MODEL,
    K::MODULE,
    K::NAME,
    K::NEW,
    K::NUMBER,
    K::OBJECT,
    K::OLD,
    K::OWNER,
    K::PARAMETER,
    K::PARENT,
    K::PERIOD,
    K::PLAN,
    K::POLICY,
    K::PRIORITY,
    K::PROFILE,
    K::PROVIDER,
    K::QUEUE,
    K::RECORD,
    K::RESOURCE,
    K::RESULT,
    K::ROLE,
    K::ROUTE,
    K::RULE,
    K::SCHEDULE,
    K::SCOPE,
    K::SEQUENCE,
    K::SERVER,
    K::SERVICE,
    K::SOURCE,
    K::SUBJECT,
    K::SUBSCRIPTION,
    K::TARGET,
    K::TEMPLATE,
    K::TYPE,
    K::VALID,
    K::VALUE,
    K::VERSION,
    K::VISIBLE,
]);

/// Keywords that are functions where a parenthesis follows.
const FUNCTIONS: KeywordSet = KeywordSet::of(&[
    K::COALESCE,
    K::GREATEST,
    K::LEAST,
    K::LENGTH,
    K::MAX,
    K::MOD,
    K::NULLIF,
    K::REPLACE,
]);

/// Values that are called without parentheses.
const VALUES: KeywordSet = KeywordSet::of(&[
    K::CURRENT_CATALOG,
    K::CURRENT_DATE,
    K::CURRENT_TIME,
    K::CURRENT_TIMESTAMP,
    K::CURRENT_USER,
    K::LOCALTIME,
    K::LOCALTIMESTAMP,
    K::SESSION_USER,
    K::USER,
]);

/// Words that `sqlparser` reads in a way of their own, besides keywords.
const PECULIAR: &[&str] = &[
    "substr",
    "ceil",
    "floor",
    "safe_cast",
    "try_cast",
    "struct",
    "lambda",
    "circle",
    "box",
    "path",
    "line",
    "lseg",
    "point",
    "polygon",
    "xml",
];

/// Types of one word, of those that are keywords.
const TYPES: KeywordSet = KeywordSet::of(&[
    K::BIGINT,
    K::BOOLEAN,
    K::DATE,
    K::DECIMAL,
    K::FLOAT8,
    K::INT,
    K::INT4,
    K::INT8,
    K::INTEGER,
    K::INTERVAL,
    K::JSON,
    K::NAME,
    K::NUMERIC,
    K::REAL,
    K::SMALLINT,
    K::TEXT,
    K::TIMESTAMP,
    K::TIMESTAMPTZ,
    K::VARCHAR,
]);

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

    fn operand(&mut self) -> Option<Expr> {
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
        if self.cursor.keyword() != K::WHEN {
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
            ..operator("CASE", operands)
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
    fn cast(&mut self, left: Expr) -> Option<Expr> {
        let range = left.range;
        let mut to = DataType {
            name: self.type_name()?,
            schema: None,
            args: Vec::new(),
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

    /// Takes a type, its length included.
    fn type_name(&mut self) -> Option<CompactString> {
        let token = self.cursor.eat_kind(TokenKind::Word)?;
        let with_zone = |cursor: &mut Cursor<'_>, first| cursor.eat_all(&[first, K::TIME, K::ZONE]);
        let name = match token.keyword {
            K::TIMESTAMP if with_zone(&mut self.cursor, K::WITH) => "timestamp with time zone".into(),
            K::TIMESTAMP if with_zone(&mut self.cursor, K::WITHOUT) => "timestamp without time zone".into(),
            K::CHARACTER if self.cursor.eat(K::VARYING) => self.with_length("character varying".into())?,
            K::DOUBLE if self.cursor.eat(K::PRECISION) => "double precision".into(),
            keyword if keyword == K::NotAKeyword || TYPES.contains(keyword) => {
                let mut name = CompactString::from(self.cursor.text_of(token));
                name.make_ascii_lowercase();
                match keyword {
                    K::VARCHAR | K::NUMERIC | K::DECIMAL => self.with_length(name)?,
                    _ => name,
                }
            }
            _ => return None,
        };
        let is_more = matches!(self.cursor.kind(), TokenKind::LeftParen | TokenKind::Dot);
        (!is_more).then_some(name)
    }

    /// Takes `(10)` or `(10, 2)`.
    fn with_length(&mut self, name: CompactString) -> Option<CompactString> {
        if self.cursor.eat_kind(TokenKind::LeftParen).is_none() {
            return Some(name);
        }
        self.cursor.eat_kind(TokenKind::Number)?;
        if self.cursor.eat_kind(TokenKind::Comma).is_some() {
            self.cursor.eat_kind(TokenKind::Number)?;
        }
        self.cursor.eat_kind(TokenKind::RightParen)?;
        Some(name)
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
