use crate::lanes::{self, LANES};
use crate::{Keyword, Token, TokenKind};

/// What a text says, spacing, comments and the case of its words left out: two definitions with the same
/// fingerprint are the same definition. Names between quotes and texts count as they are written.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Fingerprint(u64);

impl Fingerprint {
    /// The fingerprint of a text.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let bytes = text.trim().as_bytes();
        let mut said = Said::default();
        let mut last = 0u8;
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            let rest = &bytes[at..];
            match CLASSES[byte as usize] {
                Class::Word => {
                    let (length, word) = lanes::word(rest);
                    said.add(word);
                    at += length;
                }
                Class::Gap => {
                    let length = gap(rest);
                    at += length.max(1);
                    let splits = bytes.get(at).is_some_and(|next| is_word(last) && is_word(*next));
                    match length {
                        0 => said.add_byte(byte),
                        _ if splits => said.add_byte(b' '),
                        _ => {}
                    }
                    if length > 0 {
                        continue;
                    }
                }
                Class::Quote => {
                    let length = memchr::memchr(byte, &rest[1..]).map_or(rest.len(), |behind| behind + 2);
                    for written in &rest[..length] {
                        said.add_byte(*written);
                    }
                    at += length;
                }
                Class::Other => {
                    said.add_byte(byte);
                    at += 1;
                }
            }
            last = byte;
        }
        Self(said.0)
    }

    /// The fingerprint of what a text's tokens say. It is never that of a text.
    #[must_use]
    pub fn of_tokens(text: &str, tokens: &[Token]) -> Self {
        let bytes = text.as_bytes();
        let mut said = Said::default();
        for token in tokens {
            said.add_token(bytes, *token);
        }
        Self(said.0)
    }

    /// The fingerprint of this and of something else that is said.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        let mut said = Said(self.0);
        said.add(other.0);
        Self(said.0)
    }
}

/// A hash of words and other bytes, in their order.
#[derive(Clone, Copy, Default)]
struct Said(u64);

impl Said {
    #[inline(always)]
    const fn add(&mut self, lanes: u64) {
        self.0 = (self.0.rotate_left(5) ^ lanes).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }

    /// Adds a byte that is no part of a word, or written between quotes.
    #[inline(always)]
    fn add_byte(&mut self, byte: u8) {
        self.add(0x100 | u64::from(byte));
    }

    fn add_token(&mut self, text: &[u8], token: Token) {
        use TokenKind as T;
        match token.kind {
            T::Word if token.keyword != Keyword::NotAKeyword => self.add(1 << 16 | token.keyword as u64),
            T::Comma | T::Dot | T::LeftParen | T::RightParen | T::LeftBracket | T::RightBracket | T::Equals => {
                self.add(token.kind as u64);
            }
            _ => self.add_written(text, token),
        }
    }

    /// Adds a token of which there are many of the same kind.
    fn add_written(&mut self, text: &[u8], token: Token) {
        let mut left = token.range.len() as usize;
        self.add(1 << 48 | (token.kind as u64) << 32 | left as u64);
        let mut rest = &text[token.range.start as usize..];
        while left > 0 {
            let written = lanes::first(rest, left);
            self.add(match token.kind {
                TokenKind::Word => lanes::without_case(written),
                _ => written,
            });
            rest = rest.get(LANES..).unwrap_or_default();
            left = left.saturating_sub(LANES);
        }
    }
}

/// What a byte begins.
#[derive(Clone, Copy)]
enum Class {
    Word,
    /// A blank, or perhaps a comment.
    Gap,
    Quote,
    Other,
}

static CLASSES: [Class; 256] = {
    let mut classes = [Class::Other; 256];
    let mut byte = 0;
    while byte < 256 {
        classes[byte] = match byte as u8 {
            b'-' | b'/' => Class::Gap,
            b'\'' | b'"' | b'`' => Class::Quote,
            blank if blank.is_ascii_whitespace() => Class::Gap,
            part if lanes::is_word_byte(part) => Class::Word,
            _ => Class::Other,
        };
        byte += 1;
    }
    classes
};

/// How long the blanks are, or the comment, that a text begins with; 0 where it begins with neither.
fn gap(text: &[u8]) -> usize {
    let behind = |needle: &[u8]| memchr::memmem::find(text, needle).map_or(text.len(), |at| at + needle.len());
    match text {
        [b'-', b'-', ..] => behind(b"\n"),
        [b'/', b'*', ..] => behind(b"*/"),
        _ => text.iter().take_while(|byte| byte.is_ascii_whitespace()).count(),
    }
}

const fn is_word(byte: u8) -> bool {
    lanes::is_word_byte(byte) || byte >= 128
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_say_what_their_text_says() {
        let tokens = |text: &str, keyword: Keyword| {
            let mut start = 0;
            let words = text.split_inclusive(' ').map(|written| {
                let word = written.trim_end();
                let end = start + word.len() as u32;
                let range = source::TextRange::new(start, end);
                start += written.len() as u32;
                let kind = match word.as_bytes()[0] {
                    b'\'' => TokenKind::String,
                    b'(' => TokenKind::LeftParen,
                    _ => TokenKind::Word,
                };
                let keyword = if range.start == 0 {
                    keyword
                } else {
                    Keyword::NotAKeyword
                };
                Token { kind, keyword, range }
            });
            Fingerprint::of_tokens(text, &words.collect::<Vec<_>>())
        };
        let same = tokens("SELECT an_identifier ( 'Text'", Keyword::SELECT);
        assert_eq!(
            tokens(
                "select  An_Identifier  ( 'Text'".replace("  ", " ").as_str(),
                Keyword::SELECT
            ),
            same
        );
        assert_ne!(tokens("select an_identifier ( 'text'", Keyword::SELECT), same);
        assert_ne!(tokens("select an_identifies ( 'Text'", Keyword::SELECT), same);
        assert_ne!(tokens("select an_identi fier ( 'Text'", Keyword::SELECT), same);
        assert_ne!(tokens("select an_identifier ( 'Text'", Keyword::INSERT), same);
        assert_ne!(
            tokens("\u{0440}", Keyword::NotAKeyword),
            tokens("\u{0460}", Keyword::NotAKeyword)
        );
    }

    #[test]
    fn only_what_is_said_counts() {
        let same = Fingerprint::of("SELECT a,b FROM t -- all\n WHERE c = 'X'");
        assert_eq!(Fingerprint::of(" select a, b\n  from t where c='X'"), same);
        assert_eq!(Fingerprint::of("select a /* one */, b from t where c='X'"), same);
        assert_ne!(Fingerprint::of("select a, b from t where c = 'x'"), same);
        assert_ne!(Fingerprint::of("select ab from t where c = 'X'"), same);
        assert_ne!(Fingerprint::of("select a b"), Fingerprint::of("select ab"));
        assert_ne!(Fingerprint::of("select a - b"), Fingerprint::of("select a / b"));
    }
}
