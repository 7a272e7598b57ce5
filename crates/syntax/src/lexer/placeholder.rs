//! Variables, and the marks that tools replace before the database sees the text.

use schema::{Family, TokenKind};

use super::Lexer;

impl Lexer<'_, '_> {
    /// Whether a placeholder follows a word without a blank, so that both are one name.
    pub(super) fn continues_with_placeholder(&self) -> bool {
        match self.peek(0) {
            b'$' => {
                self.peek(1) == b'{'
                    || self.is_dollar_placeholder()
                    || (self.peek(1) == b'(' && self.is_sqlcmd_variable())
            }
            b'{' => self.peek(1) == b'{',
            _ => false,
        }
    }

    /// `$$NAME$$` in texts that T-SQL puts together with `REPLACE`.
    pub(super) fn is_dollar_placeholder(&self) -> bool {
        if self.family != Family::Mssql || self.peek(0) != b'$' || self.peek(1) != b'$' {
            return false;
        }
        let inner = &self.bytes[self.at + 2..self.near().max(self.at + 2)];
        let length = inner
            .iter()
            .take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_')
            .count();
        length > 0 && inner[length..].starts_with(b"$$")
    }

    /// A name that is, or holds, placeholders: `${schema}`, `tbl_${env}_old`.
    pub(super) fn placeholder_word(&mut self, start: usize) {
        loop {
            let close: &[u8] = match (self.peek(0), self.peek(1)) {
                (b'$', b'{') => b"}",
                (b'$', b'(') => b")",
                (b'{', b'{') => b"}}",
                (b'$', b'$') if self.is_dollar_placeholder() => {
                    self.at += 2;
                    b"$$"
                }
                (byte, _) if self.at < self.end && self.is_word_byte(byte) && byte != b'$' => {
                    self.at += 1;
                    continue;
                }
                _ => break,
            };
            let Some(found) = memchr::memmem::find(&self.bytes[self.at..self.near()], close) else {
                if self.at == start {
                    return self.stray();
                }
                break;
            };
            self.at += found + close.len();
        }
        self.push(TokenKind::Placeholder, start);
    }

    pub(super) fn braces(&mut self) {
        self.placeholder_word(self.at);
    }

    /// `$(name)`, the variable of sqlcmd.
    pub(super) fn is_sqlcmd_variable(&self) -> bool {
        let inner = &self.bytes[(self.at + 2).min(self.end)..self.end];
        let length = inner
            .iter()
            .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
            .count();
        length > 0 && inner.get(length) == Some(&b')')
    }

    /// SQL*Plus' `&name`; elsewhere `&` is an operator.
    pub(super) fn is_substitution(&self) -> bool {
        let ahead = if self.peek(1) == b'&' { 2 } else { 1 };
        self.family == Family::Oracle && (self.peek(ahead).is_ascii_alphanumeric() || self.peek(ahead) == b'_')
    }

    pub(super) fn substitution(&mut self) {
        let start = self.at;
        while self.peek(0) == b'&' {
            self.at += 1;
        }
        self.skip_word();
        // A dot ends the name and is not part of the text: `&schema..table`.
        if self.peek(0) == b'.' && self.peek(1) == b'.' {
            self.at += 1;
        }
        self.push(TokenKind::Placeholder, start);
    }

    /// `%name%`, where `%` cannot be an operator because nothing stands before it.
    pub(super) fn is_percent_placeholder(&self) -> bool {
        let rest = &self.bytes[self.at + 1..self.end];
        let length = rest
            .iter()
            .take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_')
            .count();
        let follows_operand = self.out.tokens.last().is_some_and(|token| {
            token.range.end as usize == self.at
                && !matches!(token.kind, TokenKind::Dot | TokenKind::LeftParen | TokenKind::Comma)
        });
        length > 0 && rest.get(length) == Some(&b'%') && !rest[0].is_ascii_digit() && !follows_operand
    }

    pub(super) fn percent_placeholder(&mut self) {
        let start = self.at;
        self.at += 1;
        while self.peek(0) != b'%' {
            self.at += 1;
        }
        self.at += 1;
        self.push(TokenKind::Placeholder, start);
    }

    pub(super) fn colon(&mut self) {
        let start = self.at;
        let next = self.peek(1);
        if matches!(next, b':' | b'=') {
            self.at += 2;
            return self.push(TokenKind::Operator, start);
        }
        if self.family == Family::Mssql
            && self.reads_client_lines
            && (next.is_ascii_alphabetic() || next == b'!')
            && self.at_line_start()
        {
            return self.client_line();
        }
        // `label:begin` and `a[i:j]`: what stands right before it is no blank.
        let follows_word = self
            .out
            .tokens
            .last()
            .is_some_and(|token| token.kind == TokenKind::Word && token.range.end as usize == start);
        if (next.is_ascii_alphabetic() || next == b'_') && !follows_word {
            self.at += 1;
            self.skip_word();
            return self.push(TokenKind::Parameter, start);
        }
        // psql's `:'name'` and `:"name"`.
        if self.family == Family::Postgres && matches!(next, b'\'' | b'"') {
            let close = self.bytes[self.at + 2..self.near().max(self.at + 2)]
                .iter()
                .position(|byte| *byte == next);
            if let Some(length) = close {
                self.at += length + 3;
                return self.push(TokenKind::Placeholder, start);
            }
        }
        self.at += 1;
        self.push(TokenKind::Operator, start);
    }

    pub(super) fn at_sign(&mut self) {
        let start = self.at;
        while self.peek(0) == b'@' && self.at < start + 2 {
            self.at += 1;
        }
        if self.family == Family::Oracle && self.reads_client_lines && self.at_statement_start() {
            self.at = start;
            return self.client_line();
        }
        if self.family == Family::Postgres {
            self.at = start;
            if self.peek(1).is_ascii_alphabetic() {
                self.at += 1;
                self.skip_word();
                let is_closed = self.peek(0) == b'@';
                self.at += usize::from(is_closed);
                return self.push(
                    if is_closed {
                        TokenKind::Placeholder
                    } else {
                        TokenKind::Parameter
                    },
                    start,
                );
            }
            return self.operator();
        }
        if matches!(self.peek(0), b'\'' | b'"' | b'`') && self.family == Family::Mysql {
            return self.push(TokenKind::Operator, start);
        }
        self.skip_word();
        if self.family == Family::Mysql {
            while self.peek(0) == b'.' && self.peek(1).is_ascii_alphabetic() {
                self.at += 1;
                self.skip_word();
            }
        }
        if self.peek(0) == b'@' && self.at > start + 1 {
            self.at += 1;
            return self.push(TokenKind::Placeholder, start);
        }
        self.push(TokenKind::Parameter, start);
    }

    pub(super) fn hash(&mut self) {
        match self.family {
            Family::Mysql => self.line_comment(),
            // `#t` and `##t` are temporary tables.
            Family::Mssql | Family::Oracle => {
                let start = self.at;
                self.skip_word();
                self.push(TokenKind::Word, start);
            }
            _ => self.operator(),
        }
    }
}
