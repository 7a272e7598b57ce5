//! How many statements of real migrations nobody could read.
#![allow(clippy::unwrap_used)]

#[path = "support/corpus.rs"]
mod corpus;

use std::collections::BTreeMap;

use corpus::Corpus;
use lockgate_syntax::{ReadOptions, read};
use schema::{Dialect, Kind};

/// The highest share of unknown statements allowed, in hundredths of a per cent.
const LIMITS: &[(Dialect, usize)] = &[
    (Dialect::Postgres, 20),
    (Dialect::Mysql, 20),
    (Dialect::Sqlite, 20),
    (Dialect::Mssql, 50),
    (Dialect::Oracle, 100),
];

#[derive(Default)]
struct Tally {
    statements: usize,
    unknown: usize,
    /// The first words of unknown statements, with where one stands.
    heads: BTreeMap<String, (usize, String)>,
}

#[test]
fn few_statements_are_unknown() {
    let Some(corpus) = Corpus::find() else { return };
    let mut tallies: BTreeMap<Dialect, Tally> = BTreeMap::new();
    for history in corpus.histories() {
        let tally = tallies.entry(history.dialect).or_default();
        for file in corpus.sql_files(&history.dir) {
            count(&file, history.dialect, tally);
        }
    }
    let mut too_many = Vec::new();
    for (dialect, tally) in &tallies {
        println!(
            "{dialect}: {} of {} statements are unknown",
            tally.unknown, tally.statements
        );
        let mut heads: Vec<_> = tally.heads.iter().collect();
        heads.sort_by_key(|(_, (count, _))| std::cmp::Reverse(*count));
        for (head, (count, place)) in heads.iter().take(25) {
            println!("  {count:5} {head}   {place}");
        }
        let limit = LIMITS
            .iter()
            .find(|(limited, _)| limited == dialect)
            .map(|(_, limit)| *limit);
        if limit.is_some_and(|limit| tally.unknown * 10_000 > tally.statements * limit) {
            too_many.push(*dialect);
        }
    }
    assert!(too_many.is_empty(), "too many unknown statements: {too_many:?}");
}

fn count(file: &corpus::TextFile, dialect: Dialect, tally: &mut Tally) {
    let script = read(&file.text, &ReadOptions::whole(&file.text, dialect));
    for statement in &script.statements {
        statement.walk(&mut |statement| {
            tally.statements += 1;
            if statement.kind != Kind::Unknown {
                return;
            }
            tally.unknown += 1;
            let text = &file.text[statement.range.slice()];
            let head: Vec<&str> = text.split_whitespace().take(4).collect();
            let head: String = head.join(" ").chars().take(60).collect();
            let place = format!("{}:{}", file.path, statement.range.start);
            tally.heads.entry(head).or_insert((0, place)).0 += 1;
        });
    }
}
