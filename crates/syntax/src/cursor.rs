//! Reading tokens one by one, with places kept and nothing lost: what nobody takes is opaque.

mod names;

use std::collections::BTreeMap;

use schema::{Dialect, Family, Keyword, Token, TokenKind, TokenRange};
use source::TextRange;

pub(crate) use names::unquoted;

/// A position in the tokens of one statement.
#[derive(Clone, Debug)]
pub(crate) struct Cursor<'a> {
    pub(crate) text: &'a str,
    pub(crate) dialect: Dialect,
    tokens: &'a [Token],
    /// Those up to the end of the statement.
    within: &'a [Token],
    start: usize,
    at: usize,
    opaque: Vec<TextRange>,
    misplaced: Vec<TextRange>,
    /// Names that stand elsewhere than the tokens that they are: the arguments of `format('drop table %I', 'a')`.
    given: &'a [(TextRange, TextRange)],
    /// What stands in the place of placeholders once the script runs.
    placeholders: Option<&'a BTreeMap<String, String>>,
}

impl<'a> Cursor<'a> {
    /// A cursor over a part of a script's tokens.
    pub(crate) fn new(text: &'a str, dialect: Dialect, tokens: &'a [Token], part: TokenRange) -> Self {
        Self {
            text,
            dialect,
            tokens,
            within: &tokens[..part.end as usize],
            start: part.start as usize,
            at: part.start as usize,
            opaque: Vec::new(),
            misplaced: Vec::new(),
            given: &[],
            placeholders: None,
        }
    }

    /// The same with names that are given elsewhere: where each stands, and where it is written.
    pub(crate) fn with_given(self, given: &'a [(TextRange, TextRange)]) -> Self {
        Self { given, ..self }
    }

    /// The same with values of placeholders that are known.
    pub(crate) fn with_placeholders(self, placeholders: Option<&'a BTreeMap<String, String>>) -> Self {
        Self { placeholders, ..self }
    }

    pub(crate) fn family(&self) -> Family {
        self.dialect.family()
    }

    /// The index of the next token among the script's.
    pub(crate) fn position(&self) -> usize {
        self.at
    }

    /// Goes back, or forward, to a position that [`Cursor::position`] gave. What was marked opaque from there on
    /// is read once more, and so not marked any longer.
    pub(crate) fn go_to(&mut self, position: usize) {
        self.at = position.min(self.within.len());
        if !self.opaque.is_empty() {
            self.forget_opaque_after();
        }
    }

    fn forget_opaque_after(&mut self) {
        let read = self.at.checked_sub(1).map_or(0, |last| self.tokens[last].range.end);
        while let Some(last) = self.opaque.pop_if(|last| last.end > read) {
            if last.start < read {
                self.opaque.push(TextRange::new(last.start, read));
            }
        }
    }

    pub(crate) fn is_at_end(&self) -> bool {
        self.at >= self.within.len()
    }

    /// The next token; of kind `End`, and empty, past the last.
    pub(crate) fn peek(&self) -> Token {
        self.peek_nth(0)
    }

    pub(crate) fn peek_nth(&self, ahead: usize) -> Token {
        self.within
            .get(self.at + ahead)
            .copied()
            .unwrap_or_else(|| self.end_token())
    }

    #[cold]
    fn end_token(&self) -> Token {
        let end = self.within.last().map_or(0, |token| token.range.end);
        Token {
            kind: TokenKind::End,
            keyword: Keyword::NotAKeyword,
            range: TextRange::empty(end),
        }
    }

    /// The token at a position that [`Cursor::position`] gave.
    pub(crate) fn token_at(&self, position: usize) -> Token {
        self.tokens[position]
    }

    /// A cursor over the tokens between two positions, the second not included.
    pub(crate) fn part(&self, from: usize, to: usize) -> Self {
        Self {
            text: self.text,
            dialect: self.dialect,
            tokens: self.tokens,
            within: &self.tokens[..to],
            start: from,
            at: from,
            opaque: Vec::new(),
            misplaced: Vec::new(),
            given: self.given,
            placeholders: self.placeholders,
        }
    }

