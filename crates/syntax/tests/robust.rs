//! Whatever the text, nothing panics and every place is where it can be.
//!
//! `LOCKGATE_MUTATIONS` says how many mutated files are read; without it, as many as fit into some seconds.
#![allow(clippy::print_stdout, clippy::unwrap_used)]

use std::time::{Duration, Instant};

use cpu_time::ThreadTime;
use lockgate_syntax::{ReadOptions, read};
use schema::Dialect;

#[path = "support/corpus.rs"]
mod corpus;
#[path = "support/invariants.rs"]
mod invariants;

/// How long mutated files are read where nobody says how many.
const TIME_FOR_MUTATIONS: Duration = Duration::from_secs(20);
/// Processor time that no text of 400 kB may take, even unoptimised.
const SLOWEST: Duration = Duration::from_secs(2);
/// Larger files are read as they are, but not mutated.
const LARGEST_MUTATED: usize = 2_000;

fn check(text: &str, dialect: Dialect) {
    let script = read(text, &ReadOptions::whole(text, dialect));
    invariants::hold(text, &script);
}

#[test]
fn every_real_file_is_read() {
    let Some(corpus) = corpus::Corpus::find() else { return };
    let mut count = 0;
    for (folder, dialect) in corpus::FOLDERS {
        for file in corpus.sql_files(&format!("migrations/{folder}")) {
            check(&file.text, *dialect);
            count += 1;
        }
    }
    for (folder, dialect) in corpus::PARSER_FOLDERS {
        for file in corpus.sql_files(&format!("parser/{folder}")) {
            check(&file.text, *dialect);
            count += 1;
        }
    }
    assert!(count > 6_000, "only {count} files were found");
}

#[test]
fn real_files_are_read_in_every_other_dialect() {
    let Some(corpus) = corpus::Corpus::find() else { return };
    for (folder, _) in corpus::PARSER_FOLDERS {
        for file in corpus.sql_files(&format!("parser/{folder}")) {
            for dialect in Dialect::ALL {
                check(&file.text, *dialect);
            }
        }
    }
}

#[test]
fn mutated_files_are_read() {
    let Some(corpus) = corpus::Corpus::find() else { return };
    let wanted: Option<usize> = std::env::var("LOCKGATE_MUTATIONS")
        .ok()
        .map(|count| count.parse().expect("LOCKGATE_MUTATIONS is a number"));
    let mut texts = Vec::new();
    for (folder, dialect) in corpus::PARSER_FOLDERS {
        for file in corpus.sql_files(&format!("parser/{folder}")) {
            texts.push((file.text, *dialect));
        }
    }
    for (folder, dialect) in corpus::FOLDERS {
        for file in corpus.sql_files(&format!("migrations/{folder}")) {
            texts.push((file.text, *dialect));
        }
    }
    texts.retain(|(text, _)| text.len() <= LARGEST_MUTATED && !text.is_empty());
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    let started = Instant::now();
    let mut count = 0;
    loop {
        let is_enough = wanted.map_or(started.elapsed() > TIME_FOR_MUTATIONS, |wanted| count >= wanted);
        if is_enough {
            break;
        }
        let (text, dialect) = &texts[random.below(texts.len())];
        let (other, _) = &texts[random.below(texts.len())];
        check(&mutated(text, other, &mut random), *dialect);
        count += 1;
    }
    println!("{count} mutated files in {:?}", started.elapsed());
}

/// A generator of numbers that gives the same ones each time (xorshift).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 16).unwrap() % limit.max(1)
    }
}

/// Snippets that open what they do not close, and the other way round.
const SNIPPETS: &[&str] = &[
    "'",
    "\"",
    "`",
    "[",
    "]",
    "(",
    ")",
    "$$",
    "$a$",
    "/*",
    "*/",
    "--",
    ";",
    "\n",
    "\r",
    "\u{0}",
    "\u{a0}",
    "\u{feff}",
    "é",
    "BEGIN ",
    "END ",
    " IF ",
    " THEN ",
    " ELSE ",
    " CASE ",
    " WHEN ",
    " LOOP ",
    "\nGO\n",
    "\n/\n",
    "DELIMITER //\n",
    "EXEC('",
    "''",
    "''''",
    "N'",
    "q'[",
    "E'\\",
    "\\",
    "${",
    "{{",
    "$(",
    ":x",
    "&x",
    "%x%",
    "@x@",
    "/*!50001 ",
    "DECLARE ",
    "EXCEPTION ",
    "CREATE PROCEDURE ",
    " AS ",
    " IS ",
    "COPY t FROM stdin;\n",
    "\\.\n",
    "DO $$",
    "::",
    ".",
    ",",
    "=",
    "<<",
    ">>",
    "EXECUTE IMMEDIATE '",
    "PREPARE s FROM @v",
    "SET @v = '",
    "\u{1a}",
    "EXISTS (SELECT 1 FROM sys.columns WHERE name = '",
];

