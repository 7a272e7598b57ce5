//! Which word a text is, by a hash over words packed into two integers.

use super::{Keyword, WORDS, keyword_of};
use crate::lanes::{self, LANES, is_word_byte};

/// Slots of the table: a power of two, more than twice the words, so that few collide.
const SLOTS: usize = 4096;
static TABLE: [u16; SLOTS] = table();
static KEYS: [Key; WORDS.len()] = keys();
const LONGEST: usize = longest();

/// The first sixteen bytes of a word, letters in upper case.
#[derive(Clone, Copy)]
struct Key {
    head: u64,
    next: u64,
    length: u8,
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
    let (length, head) = lanes::word(bytes);
    if length < LANES {
        return (length, find_packed(bytes, length, head, 0));
    }
    let (more, next) = lanes::word(&bytes[LANES..]);
    let mut length = LANES + more;
    if more == LANES {
        let rest = bytes[length..].iter();
        length += rest.take_while(|byte| is_word_byte(**byte)).count();
    }
    (length, find_packed(bytes, length, head, next))
}

fn find_packed(bytes: &[u8], length: usize, head: u64, next: u64) -> Keyword {
    if length > LONGEST {
        return Keyword::NotAKeyword;
    }
    let mut slot = hash(head, next, length);
    loop {
        let number = TABLE[slot] as usize;
        if number == 0 {
            return Keyword::NotAKeyword;
        }
        let key = &KEYS[number];
        let is_it = key.head == head && key.next == next && key.length as usize == length;
        if is_it && (length <= 2 * LANES || WORDS[number].as_bytes().eq_ignore_ascii_case(&bytes[..length])) {
            return keyword_of(number);
        }
        slot = (slot + 1) % SLOTS;
    }
}

const fn hash(head: u64, next: u64, length: usize) -> usize {
    let folded = head ^ next.rotate_left(29) ^ ((length as u64) << 56);
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
        next: 0,
        length: 0,
    };
    let mut keys = [none; WORDS.len()];
    let mut number = 1;
    while number < WORDS.len() {
        keys[number] = key(WORDS[number].as_bytes());
        number += 1;
    }
    keys
}

const fn key(word: &[u8]) -> Key {
    let (_, head) = lanes::word(word);
    let next = match word.split_at_checked(LANES) {
        Some((_, next)) => lanes::word(next).1,
        None => 0,
    };
    Key {
        head,
        next,
        length: word.len() as u8,
    }
}

const fn table() -> [u16; SLOTS] {
    let mut table = [0; SLOTS];
    let mut number = 1;
    while number < WORDS.len() {
        let Key { head, next, length } = key(WORDS[number].as_bytes());
        let mut slot = hash(head, next, length as usize);
        while table[slot] != 0 {
            slot = (slot + 1) % SLOTS;
        }
        table[slot] = number as u16;
        number += 1;
    }
    table
}
