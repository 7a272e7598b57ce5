use std::hash::Hasher;

use rustc_hash::FxHasher;

use crate::lanes;

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

    /// The fingerprint of this and of something else that is said.
    #[must_use]
    pub fn and(self, text: &str) -> Self {
        let mut hasher = FxHasher::default();
        hasher.write_u64(self.0);
        hasher.write_u64(Self::of(text).0);
        Self(hasher.finish())
    }
}

/// A hash of words and other bytes, in their order.
#[derive(Clone, Copy, Default)]
struct Said(u64);

impl Said {
    #[inline(always)]
    fn add(&mut self, lanes: u64) {
        self.0 = (self.0.rotate_left(5) ^ lanes).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }

    /// Adds a byte that is no part of a word, or written between quotes.
    #[inline(always)]
    fn add_byte(&mut self, byte: u8) {
        self.add(0x100 | u64::from(byte));
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
