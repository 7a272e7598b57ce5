//! Which word a text is, by a hash over words packed into two integers.

use super::{KEYWORDS, Keyword, WORDS};
use crate::lanes::{self, LANES, Packed, is_word_byte};

/// Slots of the table: a power of two, more than twice the words, so that few collide.
const SLOTS: usize = 4096;
static TABLE: [u16; SLOTS] = TABLES.0;
static KEYS: [Key; WORDS.len()] = TABLES.1;
const TABLES: ([u16; SLOTS], [Key; WORDS.len()]) = tables();
const LONGEST: usize = longest();

/// The first sixteen bytes of a word, letters in upper case.
#[derive(Clone, Copy)]
struct Key {
    head: u64,
    next: u64,
    keyword: Keyword,
    /// Zero for what stands in empty slots.
    length: u8,
    /// Whether another word wanted the same slot, or one further on, and stands behind it.
    is_crowded: bool,
}

/// The keyword that `word` is, in whatever case.
pub(super) fn find(word: &str) -> Keyword {
    let (length, keyword) = leading(word.as_bytes());
    if length == word.len() {
        keyword
    } else {
        Keyword::NotAKeyword
    }
}

/// How many ASCII letters, digits and underscores `bytes` begin with, and the keyword that they are.
#[inline]
pub(super) fn leading(bytes: &[u8]) -> (usize, Keyword) {
    let Some(chunk) = bytes.first_chunk() else {
        return leading_at_end(bytes);
    };
    let word = lanes::packed(chunk);
    if word.length < 2 * LANES {
        return (word.length, find_packed(word));
    }
    leading_long(bytes, word)
}

/// The same where fewer bytes are left than are packed.
#[cold]
fn leading_at_end(bytes: &[u8]) -> (usize, Keyword) {
    let word = lanes::packed_by_halves(bytes);
    (word.length, find_packed(word))
}

/// The same where a word is longer than what is packed, or as long.
#[inline(never)]
fn leading_long(bytes: &[u8], word: Packed) -> (usize, Keyword) {
    let rest = bytes[word.length..].iter();
    let length = word.length + rest.take_while(|byte| is_word_byte(**byte)).count();
    (length, find_long(&bytes[..length], word))
}

/// The keyword that a word is which is shorter than what is packed.
#[inline]
fn find_packed(word: Packed) -> Keyword {
    let mut slot = hash(word);
    loop {
        let key = &KEYS[TABLE[slot] as usize];
        let is_it = (key.head == word.head) & (key.next == word.next) & (key.length as usize == word.length);
        // Hardly any slot is crowded, while every other word is a keyword: no branch depends on that.
        if !key.is_crowded {
            return if is_it { key.keyword } else { Keyword::NotAKeyword };
        }
        if is_it {
            return key.keyword;
        }
        slot = (slot + 1) % SLOTS;
    }
}

/// The keyword that a word is of which only the beginning is packed.
fn find_long(bytes: &[u8], packed: Packed) -> Keyword {
    let length = bytes.len();
    if length > LONGEST {
        return Keyword::NotAKeyword;
    }
    let mut slot = hash(Packed { length, ..packed });
    loop {
        let key = &KEYS[TABLE[slot] as usize];
        if key.length as usize == length && key.keyword.as_str().as_bytes().eq_ignore_ascii_case(bytes) {
            return key.keyword;
        }
        if !key.is_crowded {
            return Keyword::NotAKeyword;
        }
        slot = (slot + 1) % SLOTS;
    }
}

const fn hash(word: Packed) -> usize {
    let folded = word.head ^ word.next.rotate_left(29) ^ ((word.length as u64) << 56);
    (folded.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 52) as usize % SLOTS
}

const fn longest() -> usize {
    let mut longest = 0;
    let mut at = 0;
    while at < WORDS.len() {
        if WORDS[at].len() > longest {
            longest = WORDS[at].len();
        }
        at += 1;
    }
    longest
}

/// Which word stands in each slot, by its number, and the words.
const fn tables() -> ([u16; SLOTS], [Key; WORDS.len()]) {
    let none = Key {
        head: 0,
        next: 0,
        keyword: Keyword::NotAKeyword,
        length: 0,
        is_crowded: false,
    };
    let mut keys = [none; WORDS.len()];
    let mut table = [0; SLOTS];
    let mut number = 1;
    while number < WORDS.len() {
        // Of a longer word only the beginning is packed.
        let Packed { head, next, .. } = lanes::packed_by_halves(WORDS[number].as_bytes());
        let length = WORDS[number].len();
        let mut slot = hash(Packed { length, head, next });
        while table[slot] != 0 {
            keys[table[slot] as usize].is_crowded = true;
            slot = (slot + 1) % SLOTS;
        }
        table[slot] = number as u16;
        keys[number] = Key {
            head,
            next,
            keyword: KEYWORDS[number],
            length: length as u8,
            is_crowded: false,
        };
        number += 1;
    }
    (table, keys)
}
