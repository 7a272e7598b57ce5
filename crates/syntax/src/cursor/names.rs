//! Names, and the words that can be some.

use compact_str::CompactString;
use rustc_hash::FxHashSet;
use schema::{Dialect, Family, Fingerprint, Ident, Name, Qualifiers, Token, TokenKind};
use source::TextRange;

use super::Cursor;
use crate::filled::filled_in;

impl Cursor<'_> {
    /// Whether the next token can be a name: a word, a quoted name, a placeholder.
    pub(crate) fn is_at_name(&self) -> bool {
        let token = self.peek();
        match token.kind {
            TokenKind::Word | TokenKind::QuotedIdent | TokenKind::Placeholder => true,
            TokenKind::Parameter => !self.text_of(token).starts_with('?'),
            // MySQL and SQLite take a string where they want a name.
            TokenKind::String => matches!(self.family(), Family::Mysql | Family::Sqlite),
            _ => false,
        }
    }

    /// Takes one identifier.
    pub(crate) fn ident(&mut self) -> Option<Ident> {
        if !self.is_at_name() {
            return None;
        }
        let token = self.within[self.at];
        self.at += 1;
        Some(self.ident_of(token))
    }

    /// The identifier that a token is.
    pub(crate) fn ident_of(&self, token: Token) -> Ident {
        if let Some((_, written)) = self.given.iter().find(|(place, _)| *place == token.range) {
            let text = self.slice(*written);
            return Ident {
                text: CompactString::from(text),
                range: token.range,
                // `%I` writes quotes where the name needs them.
                is_quoted: self.text_of(token).ends_with('I') && text.contains(char::is_uppercase),
                has_placeholder: false,
            };
        }
        let raw = self.text_of(token);
        let (text, is_quoted, has_placeholder) = match token.kind {
            TokenKind::QuotedIdent | TokenKind::String => (unquoted(raw), true, holds_placeholder(raw)),
            TokenKind::Placeholder => (value_as_name(raw), false, true),
            kind => (CompactString::from(raw), false, kind == TokenKind::Parameter),
        };
        let filled = self.placeholders.filter(|_| has_placeholder);
        if let Some(text) = filled.and_then(|values| filled_in(&text, values)) {
            return Ident {
                text,
                range: token.range,
                is_quoted,
                has_placeholder: false,
            };
        }
        Ident {
            text,
            range: token.range,
            is_quoted,
            has_placeholder,
        }
    }

    /// Takes a name with its qualifiers: `a`, `a.b`, `a..b`, and for SQL Server `.a`, which leaves the schema to the login.
    pub(crate) fn name(&mut self) -> Option<Name> {
        let from = self.at;
        while self.dialect == Dialect::Mssql && self.is(TokenKind::Dot) {
            self.at += 1;
        }
        let Some(mut ident) = self.ident() else {
            self.at = from;
            return None;
        };
        if !self.is(TokenKind::Dot) {
            return Some(Name::bare(ident));
        }
        let mut qualifiers = Qualifiers::new_const();
        while self.is(TokenKind::Dot) {
            self.at += 1;
            let next = if self.is(TokenKind::Dot) {
                // `database..table`: the schema is left to the login.
                Ident {
                    text: CompactString::default(),
                    range: TextRange::empty(self.peek().range.start),
                    is_quoted: false,
                    has_placeholder: false,
                }
            } else {
                match self.ident() {
                    Some(next) => next,
                    None => break,
                }
            };
            qualifiers.push(std::mem::replace(&mut ident, next));
        }
        Some(Name { qualifiers, ident })
    }

    /// Takes `(a, b, c)` as identifiers. What stands beside a name in the list is opaque.
    pub(crate) fn ident_list(&mut self) -> Vec<Ident> {
        if self.eat_kind(TokenKind::LeftParen).is_none() {
            return Vec::new();
        }
        let mut idents = Vec::with_capacity(self.most_items());
        while !self.is_at_end() && !self.is(TokenKind::RightParen) {
            match self.ident() {
                Some(ident) => idents.push(ident),
                None => self.skip_item(),
            }
            if !self.is(TokenKind::Comma) && !self.is(TokenKind::RightParen) {
                self.skip_item();
            }
            self.eat_kind(TokenKind::Comma);
        }
        self.eat_kind(TokenKind::RightParen);
        idents
    }

    /// What the tokens between two positions say, the second not included.
    pub(crate) fn fingerprint(&self, from: usize, to: usize) -> Fingerprint {
        Fingerprint::of_tokens(self.text, &self.tokens[from.min(to)..to])
    }

    /// The words from one position to another that can be names, folded, each once, in order.
    pub(crate) fn mentions(&self, from: usize, to: usize) -> Vec<CompactString> {
        let tokens = self.tokens[from.min(to)..to].iter();
        let names = tokens.filter(|token| matches!(token.kind, TokenKind::Word | TokenKind::QuotedIdent));
        // Most words of a query stand in it several times.
        let mut seen = FxHashSet::default();
        let names = names.filter(|token| seen.insert(self.text_of(**token)));
        let mut words: Vec<CompactString> = names.map(|token| self.ident_of(*token).folded(self.dialect)).collect();
        words.sort();
        words.dedup();
        words.shrink_to_fit();
        words
    }

    /// Takes names separated by commas.
    pub(crate) fn name_list(&mut self) -> Vec<Name> {
        let mut names = Vec::new();
        while let Some(name) = self.name() {
            names.push(name);
            if self.eat_kind(TokenKind::Comma).is_none() {
                break;
            }
        }
        names
    }
}

