use schema::{Script, Statement, TokenKind};
use source::Fingerprint;

/// FNV-1a with 128 bits, a fixed function: fingerprints are kept in files
/// (<https://datatracker.ietf.org/doc/draft-eastlake-fnv/>).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) struct Digest(u128);

impl Digest {
    pub(crate) const fn new() -> Self {
        Self(0x6c62_272e_07bb_0142_62b8_2175_6295_c58d)
    }

    /// Takes a word in. Where one ends counts, so that `ab` `c` is not `a` `bc`.
    pub(crate) fn word(self, bytes: &[u8]) -> Self {
        self.bytes(bytes.iter().copied()).bytes([0xFF])
    }

    /// Takes the first letters of a text in, so many at most, as if there were no space.
    pub(crate) fn letters(self, text: &str, most: usize) -> Self {
        let is_letter = |letter: &char| !letter.is_whitespace();
        if text.is_ascii() {
            let letters = text.bytes().filter(|byte| is_letter(&char::from(*byte)));
            return self.bytes(letters.take(most)).bytes([0xFF]);
        }
        let letters: String = text.chars().filter(is_letter).take(most).collect();
        self.word(letters.as_bytes())
    }

    pub(crate) fn number(self, number: u64) -> Self {
        self.bytes(number.to_le_bytes())
    }

    pub(crate) fn digest(self, other: Self) -> Self {
        self.bytes(other.0.to_le_bytes())
    }

    pub(crate) const fn fingerprint(self) -> Fingerprint {
        Fingerprint(self.0)
    }

    fn bytes(self, bytes: impl IntoIterator<Item = u8>) -> Self {
        const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013B;
        let step = |hash: u128, byte: u8| (hash ^ u128::from(byte)).wrapping_mul(PRIME);
        Self(bytes.into_iter().fold(self.0, step))
    }
}

/// A digest of a statement's tokens, without comments and space; unquoted words in lower case.
pub(crate) fn of_statement(text: &str, script: &Script, statement: &Statement) -> Digest {
    let mut digest = Digest::new();
    for token in script.tokens_of(statement) {
        let written = text.get(token.range.slice()).unwrap_or_default();
        digest = match token.kind {
            TokenKind::Word => digest
                .bytes(written.bytes().map(|byte| byte.to_ascii_lowercase()))
                .bytes([0xFF]),
            TokenKind::Terminator | TokenKind::BatchEnd => digest,
            _ => digest.word(written.as_bytes()),
        };
    }
    digest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digest_is_the_published_function() {
        let digest = Digest::new().bytes(*b"foobar");
        assert_eq!(digest.fingerprint().to_string(), "343e1662793c64bf6f0d3597ba446f18");
        assert_eq!(
            Digest::new().letters(" foo\u{b}\tba rest", 6),
            Digest::new().word(b"foobar")
        );
        assert_eq!(
            Digest::new().letters("é\u{a0}è rest", 2),
            Digest::new().word("éè".as_bytes())
        );
    }
}
