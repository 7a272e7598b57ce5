//! What the engines without a measured run do, as their documentation says.

#[path = "common/support.rs"]
mod support;

use lockgate_impact::Algorithm;
use schema::Dialect;
use support::{catalog_after, engine, impact_of, locks};

#[test]
fn mysql_adds_columns_instantly_from_8_0_12_on() {
    let before = catalog_after("create table t (a int, b varchar(20));", Dialect::Mysql);
    let of = |sql: &str, version: &str| {
        let impact = impact_of(sql, &before, engine(Dialect::Mysql, version));
        (impact.algorithm, locks(&impact))
    };
    let none: Vec<String> = Vec::new();
    let add = "alter table t add column c int";
    assert_eq!(of(add, "5.7"), (Some(Algorithm::Inplace), none.clone()));
    assert_eq!(of(add, "8.0.12"), (Some(Algorithm::Instant), none.clone()));
    let first = "alter table t add column c int first";
    assert_eq!(of(first, "8.0.28"), (Some(Algorithm::Inplace), none.clone()));
    assert_eq!(of(first, "8.0.29"), (Some(Algorithm::Instant), none.clone()));
    assert_eq!(
        of("alter table t modify a bigint", "8.4"),
        (Some(Algorithm::Copy), vec!["t SHARED".to_owned()])
    );
    assert_eq!(
        of("alter table t modify b varchar(40)", "8.4"),
        (Some(Algorithm::Inplace), none)
    );
    assert_eq!(of("drop table t", "8.4"), (None, vec!["t EXCLUSIVE".to_owned()]));
}

#[test]
fn ddl_commits_where_the_engine_says_so() {
    for (dialect, sql, commits) in [
        (Dialect::Mysql, "alter table t add column c int", true),
        (Dialect::Mysql, "create temporary table x (a int)", false),
        (Dialect::Mariadb, "create index i on t (a)", true),
        (Dialect::Oracle, "create table x (a number)", true),
        (Dialect::Mssql, "alter table t add c int", false),
        (Dialect::Sqlite, "alter table t add column c int", false),
        (Dialect::Postgres, "alter table t add column c int", false),
    ] {
        let before = catalog_after("create table t (a int);", dialect);
        let impact = impact_of(sql, &before, engine(dialect, "newest"));
        assert_eq!(impact.outcome.implicit_commit, Some(commits), "{dialect}: {sql}");
    }
}

#[test]
fn each_engine_refuses_its_own_in_a_transaction() {
    for (dialect, sql) in [
        (Dialect::Postgres, "create index concurrently i on t (a)"),
        (Dialect::Postgres, "reindex database d"),
        (Dialect::Postgres, "alter system set work_mem = '4MB'"),
        (Dialect::Mssql, "create database d"),
        (Dialect::Mssql, "reconfigure"),
        (Dialect::Sqlite, "vacuum"),
    ] {
        let before = catalog_after("create table t (a int);", dialect);
        let impact = impact_of(sql, &before, engine(dialect, "newest"));
        assert_eq!(impact.outcome.refused_in_transaction, Some(true), "{dialect}: {sql}");
    }
    let before = catalog_after("create type mood as enum ('a');", Dialect::Postgres);
    let add = |version| {
        impact_of(
            "alter type mood add value 'b'",
            &before,
            engine(Dialect::Postgres, version),
        )
    };
    assert_eq!(add("11").outcome.refused_in_transaction, Some(true));
    assert_eq!(add("12").outcome.refused_in_transaction, Some(false));
}

#[test]
fn sql_server_locks_the_schema_of_both_tables_of_a_foreign_key() {
    let before = catalog_after(
        "create table a (id int primary key);\ncreate table b (a_id int);",
        Dialect::Mssql,
    );
    let sql = "alter table b add constraint fk foreign key (a_id) references a (id)";
    let impact = impact_of(sql, &before, engine(Dialect::Mssql, "2022"));
    assert_eq!(locks(&impact), ["dbo.a Sch-M", "dbo.b Sch-M"]);
    let impact = impact_of("create index i on b (a_id)", &before, engine(Dialect::Mssql, "2022"));
    assert_eq!(locks(&impact), ["dbo.b S"]);
}

#[test]
fn updates_that_repeat_and_updates_that_add_up() {
    let before = catalog_after("create table t (a int primary key, b int, c text);", Dialect::Postgres);
    for (sql, idempotent) in [
        ("update t set b = 1", Some(true)),
        ("update t set b = b + 1", Some(false)),
        ("update t set b = 0 where b is null", Some(true)),
        ("update t set c = lower(c)", Some(true)),
        ("update t set c = gen_random_uuid()::text", Some(false)),
        ("update t set c = gen_random_uuid()::text where c is null", Some(true)),
        ("insert into t values (1, 2, 'x')", Some(false)),
        ("insert into t values (1, 2, 'x') on conflict do nothing", Some(true)),
        ("insert into t (b) values (2) on conflict do nothing", Some(false)),
        ("delete from t", Some(true)),
        (
            "alter table t drop constraint if exists k, add constraint k check (b > 0)",
            Some(true),
        ),
    ] {
        let impact = impact_of(sql, &before, engine(Dialect::Postgres, "16"));
        assert_eq!(impact.outcome.idempotent, idempotent, "{sql}");
    }
}
