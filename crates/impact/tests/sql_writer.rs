//! Changes written as SQL: what is written is read again as the same change, and does the same to the schema.

#[path = "common/support.rs"]
mod support;

use schema::write::SqlWriter;
use schema::{Catalog, Change, Dialect, Origin, Statement};
use source::FileId;
use support::{catalog_after, read};

/// The changes of a text, written one by one.
fn written(sql: &str, dialect: Dialect) -> Vec<String> {
    let writer = SqlWriter::of_script(dialect, sql);
    let script = read(sql, dialect);
    let changes = script.statements.iter().flat_map(|statement| &statement.changes);
    changes
        .map(|change| writer.change(change).unwrap_or_else(|reason| reason.to_string()))
        .collect()
}

/// A change without its places in the text.
fn placeless(change: &Change) -> String {
    let shown = format!("{change:?}");
    let mut text = String::with_capacity(shown.len());
    let mut rest = shown.as_str();
    while let Some(at) = rest.find("..") {
        let before = rest[..at].trim_end_matches(|digit: char| digit.is_ascii_digit());
        let after = rest[at + 2..].trim_start_matches(|digit: char| digit.is_ascii_digit());
        text.push_str(before);
        rest = after;
    }
    text.push_str(rest);
    text
}

fn apply(catalog: &Catalog, statement: &Statement, change: &Change) -> Catalog {
    let alone = Statement {
        changes: vec![change.clone()],
        body: Vec::new(),
        ..statement.clone()
    };
    let mut after = catalog.clone();
    after.apply(&alone, Origin::new(FileId(0), 0, 0));
    after
}

/// Writes each change of a text, reads it again and compares the two, and what they do to the schema.
#[track_caller]
fn assert_reads_again(before: &str, sql: &str, dialect: Dialect) {
    let mut catalog = catalog_after(before, dialect);
    for statement in &read(sql, dialect).statements {
        for change in &statement.changes {
            let text = SqlWriter::of_script(dialect, sql)
                .change(change)
                .unwrap_or_else(|reason| panic!("{dialect}: {reason}: {change:?}"));
            let again = read(&text, dialect);
            let [only] = again.statements.as_slice() else {
                panic!("{dialect}: no single statement: {text}");
            };
            let [same] = only.changes.as_slice() else {
                panic!("{dialect}: no single change: {text}");
            };
            assert_eq!(placeless(same), placeless(change), "{dialect}: {text}");
            let after = apply(&catalog, statement, change);
            let other = apply(&catalog, only, same);
            assert_eq!(after.diff(&other), [], "{dialect}: {text}");
            catalog = after;
        }
    }
}

#[test]
fn what_is_written_reads_well() {
    let sql = "create table if not exists \"Users\" (id serial primary key, email varchar(10) NOT NULL default 'x', b int check (b > 1));
               alter table a add column c timestamp(3) with time zone, drop column d cascade, alter e type text using e::text;
               create unique index concurrently i on a using gin (lower(b) desc) where c is null;
               alter type mood add value 'ok' before 'happy'; drop view if exists v, w;";
    assert_eq!(
        written(sql, Dialect::Postgres),
        [
            "create table if not exists \"Users\" (id serial primary key, email varchar(10) default 'x' not null, b int check (b > 1))",
            "alter table a add column c timestamp(3) with time zone",
            "alter table a drop column d cascade",
            "alter table a alter column e type text using e::text",
            "create unique index i on a using gin ((lower(b)) desc) where c is null",
            "alter type mood add value 'ok' before 'happy'",
            "drop view if exists v",
            "drop view if exists w",
        ]
    );
}

