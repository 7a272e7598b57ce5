//! SQLite's way to change a table, recognised as one change.

use super::*;

/// The tables made anew in a migration, each with the statements that do it.
fn rebuilds(sql: &str) -> Vec<(String, Vec<usize>)> {
    let mut bench = Bench::new(Tool::Psql, &[("1.sql", sql)], Vec::new());
    bench.settings.dialect = Some(Dialect::Sqlite);
    let project = bench.load();
    let history = project.histories().next().unwrap();
    let facts = &history.migrations[0];
    let found = facts.rebuilds();
    found.into_iter().map(|found| (found.table, found.statements)).collect()
}

fn one(table: &str, statements: &[usize]) -> Vec<(String, Vec<usize>)> {
    vec![(table.to_owned(), statements.to_vec())]
}

#[test]
fn a_new_table_takes_the_name_of_the_old() {
    let sql = "pragma foreign_keys = off; create table new_users (id integer primary key, name text not null);
        insert into new_users select id, name from users; drop table users; alter table new_users rename to users;
        create index users_name on users (name);";
    assert_eq!(rebuilds(sql), one("users", &[1, 2, 3, 4]));
}

#[test]
fn the_old_table_gives_up_its_name_first() {
    let sql = "alter table users rename to users_old; create table users (id integer primary key);
        insert into users (id) select id from users_old; drop table users_old;";
    assert_eq!(rebuilds(sql), one("users", &[0, 1, 2, 3]));
}

#[test]
fn the_copy_may_be_made_with_the_table_and_in_parts() {
    let at_once = "create table u2 as select * from users; drop table users; alter table u2 rename to users;";
    assert_eq!(rebuilds(at_once), one("users", &[0, 1, 2]));
    let in_parts = "create table u2 (id int); insert into u2 select id from users where id < 5;
        insert into u2 select id from users where id >= 5; drop table if exists users; alter table u2 rename to users;";
    assert_eq!(rebuilds(in_parts), one("users", &[0, 1, 2, 3, 4]));
}

#[test]
fn two_tables_are_two_changes_and_quotes_are_no_part_of_a_name() {
    let sql = r#"create table "__new_A" (id int); create table b2 (id int); insert into "__new_A" select id from "A";
        insert into b2 select id from b; drop table "A"; alter table "__new_A" rename to "A"; drop table b;
        alter table b2 rename to b;"#;
    let found = rebuilds(sql);
    assert_eq!(found.len(), 2);
    assert_eq!(found[0].1, [0, 2, 4, 5]);
    assert_eq!(found[1], ("b".to_owned(), vec![1, 3, 6, 7]));
}

#[test]
fn what_loses_the_rows_is_no_rebuild() {
    for sql in [
        // Nothing is copied.
        "create table u2 (id int); drop table users; alter table u2 rename to users;",
        // The rows of another table are.
        "create table u2 (id int); insert into u2 select id from guests; drop table users; alter table u2 rename to users;",
        // They are copied after the table has gone.
        "create table u2 (id int); drop table users; insert into u2 select id from users; alter table u2 rename to users;",
        // The new table keeps its own name.
        "create table u2 (id int); insert into u2 select id from users; drop table users;",
        // The new table was there before.
        "insert into u2 select id from users; drop table users; alter table u2 rename to users;",
    ] {
        assert_eq!(rebuilds(sql), [], "{sql}");
    }
}