    /// The keyword that the next token is.
    pub(crate) fn keyword(&self) -> Keyword {
        self.keyword_nth(0)
    }

    pub(crate) fn keyword_nth(&self, ahead: usize) -> Keyword {
        self.within
            .get(self.at + ahead)
            .map_or(Keyword::NotAKeyword, |token| token.keyword)
    }

    pub(crate) fn is(&self, kind: TokenKind) -> bool {
        self.kind() == kind
    }

    /// The kind of the next token; `End` past the last.
    pub(crate) fn kind(&self) -> TokenKind {
        self.within.get(self.at).map_or(TokenKind::End, |token| token.kind)
    }

    pub(crate) fn bump(&mut self) -> Token {
        let token = self.peek();
        self.at += usize::from(!self.is_at_end());
        token
    }

    pub(crate) fn text_of(&self, token: Token) -> &'a str {
        &self.text[token.range.slice()]
    }

    /// The text of a range as written.
    pub(crate) fn slice(&self, range: TextRange) -> &'a str {
        &self.text[range.slice()]
    }

    /// Takes the next token if it is this keyword.
    pub(crate) fn eat(&mut self, keyword: Keyword) -> bool {
        let is_it = self.keyword() == keyword && keyword != Keyword::NotAKeyword;
        self.at += usize::from(is_it);
        is_it
    }

    /// Takes the next tokens if they are these keywords, all of them.
    pub(crate) fn eat_all(&mut self, keywords: &[Keyword]) -> bool {
        let are_they = self.looks_at(keywords);
        if are_they {
            self.at += keywords.len();
        }
        are_they
    }

    /// Whether the next tokens are these keywords.
    pub(crate) fn looks_at(&self, keywords: &[Keyword]) -> bool {
        keywords
            .iter()
            .enumerate()
            .all(|(ahead, keyword)| self.keyword_nth(ahead) == *keyword)
    }

    /// Takes the next token if it is one of these keywords, and says which.
    pub(crate) fn eat_any(&mut self, keywords: &[Keyword]) -> Option<Keyword> {
        let keyword = self.keyword();
        (keyword != Keyword::NotAKeyword && keywords.contains(&keyword)).then(|| {
            self.at += 1;
            keyword
        })
    }

    /// Takes the next token if it is of this kind.
    pub(crate) fn eat_kind(&mut self, kind: TokenKind) -> Option<Token> {
        self.is(kind).then(|| self.bump())
    }

    /// Takes the next token if it is this operator.
    pub(crate) fn eat_operator(&mut self, operator: &str) -> bool {
        let token = self.peek();
        let is_it = matches!(token.kind, TokenKind::Operator | TokenKind::Equals) && self.text_of(token) == operator;
        self.at += usize::from(is_it);
        is_it
    }

    /// `IF EXISTS`.
    pub(crate) fn eat_if_exists(&mut self) -> bool {
        self.eat_all(&[Keyword::IF, Keyword::EXISTS])
    }

    /// `IF NOT EXISTS`.
    pub(crate) fn eat_if_not_exists(&mut self) -> bool {
        self.eat_all(&[Keyword::IF, Keyword::NOT, Keyword::EXISTS])
    }

    /// The range from the token at `from` to the last one taken.
    pub(crate) fn range_since(&self, from: usize) -> TextRange {
        if self.at <= from {
            return TextRange::empty(self.tokens.get(from).map_or(0, |token| token.range.start));
        }
        self.tokens[from].range.cover(self.tokens[self.at - 1].range)
    }

    /// The range of the tokens between two positions, the second not included.
    pub(crate) fn range_between(&self, from: usize, to: usize) -> TextRange {
        if to <= from {
            return TextRange::empty(self.tokens.get(from).map_or(0, |token| token.range.start));
        }
        self.tokens[from].range.cover(self.tokens[to - 1].range)
    }

    /// Takes a balanced pair of parentheses with what they hold; the range includes them. Understood:
    /// the caller keeps the range.
    pub(crate) fn parens(&mut self) -> Option<TextRange> {
        if !self.is(TokenKind::LeftParen) {
            return None;
        }
        let from = self.at;
        let mut depth = 0usize;
        for token in &self.within[from..] {
            self.at += 1;
            match token.kind {
                TokenKind::LeftParen => depth += 1,
                TokenKind::RightParen => {
                    depth -= 1;
                    if depth == 0 {
                        break;
                    }
                }
                _ => {}
            }
        }
        Some(self.range_since(from))
    }

    /// How many items the list in parentheses has whose first stands here, at most.
    pub(crate) fn most_items(&self) -> usize {
        let mut items = 1;
        let mut depth = 0usize;
        for token in &self.within[self.at.min(self.within.len())..] {
            match token.kind {
                TokenKind::Comma if depth == 0 => items += 1,
                TokenKind::LeftParen => depth += 1,
                TokenKind::RightParen if depth == 0 => break,
                TokenKind::RightParen => depth -= 1,
                _ => {}
            }
        }
        items
    }

    /// Whether a keyword stands anywhere among the tokens from the first to the last, those taken included.
    pub(crate) fn any_keyword(&self, keyword: Keyword) -> bool {
        self.within[self.start..].iter().any(|token| token.keyword == keyword)
    }

    /// Takes one token, or one pair of parentheses or brackets with what they hold.
    pub(crate) fn bump_tree(&mut self) {
        if self.is(TokenKind::LeftBracket) {
            self.brackets();
        } else if self.parens().is_none() {
            self.bump();
        }
    }

    /// Takes `[ … ]`: `ARRAY['a', 'b']`.
    fn brackets(&mut self) {
        let mut depth = 0usize;
        while !self.is_at_end() {
            match self.bump().kind {
                TokenKind::LeftBracket => depth += 1,
                TokenKind::RightBracket => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return;
            }
        }
    }

    /// Takes tokens up to a comma or closing parenthesis of this level, as opaque.
    pub(crate) fn skip_item(&mut self) {
        let from = self.at;
        while !self.is_at_end() && !self.is(TokenKind::Comma) && !self.is(TokenKind::RightParen) {
            self.bump_tree();
        }
        self.mark_opaque_since(from);
    }

    /// Takes all that is left, as opaque.
    pub(crate) fn skip_rest(&mut self) {
        let from = self.at;
        self.at = self.within.len();
        self.mark_opaque_since(from);
    }

    /// Says that no field of the model took the tokens from `from` on.
    pub(crate) fn mark_opaque_since(&mut self, from: usize) {
        if self.at <= from {
            return;
        }
        let range = self.range_since(from);
        let before = from.checked_sub(1).map(|before| self.tokens[before].range.end);
        match self.opaque.last_mut() {
            // What follows at once belongs to the same part.
            Some(last) if Some(last.end) == before => *last = last.cover(range),
            _ => self.opaque.push(range),
        }
    }

    /// Says that PostgreSQL has no place for the next token here, what the other engines take for one. Those are read by the same
    /// grammar.
    pub(crate) fn mark_misplaced(&mut self) {
        let range = self.peek().range;
        if self.dialect == Dialect::Postgres && !self.is_at_end() && !self.misplaced.contains(&range) {
            self.misplaced.push(range);
        }
    }

    /// The tokens that were marked as misplaced.
    pub(crate) fn take_misplaced(&mut self) -> Vec<TextRange> {
        std::mem::take(&mut self.misplaced)
    }

    /// The ranges that were marked opaque.
    pub(crate) fn take_opaque(&mut self) -> Vec<TextRange> {
        std::mem::take(&mut self.opaque)
    }
}
