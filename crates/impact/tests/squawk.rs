//! Agreement with squawk's table of locks, read from the corpus.

#[path = "common/support.rs"]
mod support;

use schema::{Dialect, catalog::Start};
use serde_json::Value;

/// Where squawk says something else, and why that is right here or there.
const OTHERWISE: &[(&str, &str)] = &[
    // measured on 15: the table is locked in SHARE mode, the index alone in ACCESS EXCLUSIVE.
    ("REINDEX INDEX idx;", "SHARE"),
    ("REINDEX (CONCURRENTLY false) INDEX idx;", "SHARE"),
    ("REINDEX (CONCURRENTLY 'false') INDEX idx;", "SHARE"),
    ("REINDEX (CONCURRENTLY E'false') INDEX idx;", "SHARE"),
    ("REINDEX (CONCURRENTLY U&'false') INDEX idx;", "SHARE"),
    ("REINDEX (CONCURRENTLY off) INDEX idx;", "SHARE"),
    ("REINDEX (CONCURRENTLY 0) INDEX idx;", "SHARE"),
];

const SCHEMA: &str =
    "create table o (id int primary key); create table t (a int, c int, constraint c check (a > 0) not valid);
create table p (c int); create index idx on t (c); create view v as select c from t;
create materialized view mv as select c from t;";

#[test]
fn agrees_with_squawk_or_says_why_not() {
    let Ok(corpus) = std::env::var("LOCKGATE_CORPUS") else {
        assert_ne!(std::env::var("CI").as_deref(), Ok("true"), "LOCKGATE_CORPUS is not set");
        println!("skipped: LOCKGATE_CORPUS is not set");
        return;
    };
    let path = std::path::Path::new(&corpus).join("hazards/squawk_locks.jsonl");
    let text = std::fs::read_to_string(&path).expect("the corpus holds squawk's locks");
    let mut before = schema::Catalog::new(Dialect::Postgres, Start::Unknown);
    for statement in &support::read(SCHEMA, Dialect::Postgres).statements {
        before.apply(statement, schema::Origin::new(source::FileId(0), 0, 0));
    }
    let engine = support::engine(Dialect::Postgres, "15");
    let mut wrong = Vec::new();
    for line in text.lines() {
        let row: Value = serde_json::from_str(line).unwrap();
        let (sql, lock) = (row["sql"].as_str().unwrap(), row["lock"].as_str().unwrap());
        let other = OTHERWISE.iter().find(|(known, _)| *known == sql);
        let expected = other.map_or_else(|| spaced(lock), |(_, mode)| (*mode).to_owned());
        let impact = support::impact_of(sql, &before, engine);
        let order = [
            "ACCESS SHARE",
            "ROW SHARE",
            "ROW EXCLUSIVE",
            "SHARE UPDATE EXCLUSIVE",
            "SHARE",
            "SHARE ROW EXCLUSIVE",
            "EXCLUSIVE",
            "ACCESS EXCLUSIVE",
        ];
        let modes = impact.locks.iter().map(|lock| lock.mode);
        let strongest = modes.max_by_key(|mode| order.iter().position(|known| known == mode));
        if strongest.unwrap_or("UNKNOWN") != expected {
            wrong.push(format!("{sql}: {strongest:?}, squawk says {expected}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// `AccessExclusive` as `ACCESS EXCLUSIVE`.
fn spaced(camel: &str) -> String {
    let mut text = String::new();
    for character in camel.chars() {
        if character.is_ascii_uppercase() && !text.is_empty() {
            text.push(' ');
        }
        text.push(character.to_ascii_uppercase());
    }
    text
}