#[test]
fn postgres_reads_it_again() {
    assert_reads_again(
        "create table a (id int, b text, c int); create table r (id int primary key); create type m as enum ('x');",
        "create unlogged table if not exists s.t (id bigint generated always as identity primary key, a numeric(5, 2) default 1.5 not null,
           b text[] collate \"C\", g int generated always as (id * 2) stored, constraint u unique nulls not distinct (a),
           foreign key (id) references r (id) match full on delete cascade on update set null deferrable initially deferred)
           with (fillfactor = 70) tablespace fast;
         create table p (id int, day date) partition by range (day);
         create table p1 partition of p for values from ('2024-01-01') to ('2025-01-01');
         create table p2 partition of p default; create table h (x int) inherits (a);
         create table q as select id, b from a with no data; create table lk (like a including all);
         alter table a add column if not exists \"D\" jsonb default '{}'::jsonb; alter table a drop column if exists c;
         alter table a alter column b set not null; alter table a alter column b drop not null;
         alter table a alter column b set default lower('X'); alter table a alter column b drop default;
         alter table a alter column b type varchar(20) using b::varchar(20);
         alter table a add constraint positive check (id > 0 and id < 10) not valid; alter table a validate constraint positive;
         alter table a add constraint e exclude using gist (id with =); alter table a drop constraint if exists positive cascade;
         alter table a add primary key (id); create index on a (b text_pattern_ops desc nulls last) include (id) with (fillfactor = 50);
         create unique index u2 on a ((lower(b))) where id is not null; drop index if exists u2;
         alter table a rename to z; alter table z rename column b to bb; alter table z rename constraint a_pkey to z_pkey;
         alter index z_pkey rename to z_pk; alter table z set schema s; alter table s.z enable row level security;
         alter table s.z owner to app; create policy own on s.z as restrictive for select to app using (id = 1);
         create sequence if not exists sq as bigint start with 5 increment by 2 owned by r.id; alter sequence sq rename to sq2; drop sequence sq2;
         create view v (x) as select id from r; create or replace view v as select id from r; alter view v rename to w; drop view w;
         create materialized view mv as select id from r with no data; drop materialized view mv cascade;
         alter type m add value if not exists 'y' after 'x'; alter type m rename value 'y' to 'it''s'; alter type m rename to n; drop type n;
         create type c as (a int, b text); create domain d as int default 1 not null check (value > 0);
         create schema if not exists app; drop schema app cascade; create extension if not exists citext; drop extension citext;
         drop table if exists s.z, r cascade; create function f(a int) returns int language sql as $$ select 1; $$; drop function f;",
        Dialect::Postgres,
    );
}

#[test]
fn mysql_and_mariadb_read_it_again() {
    for dialect in [Dialect::Mysql, Dialect::Mariadb] {
        assert_reads_again(
            "create table r (id int primary key);",
            "create table if not exists `a b` (id int unsigned not null auto_increment primary key comment 'it''s', n varchar(10) character set utf8mb4 collate utf8mb4_bin,
               e enum('x', 'y') default 'x', t timestamp default current_timestamp on update current_timestamp, d decimal(10, 2),
               unique index u (n(5)), fulltext index ft (n), constraint fk foreign key (id) references r (id) on delete restrict)
               engine = InnoDB default charset = utf8mb4;
             create table l like r; create temporary table tmp (a int);
             alter table `a b` add column c tinyint(1) default 0; alter table `a b` modify column c int not null;
             alter table `a b` change column c cc bigint; alter table `a b` alter column cc set default 5; alter table `a b` alter column cc drop default;
             alter table `a b` rename column cc to c; alter table `a b` add index i (c desc); alter table `a b` rename index i to j;
             create unique index k using btree on `a b` (c); drop index k on `a b`; alter table `a b` drop foreign key fk; alter table `a b` drop primary key;
             alter table `a b` add primary key (id); alter table `a b` drop column c; rename table `a b` to z; alter table z engine = MyISAM;
             create view v as select id from r; create or replace view v as select id from r; drop view if exists v; drop table if exists z, l; create database if not exists x; drop database x;",
            dialect,
        );
    }
}

