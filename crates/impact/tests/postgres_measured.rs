//! What PostgreSQL 15 did with some four hundred statements, against what is predicted: locks from
//! `pg_locks`, rewrites from `relfilenode`, scans from `pg_stat_xact_user_tables`, and whether a second run
//! in the same transaction succeeded.

#[path = "common/support.rs"]
mod support;

use lockgate_impact::{Impact, blocking_locks, may_block, of_statement, row_work};
use schema::{Dialect, Kind};
use serde_json::Value;
use support::{catalog_after, context, engine, impact_of, read};

const SCHEMA: &str = include_str!("postgres_15/schema.sql");
const MEASURED: &str = include_str!("postgres_15/measured.jsonl");

/// Scans of queries and changed rows are the planner's choice.
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

/// Statements whose locks depend on the rows or on what the model leaves out, with the reason.
const OTHERWISE: &[(&str, &str)] = &[
    (
        "delete from user_v where id = 999",
        "no row was found, so no key was looked up",
    ),
    (
        "insert into parts values (1,'2024-01-01',1)",
        "the partition is that of the row",
    ),
    (
        "update parts set v = 2 where day = '2024-01-05'",
        "the planner leaves partitions out",
    ),
    (
        "delete from users where id = 12345678",
        "no row was found, so no key was looked up",
    ),
    (
        "copy orders from '/dev/null'",
        "no row was copied, so no key was looked up",
    ),
    (
        "select * from users u join orders o on true for update of o",
        "`OF` is not in the model",
    ),
    (
        "create constraint trigger t1 after insert on users from orders for each row execute function trf()",
        "`FROM` is not in the model",
    ),
    (
        "alter table pfk add constraint x foreign key (id) references users(id)",
        "the planner began with the empty table",
    ),
];

fn list(value: &Value) -> Vec<String> {
    let items = value.as_array().into_iter().flatten();
    items.filter_map(Value::as_str).map(str::to_owned).collect()
}

#[test]
fn predicts_what_the_server_did() {
    let before = catalog_after(SCHEMA, Dialect::Postgres);
    let engine = engine(Dialect::Postgres, "15");
    let mut wrong = Vec::new();
    let mut unknown = 0;
    for line in MEASURED.lines() {
        let measured: Value = serde_json::from_str(line).unwrap();
        let sql = measured["sql"].as_str().unwrap();
        if OTHERWISE.iter().any(|(known, _)| *known == sql) {
            continue;
        }
        let impact = impact_of(sql, &before, engine);
        if !impact.unknown.is_empty() {
            unknown += 1;
            continue;
        }
        let expected: Vec<String> = measured["locks"]
            .as_object()
            .unwrap()
            .iter()
            .map(|(relation, mode)| format!("{relation} {}", mode.as_str().unwrap()))
            .collect();
        if support::locks(&impact) != expected {
            wrong.push(format!(
                "{sql}: locks {:?}, measured {expected:?}",
                support::locks(&impact)
            ));
        }
        if impact.rewrites != list(&measured["rewrites"]) {
            wrong.push(format!(
                "{sql}: rewrites {:?}, measured {}",
                impact.rewrites, measured["rewrites"]
            ));
        }
        let kind = read(sql, Dialect::Postgres).statements[0].kind;
        if !PLANNED.contains(&kind) && impact.scans != list(&measured["scans"]) {
            wrong.push(format!(
                "{sql}: scans {:?}, measured {}",
                impact.scans, measured["scans"]
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(unknown <= 20, "{unknown} statements have an unknown list");
}

#[test]
fn what_ran_in_a_transaction_is_said_to() {
    let before = catalog_after(SCHEMA, Dialect::Postgres);
    let engine = engine(Dialect::Postgres, "15");
    for line in MEASURED.lines() {
        let measured: Value = serde_json::from_str(line).unwrap();
        let sql = measured["sql"].as_str().unwrap();
        let impact = impact_of(sql, &before, engine);
        assert_eq!(impact.outcome.transactional, Some(true), "{sql}");
        assert_eq!(impact.outcome.refused_in_transaction, Some(false), "{sql}");
    }
}

#[test]
fn what_failed_the_second_time_is_not_called_idempotent() {
    let before = catalog_after(SCHEMA, Dialect::Postgres);
    let engine = engine(Dialect::Postgres, "15");
    for line in MEASURED.lines() {
        let measured: Value = serde_json::from_str(line).unwrap();
        let sql = measured["sql"].as_str().unwrap();
        let impact = impact_of(sql, &before, engine);
        if measured["runs_twice"] == false {
            assert_ne!(impact.outcome.idempotent, Some(true), "{sql}");
        }
    }
}

#[test]
fn what_blocked_is_of_a_kind_that_may() {
    let before = catalog_after(SCHEMA, Dialect::Postgres);
    let engine = engine(Dialect::Postgres, "15");
    let mut seldom = 0;
    for line in MEASURED.lines() {
        let measured: Value = serde_json::from_str(line).unwrap();
        let sql = measured["sql"].as_str().unwrap();
        let impact = impact_of(sql, &before, engine);
        let statement = &read(sql, Dialect::Postgres).statements[0];
        let may_block = may_block(statement, Dialect::Postgres);
        let blocks = impact.locks.iter().any(|lock| lock.blocks_writes);
        assert!(may_block || !blocks, "{sql} blocks");
        seldom += usize::from(!may_block);
    }
    assert!(seldom > 50, "{seldom} statements are of a kind that blocks nobody");
}

#[test]
fn parts_of_an_impact_are_what_the_whole_says() {
    let before = catalog_after(SCHEMA, Dialect::Postgres);
    let engine = engine(Dialect::Postgres, "15");
    let cx = context(&before, engine);
    for line in MEASURED.lines() {
        let measured: Value = serde_json::from_str(line).unwrap();
        let sql = measured["sql"].as_str().unwrap();
        let statement = &read(sql, Dialect::Postgres).statements[0];
        let (whole, changes) = of_statement(statement, &cx);
        let blocking = changes.iter().map(|change| change.clone().blocking_locks()).collect();
        assert_eq!(
            blocking_locks(statement, &cx),
            (whole.clone().blocking_locks(), blocking),
            "{sql}"
        );
        let rows = changes.into_iter().map(Impact::row_work).collect();
        assert_eq!(row_work(statement, &cx), (whole.row_work(), rows), "{sql}");
    }
}