/// Whether a quoted name holds `${`, `{{` or `$(`.
fn holds_placeholder(raw: &str) -> bool {
    let bytes = raw.as_bytes();
    memchr::memchr2(b'$', b'{', bytes).is_some() && bytes.windows(2).any(|pair| matches!(pair, b"${" | b"{{" | b"$("))
}

/// A placeholder as it stands. A value that is computed where the name belongs (`QUOTENAME(@t)`, `|| r.name`, `a_' + @t`)
/// gets braces, so that nobody takes it for a name.
fn value_as_name(raw: &str) -> CompactString {
    let is_joint = |character: char| matches!(character, '|' | '+' | ',') || character.is_whitespace();
    let is_placeholder = raw.starts_with(['$', '{', '<', '&', '%']);
    if is_placeholder || !raw.contains(['(', '|', '+', ',', '\'']) {
        return CompactString::from(raw);
    }
    let mut name = CompactString::default();
    for (at, part) in raw.split('\'').enumerate() {
        let value = part.trim_matches(is_joint);
        let is_name = at % 2 == 0 && value == part && !part.contains('(');
        match is_name {
            true => name.push_str(part),
            false if value.is_empty() => {}
            false => name.push_str(&format!("{{{value}}}")),
        }
    }
    name
}

/// The text between quotes, with doubled quotes undone. A prefix (`N'…'`, `U&"…"`) is dropped.
pub(crate) fn unquoted(raw: &str) -> CompactString {
    if let [open @ (b'"' | b'\'' | b'`'), inner @ .., close] = raw.as_bytes()
        && open == close
        && memchr::memchr(*open, inner).is_none()
    {
        return CompactString::from(&raw[1..raw.len() - 1]);
    }
    let Some(open_at) = raw.find(['"', '`', '[', '\'']) else {
        return CompactString::from(raw);
    };
    let open = raw[open_at..].chars().next().unwrap_or('"');
    let close = if open == '[' { ']' } else { open };
    let inner = &raw[open_at + 1..];
    let inner = inner.strip_suffix(close).unwrap_or(inner);
    if !inner.contains(close) {
        return CompactString::from(inner);
    }
    let doubled: String = [close, close].iter().collect();
    CompactString::from(inner.replace(&doubled, close.encode_utf8(&mut [0; 4])))
}
