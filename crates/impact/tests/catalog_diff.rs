//! In what two catalogues differ.

#[path = "common/support.rs"]
mod support;

use schema::catalog::{Catalog, Start};
use schema::{Dialect, Origin};
use source::FileId;
use support::{catalog_after, read};

/// The differences between the schemas after these statements, each as it is shown.
fn differences(here: &str, there: &str, dialect: Dialect) -> Vec<String> {
    let (here, there) = (catalog_after(here, dialect), catalog_after(there, dialect));
    here.diff(&there).iter().map(ToString::to_string).collect()
}

#[track_caller]
fn assert_same(here: &str, there: &str, dialect: Dialect) {
    assert_eq!(differences(here, there, dialect), Vec::<String>::new());
}

#[test]
fn a_difference_reads_as_a_person_would_say_it() {
    let found = differences(
        "create table users (id int primary key, email text, age int default 1, old int);
         create index on users (age); create type mood as enum ('sad', 'happy'); create sequence s;",
        "create table users (id int primary key, email varchar(10) not null, age int default 2);
         create unique index by_age on users (age desc); create type mood as enum ('sad', 'ok', 'happy');
         create view v as select * from users;",
        Dialect::Postgres,
    );
    assert_eq!(
        found,
        [
            "column `public.users.email`: `text` here, `varchar(10)` there",
            "column `public.users.email`: `null` here, `not null` there",
            "column `public.users.age`: default `1` here, `2` there",
            "column `public.users.old`: here, not there",
            "index `public.users.users_age_idx`: here, not there",
            "index `public.users.by_age`: there, not here",
            "view `public.v`: there, not here",
            "sequence `public.s`: here, not there",
            "type `public.mood`: values `sad, happy` here, `sad, ok, happy` there",
        ]
    );
}

#[test]
fn what_says_the_same_is_no_difference() {
    assert_same(
        "create table a (id int4 primary key, b character varying(5) default 'x', t timestamptz default now());
         create table c (a_id int references a on delete no action);",
        "create table a (b varchar(5) default 'x'::text, id integer not null, t timestamp with time zone default current_timestamp);
         alter table a add primary key (id); create table c (a_id int); alter table c add foreign key (a_id) references a (id);",
        Dialect::Postgres,
    );
    assert_same(
        "create table a (id int(11) primary key, b bool); create index i on a (b);",
        "create table a (id integer, b tinyint(1), primary key (id), key i (b));",
        Dialect::Mysql,
    );
}

#[test]
fn other_words_for_the_same_are_no_difference() {
    assert_same(
        "create table a (b int, c int, d int, check ((b > 0 and c > 0) and d > 0));
         create function f(x int) returns int as $$ select x $$ language sql immutable;",
        "create table a (b int, c int, d int, check (b > 0 and (c > 0 and d > 0)));
         create function f(x int) returns int language sql immutable as $body$ select x $body$;",
        Dialect::Postgres,
    );
    // A unique constraint of MySQL is an index; in PostgreSQL the two are not the same thing.
    let (constraint, index) = (
        "create table a (b int, constraint u unique (b));",
        "create table a (b int); create unique index u on a (b);",
    );
    assert_same(constraint, index, Dialect::Mysql);
    assert_eq!(differences(constraint, index, Dialect::Postgres).len(), 2);
    assert_same(
        "create table a (b text unique, c int references a (b));",
        "create table a (b text, c int, unique (b), foreign key (c) references a (b));",
        Dialect::Sqlite,
    );
}

#[test]
fn names_that_the_engine_makes_are_no_difference() {
    // A renamed table keeps the names that were made for it.
    assert_same(
        "create table a (id int primary key, b int unique, check (b > 0)); create index on a (b, id);",
        "create table z (id int primary key, b int unique, check (b > 0)); create index on z (b, id); alter table z rename to a;",
        Dialect::Postgres,
    );
    let found = differences(
        "create table a (b int unique);",
        "create table a (b int constraint my unique);",
        Dialect::Postgres,
    );
    assert_eq!(found, ["unique `public.a.a_b_key`: name `a_b_key` here, `my` there"]);
}

