//! Strings, quoted names and dollar quotes.

use schema::{Dialect, Family, Keyword, ProblemKind, TokenKind};

use super::{Lexer, MANY};

impl Lexer<'_, '_> {
    /// A string that began with a word: `E'…'`, `N'…'`, `q'[…]'`.
    pub(super) fn prefixed_string(&mut self, start: usize) -> bool {
        let prefix = &self.text[start..self.at];
        let next = self.peek(0);
        if next == b'&' && prefix.eq_ignore_ascii_case("u") {
            let quote = self.peek(1);
            if quote == b'\'' {
                self.at += 1;
                self.string(start);
                return true;
            }
            if quote == b'"' {
                self.at += 1;
                self.quoted_ident(start, b'"');
                return true;
            }
            return false;
        }
        if next != b'\'' || prefix.len() > 2 {
            return false;
        }
        let is_alternative = prefix.eq_ignore_ascii_case("q") || prefix.eq_ignore_ascii_case("nq");
        if is_alternative && self.family == Family::Oracle {
            self.alternative_string(start);
            return true;
        }
        if !matches!(prefix, "e" | "E" | "n" | "N" | "b" | "B" | "x" | "X") {
            return false;
        }
        let escapes = matches!(prefix, "e" | "E") || (self.family == Family::Mysql && matches!(prefix, "n" | "N"));
        self.quoted(start, escapes);
        true
    }

    /// A plain string; `start` is where its prefix began, if it had one.
    pub(super) fn string(&mut self, start: usize) {
        self.quoted(start, self.family == Family::Mysql);
    }

    fn quoted(&mut self, start: usize, has_backslash_escapes: bool) {
        let quote_at = self.at;
        let width = self.quote_width;
        if !self.quotes_here(b'\'', width) || self.unterminated >= MANY {
            self.stray();
            return;
        }
        self.at += width;
        if width == 1 && !has_backslash_escapes {
            return self.plain(start, quote_at);
        }
        loop {
            let rest = &self.bytes[self.at..];
            let found = if has_backslash_escapes {
                memchr::memchr2(b'\'', b'\\', rest)
            } else {
                memchr::memchr(b'\'', rest)
            };
            let Some(found) = found else {
                self.unterminated(start, quote_at, ProblemKind::UnterminatedString, TokenKind::String);
                return;
            };
            self.at += found;
            if self.bytes[self.at] == b'\\' {
                self.at = (self.at + 2).min(self.end);
                continue;
            }
            if self.quotes_here(b'\'', width * 2) {
                self.at += width * 2;
                continue;
            }
            if self.quotes_here(b'\'', width) {
                self.at += width;
                self.push(TokenKind::String, start);
                return;
            }
            self.at += 1;
        }
    }

    /// The rest of a text in which nothing but a doubled quote stands for something else.
    fn plain(&mut self, start: usize, quote_at: usize) {
        while let Some(found) = memchr::memchr(b'\'', &self.bytes[self.at..]) {
            self.at += found + 1;
            if self.peek(0) != b'\'' {
                self.push(TokenKind::String, start);
                return;
            }
            self.at += 1;
        }
        self.unterminated(start, quote_at, ProblemKind::UnterminatedString, TokenKind::String);
    }

    fn quotes_here(&self, quote: u8, count: usize) -> bool {
        let here = self.bytes.get(self.at..self.at + count);
        here.is_some_and(|quotes| quotes.iter().all(|byte| *byte == quote))
    }

    /// Oracle's `q'[…]'`, with any bracket or any other character.
    fn alternative_string(&mut self, start: usize) {
        let quote_at = self.at;
        if self.unterminated >= MANY {
            return self.stray();
        }
        self.at += 1;
        let close = match self.peek(0) {
            b'[' => b']',
            b'(' => b')',
            b'{' => b'}',
            b'<' => b'>',
            other => other,
        };
        let closing = [close, b'\''];
        let found = memchr::memmem::find(&self.bytes[(self.at + 1).min(self.end)..self.end], &closing);
        let Some(found) = found else {
            self.unterminated(start, quote_at, ProblemKind::UnterminatedString, TokenKind::String);
            return;
        };
        self.at += 1 + found + closing.len();
        self.push(TokenKind::String, start);
    }

    pub(super) fn double_quoted(&mut self) {
        let start = self.at;
        if self.family != Family::Mysql {
            self.quoted_ident(start, b'"');
            return;
        }
        if self.unterminated >= MANY {
            return self.stray();
        }
        // MySQL reads double quotes as a string unless ANSI_QUOTES is set.
        self.at += 1;
        loop {
            let Some(found) = memchr::memchr2(b'"', b'\\', &self.bytes[self.at..self.end]) else {
                self.unterminated(start, start, ProblemKind::UnterminatedString, TokenKind::String);
                return;
            };
            self.at += found;
            match (self.bytes[self.at], self.peek(1)) {
                (b'\\', _) | (b'"', b'"') => self.at = (self.at + 2).min(self.end),
                _ => {
                    self.at += 1;
                    self.push(TokenKind::String, start);
                    return;
                }
            }
        }
    }

    pub(super) fn back_quoted(&mut self) {
        // The names of MySQL are read, but no PostgreSQL takes them: the first says it.
        let is_said = || {
            self.out
                .problems
                .iter()
                .any(|problem| problem.kind == ProblemKind::StrayCharacter)
        };
        if self.dialect == Dialect::Postgres && !is_said() {
            self.problem(ProblemKind::StrayCharacter, self.at, self.at + 1);
        }
        self.quoted_ident(self.at, b'`');
    }

