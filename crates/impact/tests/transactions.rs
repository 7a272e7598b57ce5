//! Which transaction each statement runs in, under each kind of runner and on each engine.

#[path = "common/support.rs"]
mod support;

use lockgate_impact::{OpenedBy, Transaction, transactions};
use migrations::Delivery::{Statements, WholeFile};
use migrations::RunnerPolicy;
use migrations::TransactionMode::{ImplicitBatch, PerMigration, StatementByStatement, Unknown};
use schema::Dialect;
use support::{engine, policy, read};

/// Who opened each statement's transaction, with its group: `runner 0`, `alone`, `script 1`.
fn walk(sql: &str, policy: &RunnerPolicy, dialect: Dialect) -> Vec<String> {
    let script = read(sql, dialect);
    let steps = transactions::walk(&script.statements, policy, engine(dialect, "newest"));
    steps
        .iter()
        .map(|step| match step.transaction {
            Transaction::None => "alone".to_owned(),
            Transaction::Unknown => "unknown".to_owned(),
            Transaction::Open(OpenedBy::Runner) => format!("runner {}", step.group),
            Transaction::Open(OpenedBy::Script(_)) => format!("script {}", step.group),
            Transaction::Open(OpenedBy::Engine) => format!("engine {}", step.group),
        })
        .collect()
}

#[test]
fn a_runner_wraps_what_the_script_does_not_end() {
    let wrapped = policy(PerMigration, Statements);
    let sql = "create table a (x int); commit; create table b (x int);";
    assert_eq!(
        walk(sql, &wrapped, Dialect::Postgres),
        ["runner 0", "runner 0", "alone"]
    );
    let sql = "begin; create table a (x int); commit; create table b (x int);";
    assert_eq!(
        walk(sql, &wrapped, Dialect::Postgres),
        ["runner 0", "runner 0", "runner 0", "alone"]
    );
}

#[test]
fn several_statements_in_one_query_are_a_transaction_on_postgres_alone() {
    let batch = policy(ImplicitBatch, WholeFile);
    assert_eq!(walk("create table a (x int);", &batch, Dialect::Postgres), ["alone"]);
    let two = "create table a (x int); create table b (x int);";
    assert_eq!(walk(two, &batch, Dialect::Postgres), ["engine 0", "engine 0"]);
    assert_eq!(walk(two, &batch, Dialect::Mysql), ["alone", "alone"]);
    assert_eq!(walk(two, &batch, Dialect::Sqlite), ["alone", "alone"]);
    let with_begin = "create table a (x int); begin; create table b (x int); commit; create table c (x int);";
    assert_eq!(
        walk(with_begin, &batch, Dialect::Postgres),
        ["engine 0", "engine 0", "script 0", "script 0", "engine 1"]
    );
}

#[test]
fn ddl_commits_on_mysql_and_oracle() {
    let wrapped = policy(PerMigration, Statements);
    let sql = "insert into a values (1); alter table a add b int; insert into a values (2);";
    assert_eq!(walk(sql, &wrapped, Dialect::Mysql), ["runner 0", "alone", "alone"]);
    assert_eq!(walk(sql, &wrapped, Dialect::Mariadb), ["runner 0", "alone", "alone"]);
    let sql = "insert into a values (1);\nalter table a add b int;\ninsert into a values (2);";
    assert_eq!(walk(sql, &wrapped, Dialect::Oracle), ["runner 0", "alone", "engine 3"]);
}

#[test]
fn a_script_opens_its_own() {
    let plain = policy(StatementByStatement, Statements);
    let sql = "begin; create table a (x int); commit; vacuum;";
    assert_eq!(
        walk(sql, &plain, Dialect::Postgres),
        ["alone", "script 1", "script 1", "alone"]
    );
    let unknown = policy(Unknown, Statements);
    let sql = "create table z (x int); begin; create table a (x int); commit; create table b (x int);";
    assert_eq!(
        walk(sql, &unknown, Dialect::Postgres),
        ["unknown", "unknown", "script 2", "script 2", "unknown"]
    );
}

#[test]
fn sql_server_counts_its_transactions() {
    let plain = policy(StatementByStatement, Statements);
    let sql = "begin transaction; begin transaction; create table a (x int); commit; create table b (x int); commit; create table c (x int);";
    assert_eq!(
        walk(sql, &plain, Dialect::Mssql),
        [
            "alone", "script 1", "script 1", "script 1", "script 1", "script 1", "alone"
        ]
    );
}

#[test]
fn a_runner_that_looks_leaves_its_transaction() {
    let mut flyway = policy(PerMigration, Statements);
    flyway.detects_non_transactional = true;
    flyway.refuses_mixed = true;
    assert_eq!(
        walk("create index concurrently i on t (x);", &flyway, Dialect::Postgres),
        ["alone"]
    );
    assert_eq!(
        walk("create index i on t (x);", &flyway, Dialect::Postgres),
        ["runner 0"]
    );
    // It does not know this one, so the engine refuses it.
    assert_eq!(
        walk("reindex index concurrently i;", &flyway, Dialect::Postgres),
        ["runner 0"]
    );
    let mut prisma = policy(ImplicitBatch, WholeFile);
    prisma.detects_non_transactional = true;
    let sql = "create table a (x int); create index concurrently i on a (x);";
    assert_eq!(walk(sql, &prisma, Dialect::Postgres), ["alone", "alone"]);
}

#[test]
fn settings_hold_as_long_as_they_say() {
    let plain = policy(StatementByStatement, Statements);
    let sql = "set lock_timeout = '1s'; begin; set local lock_timeout = '2s'; select 1; commit; select 2; reset lock_timeout; select 3; set local statement_timeout = '9s'; select 4;";
    let script = read(sql, Dialect::Postgres);
    let steps = transactions::walk(&script.statements, &plain, engine(Dialect::Postgres, "16"));
    let lock_timeout: Vec<Option<&str>> = steps.iter().map(|step| step.setting("lock_timeout")).collect();
    assert_eq!(lock_timeout[3], Some("2s"));
    assert_eq!(lock_timeout[5], Some("1s"));
    assert_eq!(lock_timeout[7], None);
    assert_eq!(steps[9].setting("statement_timeout"), None);
    let wrapped = policy(PerMigration, Statements);
    let script = read(
        "select set_config('lock_timeout', '5s', true); select 1;",
        Dialect::Postgres,
    );
    let steps = transactions::walk(&script.statements, &wrapped, engine(Dialect::Postgres, "16"));
    assert_eq!(steps[1].setting("lock_timeout"), Some("5s"));
}