#[test]
fn sql_server_reads_it_again() {
    assert_reads_again(
        "create table r (id int primary key);",
        "create table dbo.[a b] (id int identity(5, 2) not null, n nvarchar(max) null, c as (id * 2) persisted, d datetime2(3) constraint df default getdate(),
           constraint pk primary key clustered (id), constraint fk foreign key (id) references r (id) on delete cascade);
         alter table [a b] add e decimal(10, 2) not null default 0; alter table [a b] alter column n nvarchar(50) not null;
         alter table [a b] with nocheck add constraint ck check (id > 0); alter table [a b] nocheck constraint ck; alter table [a b] with check check constraint ck;
         alter table [a b] add constraint dn default 'x' for n; alter table [a b] drop constraint ck; alter table [a b] drop column e;
         create unique nonclustered index i on [a b] (id desc) include (n) where id > 5; drop index if exists i on [a b];
         exec sp_rename 'dbo.r', 'rr'; exec sp_rename 'dbo.rr.id', 'key', 'COLUMN'; create sequence s as int start with 1; drop sequence s;
         create or alter view v as select 1 as x; drop view v; create type t from int not null; drop type t; create schema app; drop table if exists rr;",
        Dialect::Mssql,
    );
}

#[test]
fn sqlite_reads_it_again() {
    assert_reads_again(
        "create table r (id integer primary key);",
        "create table if not exists a (id integer primary key autoincrement, b, c text not null default 'x' collate nocase unique, d int references r (id) on delete set null,
           g int generated always as (d + 1) stored, check (d > 0)) strict;
         create table w (a int primary key) without rowid; create temporary table t (x int);
         alter table a add column e real default 1.5; alter table a rename column e to f; alter table a drop column f;
         create unique index if not exists i on a (lower(c), d desc) where d is not null; drop index i; alter table a rename to z;
         create view v as select id from r; drop view if exists v; drop table if exists z;",
        Dialect::Sqlite,
    );
}

#[test]
fn oracle_reads_it_again() {
    assert_reads_again(
        "create table r (id number primary key);",
        "create table a (id number(10) generated by default as identity primary key, n varchar2(10 char) default 'x' not null, d date default sysdate,
           constraint fk foreign key (id) references r (id) on delete cascade disable);
         alter table a add e number(5); alter table a modify n varchar2(20); alter table a rename column e to f; alter table a drop column f;
         alter table a add constraint ck check (id > 0); alter table a disable constraint ck; alter table a drop constraint ck cascade;
         create unique index i on a (upper(n)); create bitmap index b on a (d); alter index i rename to j; drop index j;
         create sequence s start with 1 increment by 2 nocache; drop sequence s; create or replace view v as select id from r; drop view v;
         alter table a rename to z; drop table z cascade constraints purge;",
        Dialect::Oracle,
    );
}

#[test]
fn what_cannot_be_written_says_why() {
    let writer = SqlWriter::new(Dialect::Postgres);
    let reason = |sql: &str| {
        let script = read(sql, Dialect::Postgres);
        writer
            .change(&script.statements[0].changes[0])
            .map_err(|error| error.reason())
    };
    assert_eq!(
        reason("create view v as select 1"),
        Err("its query is in its script only")
    );
    assert_eq!(
        reason("drop aggregate a (int)"),
        Err("its name does not say which it is")
    );
    assert_eq!(reason("update a set b = 1"), Err("this kind of change is not written"));
    // What the model holds needs no script.
    assert_eq!(
        reason("alter table a add check (b between 1 and 2 or c is null and d in (1, 'it''s'))"),
        Ok("alter table a add check ((b between 1 and 2) or ((c is null) and (d in (1, 'it''s'))))".to_owned())
    );
    let script = read("alter table a alter b set not null", Dialect::Sqlite);
    let alter = &read("alter table a alter b set not null", Dialect::Postgres).statements[0].changes[0];
    assert!(SqlWriter::new(Dialect::Sqlite).change(alter).is_err(), "{script:?}");
}
