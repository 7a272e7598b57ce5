//! Names that stand in texts: `N'dbo.[orders]'`.

use compact_str::CompactString;
use schema::{Ident, Name, Qualifiers};
use source::TextRange;

/// The text within a literal, with its place.
pub(super) struct NameText<'a> {
    text: &'a str,
    start: u32,
}

impl<'a> NameText<'a> {
    /// The text of the literal at `range`, its prefix and quotes left out.
    pub(super) fn of(text: &'a str, range: TextRange) -> Self {
        let raw = &text[range.slice()];
        let open = raw.find('\'').unwrap_or(0);
        let quotes = raw[open..].bytes().take_while(|byte| *byte == b'\'').count();
        let from = (open + quotes).min(raw.len());
        let to = raw.trim_end_matches('\'').len().max(from);
        Self {
            text: &raw[from..to],
            start: range.start + crate::lexer::to_offset(from),
        }
    }

    /// The whole text as one identifier, whose case counts: a catalogue is asked for exactly this.
    pub(super) fn exact(&self) -> Option<Ident> {
        Some(self.ident(0, self.text, true)).filter(|ident| !ident.text.is_empty())
    }

    /// The text as a name, qualifiers and quotes undone.
    pub(super) fn name(&self) -> Option<Name> {
        let mut parts = Qualifiers::new();
        let mut from = 0;
        while from <= self.text.len() && parts.len() < 4 {
            let rest = &self.text[from..];
            let close = match rest.as_bytes().first() {
                Some(b'[') => rest.find(']').map(|at| at + 1),
                Some(b'"') => rest[1..].find('"').map(|at| at + 2),
                _ => None,
            };
            let quoted_to = close.unwrap_or(0);
            let length = rest[quoted_to..].find('.').map_or(rest.len(), |at| quoted_to + at);
            // `tempdb..#t` leaves the schema out.
            parts.push(self.ident(from, &rest[..length], close.is_some()));
            from += length + 1;
        }
        let ident = parts.pop().filter(|ident| !ident.text.is_empty())?;
        Some(Name {
            qualifiers: parts,
            ident,
        })
    }

    fn ident(&self, from: usize, raw: &str, is_quoted: bool) -> Ident {
        let text = bare(raw);
        let start = self.start + crate::lexer::to_offset(from);
        Ident {
            text: CompactString::from(text),
            range: TextRange::new(start, start + crate::lexer::to_offset(raw.len())),
            is_quoted,
            has_placeholder: text.contains("${") || text.contains("$(") || text.contains("{{"),
        }
    }
}

/// A name without its quotes.
pub(super) fn bare(name: &str) -> &str {
    let inner = name
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
        .or_else(|| name.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')))
        .or_else(|| name.strip_prefix('`').and_then(|rest| rest.strip_suffix('`')));
    inner.unwrap_or(name).trim()
}