#[test]
fn what_is_not_known_differs_perhaps() {
    let apply = |sql: &str| {
        let mut catalog = Catalog::new(Dialect::Postgres, Start::Unknown);
        for statement in &read(sql, Dialect::Postgres).statements {
            catalog.apply(statement, Origin::new(FileId(0), 0, 0));
        }
        catalog
    };
    let here = apply("alter table users add column a int; alter table users alter column b set not null;");
    let there = apply("create table users (a int, b int, c int);");
    let found = here.diff(&there);
    assert!(found.iter().all(|difference| !difference.is_certain), "{found:?}");
    let shown: Vec<String> = found.iter().map(ToString::to_string).collect();
    assert!(
        shown.contains(&"column `public.users.c`: perhaps there, not here".to_owned()),
        "{shown:?}"
    );

    let guarded = catalog_after(
        "create table a (id int); do $$ begin if (select count(*) from a) > 3 then alter table a add column b int; end if; end $$;",
        Dialect::Postgres,
    );
    let plain = catalog_after("create table a (id int);", Dialect::Postgres);
    let found = guarded.diff(&plain);
    assert_eq!(found.len(), 1);
    assert!(!found[0].is_certain);
}

#[test]
fn queries_and_bodies_are_compared_by_what_they_say() {
    assert_same(
        "create table a (b int); create view v as select b from a;",
        "create table a (b int); create view v as\n  SELECT b -- the one\n FROM a;",
        Dialect::Postgres,
    );
    let found = differences(
        "create function f(a int) returns int language sql as $$ select 1 $$;",
        "create function f(a int) returns int language sql as $$ select 2 $$;",
        Dialect::Postgres,
    );
    assert_eq!(found, ["function `public.f`: another definition there"]);
}

#[test]
fn values_of_an_enumeration_have_their_place() {
    assert_same(
        "create type t as enum ('a', 'b', 'c', 'd', 'e');",
        "create type t as enum ('b', 'd'); alter type t add value 'a' before 'b'; alter type t add value 'c' after 'b';
         alter type t add value 'e';",
        Dialect::Postgres,
    );
}

#[test]
fn what_somebody_may_do_with_an_object_is_compared() {
    let found = differences(
        "create table t (id int); create role reader; create role writer; create role owner_role;
         grant select, insert on t to writer; grant select on t to reader with grant option; grant all on t to owner_role;",
        "create table t (id int); create role reader; create role writer; create role owner_role;
         grant select on t to writer; grant select on t to reader; revoke all on t from owner_role;",
        Dialect::Postgres,
    );
    assert_eq!(
        found,
        [
            "table `public.t.owner_role`: privileges `ALL` here, `none` there",
            "table `public.t.reader`: privileges `SELECT with grant option` here, `SELECT` there",
            "table `public.t.writer`: privileges `INSERT, SELECT` here, `SELECT` there",
        ]
    );
    assert_same(
        "create table t (id int); grant select, update on t to reader; revoke update on t from reader;",
        "create table t (id int); grant select on t to reader;",
        Dialect::Postgres,
    );
    assert_same(
        "create table t (id int); grant select on t to reader; drop table t;",
        "",
        Dialect::Postgres,
    );
}

#[test]
fn who_belongs_to_a_role_is_compared() {
    let roles = "create role staff; create role ann; create role bob;";
    let found = differences(
        &format!("{roles} grant staff to ann, bob;"),
        &format!("{roles} grant staff to ann; grant staff to bob; revoke staff from bob;"),
        Dialect::Postgres,
    );
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].contains("staff") && found[0].contains("bob"), "{found:?}");
    assert!(found[0].ends_with("`none` there"), "{found:?}");
}

#[test]
fn privileges_given_under_a_condition_differ_only_perhaps() {
    let found = differences(
        "create table t (id int); do $$ begin if current_user = 'a' then grant select on t to reader; end if; end $$;",
        "create table t (id int);",
        Dialect::Postgres,
    );
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].contains("perhaps"), "{found:?}");
}
