//! `CREATE SCHEMA` with the statements that it holds.

use lockgate_syntax::{ReadOptions, read};
use schema::Dialect::{self, Mssql, Oracle, Postgres};
use schema::{Kind, NameRole, Script};

use super::holds;

#[test]
fn elements_are_statements() {
    holds(
        Postgres,
        "create schema a authorization joe;
         create schema s create table t (id int) create view v as select id from t
           grant create, select on t to bob with grant option create sequence q;
         select 1",
        "
        create_schema now: create schema a authorization joe
        create_schema now: create schema s create table t (id int)  …
          create_table now: create table t (id int)
          create_view now: create view v as select id from t
          grant now: grant create, select on t to bob with gr …
          create_sequence now: create sequence q
        select now: select 1
        ",
    );
    holds(
        Mssql,
        "create schema s authorization dbo create table t (id int) create view v as select id from t
           grant select, update on t to bob deny delete on t to bob
         go
         create schema y
         go
         create table t (id int)",
        "
        create_schema now: create schema s authorization dbo create …
          create_table now: create table t (id int)
          create_view now: create view v as select id from t
          grant now: grant select, update on t to bob
          deny now: deny delete on t to bob
        create_schema now: create schema y
        create_table now: create table t (id int)
        ",
    );
    holds(
        Oracle,
        "create schema authorization hr create table t (id number) grant select on t to bob;",
        "
        create_schema now: create schema authorization hr create ta …
          create_table now: create table t (id number)
          grant now: grant select on t to bob
        ",
    );
}

#[test]
fn what_elements_make_lies_in_the_schema() {
    let script = script(
        Postgres,
        "create schema s
           create table t (id int references u, o int references other)
           create table u (id int, foreign key (id) references public.t)
           create view v as select * from t join public.u on true
           create index i on t (id)
           create table z.w (id int references w)",
    );
    let elements = &script.statements[0].body;
    let made = |at: usize| {
        elements[at].changes[0]
            .object()
            .expect("it makes something")
            .to_string()
    };
    assert_eq!([made(0), made(1), made(2)], ["s.t", "s.u", "s.v"]);
    let named = |at: usize, role: NameRole| -> Vec<String> {
        let uses = elements[at].uses.iter().filter(|used| used.role == role);
        uses.map(|used| used.name.to_string()).collect()
    };
    assert_eq!(named(0, NameRole::References), ["s.u", "other"]);
    assert_eq!(named(1, NameRole::References), ["public.t"]);
    assert_eq!(named(2, NameRole::Reads), ["s.t", "public.u"]);
    assert_eq!(
        elements[3].changes[0].table().map(ToString::to_string).as_deref(),
        Some("s.t")
    );
    assert_eq!(named(4, NameRole::References), ["w"]);
}

#[test]
fn a_word_of_an_element_does_not_end_the_element_before() {
    let script = script(
        Postgres,
        "create schema s create trigger g after insert on t for each row execute function f()
           create view v as select deny, revoke from t",
    );
    let kinds: Vec<Kind> = script.statements[0].body.iter().map(|element| element.kind).collect();
    assert_eq!(kinds, [Kind::CreateTrigger, Kind::CreateView]);
}

fn script(dialect: Dialect, text: &str) -> Script {
    read(text, &ReadOptions::whole(text, dialect))
}
