//! Any bytes, decoded and read: nothing panics, every place is where it can be, and time grows with the text.
//!
//! The first byte says the dialect, the second the options; the rest is the file.
#![no_main]

use std::time::Duration;

use cpu_time::ThreadTime;
use libfuzzer_sys::fuzz_target;
use schema::Dialect;
use source::TextRange;
use syntax::{ReadOptions, guess_dialect, read};

#[path = "../../crates/syntax/tests/support/invariants.rs"]
mod invariants;

/// What ends a statement where a migration tool says so.
const DELIMITERS: &[Option<&str>] = &[None, Some(";"), Some("//"), Some("$$")];
/// How long a text gets when it is repeated.
const REPEATED: usize = 1 << 16;
/// Processor time that no text so short may take, in an instrumented build.
const SLOWEST: Duration = Duration::from_secs(2);

fuzz_target!(|data: &[u8]| {
    let [dialect, options, bytes @ ..] = data else { return };
    let dialect = Dialect::ALL[usize::from(*dialect) % Dialect::ALL.len()];
    let mut text = source::decode(bytes.to_vec()).text;
    if options & 4 != 0 && !text.is_empty() {
        text = text.repeat(REPEATED.div_ceil(text.len()));
    }
    let mut how = ReadOptions::whole(&text, dialect);
    how.delimiter = DELIMITERS[usize::from(options & 3)];
    let middle = middle(&text);
    let marked = [middle];
    if options & 8 != 0 {
        how.single_statements = &marked;
    }
    if options & 16 != 0 {
        how.range = middle;
    }
    let started = ThreadTime::now();
    let script = read(&text, &how);
    let elapsed = started.elapsed();
    assert!(elapsed < SLOWEST, "reading {} bytes took {elapsed:?}", text.len());
    invariants::hold(&text, &script);
    if options & 32 != 0 {
        let _ = guess_dialect(std::iter::once(text.as_str()));
    }
});

/// The second third of a text, on character boundaries.
fn middle(text: &str) -> TextRange {
    let boundary = |mut at: usize| {
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        u32::try_from(at).expect("libFuzzer bounds the length")
    };
    TextRange::new(boundary(text.len() / 3), boundary(text.len() / 3 * 2))
}
