//! Numbers, and dots, which may begin one.

use schema::{Family, TokenKind};

use super::Lexer;

impl Lexer<'_, '_> {
    pub(super) fn number(&mut self) {
        let start = self.at;
        if self.peek(0) == b'0' && matches!(self.peek(1), b'x' | b'X') {
            self.at += 2;
            while self.peek(0).is_ascii_hexdigit() {
                self.at += 1;
            }
            self.push(TokenKind::Number, start);
            return;
        }
        self.skip_digits();
        // `1..10` is a range of PL/SQL, not the number `1.`.
        if self.peek(0) == b'.' && self.peek(1) != b'.' {
            self.at += 1;
            self.skip_digits();
        }
        let sign = usize::from(matches!(self.peek(1), b'+' | b'-'));
        if matches!(self.peek(0), b'e' | b'E') && self.peek(1 + sign).is_ascii_digit() {
            self.at += 1 + sign;
            self.skip_digits();
        }
        // A name may begin with digits in MySQL: `2fa_codes`.
        if self.family == Family::Mysql
            && (self.peek(0).is_ascii_alphabetic() || self.peek(0) == b'_')
            && self.bytes[start..self.at].iter().all(u8::is_ascii_digit)
        {
            self.skip_word();
            self.push(TokenKind::Word, start);
            return;
        }
        self.push(TokenKind::Number, start);
    }

    pub(super) fn skip_digits(&mut self) {
        while self.peek(0).is_ascii_digit() || (self.peek(0) == b'_' && self.peek(1).is_ascii_digit()) {
            self.at += 1;
        }
    }

    pub(super) fn dot(&mut self) {
        let follows_name = self
            .out
            .tokens
            .last()
            .is_some_and(|token| token.range.end as usize == self.at);
        if self.peek(1).is_ascii_digit() && !follows_name {
            self.number();
            return;
        }
        if self.family == Family::Sqlite
            && self.at_statement_start()
            && self.at_line_start()
            && self.peek(1).is_ascii_alphabetic()
        {
            self.client_line();
            return;
        }
        self.single(TokenKind::Dot);
    }
}
