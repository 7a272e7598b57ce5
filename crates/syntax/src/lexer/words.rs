//! Words: keywords, names without quotes, and what may stand within them.

use schema::{Dialect, Keyword, ProblemKind, Token, TokenKind};

use super::{CONTINUES_WORD, Lexer, WordByte};

impl Lexer<'_, '_> {
    #[inline]
    pub(super) fn word(&mut self) {
        let start = self.at;
        let (length, keyword) = Keyword::leading(&self.bytes[start..]);
        self.at += length;
        if CONTINUES_WORD[self.peek(0) as usize] {
            self.continued_word(start, keyword);
        } else {
            self.whole_word(start, keyword);
        }
    }

    /// A word behind whose letters, digits and underscores something stands that may be part of it.
    #[inline(never)]
    pub(super) fn continued_word(&mut self, start: usize, mut keyword: Keyword) {
        let plain = self.at;
        self.skip_word();
        if self.at > plain {
            // No keyword holds anything else than letters, digits and underscores.
            keyword = Keyword::NotAKeyword;
        }
        if matches!(self.peek(0), b'\'' | b'&') && self.prefixed_string(start) {
            return;
        }
        if self.continues_with_placeholder() {
            self.placeholder_word(start);
            return;
        }
        self.whole_word(start, keyword);
    }

    #[inline]
    pub(super) fn whole_word(&mut self, start: usize, keyword: Keyword) {
        // Also where it is none, which nobody asks for: a branch here would depend on every other word.
        self.out.keywords.insert(keyword);
        if self.has_client_words && self.client_word(start, keyword) {
            return;
        }
        let range = self.range_from(start);
        self.out.tokens.push(Token {
            kind: TokenKind::Word,
            keyword,
            range,
        });
    }

    pub(super) fn skip_word(&mut self) {
        let table = self.word_bytes;
        while self.at < self.end {
            let rest = &self.bytes[self.at..self.end];
            let plain = rest.iter().take_while(|byte| table[**byte as usize] == WordByte::Part);
            self.at += plain.count();
            match table[self.peek(0) as usize] {
                // `${x}` and PostgreSQL's `$$` end a word rather than being part of it.
                WordByte::Dollar if !matches!(self.peek(1), b'{' | b'(' | b'$') => {}
                WordByte::BeyondAscii if self.is_letter_here() => {}
                _ => break,
            }
            self.at += 1;
        }
    }

    /// Whether the character beyond ASCII at the current byte may be part of a name: no-break spaces,
    /// marks of byte order and typographic quotes may not.
    pub(super) fn is_letter_here(&self) -> bool {
        if self.bytes[self.at] & 0xC0 == 0x80 {
            return true;
        }
        let next = self.text[self.at..].chars().next();
        next.is_some_and(|character| {
            !character.is_whitespace()
                && !matches!(character, '\u{FEFF}' | '\u{200B}'..='\u{200F}' | '\u{2018}'..='\u{201F}')
        })
    }

    pub(super) fn beyond_ascii(&mut self) {
        let Some(character) = self.text.get(self.at..).and_then(|rest| rest.chars().next()) else {
            self.at += 1;
            return;
        };
        if self.is_letter_here() {
            self.word();
            return;
        }
        let start = self.at;
        self.at += character.len_utf8();
        if !character.is_whitespace() && !matches!(character, '\u{FEFF}' | '\u{200B}'..='\u{200F}') {
            self.push(TokenKind::Unknown, start);
            self.problem(ProblemKind::StrayCharacter, start, self.at);
        } else if takes_spaces_for_letters(self.dialect) {
            self.problem(ProblemKind::ForeignSpace, start, self.at);
        }
    }
}

/// Where each character beyond ASCII is a letter, a no-break space among them: asked of PostgreSQL 15, MariaDB 10.11 and
/// SQLite 3.40 with U+00A0, U+2003 and U+3000.
const fn takes_spaces_for_letters(dialect: Dialect) -> bool {
    matches!(
        dialect,
        Dialect::Postgres | Dialect::Mysql | Dialect::Mariadb | Dialect::Sqlite
    )
}
