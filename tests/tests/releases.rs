//! What `impact::releases` says of versions, asked: each example is run on the installed engine, which refuses what came
//! later than it and reads the rest; and the product says the same of every version.
#![allow(missing_docs, clippy::print_stdout, clippy::unwrap_used)]

use impact::Engine;
use impact::releases::{Novelty, not_known_yet, novelties};
use lockgate_tests::engines::{EngineError, mariadb, only, postgres, sqlite};
use schema::catalog::Start;
use schema::{Catalog, Dialect, EngineVersion};
use source::TextRange;
use syntax::ReadOptions;

const SCHEMA: &str = "create table numbers (n int); create table words (word varchar(20)); \
    create index by_word on words (word); create table pairs (a int, b int, primary key (a, b));";

/// What PostgreSQL says of words that it cannot read, and of functions, types, settings and relations that are not there.
const NOT_READ_BY_POSTGRES: &[&str] = &["42601", "42883", "42704", "42P01"];

/// The same of MariaDB: syntax, a function, a type, a collation.
const NOT_READ_BY_MARIADB: &[&str] = &["1064", "1305", "4161", "1273", "1128", "1630"];

#[test]
fn novelties_stand_in_the_order_of_their_versions() {
    for dialect in Dialect::ALL {
        assert!(novelties(*dialect).is_sorted_by_key(Novelty::since), "{dialect}");
    }
}

#[test]
fn each_version_knows_what_came_with_it_and_not_what_came_later() {
    for dialect in Dialect::ALL {
        for novelty in novelties(*dialect) {
            let EngineVersion { major, minor, patch } = novelty.since();
            let older = match (minor, patch) {
                (0, 0) => EngineVersion::new(major - 1, 9, 99),
                (minor, 0) => EngineVersion::new(major, minor - 1, 99),
                (minor, patch) => EngineVersion::new(major, minor, patch - 1),
            };
            let is_found = |version| {
                let found = found(
                    novelty.example(),
                    Engine {
                        dialect: *dialect,
                        version,
                    },
                );
                found.is_some_and(|found| std::ptr::eq(found, novelty))
            };
            assert!(is_found(older), "{dialect}: {}", novelty.reason);
            assert!(!is_found(novelty.since()), "{dialect}: {}", novelty.reason);
        }
    }
}

fn found(sql: &str, engine: Engine) -> Option<&'static Novelty> {
    let script = syntax::read(sql, &ReadOptions::whole(sql, engine.dialect));
    let before = Catalog::new(engine.dialect, Start::Unknown);
    script.statements.iter().find_map(|statement| {
        let text = |range: TextRange| &sql[range.slice()];
        not_known_yet(statement, &script.own_tokens(statement), text, engine, &before).map(|(_, novelty)| novelty)
    })
}

#[test]
fn postgres_agrees() {
    let Some(server) = postgres::shared() else {
        println!("skipped: PostgreSQL is not installed");
        return;
    };
    let (_, mut session) = server.new_database();
    let version = only(&session.run("show server_version_num").unwrap())
        .parse::<u32>()
        .unwrap()
        / 10_000;
    let made = format!("{SCHEMA} create table computed (a int, b int generated always as (a) stored);");
    session.run(&made).unwrap();
    session.run("create role one_role; create role other_role").unwrap();
    let version = EngineVersion::new(u16::try_from(version).unwrap(), 0, 0);
    let wrong = disagreements(Dialect::Postgres, version, NOT_READ_BY_POSTGRES, |sql| {
        // `vacuum` wants no transaction; what the others make is taken back.
        match sql.starts_with("vacuum") {
            true => session.run(sql).map(drop),
            false => {
                session.run("begin").unwrap();
                let answer = session.run(sql).map(drop);
                session.run("rollback").unwrap();
                answer
            }
        }
    });
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn mariadb_agrees() {
    let Some(server) = mariadb::shared() else {
        println!("skipped: MariaDB is not installed");
        return;
    };
    let (_, mut session) = server.new_database();
    let said = session.run("select version()").unwrap();
    let version: EngineVersion = only(&said).split('-').next().unwrap().parse().unwrap();
    let wrong = disagreements(Dialect::Mariadb, version, NOT_READ_BY_MARIADB, |sql| {
        let (_, mut session) = server.new_database();
        session.run(SCHEMA).unwrap();
        let parts = "create table parts (n int) partition by range (n) (partition p1 values less than (10), \
            partition p2 values less than (20)); create table apart (n int)";
        session.run(parts).unwrap();
        session.run(sql).map(drop)
    });
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn sqlite_agrees() {
    let mut session = sqlite::Session::in_memory().unwrap();
    let version: EngineVersion = only(&session.run("select sqlite_version()").unwrap()).parse().unwrap();
    let wrong = disagreements(Dialect::Sqlite, version, &["1"], |sql| {
        let mut session = sqlite::Session::in_memory().unwrap();
        session.run(SCHEMA).unwrap();
        session.run(sql).map(drop)
    });
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Of which novelties an engine of this version says otherwise. `not_read` are its codes for what it does not know; it may
/// have other reasons not to run an example.
fn disagreements(
    dialect: Dialect,
    version: EngineVersion,
    not_read: &[&str],
    mut ask: impl FnMut(&str) -> Result<(), EngineError>,
) -> Vec<String> {
    let mut wrong = Vec::new();
    for novelty in novelties(dialect) {
        let answer = ask(novelty.example());
        let is_read = answer
            .as_ref()
            .err()
            .is_none_or(|error| !not_read.contains(&error.code.as_str()));
        if is_read != (novelty.since() <= version) {
            wrong.push(format!("{} {}: {answer:?}", novelty.since(), novelty.example()));
        }
    }
    wrong
}
