//! Words eight bytes at a time: no letter is looked at or folded one by one.

/// How many bytes an integer holds.
pub(crate) const LANES: usize = 8;

const HIGH: u64 = each(0x80);
/// Takes the bit away that tells small letters from large ones. Among the bytes of words, what this makes equal
/// is the same letter.
const EITHER_CASE: u64 = each(0xDF);

/// How many of the first eight bytes are ASCII letters, digits and underscores up to the first that is not, and those
/// bytes without their case, the others zero.
#[inline]
pub(crate) const fn word(bytes: &[u8]) -> (usize, u64) {
    let lanes = match bytes.first_chunk::<LANES>() {
        Some(chunk) => u64::from_le_bytes(*chunk),
        None => padded(bytes),
    };
    let length = (!marks(lanes) & HIGH).trailing_zeros() as usize / LANES;
    let folded = lanes & EITHER_CASE;
    if length == LANES {
        return (LANES, folded);
    }
    (length, folded & !(u64::MAX << (LANES * length)))
}

/// Whether a byte is of a word.
pub(crate) const fn is_word_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// Sets the highest bit of each byte that is of a word. No addition carries into the next byte, for the highest bits
/// have been taken away.
const fn marks(lanes: u64) -> u64 {
    let ascii = lanes & !HIGH;
    let folded = ascii | each(0x20);
    let letters = (folded + each(0x80 - b'a')) & !(folded + each(0x7F - b'z'));
    let digits = (ascii + each(0x80 - b'0')) & !(ascii + each(0x7F - b'9'));
    let underscores = !((ascii ^ each(b'_')) + each(0x7F));
    (letters | digits | underscores) & !lanes & HIGH
}

/// Up to eight bytes, and zeros behind them.
const fn padded(bytes: &[u8]) -> u64 {
    let mut lanes = 0;
    let mut at = 0;
    while at < bytes.len() && at < LANES {
        lanes |= (bytes[at] as u64) << (8 * at);
        at += 1;
    }
    lanes
}

const fn each(byte: u8) -> u64 {
    u64::from_le_bytes([byte; LANES])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_counts_as_it_does_alone() {
        for byte in 0..=u8::MAX {
            let expected = if is_word_byte(byte) { 4 } else { 3 };
            assert_eq!(
                word(&[b'x', b'_', b'9', byte, b' ', b'x', b'x', b'x']).0,
                expected,
                "{byte:#x}"
            );
            assert_eq!(word(&[b'x', b'_', b'9', byte]).0, expected, "{byte:#x}");
        }
    }

    #[test]
    fn what_stands_behind_a_word_does_not_show() {
        assert_eq!(word(b"Table (a"), word(b"tABLE"));
        assert_ne!(word(b"table1").1, word(b"table2").1);
        assert_eq!(word(b"references"), (8, word(b"REFERENC").1));
        assert_eq!(word(b""), (0, 0));
    }
}
