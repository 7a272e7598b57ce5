//! Against `SQLite`'s own `sqlite3_complete`: where statements begin and end.
#![allow(clippy::unwrap_used)]

#[path = "support/corpus.rs"]
mod corpus;

use std::path::Path;

use corpus::{Corpus, TextFile};
use lockgate_syntax::{ReadOptions, read};
use schema::{Dialect, Script};

#[test]
fn statements_are_those_of_sqlite() {
    let Some(corpus) = Corpus::find() else { return };
    let mut expected_count = 0;
    let mut misses = Vec::new();
    for row in corpus.rows("oracle/sqlite_split.jsonl") {
        let file = corpus.read(Path::new(row["path"].as_str().unwrap()));
        let script = read(&file.text, &ReadOptions::whole(&file.text, Dialect::Sqlite));
        let ours: Vec<(usize, usize)> = script
            .statements
            .iter()
            .map(|statement| (statement.range.start as usize, statement.range.end as usize))
            .collect();
        let expected: Vec<(usize, usize)> = row["char_ranges"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|range| without_margins(&file, &script, range))
            .collect();
        expected_count += expected.len().max(ours.len());
        for range in expected.iter().filter(|range| !ours.contains(range)) {
            misses.push(format!("{}: {range:?} is not one of ours", file.path));
        }
        for range in ours.iter().filter(|range| !expected.contains(range)) {
            misses.push(format!("{}: {range:?} is only ours", file.path));
        }
    }
    misses.iter().take(40).for_each(|miss| println!("{miss}"));
    println!("{expected_count} statements, {} differences", misses.len());
    assert!(
        misses.len() * 1000 <= expected_count,
        "statements are split in another way"
    );
}

/// The other's range, from character to character, as bytes, without the terminator and without blanks and
/// comments on either side; `None` where nothing else is in it.
fn without_margins(file: &TextFile, script: &Script, range: &serde_json::Value) -> Option<(usize, usize)> {
    let byte_of = |at: &serde_json::Value| {
        let characters = usize::try_from(at.as_u64().unwrap()).unwrap();
        file.text
            .char_indices()
            .nth(characters)
            .map_or(file.text.len(), |(offset, _)| offset)
    };
    let (start, end) = (byte_of(&range[0]), byte_of(&range[1]));
    let inside = |offset: u32| (start..end).contains(&(offset as usize));
    let mut tokens = script
        .tokens
        .iter()
        .filter(|token| inside(token.range.start) && token.kind != schema::TokenKind::Terminator);
    let first = tokens.next()?;
    let last = tokens.next_back().unwrap_or(first);
    Some((first.range.start as usize, last.range.end as usize))
}
