//! How much of the tables and indexes of real files is understood, counted by dialect.

use std::collections::HashMap;

use lockgate_syntax as syntax;
use schema::{Dialect, Keyword, Kind, Script, Statement};

#[path = "support/corpus.rs"]
mod corpus;

use corpus::Corpus;

/// What is counted of one dialect.
#[derive(Default)]
struct Counts {
    statements: usize,
    unread: Vec<String>,
    tokens: usize,
    opaque: usize,
    heads: HashMap<String, (usize, String)>,
}

const KINDS: &[Kind] = &[
    Kind::CreateTable,
    Kind::CreateForeignTable,
    Kind::CreateExternalTable,
    Kind::AlterTable,
    Kind::AlterForeignTable,
    Kind::CreateIndex,
    Kind::AlterIndex,
];

impl Counts {
    fn add(&mut self, path: &str, text: &str, script: &Script, statement: &Statement) {
        let is_ours = KINDS.contains(&statement.kind);
        let is_unread = statement.kind == Kind::Unknown && begins_as_ours(script, statement);
        if !is_ours && !is_unread {
            return;
        }
        self.statements += 1;
        let snippet: String = text[statement.range.slice()].chars().take(300).collect();
        if statement.kind == Kind::Unknown || statement.changes[0].action == schema::Action::None {
            self.unread.push(format!("{path}: {snippet}"));
        }
        let tokens = script.tokens_of(statement);
        self.tokens += tokens.len();
        for range in &statement.opaque {
            let inside = tokens
                .iter()
                .filter(|token| token.range.start >= range.start && token.range.end <= range.end);
            self.opaque += inside.count();
            let opaque = &text[range.slice()];
            let head: Vec<String> = opaque.split_whitespace().take(3).map(str::to_lowercase).collect();
            let place = format!("{path}:{} {opaque:.60} IN {snippet:.120}", range.start);
            self.heads.entry(head.join(" ")).or_insert((0, place)).0 += 1;
        }
    }

    fn share(&self) -> f64 {
        100.0 * self.opaque as f64 / self.tokens.max(1) as f64
    }
}

/// Whether the first words are those of a table's or an index's statement.
fn begins_as_ours(script: &Script, statement: &Statement) -> bool {
    let tokens = script.tokens_of(statement);
    let words: Vec<Keyword> = tokens.iter().take(4).map(|token| token.keyword).collect();
    matches!(words.first(), Some(Keyword::CREATE | Keyword::ALTER))
        && words.iter().any(|word| matches!(word, Keyword::TABLE | Keyword::INDEX))
}

fn count(corpus: &Corpus, folder: &str, dialect: Dialect) -> Counts {
    let mut counts = Counts::default();
    for file in corpus.sql_files(folder) {
        let script = syntax::read(&file.text, &syntax::ReadOptions::whole(&file.text, dialect));
        script.walk(&mut |statement| counts.add(&file.path, &file.text, &script, statement));
    }
    counts
}

#[test]
fn tables_and_indexes_are_understood() {
    let Some(corpus) = Corpus::find() else { return };
    let folders = [
        ("migrations/postgresql", Dialect::Postgres, 0.5),
        ("migrations/mysql", Dialect::Mysql, 0.5),
        ("migrations/sqlite", Dialect::Sqlite, 0.5),
        ("migrations/tsql", Dialect::Mssql, 1.0),
        ("migrations/oracle", Dialect::Oracle, 1.0),
        ("parser/postgresql", Dialect::Postgres, 0.5),
        ("parser/mysql", Dialect::Mysql, 0.5),
        ("parser/mariadb", Dialect::Mariadb, 0.5),
        ("parser/sqlite", Dialect::Sqlite, 0.5),
        ("parser/tsql", Dialect::Mssql, 0.5),
        ("parser/oracle", Dialect::Oracle, 0.5),
        ("parser/ansi", Dialect::Generic, 0.5),
    ];
    let mut misses = Vec::new();
    for (folder, dialect, at_most) in folders {
        let counts = count(&corpus, folder, dialect);
        println!(
            "{folder}: {} statements, {} unread, {} of {} tokens opaque ({:.3} %)",
            counts.statements,
            counts.unread.len(),
            counts.opaque,
            counts.tokens,
            counts.share()
        );
        for statement in counts.unread.iter().take(10) {
            println!("  unread {statement}");
        }
        let mut heads: Vec<_> = counts.heads.iter().collect();
        heads.sort_by_key(|(_, (count, _))| std::cmp::Reverse(*count));
        for (head, (count, place)) in heads.iter().take(20) {
            println!("  {count} × {head} — {place}");
        }
        if counts.share() > at_most {
            misses.push(folder);
        }
    }
    assert!(misses.is_empty(), "more is opaque than may be: {misses:?}");
}
