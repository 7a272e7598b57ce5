//! A family's statements, run by PostgreSQL: each in a transaction, twice, and rolled back.

use lockgate_tests::engines::postgres::{Postgres, Session};
use lockgate_tests::engines::{EngineError, only};
use serde_json::Value;

use crate::family::Family;
use crate::measured::{Effect, Measured, strongest_locks, texts};
use crate::predicted::TIME_ZONE;

const OBSERVE: &str = include_str!("postgres/observe.sql");

/// `active_sql_transaction`: not inside a transaction block.
const REFUSED: &str = "25001";

/// What each statement of a family does, in a database of its own.
pub fn ask(server: &Postgres, family: &Family) -> Vec<Measured> {
    let (_, mut session) = server.new_database();
    for sql in [OBSERVE, &family.setup, "analyze"] {
        let made = session.run(sql);
        assert!(made.is_ok(), "{}: PostgreSQL refuses the schema: {made:?}", family.name);
    }
    // Whole reads go through the table, so that they are seen as such.
    let seen = "set enable_indexscan = off; set enable_indexonlyscan = off; set enable_bitmapscan = off";
    session.run(seen).expect("settings that every version has");
    let zone = format!("set timezone = '{TIME_ZONE}'");
    session.run(&zone).expect("a zone that every system has");
    let statements = family.statements.iter();
    statements.map(|statement| once(&mut session, statement)).collect()
}

fn once(session: &mut Session, statement: &str) -> Measured {
    let measured = twice_in_transaction(session, statement);
    session.run("rollback").expect("the session goes on");
    // What a session sets for itself outlives a rollback in places.
    session
        .run("deallocate all; unlisten *; close all")
        .expect("the session goes on");
    match measured {
        Ok(effect) => Measured::Ran(effect),
        Err(refused) if refused.code == REFUSED => Measured::RefusedInTransaction,
        Err(refused) => Measured::Failed(refused.message),
    }
}

fn twice_in_transaction(session: &mut Session, statement: &str) -> Result<Effect, EngineError> {
    session.run("begin")?;
    session.run("select oracle.remember()")?;
    session.run(statement)?;
    let observed = session.run("select oracle.observed(pg_backend_pid())")?;
    let observed: Value = serde_json::from_str(only(&observed)).expect("JSON");
    let rewrites = texts(&observed["rewrites"]);
    let mut scans = texts(&observed["scans"]);
    scans.extend(rewrites.iter().cloned());
    scans.sort();
    scans.dedup();
    let first = session.run("select oracle.digest()")?;
    let again = session
        .run(statement)
        .and_then(|_| session.run("select oracle.digest()"));
    Ok(Effect {
        locks: strongest_locks(&observed["locks"]),
        rewrites,
        scans,
        idempotent: again.is_ok_and(|again| again == first),
    })
}
