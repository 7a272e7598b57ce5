//! What statements about rows say: their target, their condition, and the relations they name.

use lockgate_syntax as syntax;
use schema::{Action, Dialect, NameRole, Script, WhereKind};

fn read(sql: &str, dialect: Dialect) -> Script {
    syntax::read(sql, &syntax::ReadOptions::whole(sql, dialect))
}

/// The relations of the first statement: `reads a, b; writes c`.
fn relations(sql: &str, dialect: Dialect) -> String {
    let script = read(sql, dialect);
    let of = |role: NameRole| {
        let names = script.statements[0]
            .uses
            .iter()
            .filter(|used| used.role == role)
            .map(|used| used.name.to_string());
        names.collect::<Vec<_>>().join(", ")
    };
    format!("reads {}; writes {}", of(NameRole::Reads), of(NameRole::Writes))
}

fn pg(sql: &str) -> String {
    relations(sql, Dialect::Postgres)
}

#[test]
fn queries_name_what_they_read() {
    assert_eq!(pg("select 1"), "reads ; writes ");
    assert_eq!(
        pg("select * from a, b as x join s.c on a.id = c.id, d"),
        "reads a, b, s.c, d; writes "
    );
    assert_eq!(
        pg("select * from only a where exists (select 1 from b where b.x in (select y from c))"),
        "reads a, b, c; writes "
    );
    assert_eq!(
        pg("select extract(epoch from t) from a where x is distinct from y"),
        "reads a; writes "
    );
    assert_eq!(
        pg("select * from generate_series(1, 2) g, lateral (select * from a) x"),
        "reads a; writes "
    );
    assert_eq!(
        pg("select * from (a join b using (id)) where trim(both from x) = ''"),
        "reads a, b; writes "
    );
    assert_eq!(
        pg("select substring(x from 2) from a union all select * from b order by 1"),
        "reads a, b; writes "
    );
}

#[test]
fn common_table_expressions_are_not_tables() {
    assert_eq!(
        pg("with x as (select * from a), y (i, j) as (select * from x) select * from y join b on true"),
        "reads a, b; writes "
    );
    assert_eq!(
        pg("with recursive t as (select 1 union select n + 1 from t) select * from t"),
        "reads ; writes "
    );
    assert_eq!(
        pg("with a as (select * from a) select * from a"),
        "reads a; writes ",
        "its own name is the real table"
    );
    assert_eq!(
        pg("with d as (delete from a where x returning *) insert into b select * from d"),
        "reads ; writes b, a"
    );
}

#[test]
fn inserts_name_their_target_and_source() {
    assert_eq!(pg("insert into a (x, y) values (1, 2), (3, 4)"), "reads ; writes a");
    assert_eq!(
        pg("insert into a select * from b on conflict (x) do update set y = excluded.y"),
        "reads b; writes a"
    );
    assert_eq!(
        pg("insert into a values ((select max(id) from b), 1)"),
        "reads b; writes a"
    );
    assert_eq!(
        relations("INSERT INTO a SELECT * FROM b", Dialect::Mssql),
        "reads b; writes a"
    );
}

#[test]
fn updates_and_deletes_name_what_they_join() {
    assert_eq!(pg("update a set x = b.x from b where a.id = b.id"), "reads b; writes a");
    assert_eq!(
        pg("update a set x = (select max(y) from c) where id = 1"),
        "reads c; writes a"
    );
    assert_eq!(pg("delete from a using b, c where a.id = b.id"), "reads b, c; writes a");
    assert_eq!(
        relations("UPDATE o SET x = 1 FROM orders o JOIN u ON u.id = o.id", Dialect::Mssql),
        "reads u; writes orders"
    );
    assert_eq!(
        relations("DELETE o FROM orders o JOIN u ON u.id = o.id", Dialect::Mssql),
        "reads u; writes orders"
    );
    assert_eq!(
        relations(
            "MERGE INTO a USING b ON (a.id = b.id) WHEN MATCHED THEN UPDATE SET x = 1",
            Dialect::Oracle
        ),
        "reads b; writes a"
    );
}

fn condition(sql: &str) -> Option<WhereKind> {
    let script = read(sql, Dialect::Postgres);
    match &script.statements[0].changes[0].action {
        Action::Update(update) => update.condition.as_ref().map(|condition| condition.kind),
        Action::Delete(delete) => delete.condition.as_ref().map(|condition| condition.kind),
        other => panic!("not a change of rows: {other:?}"),
    }
}

#[test]
fn conditions_are_told_apart() {
    assert_eq!(condition("delete from a"), None);
    assert_eq!(condition("delete from a where id = 1"), Some(WhereKind::Some));
    assert_eq!(condition("delete from a where 1 = 1"), Some(WhereKind::AlwaysTrue));
    assert_eq!(
        condition("update a set x = 1 where true or id = 2"),
        Some(WhereKind::AlwaysTrue)
    );
    assert_eq!(
        condition("update a set x = 1 where (id = id)"),
        Some(WhereKind::AlwaysTrue)
    );
    assert_eq!(condition("delete from a where not true"), Some(WhereKind::AlwaysFalse));
    assert_eq!(condition("delete from a where current of c"), Some(WhereKind::Cursor));
}

#[test]
fn an_insert_says_where_its_rows_come_from() {
    let source = |sql: &str| match &read(sql, Dialect::Postgres).statements[0].changes[0].action {
        Action::Insert(insert) => format!("{:?} {:?} {}", insert.source, insert.conflict, insert.columns.len()),
        other => panic!("not an insert: {other:?}"),
    };
    assert_eq!(source("insert into a values (1), (2), (3)"), "Values(3) None 0");
    assert_eq!(source("insert into a (x) default values"), "Defaults None 1");
    assert_eq!(
        source("insert into a (x, y) values (1, f(2)) on conflict do nothing"),
        "Values(1) Some(Ignore) 2"
    );
    assert_eq!(
        source("insert into a select 1 where not exists (select 1 from a)"),
        "Query { excludes_existing: true } None 0"
    );
}

#[test]
fn parentheses_around_parentheses_take_no_time() {
    let deep = format!("delete from a where {}x = 1{}", "(".repeat(60), ")".repeat(60));
    let started = std::time::Instant::now();
    assert_eq!(condition(&deep), Some(WhereKind::Some));
    assert!(started.elapsed() < std::time::Duration::from_secs(1));
}
