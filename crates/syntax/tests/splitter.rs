//! Where statements end: what other tools' splitters say of their own test cases, and every oddity that
//! real files hold.
#![allow(clippy::unwrap_used)]

use lockgate_syntax::{ReadOptions, guess_dialect, read};
use migrations::{Direction, Settings, Tool, recognise};
use schema::{Dialect, Kind, Script};
use serde_json::Value;
use source::{MemoryFiles, SourceFile, Sources, TextRange};

#[path = "support/corpus.rs"]
mod corpus;
#[path = "splitter/oddities.rs"]
mod oddities;

/// Cases in which another tool cuts differently, and why.
const DIFFERENCES: &[(&str, &str)] = &[
    (
        "bytebase/pg/19",
        "a comment without its end is a problem with a place, not a statement",
    ),
    (
        "goose/envsub/test01",
        "goose cuts at line ends and sends two statements that share a line at once; the engine runs two",
    ),
    (
        "goose/valid-up/test02",
        "goose sends all between its marks at once; the engine runs three statements",
    ),
    (
        "goose/valid-up/test09",
        "goose sends all between its marks at once; the engine runs two statements",
    ),
    (
        "sql-migrate/functxtSplitByGO",
        "a delimiter between StatementBegin and StatementEnd still ends a batch",
    ),
];

/// The ranges of the statements that reach the server.
fn ranges(script: &Script) -> Vec<TextRange> {
    let statements = script.statements.iter();
    let for_server = statements.filter(|statement| statement.kind != Kind::ClientCommand);
    for_server.map(|statement| statement.range).collect()
}

#[test]
fn statements_end_where_bytebase_says() {
    let Some(corpus) = corpus::Corpus::find() else { return };
    let mut wrong = Vec::new();
    for row in corpus.rows("splitter/bytebase.jsonl") {
        let id = row["id"].as_str().unwrap().to_owned();
        let input = row["input"].as_str().unwrap();
        let dialect = match row["dialect"].as_str().unwrap() {
            "postgresql" | "cockroachdb" => Dialect::Postgres,
            "mysql" | "tidb" => Dialect::Mysql,
            "oracle" => Dialect::Oracle,
            "tsql" => Dialect::Mssql,
            _ => Dialect::Generic,
        };
        let found = ranges(&read(input, &ReadOptions::whole(input, dialect)));
        let statements = row["statements"].as_array().unwrap();
        let expected: Vec<&str> = statements
            .iter()
            .filter(|statement| statement["empty"] == Value::Bool(false))
            .filter_map(|statement| statement["text"].as_str())
            .collect();
        let is_same = found.len() == expected.len()
            && found
                .iter()
                .zip(&expected)
                .all(|(found, expected)| expected.contains(&input[found.slice()]));
        if !is_same {
            let shown: Vec<&str> = found.iter().map(|range| &input[range.slice()]).collect();
            wrong.push((id, format!("{shown:#?}\ninstead of\n{expected:#?}")));
        }
    }
    hold(&wrong);
}

/// Each difference is in the table, and nothing else is.
fn hold(wrong: &[(String, String)]) {
    let mut unexplained = Vec::new();
    for (id, difference) in wrong {
        if !DIFFERENCES
            .iter()
            .any(|(known, reason)| known == id && !reason.is_empty())
        {
            unexplained.push(format!("{id}: {difference}"));
        }
    }
    assert!(unexplained.is_empty(), "{}", unexplained.join("\n\n"));
}

/// The texts of the statements of a file's up and down sections.
fn sections(tool: Tool, text: &str, separator: Option<&str>) -> (Vec<String>, Vec<String>) {
    let dialect = match guess_dialect(std::iter::once(text)) {
        Dialect::Generic => Dialect::Postgres,
        guessed => guessed,
    };
    let mut sources = Sources::default();
    let id = sources.add(SourceFile::from_bytes(
        "migrations/20240101000000_case.sql",
        text.as_bytes().to_vec(),
    ));
    let settings = Settings {
        tool: Some(tool),
        ..Settings::default()
    };
    let recognised = recognise(&MemoryFiles::default(), &sources, &[id], &settings);
    let (mut up, mut down) = (Vec::new(), Vec::new());
    for migration in recognised.histories.iter().flat_map(|history| &history.migrations) {
        let section = &migration.section;
        let whole = [section.range];
        let pieces = if section.pieces.is_empty() {
            &whole[..]
        } else {
            &section.pieces
        };
        for piece in pieces {
            let options = ReadOptions {
                range: *piece,
                delimiter: separator.or(section.delimiter.as_deref()),
                single_statements: &section.single_statements,
                ..ReadOptions::whole(text, dialect)
            };
            let found = ranges(&read(text, &options));
            let texts = found.iter().map(|range| text[range.slice()].to_owned());
            match migration.direction {
                Direction::Down => down.extend(texts),
                _ => up.extend(texts),
            }
        }
    }
    (up, down)
}

#[test]
fn goose_sections_hold_the_statements_that_goose_runs() {
    let Some(corpus) = corpus::Corpus::find() else { return };
    let mut wrong = Vec::new();
    for row in corpus.rows("splitter/goose.jsonl") {
        let id = row["id"].as_str().unwrap().to_owned();
        let (up, down) = sections(Tool::Goose, row["input"].as_str().unwrap(), None);
        for (found, expected) in [(up, &row["up"]), (down, &row["down"])] {
            // Most of its cases ask for one direction only.
            let Some(expected) = expected.as_array().filter(|expected| !expected.is_empty()) else {
                continue;
            };
            if found.len() != expected.len() {
                wrong.push((id.clone(), format!("{found:#?}\ninstead of\n{expected:#?}")));
            }
        }
    }
    hold(&wrong);
}

#[test]
fn sql_migrate_sections_hold_as_many_statements_as_it_counts() {
    let Some(corpus) = corpus::Corpus::find() else { return };
    let mut wrong = Vec::new();
    for row in corpus.rows("splitter/sql-migrate.jsonl") {
        let id = row["id"].as_str().unwrap().to_owned();
        let (up, down) = sections(
            Tool::SqlMigrate,
            row["input"].as_str().unwrap(),
            row["options"]["line_separator"].as_str(),
        );
        for (found, expected) in [(up, &row["up_count"]), (down, &row["down_count"])] {
            if Some(found.len() as u64) != expected.as_u64() {
                wrong.push((id.clone(), format!("{found:#?}\ninstead of {expected}")));
            }
        }
    }
    hold(&wrong);
}
