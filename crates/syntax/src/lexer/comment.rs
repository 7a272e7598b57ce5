//! Comments, and the dashes and slashes that may begin one.

use schema::{CommentText, Dialect, EngineVersion, Family, ProblemKind, TokenKind};

use super::{Lexer, MANY};

/// Tags of templates are not longer than this.
const LONGEST_TAG: usize = 4096;

impl Lexer<'_, '_> {
    pub(super) fn dash(&mut self) {
        if self.peek(1) == b'-' && self.is_dash_comment() {
            self.line_comment();
            return;
        }
        let start = self.at;
        self.at += 1;
        if self.peek(0) == b'>' {
            self.at += if self.peek(1) == b'>' { 2 } else { 1 };
        }
        self.push(TokenKind::Operator, start);
    }

    /// MySQL wants a blank after the dashes: `5--1` is six there. `-->` opens the marks of a migration tool.
    /// Its client drops lines that begin with dashes before a statement all the same
    /// (<https://github.com/mysql/mysql-server/blob/8.4/client/mysql.cc>, `add_line`).
    fn is_dash_comment(&self) -> bool {
        self.family != Family::Mysql
            || self.at + 2 >= self.end
            || matches!(self.peek(2), 0..=b' ' | b'-' | b'>' | 0x80..)
            || (self.reads_client_lines && self.at_statement_start() && self.at_line_start())
    }

    pub(super) fn line_comment(&mut self) {
        let start = self.at;
        self.at = self.line_end();
        let range = self.range_from(start);
        self.out.comments.push(CommentText { range, is_block: false });
    }

    pub(super) fn slash(&mut self) {
        if self.peek(1) == b'*' && self.unterminated < MANY {
            self.block_comment();
            return;
        }
        if self.family == Family::Oracle && self.at_line_start() && self.rest_of_line_is_blank(1) {
            self.single(TokenKind::BatchEnd);
            self.statement_from = self.out.tokens.len();
            return;
        }
        self.single(TokenKind::Operator);
    }

    /// Whether nothing but blanks, or a comment, follows on this line.
    pub(super) fn rest_of_line_is_blank(&self, from: usize) -> bool {
        let rest = self.bytes[self.at + from..self.line_end()].trim_ascii();
        rest.is_empty() || rest.starts_with(b"--") || rest.starts_with(b"/*")
    }

    fn block_comment(&mut self) {
        let start = self.at;
        // `/*!40101 … */` is run by both, `/*M! … */` by MariaDB alone.
        let is_mariadbs = self.dialect == Dialect::Mariadb && self.peek(2) == b'M' && self.peek(3) == b'!';
        let is_executable = self.family == Family::Mysql && (self.peek(2) == b'!' || is_mariadbs);
        if is_executable && self.is_run(if is_mariadbs { 4 } else { 3 }) {
            self.at += if is_mariadbs { 4 } else { 3 };
            while self.peek(0).is_ascii_digit() {
                self.at += 1;
            }
            self.in_executable_comment = true;
            return;
        }
        let nests = is_executable || matches!(self.family, Family::Postgres | Family::Mssql);
        let mut depth = 1;
        self.at += 2;
        while depth > 0 {
            let Some(found) = memchr::memchr2(b'*', b'/', &self.bytes[self.at..self.end]) else {
                self.unterminated_comment(start);
                return;
            };
            self.at += found;
            match (self.bytes[self.at], self.peek(1)) {
                (b'*', b'/') => {
                    depth -= 1;
                    self.at += 2;
                }
                (b'/', b'*') if nests => {
                    depth += 1;
                    self.at += 2;
                }
                _ => self.at += 1,
            }
        }
        let range = self.range_from(start);
        self.out.comments.push(CommentText { range, is_block: true });
    }

    /// Whether a server runs what stands in the executable comment whose version begins `ahead` of the current byte. No
    /// server has a minor version 99 of the newest major one: with such numbers text is hidden from all of them. MariaDB
    /// also skips the versions that only MySQL has, 5.7 to 9.99, unless the comment is `/*M!`; both take a number of five
    /// digits, or six (<https://mariadb.com/kb/en/comment-syntax/>; measured on MariaDB 10.11).
    fn is_run(&self, ahead: usize) -> bool {
        let digits = (ahead..ahead + 6)
            .map(|at| self.peek(at))
            .take_while(u8::is_ascii_digit);
        let (length, version) = digits.fold((0, 0), |(length, version), digit| {
            (length + 1, version * 10 + u32::from(digit - b'0'))
        });
        if length < 5 {
            return true;
        }
        let is_mysqls = self.dialect == Dialect::Mariadb && ahead == 3 && (50_700..100_000).contains(&version);
        let newest = EngineVersion::newest(self.dialect);
        !is_mysqls && version / 100 < u32::from(newest.major) * 100 + 99
    }

    /// `{% if x %}`, `{# note #}`: what a template engine takes out before the database sees the text
    /// (<https://jinja.palletsprojects.com/en/stable/templates/#synopsis>).
    pub(super) fn is_template_tag(&self) -> bool {
        self.end_of_template_tag().is_some()
    }

    fn end_of_template_tag(&self) -> Option<usize> {
        let mark = self.peek(1);
        if !matches!(mark, b'%' | b'#') {
            return None;
        }
        let rest = &self.bytes[self.at + 2..self.end.min(self.at + LONGEST_TAG)];
        let mut closes = memchr::memchr_iter(b'}', rest).filter(|at| *at > 0 && rest[at - 1] == mark);
        closes.next().map(|at| self.at + 2 + at + 1)
    }

    pub(super) fn template_tag(&mut self) {
        let start = self.at;
        self.at = self.end_of_template_tag().unwrap_or(start + 2);
        let range = self.range_from(start);
        self.out.comments.push(CommentText { range, is_block: true });
    }

    fn unterminated_comment(&mut self, start: usize) {
        self.unterminated += 1;
        self.problem(ProblemKind::UnterminatedComment, start, start + 2);
        self.at = self.next_plausible_statement(start);
        let range = self.range_from(start);
        self.out.comments.push(CommentText { range, is_block: true });
    }
}
