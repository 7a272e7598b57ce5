//! How many statements of real migrations, and of another tool's fixtures, nobody could read.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

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

/// The highest share allowed in the fixtures of another tool's parser, which hold one of everything, and
/// hundreds of lines that no engine takes.
const FIXTURE_LIMITS: &[(Dialect, usize)] = &[
    (Dialect::Postgres, 20),
    (Dialect::Mysql, 20),
    (Dialect::Mariadb, 20),
    (Dialect::Sqlite, 20),
    (Dialect::Mssql, 50),
    (Dialect::Oracle, 100),
];

#[test]
fn few_statements_of_real_histories_are_unknown() {
    let Some(corpus) = Corpus::find() else { return };
    let folders = corpus.histories();
    let folders = folders.iter().map(|history| (history.dialect, history.dir.clone()));
    hold(&tallies(&corpus, folders), LIMITS);
}

#[test]
fn few_statements_of_fixtures_are_unknown() {
    let Some(corpus) = Corpus::find() else { return };
    let folders = corpus::PARSER_FOLDERS
        .iter()
        .map(|(folder, dialect)| (*dialect, format!("parser/{folder}")));
    hold(&tallies(&corpus, folders), FIXTURE_LIMITS);
}

fn tallies(corpus: &Corpus, folders: impl Iterator<Item = (Dialect, String)>) -> BTreeMap<Dialect, Tally> {
    let mut tallies: BTreeMap<Dialect, Tally> = BTreeMap::new();
    for (dialect, folder) in folders {
        let tally = tallies.entry(dialect).or_default();
        for file in corpus.sql_files(&folder) {
            count(&file, dialect, tally);
        }
    }
    tallies
}

fn hold(tallies: &BTreeMap<Dialect, Tally>, limits: &[(Dialect, usize)]) {
    let mut too_many = Vec::new();
    for (dialect, tally) in tallies {
        println!(
            "{dialect}: {} of {} statements are unknown",
            tally.unknown, tally.statements
        );
        let mut heads: Vec<_> = tally.heads.iter().collect();
        heads.sort_by_key(|(_, (count, _))| std::cmp::Reverse(*count));
        for (head, (count, place)) in heads.iter().take(40) {
            println!("  {count:5} {head}   {place}");
        }
        let limit = limits.iter().find(|(limited, _)| limited == dialect);
        if limit.is_some_and(|(_, limit)| tally.unknown * 10_000 > tally.statements * limit) {
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
