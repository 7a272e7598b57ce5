//! PostgreSQL, asked: each statement is run on the installed server, and what it did is compared with what
//! `impact` predicts.
#![allow(unreachable_pub, missing_docs, clippy::print_stderr, clippy::unwrap_used)]

#[path = "oracle/family.rs"]
mod family;
#[path = "oracle/generate.rs"]
mod generate;
#[path = "oracle/measured.rs"]
mod measured;
#[path = "oracle/psql.rs"]
mod psql;

use std::path::Path;

use family::Family;
use impact::{Engine, ImpactContext, Transaction, UnknownList};
use measured::{Effect, Measured};
use schema::{Catalog, Dialect, Kind, Statement};

/// Which rows a query or a change of rows reads in full is the planner's choice.
const PLANNED: &[Kind] = &[
    Kind::Select,
    Kind::Insert,
    Kind::Update,
    Kind::Delete,
    Kind::Merge,
    Kind::CreateTable,
    Kind::CreateMaterializedView,
    Kind::RefreshMaterializedView,
    Kind::Copy,
    Kind::Explain,
    // It is emptied rather than read; its new storage counts as a rewrite.
    Kind::Truncate,
];

#[test]
fn scratch() {
    let Ok(file) = std::env::var("FAMILY") else { return };
    let server = psql::Server {
        socket: Path::new("/tmp/lg/oracle-pg"),
        port: 55432,
    };
    for family in generate::families() {
        if family.name == file {
            check(&family, &server);
            return;
        }
    }
    let text = std::fs::read_to_string(&file).unwrap();
    let family = Family::read("scratch", &text, Dialect::Postgres);
    let server = psql::Server {
        socket: Path::new("/tmp/lg/oracle-pg"),
        port: 55432,
    };
    check(&family, &server);
}

fn check(family: &Family, server: &psql::Server<'_>) {
    let before = family.catalog(Dialect::Postgres);
    let engine = Engine::new(Dialect::Postgres, "15".parse().ok());
    let mut tally = [0; 5];
    for (sql, measured) in family.statements.iter().zip(server.measure(family)) {
        let script = syntax::read(sql, &syntax::ReadOptions::whole(sql, Dialect::Postgres));
        let statement = &script.statements[0];
        let wrong = differences(statement, &before, engine, &measured);
        tally[0] += 1;
        match &measured {
            Measured::Failed(m) => {
                tally[1] += 1;
                eprintln!("-- failed {sql}: {m}");
            }
            _ if wrong.is_empty() => tally[2] += 1,
            _ => tally[3] += 1,
        }
        for line in wrong {
            eprintln!("!! {sql}\n     {line}");
        }
    }
    eprintln!(
        "all {} failed {} right {} wrong {}",
        tally[0], tally[1], tally[2], tally[3]
    );
}

fn differences(statement: &Statement, before: &Catalog, engine: Engine, measured: &Measured) -> Vec<String> {
    let cx = ImpactContext {
        before,
        engine,
        transaction: Transaction::None,
    };
    let impact = impact::of_statement(statement, &cx).0;
    let mut wrong = Vec::new();
    let is_refused = matches!(measured, Measured::RefusedInTransaction);
    if let Measured::Failed(_) = measured {
        return wrong;
    }
    if impact.refused_in_transaction != Some(is_refused) || impact.transactional == Some(is_refused) {
        wrong.push(format!(
            "transactional {:?}, refused: {is_refused}",
            impact.transactional
        ));
    }
    let Measured::Ran(Effect {
        locks,
        rewrites,
        scans,
        idempotent,
    }) = measured
    else {
        return wrong;
    };
    let predicted: Vec<String> = impact
        .locks
        .iter()
        .map(|lock| format!("{} {}", lock.relation, lock.mode))
        .collect();
    let is_unknown = |list: UnknownList| impact.unknown.contains(&list);
    if is_unknown(UnknownList::Locks) {
        wrong.push(format!("locks unknown, measured {locks:?}"));
    } else if predicted != *locks {
        wrong.push(format!("locks {predicted:?}, measured {locks:?}"));
    }
    if is_unknown(UnknownList::Rewrites) {
        wrong.push(format!("rewrites unknown, measured {rewrites:?}"));
    } else if impact.rewrites != *rewrites {
        wrong.push(format!("rewrites {:?}, measured {rewrites:?}", impact.rewrites));
    }
    if PLANNED.contains(&statement.kind) {
    } else if is_unknown(UnknownList::Scans) {
        wrong.push(format!("scans unknown, measured {scans:?}"));
    } else if impact.scans != *scans {
        wrong.push(format!("scans {:?}, measured {scans:?}", impact.scans));
    }
    if impact.idempotent != Some(*idempotent) {
        wrong.push(format!("idempotent {:?}, measured {idempotent}", impact.idempotent));
    }
    wrong
}