    pub(super) fn bracket(&mut self) {
        let is_name = match self.family {
            Family::Mssql => true,
            Family::Sqlite => self.peek(1) != b']',
            _ => false,
        };
        if is_name {
            self.quoted_ident(self.at, b']');
        } else {
            self.single(TokenKind::LeftBracket);
        }
    }

    /// A quoted name, at its opening quote. A doubled closing quote stands for one.
    fn quoted_ident(&mut self, start: usize, close: u8) {
        let quote_at = self.at;
        if self.unterminated >= MANY {
            return self.stray();
        }
        self.at += 1;
        loop {
            let Some(found) = memchr::memchr(close, &self.bytes[self.at..self.end]) else {
                self.unterminated(start, quote_at, ProblemKind::UnterminatedIdent, TokenKind::QuotedIdent);
                return;
            };
            self.at += found + 1;
            if self.peek(0) == close {
                self.at += 1;
                continue;
            }
            self.push(TokenKind::QuotedIdent, start);
            return;
        }
    }

    pub(super) fn dollar(&mut self) {
        let start = self.at;
        match self.peek(1) {
            b'{' => return self.placeholder_word(start),
            b'$' if self.is_dollar_placeholder() => return self.placeholder_word(start),
            b'(' if self.family != Family::Postgres || self.is_sqlcmd_variable() => {
                return self.placeholder_word(start);
            }
            b'0'..=b'9' => {
                self.at += 1;
                self.skip_digits();
                return self.push(TokenKind::Parameter, start);
            }
            _ => {}
        }
        if matches!(self.family, Family::Postgres | Family::Generic)
            && self.unterminated < MANY
            && self.dollar_string(start)
        {
            return;
        }
        if self.peek(1).is_ascii_alphabetic() || self.peek(1) == b'_' {
            self.at += 1;
            self.skip_word();
            let is_dbup_variable = self.peek(0) == b'$';
            self.at += usize::from(is_dbup_variable);
            return self.push(
                if is_dbup_variable {
                    TokenKind::Placeholder
                } else {
                    TokenKind::Parameter
                },
                start,
            );
        }
        self.stray();
    }

    fn dollar_string(&mut self, start: usize) -> bool {
        let mut tag_end = start + 1;
        while tag_end < self.end
            && matches!(self.bytes[tag_end], b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | 0x80..)
        {
            tag_end += 1;
        }
        if tag_end >= self.end || self.bytes[tag_end] != b'$' {
            return false;
        }
        let tag = &self.bytes[start..=tag_end];
        self.at = tag_end + 1;
        let Some(found) = memchr::memmem::find(&self.bytes[self.at..self.end], tag) else {
            self.unterminated(
                start,
                start,
                ProblemKind::UnterminatedDollarString,
                TokenKind::DollarString,
            );
            return true;
        };
        self.at += found + tag.len();
        self.push(TokenKind::DollarString, start);
        true
    }

    /// A text without its end: it is taken to reach to the next line that looks like a new statement.
    fn unterminated(&mut self, start: usize, quote_at: usize, problem: ProblemKind, kind: TokenKind) {
        self.unterminated += 1;
        self.problem(problem, quote_at, quote_at + 1);
        self.at = self.next_plausible_statement(quote_at);
        self.push(kind, start);
        if self.at < self.end {
            // What follows is a new statement, whatever the broken one was.
            let at = self.at;
            self.push(TokenKind::Terminator, at);
            self.statement_from = self.out.tokens.len();
        }
    }

    /// The start of the first line after `from` that follows an ended one and opens a statement; else the end.
    pub(super) fn next_plausible_statement(&self, from: usize) -> usize {
        let mut line = from;
        let mut previous_ended = false;
        loop {
            let line_text_end =
                memchr::memchr2(b'\n', b'\r', &self.bytes[line..self.end]).map_or(self.end, |found| line + found);
            let text = self.bytes[line..line_text_end].trim_ascii();
            if previous_ended && line > from {
                let word_len = text.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
                let word = std::str::from_utf8(&text[..word_len]).unwrap_or_default();
                if opens_statement(Keyword::of(word)) && self.text.is_char_boundary(line) {
                    return line;
                }
            }
            if !text.is_empty() {
                previous_ended = text.ends_with(b";") || text.eq_ignore_ascii_case(b"go") || text == b"/";
            }
            if line_text_end >= self.end {
                return self.end;
            }
            line = line_text_end + 1;
        }
    }
}

/// Whether a line that begins with this word is likely to begin a statement.
fn opens_statement(keyword: Keyword) -> bool {
    use Keyword as K;
    matches!(
        keyword,
        K::CREATE
            | K::ALTER
            | K::DROP
            | K::INSERT
            | K::UPDATE
            | K::DELETE
            | K::SELECT
            | K::GRANT
            | K::REVOKE
            | K::COMMENT
            | K::TRUNCATE
            | K::BEGIN
            | K::COMMIT
            | K::ROLLBACK
            | K::SET
            | K::DO
            | K::MERGE
            | K::EXEC
            | K::EXECUTE
            | K::CALL
            | K::DECLARE
            | K::IF
            | K::WITH
    )
}
