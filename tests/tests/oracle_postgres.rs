//! PostgreSQL, asked: each statement is run on the installed server, and what it did is compared with what
//! `impact` predicts. Statements that a person wrote are in `oracle/postgres/*.sql`; the others are made.
#![allow(
    unreachable_pub,
    missing_docs,
    clippy::print_stderr,
    clippy::unwrap_used,
    clippy::too_many_lines
)]

#[path = "oracle/ask_postgres.rs"]
mod ask_postgres;
#[path = "oracle/exceptions.rs"]
mod exceptions;
#[path = "oracle/family.rs"]
mod family;
#[path = "oracle/generate.rs"]
mod generate;
#[path = "oracle/measured.rs"]
mod measured;
#[path = "oracle/predicted.rs"]
mod predicted;

use exceptions::Exceptions;
use family::Family;
use impact::Engine;
use lockgate_tests::engines::postgres::{Postgres, Session, shared};
use lockgate_tests::engines::{Waiting, only};
use measured::Measured;
use schema::Dialect;

const EVERYDAY: &str = concat!(
    include_str!("../../crates/impact/tests/postgres_15/schema.sql"),
    include_str!("oracle/postgres/everyday.sql")
);
const CLINIC: &str = include_str!("oracle/postgres/clinic.sql");
const HARBOUR: &str = include_str!("oracle/postgres/harbour.sql");
const BREWERY: &str = include_str!("oracle/postgres/brewery.sql");
const REFUSED: &str = include_str!("oracle/postgres/refused.sql");
const EXCEPTIONS: &str = include_str!("oracle/postgres/exceptions.tsv");

fn engine(server: &Postgres) -> Engine {
    let (_, mut session) = server.new_database();
    let answer = session.run("show server_version").unwrap();
    let version = only(&answer).split_whitespace().next().unwrap_or_default();
    Engine::new(Dialect::Postgres, version.parse().ok())
}

#[test]
fn predicts_what_people_write_and_what_nobody_wrote() {
    let Some(server) = shared() else { return };
    // A narrower, whole run while looking for one mistake: LOCKGATE_ORACLE=types.
    let only = std::env::var("LOCKGATE_ORACLE").ok();
    let mut families = generate::families();
    if only.is_none() {
        families.iter_mut().for_each(Family::thin_out);
    }
    families.push(Family::read("everyday", EVERYDAY, Dialect::Postgres));
    families.push(Family::read("clinic", CLINIC, Dialect::Postgres));
    families.push(Family::read("harbour", HARBOUR, Dialect::Postgres));
    families.push(Family::read("brewery", BREWERY, Dialect::Postgres));
    families.retain(|family| only.as_ref().is_none_or(|only| family.name == *only));
    let exceptions = check(server, &families);
    if only.is_none() {
        let stale = exceptions.stale();
        assert!(
            stale.is_empty(),
            "exceptions that no statement needs:\n{}",
            stale.join("\n")
        );
    }
}

/// Every prediction of these families is the engine's answer, or is listed with the reason.
fn check(server: &Postgres, families: &[Family]) -> Exceptions<'static> {
    let engine = engine(server);
    let exceptions = Exceptions::read(EXCEPTIONS);
    let mut wrong = Vec::new();
    for family in families {
        for statement in &family.left_out {
            exceptions.leave_out(&family.name, statement);
        }
        let before = family.catalog(Dialect::Postgres);
        let (mut right, mut excepted, mut refused) = (0, 0, 0);
        for (sql, measured) in family.statements.iter().zip(ask_postgres::ask(server, family)) {
            if let Measured::Failed(why) = &measured {
                refused += 1;
                if std::env::var_os("LOCKGATE_ORACLE_FAILED").is_some() {
                    eprintln!("{sql}: {why}");
                }
                continue;
            }
            let differences = predicted::differences(sql, &before, engine, &measured);
            let (known, new): (Vec<_>, Vec<_>) = differences
                .into_iter()
                .partition(|difference| exceptions.hold(&family.name, difference.fact, sql));
            match (known.is_empty(), new.is_empty()) {
                (true, true) => right += 1,
                (false, true) => excepted += 1,
                _ => {}
            }
            wrong.extend(
                new.into_iter()
                    .map(|difference| format!("{} | {difference}\t{sql}", family.name)),
            );
        }
        eprintln!(
            "{}: {right} statements predicted exactly, {excepted} but for a listed exception, {refused} refused",
            family.name
        );
        assert!(right > refused / 4, "{}: the family is hardly asked", family.name);
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    exceptions
}

