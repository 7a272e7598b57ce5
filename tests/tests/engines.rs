//! The engines that other tests ask: they run SQL, give rows, refuse, wait, and are gone afterwards.

use std::time::Duration;

use lockgate_tests::engines::{Row, Waiting, mariadb, only, postgres, sqlite};

fn row(values: &[Option<&str>]) -> Row {
    values.iter().map(|value| value.map(str::to_owned)).collect()
}

#[test]
fn postgres_runs_refuses_and_waits() {
    let Some(server) = postgres::shared() else {
        println!("skipped: PostgreSQL is not installed");
        return;
    };
    let (name, mut first) = server.new_database();
    let rows = first
        .run("create table t (a int); select 1, null, 'é'")
        .expect("valid SQL");
    assert_eq!(rows, [row(&[Some("1"), None, Some("é")])]);
    let refused = first
        .run("select 1; select nothing")
        .expect_err("there is no such column");
    assert_eq!(refused.code, "42703");
    assert!(first.run("copy t from stdin").is_err(), "nothing is copied");

    let mut second = server.session(&name).expect("a second session");
    first.run("begin; lock table t").expect("nobody else holds it");
    second.send("select * from t").expect("sent");
    assert_eq!(second.answer_within(Duration::from_millis(50)), Ok(Waiting::Still));
    let locks = format!(
        "select count(*) from pg_locks where pid = {} and not granted",
        second.pid
    );
    assert_eq!(only(&first.run(&locks).expect("a view of the system")), "1");
    first.run("commit").expect("a transaction is open");
    assert_eq!(second.answer(), Ok(Vec::new()));
}

#[test]
fn mariadb_runs_refuses_and_waits() {
    let Some(server) = mariadb::shared() else {
        println!("skipped: MariaDB is not installed");
        return;
    };
    let (name, mut first) = server.new_database();
    let rows = first
        .run("create table t (a int); insert into t values (1), (2); select 1, null, 'é'")
        .expect("valid SQL");
    assert_eq!(rows, [row(&[Some("1"), None, Some("é")])]);
    let refused = first
        .run("select 1; select nothing")
        .expect_err("there is no such column");
    assert_eq!(refused.code, "1054");

    let mut second = server.session(&name).expect("a second session");
    first.run("begin; select * from t").expect("a table with rows");
    second.send("alter table t add column b int").expect("sent");
    assert_eq!(second.answer_within(Duration::from_millis(50)), Ok(Waiting::Still));
    let waits = format!(
        "select state from information_schema.processlist where id = {}",
        second.thread
    );
    assert_eq!(
        only(&first.run(&waits).expect("a view of the system")),
        "Waiting for table metadata lock"
    );
    first.run("commit").expect("a transaction is open");
    assert_eq!(second.answer(), Ok(Vec::new()));
}

#[test]
fn sqlite_runs_and_refuses() {
    let mut session = sqlite::Session::in_memory().expect("a database in memory");
    let rows = session
        .run("create table t (a int); select 1, null, 'é'")
        .expect("valid SQL");
    assert_eq!(rows, [row(&[Some("1"), None, Some("é")])]);
    let refused = session
        .run("select 1; select * from nowhere")
        .expect_err("there is no such table");
    assert_eq!(refused.to_string(), "1: no such table: nowhere");
}
