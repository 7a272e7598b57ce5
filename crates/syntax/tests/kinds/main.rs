//! The kind of every statement that the vendors list, one example each.
#![allow(
    clippy::too_many_lines,
    reason = "each test is a list of statements with their kinds"
)]

mod mssql;
mod mysql;
mod oracle;
mod postgres;
mod sqlite;

use lockgate_syntax as syntax;
use schema::{Dialect, Kind};

/// A kind, and a statement of that kind.
type Examples = &'static [(&'static str, &'static str)];

fn check(dialect: Dialect, examples: Examples) {
    let mut wrong = Vec::new();
    for (kind, sql) in examples {
        let script = syntax::read(sql, &syntax::ReadOptions::whole(sql, dialect));
        let found: Vec<Kind> = script.statements.iter().map(|statement| statement.kind).collect();
        if found.len() != 1 || found[0].as_str() != *kind {
            wrong.push(format!("{kind}: {found:?}: {sql}"));
        }
    }
    assert!(wrong.is_empty(), "{dialect}:\n{}", wrong.join("\n"));
}
