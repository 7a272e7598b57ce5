//! Lines that the client reads, not the server.

use schema::{Family, Keyword, ProblemKind, TokenKind};

use super::Lexer;

/// Commands of SQL*Plus that are no words of SQL
/// (<https://docs.oracle.com/en/database/oracle/oracle-database/23/sqpug/SQL-Plus-command-reference.html>).
const SQLPLUS: &[&str] = &[
    "accept",
    "archive",
    "break",
    "btitle",
    "clear",
    "compute",
    "conn",
    "describe",
    "desc",
    "disconnect",
    "edit",
    "host",
    "oradebug",
    "password",
    "repfooter",
    "repheader",
    "spo",
    "sta",
    "startup",
    "store",
    "timing",
    "ttitle",
    "undef",
    "undefine",
    "var",
    "variable",
    "pro",
    "col",
];

impl Lexer<'_, '_> {
    /// Takes a line for the client that begins with a word; the word has been read already.
    #[inline(never)]
    pub(super) fn client_word(&mut self, start: usize, keyword: Keyword) -> bool {
        match self.family {
            Family::Mssql if keyword == Keyword::GO => self.batch_separator(start),
            Family::Mysql if keyword == Keyword::DELIMITER && self.at_statement_start() => {
                self.set_delimiter(start);
                true
            }
            Family::Mysql if keyword == Keyword::SOURCE && self.at_statement_start() => {
                self.at = start;
                self.client_line();
                true
            }
            Family::Oracle if self.at_statement_start() && self.is_sqlplus(start, keyword) => {
                self.at = start;
                self.client_line();
                true
            }
            _ => false,
        }
    }

    /// The rest of the line, from the current byte, is for the client.
    pub(super) fn client_line(&mut self) {
        let start = self.at;
        self.at = self.line_end().max(start + 1);
        self.push(TokenKind::ClientCommand, start);
        self.statement_from = self.out.tokens.len();
    }

    /// sqlcmd's `!!dir`, which may go without its colon
    /// (<https://learn.microsoft.com/sql/tools/sqlcmd/sqlcmd-commands>).
    pub(super) fn is_shell_line(&self) -> bool {
        self.family == Family::Mssql && self.peek(1) == b'!' && self.reads_client_lines && self.at_line_start()
    }

    /// `GO`, `GO 5`, `go -- text`, alone on its line; `GO;` is taken too.
    fn batch_separator(&mut self, start: usize) -> bool {
        let after_word = std::mem::replace(&mut self.at, start);
        let is_first = self.at_line_start();
        self.at = after_word;
        if !is_first {
            return false;
        }
        let line_end = self.line_end();
        let mut rest = self.bytes[self.at..line_end].trim_ascii();
        rest = rest.strip_prefix(b";").unwrap_or(rest).trim_ascii();
        let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let after = rest[digits..].trim_ascii();
        if !(after.is_empty() || after.starts_with(b"--") || after.starts_with(b"/*") || after == b";") {
            return false;
        }
        // The comment after it, if any, is read as one; the count belongs to the separator.
        if digits > 0 {
            let count_at = self.bytes[self.at..line_end]
                .iter()
                .position(u8::is_ascii_digit)
                .unwrap_or_default();
            self.at += count_at + digits;
        }
        self.push(TokenKind::BatchEnd, start);
        self.statement_from = self.out.tokens.len();
        while matches!(self.peek(0), b' ' | b'\t' | b';') {
            self.at += 1;
        }
        true
    }

    fn set_delimiter(&mut self, start: usize) {
        let line_end = self.line_end();
        let word = self.text[self.at..line_end].split_whitespace().next().unwrap_or(";");
        self.delimiter = (word != ";").then(|| word.to_owned());
        self.at = line_end;
        self.push(TokenKind::ClientCommand, start);
        self.statement_from = self.out.tokens.len();
    }

    /// psql's `\connect`, and the mysql client's `\.`.
    pub(super) fn backslash(&mut self) {
        if !self.reads_client_lines {
            return self.stray();
        }
        if self.family == Family::Postgres && self.peek(1) == b';' {
            self.at += 1;
            return self.semicolon();
        }
        if matches!(self.family, Family::Postgres | Family::Mysql | Family::Generic) {
            return self.client_line();
        }
        self.stray();
    }

