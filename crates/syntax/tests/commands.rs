//! Each vendor's list of statements, a line for each: its kind, and an example in our words. A statement with
//! others before it, such as a label, has their kinds too.

use std::path::Path;

use lockgate_syntax as syntax;
use schema::{Dialect, Kind};

#[test]
fn every_command_of_postgres_is_known() {
    check(Dialect::Postgres, include_str!("commands/postgres.txt"));
}

#[test]
fn every_command_of_mysql_is_known() {
    check(Dialect::Mysql, include_str!("commands/mysql.txt"));
}

#[test]
fn every_command_of_mariadb_is_known() {
    check(Dialect::Mariadb, include_str!("commands/mariadb.txt"));
}

#[test]
fn every_command_of_sql_server_is_known() {
    check(Dialect::Mssql, include_str!("commands/mssql.txt"));
}

#[test]
fn every_command_of_sqlite_is_known() {
    check(Dialect::Sqlite, include_str!("commands/sqlite.txt"));
}

#[test]
fn every_command_of_oracle_is_known() {
    check(Dialect::Oracle, include_str!("commands/oracle.txt"));
}

fn check(dialect: Dialect, list: &str) {
    let mut wrong = Vec::new();
    for line in list.lines() {
        let (expected, sql) = line.split_once(": ").expect("each line is `kind: statement`");
        let script = syntax::read(sql, &syntax::ReadOptions::whole(sql, dialect));
        let kinds: Vec<&str> = script
            .statements
            .iter()
            .map(|statement| statement.kind.as_str())
            .collect();
        let kinds = kinds.join("+");
        let mut has_unknown = false;
        script.walk(&mut |statement| has_unknown |= statement.kind == Kind::Unknown);
        if kinds != expected || has_unknown || !script.problems.is_empty() {
            wrong.push(format!("{kinds}: {sql}"));
        }
    }
    let file = Path::new("commands").join(dialect.to_string());
    assert!(wrong.is_empty(), "{}.txt:\n{}", file.display(), wrong.join("\n"));
}
