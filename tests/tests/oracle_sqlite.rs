//! SQLite, asked: whether a statement runs inside a transaction and is undone by its rollback, and whether a second run
//! succeeds and leaves schema and rows as they were.
#![allow(unreachable_pub, missing_docs, dead_code, clippy::print_stderr, clippy::unwrap_used)]

#[path = "oracle/exceptions.rs"]
mod exceptions;
#[path = "oracle/family.rs"]
mod family;

use exceptions::Exceptions;
use family::Family;
use impact::{Engine, Impact, ImpactContext, Session as RunBy, Transaction};
use lockgate_tests::engines::sqlite::Session;
use lockgate_tests::engines::{EngineError, Row};
use schema::{Catalog, Dialect};

/// A schema with its statements each, by name.
const FAMILIES: &[(&str, &str)] = &[
    ("sqlite", include_str!("oracle/sqlite/family.sql")),
    ("garden", include_str!("oracle/sqlite/garden.sql")),
    ("cellar", include_str!("oracle/sqlite/cellar.sql")),
    ("orchard", include_str!("oracle/sqlite/orchard.sql")),
];
const EXCEPTIONS: &str = include_str!("oracle/sqlite/exceptions.tsv");

#[test]
fn predicts_what_sqlite_does() {
    predicts(Enforcement::Off);
}

#[test]
fn predicts_what_sqlite_does_while_it_enforces_foreign_keys() {
    predicts(Enforcement::On);
}

/// Whether a connection enforces foreign keys, which is its own affair.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Enforcement {
    Off,
    On,
}

impl Enforcement {
    const fn word(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::On => "on",
        }
    }
}

fn predicts(enforcement: Enforcement) {
    let exceptions = Exceptions::read(EXCEPTIONS);
    for (name, text) in FAMILIES {
        let family = Family::read(name, text, Dialect::Sqlite);
        check(&family, enforcement, &exceptions);
    }
    let stale = exceptions.stale();
    assert!(
        stale.is_empty(),
        "exceptions that no statement needs:\n{}",
        stale.join("\n")
    );
}

/// Every prediction about this family is SQLite's answer, or is listed with the reason.
fn check(family: &Family, enforcement: Enforcement, exceptions: &Exceptions<'_>) {
    let before = family.catalog(Dialect::Sqlite);
    let version = made(family, enforcement).run("select sqlite_version()").unwrap();
    let version = version[0][0].clone().unwrap();
    let engine = Engine::new(Dialect::Sqlite, version.parse().ok());
    let (mut right, mut refused, mut excused, mut wrong) = (0, 0, Vec::new(), Vec::new());
    for sql in &family.statements {
        let measured = ask(family, enforcement, sql);
        let impact = impact(sql, &before, engine, enforcement);
        let mut facts = vec![("runs", Some(impact.outcome.refusal.is_none()), measured.is_ok())];
        match &measured {
            Ok(measured) => facts.extend([
                ("transactional", impact.outcome.transactional, measured.transactional),
                ("refused", impact.outcome.refused_in_transaction, measured.is_refused),
                ("idempotent", impact.outcome.idempotent, measured.idempotent),
            ]),
            Err(_) => refused += 1,
        }
        let differing: Vec<_> = facts
            .into_iter()
            .filter(|(_, predicted, measured)| *predicted != Some(*measured))
            .collect();
        if differing.is_empty() {
            right += 1;
        }
        for (fact, predicted, found) in differing {
            let said = measured.as_ref().err().map(|error| format!(" ({})", error.message));
            let line = format!(
                "{fact}: predicted {predicted:?}, measured {found}{}\t{sql}",
                said.unwrap_or_default()
            );
            match exceptions.hold(&family.name, fact, sql) {
                true => excused.push(line),
                false => wrong.push(line),
            }
        }
    }
    let asked = family.statements.len();
    eprintln!(
        "SQLite {version}, {}: {asked} statements, {right} exact ({refused} that SQLite refuses among them), {} excused",
        family.name,
        excused.len()
    );
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert!(asked > 10, "only {asked} statements were asked");
}

/// What SQLite did.
struct Measured {
    /// It runs inside a transaction, and a rollback leaves nothing of it.
    transactional: bool,
    is_refused: bool,
    idempotent: bool,
}

fn impact(sql: &str, before: &Catalog, engine: Engine, enforcement: Enforcement) -> Impact {
    let script = syntax::read(sql, &syntax::ReadOptions::whole(sql, engine.dialect));
    let cx = ImpactContext {
        before,
        engine,
        session: RunBy {
            transaction: Transaction::None,
            settings: &[("foreign_keys".into(), Some(enforcement.word().into()))],
        },
    };
    impact::of_statement(&script.statements[0], &cx).0
}

fn made(family: &Family, enforcement: Enforcement) -> Session {
    let mut session = Session::in_memory().unwrap();
    session
        .run(&format!("pragma foreign_keys = {}", enforcement.word()))
        .unwrap();
    session.run(&family.setup).unwrap();
    session
}

/// Each statement meets a database of its own; what SQLite says where it does not run at all.
fn ask(family: &Family, enforcement: Enforcement, sql: &str) -> Result<Measured, EngineError> {
    let mut session = made(family, enforcement);
    session.run(sql)?;
    let first = state(&mut session);
    let idempotent = session.run(sql).is_ok() && state(&mut session) == first;

    let mut session = made(family, enforcement);
    let before = state(&mut session);
    session.run("begin").unwrap();
    let is_refused = session.run(sql).is_err();
    let rolled_back = session.run("rollback").is_ok();
    Ok(Measured {
        transactional: !is_refused && rolled_back && state(&mut session) == before,
        is_refused,
        idempotent,
    })
}

/// What pragmas set, for the file or for the connection.
const SETTINGS: &[&str] = &[
    "user_version",
    "application_id",
    "foreign_keys",
    "defer_foreign_keys",
    "recursive_triggers",
    "legacy_alter_table",
    "busy_timeout",
    "journal_mode",
    "synchronous",
];

/// The schema, temporary objects and settings included, and the rows.
fn state(session: &mut Session) -> Vec<Row> {
    let schema = "select type, name, tbl_name, sql from sqlite_master union all \
                  select type, name, tbl_name, sql from sqlite_temp_master order by 1, 2";
    let mut state = session.run(schema).unwrap();
    let tables: Vec<String> = state
        .iter()
        .filter(|row| row[0].as_deref() == Some("table"))
        .filter_map(|row| row[1].clone())
        .collect();
    for table in tables {
        let mut rows = session.run(&format!("select * from \"{table}\"")).unwrap_or_default();
        rows.sort();
        state.extend(rows);
    }
    for setting in SETTINGS {
        state.extend(session.run(&format!("pragma {setting}")).unwrap());
    }
    state.extend(session.run("pragma database_list").unwrap());
    state
}
