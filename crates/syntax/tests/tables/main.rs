//! What statements about tables and indexes are read as, one line for each change.
#![allow(
    clippy::too_many_lines,
    reason = "each test is a list of statements with what they are read as"
)]

mod alter;
mod alter_vendors;
mod create;
mod describe;
mod indexes;
mod uses;

use describe::describe;
use schema::Dialect;

/// Each statement and the lines that its changes are expected to be. Nothing may be left over.
fn check(dialect: Dialect, cases: &[(&str, &[&str])]) {
    let mut wrong = String::new();
    for (sql, expected) in cases {
        let read = describe(sql, dialect);
        if read != *expected {
            wrong.push_str(&format!("{sql}\n  read     {read:#?}\n  expected {expected:#?}\n"));
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}
