use compact_str::CompactString;
use rustc_hash::FxHashSet;
use schema::{CreateRoutine, Keyword as K, TokenKind, TokenRange};

use crate::cursor::Cursor;

/// The columns that the body of a routine of PostgreSQL surely names, each once: those of `NEW` and `OLD` where a trigger
/// runs it, those of any relation where it is a text in SQL, of which the server remembers nothing.
pub(crate) fn columns_named(cursor: &Cursor<'_>, tokens: TokenRange, routine: &CreateRoutine) -> Vec<CompactString> {
    let words = Words { cursor, tokens };
    let is_of_trigger = || {
        let returns = routine.returns.as_ref();
        returns.is_some_and(|returns| returns.name.eq_ignore_ascii_case("trigger"))
    };
    let mut columns = match routine.language.as_deref() {
        Some("plpgsql") if is_of_trigger() => words.of_row(),
        Some("sql") => words.of_relations(routine),
        _ => Vec::new(),
    };
    columns.sort();
    columns.dedup();
    columns
}

struct Words<'a, 'c> {
    cursor: &'a Cursor<'c>,
    tokens: TokenRange,
}

impl Words<'_, '_> {
    fn positions(&self) -> std::ops::Range<usize> {
        self.tokens.start as usize..self.tokens.end as usize
    }

    /// `NEW.x`, `OLD.x`. A function that asks which table it runs for, or catches errors, may never come to it.
    fn of_row(&self) -> Vec<CompactString> {
        let mut found = Vec::new();
        for at in self.positions() {
            let token = self.cursor.token_at(at);
            if token.kind != TokenKind::Word {
                continue;
            }
            if self.is_conditional(at) {
                return Vec::new();
            }
            let is_row = matches!(token.keyword, K::NEW | K::OLD) && !self.is(at.wrapping_sub(1), TokenKind::Dot);
            if is_row && self.is(at + 1, TokenKind::Dot) && self.is_word(at + 2) && !self.is(at + 3, TokenKind::Dot) {
                found.push(self.folded(at + 2));
            }
        }
        found
    }

    fn is_conditional(&self, at: usize) -> bool {
        const OF_EVERY_TABLE: [&str; 3] = ["tg_op", "tg_when", "tg_level"];
        let token = self.cursor.token_at(at);
        let catches = token.keyword == K::EXCEPTION && self.keyword(at + 1) == K::WHEN;
        let word = self.cursor.text_of(token);
        let is_variable = word.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("tg_"));
        catches || (is_variable && !OF_EVERY_TABLE.iter().any(|known| word.eq_ignore_ascii_case(known)))
    }

    /// The words that stand where a column does and are neither the routine's parameters nor names that its queries give.
    fn of_relations(&self, routine: &CreateRoutine) -> Vec<CompactString> {
        let parameters = routine
            .parameters
            .iter()
            .filter_map(|parameter| parameter.name.as_ref());
        let mut given: FxHashSet<CompactString> = parameters.map(|name| name.folded(self.cursor.dialect)).collect();
        let mut found = FxHashSet::default();
        for at in self.positions() {
            if !matches!(self.cursor.token_at(at).kind, TokenKind::Word | TokenKind::QuotedIdent) {
                continue;
            }
            if self.gives_name(at) {
                given.insert(self.folded(at));
            } else if self.is_column(at) {
                found.insert(self.folded(at));
            }
        }
        found.into_iter().filter(|word| !given.contains(word)).collect()
    }

    /// What follows `AS`, a value or another name is a new name, as is what `WITH` names.
    fn gives_name(&self, at: usize) -> bool {
        let before = at.wrapping_sub(1);
        let follows_value = self.is_name(before)
            || [TokenKind::RightParen, TokenKind::String, TokenKind::Number]
                .into_iter()
                .any(|kind| self.is(before, kind));
        follows_value || self.keyword(before) == K::AS || self.keyword(at + 1) == K::AS
    }

    /// What stands behind a dot is a column of what is named before it, and what stands before one is no column.
    fn is_column(&self, at: usize) -> bool {
        const BEFORE: [K; 14] = [
            K::SELECT,
            K::DISTINCT,
            K::WHERE,
            K::AND,
            K::OR,
            K::NOT,
            K::BY,
            K::ON,
            K::HAVING,
            K::SET,
            K::WHEN,
            K::THEN,
            K::ELSE,
            K::RETURNING,
        ];
        let before = at.wrapping_sub(1);
        let follows = BEFORE.contains(&self.keyword(before))
            || [
                TokenKind::Comma,
                TokenKind::LeftParen,
                TokenKind::Operator,
                TokenKind::Equals,
            ]
            .into_iter()
            .any(|kind| self.is(before, kind));
        let is_qualified = self.is(before, TokenKind::Dot) && !self.is(at.wrapping_sub(3), TokenKind::Dot);
        let goes_on = self.is(at + 1, TokenKind::Dot) || self.is(at + 1, TokenKind::LeftParen);
        (is_qualified || (follows && self.is_name(at))) && !goes_on && !self.is(at + 1, TokenKind::String)
    }

    fn is(&self, at: usize, kind: TokenKind) -> bool {
        let is_within = at >= self.tokens.start as usize && at < self.tokens.end as usize;
        is_within && self.cursor.token_at(at).kind == kind
    }

    fn keyword(&self, at: usize) -> K {
        if !self.is(at, TokenKind::Word) {
            return K::NotAKeyword;
        }
        self.cursor.token_at(at).keyword
    }

    fn is_name(&self, at: usize) -> bool {
        let is_plain = self.is(at, TokenKind::Word) && self.keyword(at) == K::NotAKeyword;
        is_plain || self.is(at, TokenKind::QuotedIdent)
    }

    fn is_word(&self, at: usize) -> bool {
        self.is(at, TokenKind::Word) || self.is(at, TokenKind::QuotedIdent)
    }

    fn folded(&self, at: usize) -> CompactString {
        let ident = self.cursor.ident_of(self.cursor.token_at(at));
        ident.folded(self.cursor.dialect)
    }
}