fn mutated(text: &str, other: &str, random: &mut Random) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for _ in 0..=random.below(4) {
        let length = bytes.len();
        let at = random.below(length + 1);
        let to = (at + random.below(40)).min(length);
        match random.below(8) {
            0 => drop(bytes.drain(at..to)),
            1 => bytes.truncate(at),
            2 => {
                let chunk = bytes[at..to].to_vec();
                let place = random.below(length + 1);
                bytes.splice(place..place, chunk);
            }
            3 => {
                let from = random.below(other.len());
                let end = (from + random.below(120)).min(other.len());
                bytes.splice(at..at, other.as_bytes()[from..end].iter().copied());
            }
            4 if length > 1 => bytes.swap(at.min(length - 1), random.below(length)),
            5 if length > 0 => {
                let at = at.min(length - 1);
                bytes[at] = u8::try_from(random.below(256)).unwrap();
            }
            _ => {
                let snippet = SNIPPETS[random.below(SNIPPETS.len())];
                bytes.splice(at..at, snippet.bytes());
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[test]
fn what_is_read_once_more_is_not_opaque_twice() {
    let text = "ALTER TABLE users ADD COLUM not null, unique (a, c?b) on conflict r, b ull, \
                \u{15}\u{1e}bo\u{2c6}\u{17e}nama texd, \
                EXTRACT(TIMEZONE FROM t1.sometime) AS a FROM t1";
    for dialect in Dialect::ALL {
        check(text, *dialect);
    }
}

#[test]
fn a_text_that_is_run_and_never_ends_is_not_read_inside() {
    for text in [
        "EXECUTE $$p(1, 'a')\u{2022}",
        "EXECUTE $tag$drop table a;\u{2022}",
        "EXEC $$",
        "PREPARE s FROM $$\u{2022}",
    ] {
        for dialect in Dialect::ALL {
            check(text, *dialect);
        }
    }
}

#[test]
fn a_question_that_asks_nothing_is_no_guard() {
    let text = "DO $$ DECLARE e boolean; BEGIN e := NOT EXISTS; SELECT EXISTS; END $$";
    for dialect in Dialect::ALL {
        check(text, *dialect);
    }
}

#[test]
fn nesting_without_end_is_a_problem_and_takes_no_time() {
    let units = [
        "(",
        "BEGIN ",
        "IF ",
        "IF 1=1 ",
        "CASE ",
        "BEGIN IF 1=1 ",
        "IF a THEN ",
        "LOOP ",
        "DO $$ ",
        "$a$ ",
        "/* ",
        "[",
        "SELECT (",
        "EXEC('",
        "BEGIN TRY ",
        "DECLARE ",
        "PROCEDURE p IS ",
        "ELSE IF 1=1 SELECT 1 ",
        "WHILE 1=1 ",
        "<<a>> ",
        "NOT ",
        "EXISTS (",
        "CREATE FUNCTION f AS ",
        "'",
        "${",
        "a.",
        "IF NOT EXISTS (SELECT ",
        "DECLARE x HANDLER FOR ",
        "CASE WHEN 1 THEN ",
        "COPY t FROM stdin;\n",
        "\\x\n",
        "SELECT 1 UNION ",
        "WITH a AS (",
        "ALTER TABLE t ADD ",
        "CREATE TABLE t (",
        "go ",
        "GO\n",
        "a := b; ",
        "$a",
        "E'\\",
        "WHEN a THEN ",
        "PREPARE s FROM @a; ",
        "SET @a = 'SELECT 1' ",
        "x varchar, ",
        "f(",
        "EXECUTE IMMEDIATE '",
        "BEGIN ATOMIC ",
        "q'[",
        "&a",
        "-",
        "%a",
        ":",
        "ble;",
        "set;",
    ];
    let heads = [
        "",
        "CREATE PROCEDURE p() ",
        "DO $$ ",
        "DECLARE a int; ",
        "CREATE PACKAGE BODY p IS ",
    ];
    let mut slow = Vec::new();
    for unit in units {
        for head in heads {
            let text = format!("{head}{}", unit.repeat(100_000 / unit.len().max(4) * 4));
            for dialect in Dialect::ALL {
                let started = ThreadTime::now();
                check(&text, *dialect);
                let elapsed = started.elapsed();
                if elapsed > SLOWEST {
                    slow.push(format!("{head}{unit} in {dialect}: {elapsed:?}"));
                }
            }
        }
    }
    assert_eq!(slow, Vec::<String>::new(), "time grows faster than the text");
}
