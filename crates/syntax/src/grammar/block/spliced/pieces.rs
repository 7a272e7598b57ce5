//! The pieces that a text is put together from: literals, and values between them.

use schema::{Family, Keyword as K, Token, TokenKind};
use source::TextRange;

use super::{Escapes, FILLER, Hole, Literal, Piece};
use crate::lexer::to_offset;
use crate::reader::Reader;

impl Reader<'_> {
    /// The parts that `+`, `||` or `CONCAT` join.
    pub(super) fn pieces(&self, tokens: &[Token], pieces: &mut Vec<Piece>) {
        let text = |token: &Token| &self.text[token.range.slice()];
        let is_call = |name: &str| {
            tokens
                .first()
                .is_some_and(|token| token.kind == TokenKind::Word && text(token).eq_ignore_ascii_case(name))
                && tokens.get(1).is_some_and(|token| token.kind == TokenKind::LeftParen)
        };
        let is_concat = is_call("concat");
        let tokens = if is_concat { &tokens[2..] } else { tokens };
        let mut depth = 0usize;
        let mut from = 0;
        for (at, token) in tokens.iter().enumerate() {
            let joins = depth == 0
                && match token.kind {
                    TokenKind::Operator => matches!(text(token), "+" | "||"),
                    TokenKind::Comma => is_concat,
                    _ => false,
                };
            if joins {
                self.piece(&tokens[from..at], pieces);
                from = at + 1;
                continue;
            }
            let ends = match token.kind {
                TokenKind::LeftParen => {
                    depth += 1;
                    false
                }
                TokenKind::RightParen if depth > 0 => {
                    depth -= 1;
                    false
                }
                TokenKind::RightParen | TokenKind::Terminator | TokenKind::BatchEnd => true,
                TokenKind::Comma => depth == 0,
                _ => {
                    depth == 0
                        && matches!(
                            token.keyword,
                            K::USING
                                | K::INTO
                                | K::AS
                                | K::AT
                                | K::BULK
                                | K::RETURNING
                                | K::FROM
                                | K::WHERE
                                | K::WHEN
                                | K::ELSE
                                | K::END
                                | K::LOOP
                        )
                }
            };
            if ends {
                return self.piece(&tokens[from..at], pieces);
            }
        }
        self.piece(&tokens[from..], pieces);
    }

    pub(super) fn piece(&self, tokens: &[Token], pieces: &mut Vec<Piece>) {
        let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else {
            return;
        };
        let is_format = self.text[first.range.slice()].eq_ignore_ascii_case("format")
            && matches!(self.dialect.family(), Family::Postgres | Family::Generic);
        let (token, arguments) = match tokens {
            [only] => (Some(only), None),
            [_, open, literal, rest @ ..] if is_format && open.kind == TokenKind::LeftParen => {
                (Some(literal), Some(self.arguments(rest)))
            }
            _ => (None, None),
        };
        let literal = token.and_then(|token| self.literal(*token, arguments));
        pieces.push(literal.map_or_else(|| Piece::Value(first.range.cover(last.range)), Piece::Text));
    }

    /// The arguments from a comma on, each with the name that it is, if it is the literal of one.
    pub(super) fn arguments(&self, tokens: &[Token]) -> Vec<Option<TextRange>> {
        let mut arguments = Vec::new();
        let mut depth = 0usize;
        let mut from = 0;
        for (at, token) in tokens.iter().enumerate() {
            match token.kind {
                TokenKind::Comma | TokenKind::RightParen if depth == 0 => {
                    arguments.push(&tokens[from..at]);
                    from = at + 1;
                }
                TokenKind::LeftParen => depth += 1,
                TokenKind::RightParen => depth -= 1,
                _ => {}
            }
        }
        // What stands before the first comma is nothing.
        arguments
            .iter()
            .skip(1)
            .map(|argument| self.name_in(argument))
            .collect()
    }

    /// The name that a literal holds, perhaps with a cast behind it.
    pub(super) fn name_in(&self, tokens: &[Token]) -> Option<TextRange> {
        let inner = self.inside(*tokens.first()?)?.range;
        let is_alone = tokens.get(1).is_none_or(|next| &self.text[next.range.slice()] == "::");
        let is_name = self.text[inner.slice()].chars().enumerate().all(|(at, character)| {
            character == '_' || character.is_alphabetic() || (at > 0 && character.is_alphanumeric())
        });
        (is_alone && is_name && !inner.is_empty()).then_some(inner)
    }

    /// The text within a literal.
    pub(super) fn literal(&self, token: Token, arguments: Option<Vec<Option<TextRange>>>) -> Option<Literal> {
        let embedded = self.inside(token)?;
        let raw = &self.text[token.range.slice()];
        let has_escapes = token.kind == TokenKind::String
            && raw.contains('\\')
            && (self.dialect.family() == Family::Mysql || raw.starts_with(['e', 'E']));
        Some(Literal {
            inner: embedded.range,
            quote_width: embedded.quote_width,
            escapes: if has_escapes { Escapes::Backslash } else { Escapes::None },
            arguments,
        })
    }
}

/// Writes what escapes stand for, as long as they are: a quote as two, a line end as a blank and itself.
pub(super) fn unescape(bytes: &mut [u8]) {
    let mut at = 0;
    while at + 1 < bytes.len() {
        if bytes[at] != b'\\' {
            at += 1;
            continue;
        }
        match bytes[at + 1] {
            b'\'' => bytes[at] = b'\'',
            b'n' | b'r' | b't' => {
                bytes[at] = b' ';
                bytes[at + 1] = if bytes[at + 1] == b'n' { b'\n' } else { b' ' };
            }
            b'"' => bytes[at] = b' ',
            _ => {}
        }
        at += 2;
    }
}

/// Puts a word over each `%I`, `%L`, `%s`, `%1$I`; one without a number takes the argument behind the last one taken
/// (<https://www.postgresql.org/docs/18/functions-string.html#FUNCTIONS-STRING-FORMAT>).
pub(super) fn conversions(bytes: &mut [u8], start: u32, arguments: &[Option<TextRange>], holes: &mut Vec<Hole>) {
    let mut at = 0;
    let mut taken = 0;
    while at + 1 < bytes.len() {
        if bytes[at] != b'%' {
            at += 1;
            continue;
        }
        if bytes[at + 1] == b'%' {
            bytes[at] = b' ';
            at += 2;
            continue;
        }
        let flags = bytes[at + 1..]
            .iter()
            .take_while(|byte| matches!(byte, b'0'..=b'9' | b'$' | b'-' | b'*'))
            .count();
        let last = at + 1 + flags;
        if let Some(conversion @ (b'I' | b'L' | b's')) = bytes.get(last).copied() {
            let flags = std::str::from_utf8(&bytes[at + 1..last]).unwrap_or_default();
            taken = match flags.split_once('$') {
                Some((number, _)) => number.parse().unwrap_or(usize::MAX),
                // A width may be an argument as well.
                None if flags.contains('*') => usize::MAX,
                None => taken + usize::from(taken < usize::MAX),
            };
            let argument = taken
                .checked_sub(1)
                .and_then(|number| arguments.get(number).copied().flatten());
            bytes[at..=last].fill(FILLER);
            let glue = TextRange::new(start + to_offset(at), start + to_offset(last + 1));
            let name = argument.filter(|_| conversion != b'L');
            holes.push(Hole {
                glue,
                value: name.unwrap_or(glue),
                is_known: name.is_some(),
            });
        }
        at = last.max(at + 1);
    }
}
