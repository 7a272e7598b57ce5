//! The way up and the way down of real histories: whether the schema after both is the one before.
#![expect(clippy::print_stdout, reason = "a test says when it is skipped and what it measured")]

#[path = "common/corpus.rs"]
mod corpus;
#[path = "common/support.rs"]
mod support;

use std::collections::BTreeMap;

use corpus::{History, histories};
use schema::catalog::{Difference, Start};
use schema::{Catalog, Origin};
use source::FileId;
use support::read;

/// The marks between the way up and the way down in one file (goose, sql-migrate).
const MARKS: &[(&str, &str)] = &[
    ("-- +goose up", "-- +goose down"),
    ("-- +migrate up", "-- +migrate down"),
];

struct Pair {
    path: String,
    /// The timestamp that steps of one migration share.
    step: String,
    up: String,
    down: String,
}

/// The migrations of a history, their way down empty where there is none, in order, by the folder that they lie in: each folder is a history
/// of its own. What Pop cuts into steps with one timestamp is one migration.
fn pairs(history: &History) -> BTreeMap<String, Vec<Pair>> {
    let texts: BTreeMap<&str, &str> = history
        .files
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect();
    let mut folders: BTreeMap<String, Vec<Pair>> = BTreeMap::new();
    for (path, text) in &texts {
        let ways = match path.strip_suffix("up.sql") {
            Some(stem) => {
                let down = texts.get(format!("{stem}down.sql").as_str()).copied();
                Some(((*text).to_owned(), down.unwrap_or_default().to_owned()))
            }
            None => sections(text),
        };
        let Some((up, down)) = ways else { continue };
        let whole = path.strip_suffix("/up.sql").unwrap_or(path);
        let (folder, file) = whole.rsplit_once('/').unwrap_or(("", whole));
        let pairs = folders.entry(folder.to_owned()).or_default();
        let is_step = |last: &Pair| {
            file.get(..20)
                .is_some_and(|step| is_number(step) && last.step == step[..14])
        };
        match pairs.last_mut().filter(|last| is_step(last)) {
            Some(last) => {
                last.up = format!("{}\n;\n{up}", last.up);
                last.down = format!("{down}\n;\n{}", last.down);
            }
            None => pairs.push(Pair {
                path: (*path).to_owned(),
                step: file.get(..14).unwrap_or_default().to_owned(),
                up,
                down,
            }),
        }
    }
    folders
}

fn is_number(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

fn sections(text: &str) -> Option<(String, String)> {
    let lower = text.to_ascii_lowercase();
    MARKS.iter().find_map(|(up, down)| {
        let (up, down) = (lower.find(up)?, lower.find(down)?);
        (up < down).then(|| (text[up..down].to_owned(), text[down..].to_owned()))
    })
}

fn apply(catalog: &Catalog, sql: &str, file: u32) -> Catalog {
    let mut after = catalog.clone();
    for (at, statement) in (0..).zip(&read(sql, catalog.dialect()).statements) {
        after.apply(statement, Origin::new(FileId(file), 0, at));
    }
    after.start_session();
    after
}

/// What the way down leaves otherwise, for certain.
fn left(before: &Catalog, after: &Catalog) -> Vec<Difference> {
    let mut found = before.diff(after);
    found.retain(|difference| difference.is_certain);
    found
}

#[test]
fn most_ways_down_lead_back() {
    let Some(histories) = histories() else {
        return;
    };
    let (mut all, mut reversed) = (0u32, 0u32);
    for history in &histories {
        let (mut of_history, mut back) = (0u32, 0u32);
        for pairs in pairs(history).values() {
            let mut catalog = Catalog::new(history.dialect, Start::Empty);
            for (at, pair) in (0u32..).zip(pairs) {
                let up = apply(&catalog, &pair.up, at * 2);
                if !read(&pair.down, history.dialect).statements.is_empty() {
                    let found = left(&catalog, &apply(&up, &pair.down, at * 2 + 1));
                    of_history += 1;
                    back += u32::from(found.is_empty());
                    for difference in &found {
                        println!("  {} {}: {difference}", history.name, pair.path);
                    }
                }
                catalog = up;
            }
        }
        if of_history > 0 {
            println!("{}: {back} of {of_history} ways down lead back", history.name);
        }
        all += of_history;
        reversed += back;
    }
    println!("{reversed} of {all} ways down lead back");
    assert!(all > 1000, "{all}");
    // The rest was read: columns that come back without their default or their `NOT NULL`, or with another type; values
    // of an enumeration and functions that stay; keys and indexes that nobody makes again.
    assert!(reversed * 1000 >= all * 885, "{reversed} of {all}");
}
