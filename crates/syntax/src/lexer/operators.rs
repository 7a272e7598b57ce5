//! Operators, and what ends a statement.

use schema::{Family, TokenKind};

use super::Lexer;

impl Lexer<'_, '_> {
    pub(super) fn equals(&mut self) {
        let start = self.at;
        self.at += 1;
        // MySQL and Oracle have `=>` and `==` has its place in SQLite.
        if matches!(self.peek(0), b'>' | b'=') {
            self.at += 1;
            self.push(TokenKind::Operator, start);
            return;
        }
        self.push(TokenKind::Equals, start);
    }

    pub(super) fn operator(&mut self) {
        let start = self.at;
        if self.in_executable_comment && self.peek(0) == b'*' && self.peek(1) == b'/' {
            self.in_executable_comment = false;
            self.at += 2;
            return;
        }
        self.at += 1;
        while self.at < self.end {
            let byte = self.bytes[self.at];
            let is_comment = (byte == b'-' && self.peek(1) == b'-') || (byte == b'/' && self.peek(1) == b'*');
            let is_placeholder = byte == b'&' && self.is_substitution();
            if is_comment
                || is_placeholder
                || !matches!(
                    byte,
                    b'<' | b'>' | b'=' | b'!' | b'|' | b'&' | b'~' | b'^' | b'@' | b'#' | b'?' | b'*'
                )
            {
                break;
            }
            // `=@x` and `<@x` of SQL Server are an operator and a variable.
            if matches!(byte, b'@' | b'#' | b'*') && self.family != Family::Postgres {
                break;
            }
            self.at += 1;
        }
        self.push(TokenKind::Operator, start);
    }

    pub(super) fn semicolon(&mut self) {
        let start = self.at;
        self.at += 1;
        self.push(TokenKind::Terminator, start);
        self.out.terminators += 1;
        if self.delimiter.is_none() {
            self.copy_data();
            self.statement_from = self.out.tokens.len();
        }
    }

    /// Takes a delimiter other than `;` where one stands here.
    pub(super) fn is_delimiter(&mut self) -> bool {
        let Some(delimiter) = self.delimiter.as_deref() else {
            return false;
        };
        let delimiter = delimiter.as_bytes();
        if delimiter.is_empty() || !self.bytes[self.at..self.end].starts_with(delimiter) {
            return false;
        }
        // A delimiter that is a word, such as `GO` or `/`, stands alone on its line.
        let is_word = delimiter.iter().all(u8::is_ascii_alphanumeric) || delimiter == b"/";
        if is_word && !(self.at_line_start() && self.rest_of_line_is_blank(delimiter.len())) {
            return false;
        }
        let start = self.at;
        self.at += delimiter.len();
        self.push(TokenKind::BatchEnd, start);
        self.statement_from = self.out.tokens.len();
        true
    }
}
