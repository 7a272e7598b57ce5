//! Words eight or sixteen bytes at a time: no letter is looked at or folded one by one.

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

/// The first bytes, eight or as many as `length` says, and zeros behind them.
#[inline]
pub(crate) const fn first(bytes: &[u8], length: usize) -> u64 {
    let lanes = match bytes.first_chunk::<LANES>() {
        Some(chunk) => u64::from_le_bytes(*chunk),
        None => padded(bytes),
    };
    if length >= LANES {
        return lanes;
    }
    lanes & !(u64::MAX << (LANES * length))
}

/// Bytes of a word without their case. Beyond ASCII every bit counts.
#[inline]
pub(crate) const fn without_case(lanes: u64) -> u64 {
    if lanes & HIGH == 0 { lanes & EITHER_CASE } else { lanes }
}

/// The first sixteen bytes of a word.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Packed {
    /// How many of them are ASCII letters, digits and underscores up to the first that is not.
    pub(crate) length: usize,
    /// The first eight without their case, zeros behind them.
    pub(crate) head: u64,
    /// The others.
    pub(crate) next: u64,
}

/// Reads up to sixteen bytes of a word.
#[inline]
pub(crate) fn packed(chunk: &[u8; 2 * LANES]) -> Packed {
    let lanes = u128::from_le_bytes(*chunk);
    let length = word_length(chunk);
    let (head, next) = KEPT[length];
    Packed {
        length,
        head: lanes as u64 & head,
        next: (lanes >> 64) as u64 & next,
    }
}

/// Reads eight bytes and, where all of them are of a word, eight more.
pub(crate) const fn packed_by_halves(bytes: &[u8]) -> Packed {
    let (length, head) = word(bytes);
    let (more, next) = match bytes.split_at_checked(LANES) {
        Some((_, rest)) if length == LANES => word(rest),
        _ => (0, 0),
    };
    Packed {
        length: length + more,
        head,
        next,
    }
}

/// What is kept of two integers where so many bytes are of a word, the case of letters not among it.
static KEPT: [(u64, u64); 2 * LANES + 1] = {
    let mut kept = [(EITHER_CASE, EITHER_CASE); 2 * LANES + 1];
    let mut length = 0;
    while length < 2 * LANES {
        kept[length] = if length < LANES {
            (EITHER_CASE & !(u64::MAX << (LANES * length)), 0)
        } else {
            (EITHER_CASE, EITHER_CASE & !(u64::MAX << (LANES * (length - LANES))))
        };
        length += 1;
    }
    kept
};

/// How many of sixteen bytes are of a word up to the first that is not. It is written so that the compiler compares all
/// of them in a few steps: each byte is looked at, and no branch depends on it. Where it is inlined, what else is done
/// with the bytes makes the compiler take them one by one, which takes nine times the instructions.
#[inline(never)]
fn word_length(bytes: &[u8; 2 * LANES]) -> usize {
    let mut others = [0; 2 * LANES];
    for (other, byte) in others.iter_mut().zip(bytes) {
        let is_letter = (byte | 0x20).wrapping_sub(b'a') < 26;
        let is_digit = byte.wrapping_sub(b'0') < 10;
        *other = if is_letter | is_digit | (*byte == b'_') {
            0
        } else {
            u8::MAX
        };
    }
    u128::from_le_bytes(others).trailing_zeros() as usize / LANES
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
            for at in 0..2 * LANES {
                let mut bytes = [b'x'; 2 * LANES];
                bytes[at] = byte;
                assert_eq!(packed(&bytes), packed_by_halves(&bytes), "{byte:#x} at {at}");
            }
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