    /// Whether the line is one of SQL*Plus. `SET` and `EXECUTE` are SQL too, so what follows decides.
    fn is_sqlplus(&self, start: usize, keyword: Keyword) -> bool {
        use Keyword as K;
        let line = &self.text[start..self.near()];
        let mut words = line.split_whitespace();
        words.next();
        let second = words
            .next()
            .map_or(Keyword::NotAKeyword, |word| Keyword::of(word.trim_end_matches(';')));
        match keyword {
            K::EXIT if second == K::WHEN || self.is_in_loop() => false,
            K::PROMPT | K::SPOOL | K::REM | K::REMARK | K::DEFINE | K::EXIT | K::QUIT | K::PAUSE | K::CONNECT => true,
            K::WHENEVER => line.to_ascii_lowercase().contains("error"),
            // `START TRANSACTION` is not Oracle's.
            K::START | K::COLUMN | K::TIMING => true,
            // A procedure may have that name.
            K::PRINT => !line["print".len()..].trim_start().starts_with(['(', ';', '.', ':']),
            K::BREAK => second == K::ON,
            K::COMPUTE => true,
            K::NotAKeyword => {
                let first = line.split_whitespace().next().unwrap_or_default();
                SQLPLUS.iter().any(|word| word.eq_ignore_ascii_case(first))
            }
            K::SHOW => second != K::NotAKeyword || line.len() < 40,
            K::SET => !matches!(second, K::TRANSACTION | K::ROLE | K::CONSTRAINT | K::CONSTRAINTS),
            _ => false,
        }
    }

    /// Whether a loop of PL/SQL is open, so that `EXIT` leaves it and not the client.
    fn is_in_loop(&self) -> bool {
        const FARTHEST: usize = 4096;
        let tokens = self.out.tokens.iter().rev().take(FARTHEST);
        let mut closed = 0;
        let mut later = Keyword::NotAKeyword;
        for token in tokens.take_while(|token| token.kind != TokenKind::BatchEnd) {
            match token.keyword {
                Keyword::END if later == Keyword::LOOP => closed += 1,
                Keyword::END => {}
                _ if later == Keyword::LOOP && closed == 0 => return true,
                _ if later == Keyword::LOOP => closed -= 1,
                _ => {}
            }
            later = token.keyword;
        }
        later == Keyword::LOOP && closed == 0
    }

    /// After the end of a `COPY … FROM stdin`, takes the rows up to `\.`.
    pub(super) fn copy_data(&mut self) {
        if self.family != Family::Postgres || !self.reads_client_lines || !self.has_copy_data {
            return;
        }
        let statement = &self.out.tokens[self.statement_from..];
        if statement.first().is_none_or(|token| token.keyword != Keyword::COPY) {
            return;
        }
        let reads_stdin = statement
            .windows(2)
            .any(|pair| pair[0].keyword == Keyword::FROM && pair[1].keyword == Keyword::STDIN);
        if !reads_stdin {
            return;
        }
        let start = (self.line_end() + 1).min(self.end);
        if start >= self.end {
            return;
        }
        let rest = &self.bytes[start..self.end];
        let closing = memchr::memmem::find_iter(rest, b"\\.").find(|at| {
            let begins_line = *at == 0 || matches!(rest[at - 1], b'\n' | b'\r');
            begins_line && rest.get(at + 2).is_none_or(|byte| matches!(byte, b'\n' | b'\r'))
        });
        self.at = match closing {
            Some(at) => start + at + 2,
            // Without the closing line this may not be data at all: runners do not read rows.
            None => {
                self.has_copy_data = false;
                let statement_at = statement[0].range;
                self.problem(
                    ProblemKind::UnterminatedCopyData,
                    statement_at.start as usize,
                    statement_at.end as usize,
                );
                return;
            }
        };
        self.push(TokenKind::CopyData, start);
    }
}