#[test]
fn knows_what_is_refused() {
    let Some(server) = shared() else { return };
    let engine = engine(server);
    let family = Family::read("refused", REFUSED, Dialect::Postgres);
    let before = family.catalog(Dialect::Postgres);
    let mut wrong = Vec::new();
    for (sql, measured) in family.statements.iter().zip(ask_postgres::ask(server, &family)) {
        let predicted = predicted::impact(sql, &before, engine).outcome.refusal;
        if predicted.is_none() || !matches!(measured, Measured::Failed(_)) {
            wrong.push(format!("{sql}: predicted {predicted:?}, measured {measured:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// Statements that are refused in a transaction, what makes them wait, and how their lock is seen then.
const CONCURRENT: &[(&str, &str)] = &[
    ("create index concurrently fresh on tab (v)", "share"),
    ("create unique index concurrently fresh on tab (v)", "share"),
    ("create index concurrently on split_1 (v)", "share"),
    ("drop index concurrently tab_v", "share"),
    ("reindex index concurrently tab_v", "share"),
    ("reindex table concurrently tab", "share"),
    ("reindex (concurrently) table tab", "share"),
    ("alter table split detach partition split_1 concurrently", "share"),
    ("vacuum tab", "share update exclusive"),
    ("vacuum (analyze) tab", "share update exclusive"),
    ("vacuum full tab", "access share"),
    ("vacuum (full, analyze) tab", "access share"),
    ("vacuum (full) kept", "access share"),
    ("vacuum kept", "share update exclusive"),
];

const CONCURRENT_SCHEMA: &str = "create table tab (id int primary key, v int); create index tab_v on tab (v);
    create table split (id int, v int) partition by list (id); create table split_1 partition of split for values in (1);
    create materialized view kept as select * from tab";

#[test]
fn predicts_what_is_refused_in_a_transaction() {
    let Some(server) = shared() else { return };
    let engine = engine(server);
    for (sql, mode) in CONCURRENT {
        let family = Family::of("concurrent", CONCURRENT_SCHEMA);
        let impact = predicted::impact(sql, &family.catalog(Dialect::Postgres), engine);
        let (database, mut holder) = server.new_database();
        holder.run(CONCURRENT_SCHEMA).unwrap();
        let (mut asked, mut watcher) = (server.session(&database).unwrap(), server.session(&database).unwrap());
        asked.run("begin").unwrap();
        let refusal = asked.run(sql).expect_err("it is refused in a transaction");
        assert_eq!(refusal.code, "25001", "{sql}");
        assert_eq!(impact.outcome.refused_in_transaction, Some(true), "{sql}");
        asked.run("rollback").unwrap();

        holder
            .run(&format!("begin isolation level repeatable read; lock table tab, split in {mode} mode; select 1 from kept; select 1 from split"))
            .unwrap();
        if *mode == "share update exclusive" {
            // A second table cannot be locked so without waiting for nothing: a materialized view takes no such lock.
            holder
                .run("rollback; begin; comment on materialized view kept is 'x'; comment on table tab is 'x'")
                .unwrap();
        }
        asked.send(sql).unwrap();
        let locks = locks_once_it_waits(&mut watcher, asked.pid);
        let predicted = predicted::locks(&impact);
        assert!(!locks.is_empty(), "{sql}: it took no lock");
        for lock in &locks {
            assert!(predicted.contains(lock), "{sql}: {lock} is not among {predicted:?}");
        }
        holder.run("rollback").unwrap();
        let done = asked.answer_within(std::time::Duration::from_secs(30)).unwrap();
        assert!(matches!(done, Waiting::Done(_)), "{sql}: it still waits");
    }
}

/// The locks that another session holds or waits for, once it waits.
fn locks_once_it_waits(watcher: &mut Session, pid: i32) -> Vec<String> {
    let waits = format!("select count(*) from pg_locks where pid = {pid} and not granted");
    for _ in 0..200 {
        let answer = watcher.run(&waits).unwrap();
        if only(&answer) != "0" {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    let held = format!(
        "select coalesce(json_object_agg(name, modes), '{{}}') from (select n.nspname || '.' || c.relname as name, \
         json_agg(distinct l.mode) as modes from pg_locks l join pg_class c on c.oid = l.relation \
         join pg_namespace n on n.oid = c.relnamespace where l.pid = {pid} and c.relkind in ('r', 'p', 'm') \
         and n.nspname = 'public' group by 1) as held"
    );
    let answer = watcher.run(&held).unwrap();
    measured::strongest_locks(&serde_json::from_str(only(&answer)).unwrap())
}

/// Types, each with a constant of it where a default of that type is tried too.
const TYPES: &[(&str, Option<&str>)] = &[
    ("smallint", None),
    ("integer", Some("1")),
    ("bigint", None),
    ("numeric(10, 2)", None),
    ("real", None),
    ("double precision", None),
    ("money", None),
    ("boolean", Some("true")),
    ("text", Some("'1'")),
    ("varchar(20)", Some("'1'")),
    ("char(3)", None),
    ("date", Some("'2026-01-01'")),
    ("timestamp", None),
    ("timestamptz", None),
    ("time", None),
    ("timetz", None),
    ("interval", None),
    ("uuid", Some("'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'")),
    ("json", None),
    ("jsonb", Some("'{}'")),
    ("bytea", None),
    ("inet", None),
    ("cidr", None),
    ("macaddr", None),
    ("bit(3)", None),
    ("bit varying(3)", None),
    ("xml", None),
    ("oid", None),
    ("mood", None),
];

#[test]
fn predicts_which_types_go_into_which() {
    let Some(server) = shared() else { return };
    let (engine, mut asked) = (engine(server), 0);
    let (_, mut session) = server.new_database();
    session.run("create type mood as enum ('sad')").unwrap();
    let mut wrong = Vec::new();
    for (from, value) in TYPES {
        let table = "create type mood as enum ('sad');".to_owned();
        let default = value.map(|value| format!(" default {value}")).unwrap_or_default();
        let made = format!("create table tab (c {from}{default})");
        let catalog = Family::of("types", &format!("{table}{made}")).catalog(Dialect::Postgres);
        session.run(&made).unwrap();
        for (to, _) in TYPES {
            for sql in [
                format!("alter table tab alter column c type {to}"),
                format!("alter table tab alter column c type {to} using null"),
                format!("alter table tab alter column c drop default, alter column c type {to} using null"),
            ] {
                session.run("begin").unwrap();
                let answer = session.run(&sql);
                session.run("rollback").unwrap();
                let refusal = predicted::impact(&sql, &catalog, engine).outcome.refusal;
                asked += 1;
                if answer.is_err() != refusal.is_some() {
                    wrong.push(format!("{made}; {sql}: predicted {refusal:?}, was {answer:?}"));
                }
            }
        }
        session.run("drop table tab").unwrap();
    }
    eprintln!("types: {asked} changes of a type predicted");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

const READ_BY_VIEWS: &str = "create table tab (id int primary key, a int, b text, c text, other int);
    create table aside (id int primary key, b text);
    create view named as select id, a from tab where c > '';
    create view whole as select * from aside;
    create materialized view kept as select upper(b) as u from aside;
    alter table aside add column late int; alter table tab add column free int";

#[test]
fn predicts_which_columns_views_hold_fast() {
    let Some(server) = shared() else { return };
    let engine = engine(server);
    let catalog = Family::of("views", READ_BY_VIEWS).catalog(Dialect::Postgres);
    let (_, mut session) = server.new_database();
    session.run(READ_BY_VIEWS).unwrap();
    for column in [
        "tab.a",
        "tab.b",
        "tab.c",
        "tab.other",
        "tab.free",
        "aside.id",
        "aside.b",
        "aside.late",
    ] {
        let (table, column) = column.split_once('.').unwrap();
        for change in [
            format!("drop column {column}"),
            format!("drop column {column} cascade"),
            format!("alter column {column} type bigint using 1"),
        ] {
            let sql = format!("alter table {table} {change}");
            session.run("begin").unwrap();
            let answer = session.run(&sql);
            session.run("rollback").unwrap();
            let refusal = predicted::impact(&sql, &catalog, engine).outcome.refusal;
            assert_eq!(
                refusal.is_some(),
                answer.is_err(),
                "{sql}: predicted {refusal:?}, was {answer:?}"
            );
        }
    }
}

const INDEXED: &str = "create table tab (id int primary key, a int, b int, c int unique);
    create index tab_a on tab (a); create index tab_b on tab (b);
    create table split (id int, v int) partition by list (id); create table split_1 partition of split for values in (1);
    create index split_v on split (v);
    create materialized view bare as select id, a from tab;
    create materialized view part as select id, a from tab; create unique index on part (id) where a > 0;
    create materialized view computed as select id, a from tab; create unique index on computed ((id + 1));
    create materialized view keyed as select id, a from tab; create unique index on keyed (id) include (a);
    create materialized view unfilled as select id, a from tab with no data; create unique index on unfilled (id)";

/// Statements that no transaction may hold, or that leave nothing to ask for a second time.
const OF_INDEXES: &[&str] = &[
    "drop index tab_pkey",
    "drop index tab_c_key cascade",
    "drop index concurrently tab_c_key",
    "drop index tab_a",
    "drop index concurrently tab_a",
    "drop index concurrently tab_a cascade",
    "drop index concurrently tab_a, tab_b",
    "drop index tab_a, tab_b",
    "drop index split_v",
    "drop index concurrently split_v",
    "refresh materialized view concurrently bare",
    "refresh materialized view concurrently part",
    "refresh materialized view concurrently computed",
    "refresh materialized view concurrently keyed",
    "refresh materialized view concurrently keyed with no data",
    "refresh materialized view concurrently unfilled",
    "refresh materialized view unfilled",
];

#[test]
fn predicts_which_indexes_stay_and_which_views_lack_one() {
    let Some(server) = shared() else { return };
    let engine = engine(server);
    let catalog = Family::of("indexes", INDEXED).catalog(Dialect::Postgres);
    for sql in OF_INDEXES {
        let (_, mut session) = server.new_database();
        session.run(INDEXED).unwrap();
        let answer = session.run(sql);
        let refusal = predicted::impact(sql, &catalog, engine).outcome.refusal;
        assert_eq!(
            refusal.is_some(),
            answer.is_err(),
            "{sql}: predicted {refusal:?}, was {answer:?}"
        );
    }
}
