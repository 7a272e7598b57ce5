//! Which word a text is, by a hash over words packed into two integers: no letter is folded one by one.

use super::{Keyword, WORDS, keyword_of};

/// Slots of the table: a power of two, more than twice the words, so that few collide.
const SLOTS: usize = 4096;
static TABLE: [u16; SLOTS] = table();
static KEYS: [Key; WORDS.len()] = keys();
const LONGEST: usize = longest();

/// The first and the last eight bytes of a word, letters in upper case; all of it where it has no more than 16.
#[derive(Clone, Copy)]
struct Key {
    head: u64,
    tail: u64,
    length: u8,
    /// Whether the two say all: the word holds nothing but letters, and no more than 16.
    is_exact: bool,
}

/// The keyword that `word` is, in whatever case.
pub(super) fn find(word: &str) -> Keyword {
    if word.len() > LONGEST {
        return Keyword::NotAKeyword;
    }
    let (head, tail) = pack(word.as_bytes());
    let mut slot = hash(head, tail, word.len());
    loop {
        let number = TABLE[slot] as usize;
        if number == 0 {
            return Keyword::NotAKeyword;
        }
        let key = &KEYS[number];
        if key.head == head
            && key.tail == tail
            && key.length as usize == word.len()
            && (key.is_exact || WORDS[number].eq_ignore_ascii_case(word))
        {
            return keyword_of(number);
        }
        slot = (slot + 1) % SLOTS;
    }
}

/// Takes the bit away that tells small letters from large ones. What this makes equal to a letter is that letter.
const EITHER_CASE: u64 = 0xDFDF_DFDF_DFDF_DFDF;

const fn pack(word: &[u8]) -> (u64, u64) {
    let (head, tail) = match word {
        [a, b, c, d, e, f, g, h, ..] => (u64::from_le_bytes([*a, *b, *c, *d, *e, *f, *g, *h]), last_eight(word)),
        [a, b, c, d, ..] => (u32::from_le_bytes([*a, *b, *c, *d]) as u64, last_four(word)),
        [a, b, .., c] => (u32::from_le_bytes([*a, *b, *c, 0]) as u64, 0),
        [a, b] => (u32::from_le_bytes([*a, *b, 0, 0]) as u64, 0),
        [a] => (*a as u64, 0),
        [] => (0, 0),
    };
    (head & EITHER_CASE, tail & EITHER_CASE)
}

const fn last_eight(word: &[u8]) -> u64 {
    match word {
        [.., a, b, c, d, e, f, g, h] => u64::from_le_bytes([*a, *b, *c, *d, *e, *f, *g, *h]),
        _ => 0,
    }
}

const fn last_four(word: &[u8]) -> u64 {
    match word {
        [.., a, b, c, d] => u32::from_le_bytes([*a, *b, *c, *d]) as u64,
        _ => 0,
    }
}

const fn hash(head: u64, tail: u64, length: usize) -> usize {
    let folded = head ^ tail.rotate_left(29) ^ ((length as u64) << 56);
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

const fn keys() -> [Key; WORDS.len()] {
    let none = Key {
        head: 0,
        tail: 0,
        length: 0,
        is_exact: false,
    };
    let mut keys = [none; WORDS.len()];
    let mut number = 1;
    while number < WORDS.len() {
        let word = WORDS[number].as_bytes();
        let (head, tail) = pack(word);
        keys[number] = Key {
            head,
            tail,
            length: word.len() as u8,
            is_exact: word.len() <= 16 && holds_letters_alone(word),
        };
        number += 1;
    }
    keys
}

const fn holds_letters_alone(word: &[u8]) -> bool {
    let mut at = 0;
    while at < word.len() {
        if !word[at].is_ascii_alphabetic() {
            return false;
        }
        at += 1;
    }
    true
}

const fn table() -> [u16; SLOTS] {
    let mut table = [0; SLOTS];
    let mut number = 1;
    while number < WORDS.len() {
        let word = WORDS[number].as_bytes();
        let (head, tail) = pack(word);
        let mut slot = hash(head, tail, word.len());
        while table[slot] != 0 {
            slot = (slot + 1) % SLOTS;
        }
        table[slot] = number as u16;
        number += 1;
    }
    table
}
