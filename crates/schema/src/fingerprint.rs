use rustc_hash::FxHasher;
use std::hash::Hasher;

/// What a text says, spacing, comments and the case of its words left out: two definitions with the same
/// fingerprint are the same definition. Names between quotes and texts count as they are written.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Fingerprint(u64);

impl Fingerprint {
    /// The fingerprint of a text.
    #[must_use]
    pub fn of(text: &str) -> Self {
        // The hash function is made for pieces, not for single bytes.
        let mut said: Vec<u8> = Vec::with_capacity(text.len());
        let mut rest = text.trim().as_bytes();
        let mut last = 0u8;
        while let Some((&byte, tail)) = rest.split_first() {
            if let Some(behind) = gap(rest) {
                rest = behind;
                let splits = rest.first().is_some_and(|next| is_word(last) && is_word(*next));
                if splits {
                    said.push(b' ');
                }
                continue;
            }
            if matches!(byte, b'\'' | b'"' | b'`') {
                let end = tail
                    .iter()
                    .position(|other| *other == byte)
                    .map_or(rest.len(), |at| at + 2);
                said.extend_from_slice(&rest[..end]);
                rest = &rest[end..];
            } else {
                said.push(byte.to_ascii_lowercase());
                rest = tail;
            }
            last = byte;
        }
        let mut hasher = FxHasher::default();
        hasher.write(&said);
        Self(hasher.finish())
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

/// What follows the space or comment that a text begins with.
fn gap(text: &[u8]) -> Option<&[u8]> {
    let behind = |needle: &[u8]| {
        let at = text.windows(needle.len()).position(|window| window == needle);
        at.map_or(text.len(), |at| at + needle.len())
    };
    let length = match text {
        [byte, ..] if byte.is_ascii_whitespace() => 1,
        [b'-', b'-', ..] => behind(b"\n"),
        [b'/', b'*', ..] => behind(b"*/"),
        _ => return None,
    };
    Some(&text[length..])
}

const fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 128
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_said_counts() {
        let same = Fingerprint::of("SELECT a,b FROM t -- all\n WHERE c = 'X'");
        assert_eq!(Fingerprint::of(" select a, b\n  from t where c='X'"), same);
        assert_ne!(Fingerprint::of("select a, b from t where c = 'x'"), same);
        assert_ne!(Fingerprint::of("select ab from t where c = 'X'"), same);
        assert_ne!(Fingerprint::of("select a b"), Fingerprint::of("select ab"));
    }
}
