use super::{family, filled_in};
use crate::family::Family;

/// Tables that refer to each other.
pub(super) fn foreign_keys() -> Family {
    let setup = "create table top (id int primary key, code text unique, v int);\n\
         create table mid (id int primary key, t int references top, c text references top (code) on delete cascade on update cascade);\n\
         create table low (id int primary key, m int references mid on delete set null, t int references top on delete restrict);\n\
         create table own (id int primary key, p int references own);\n\
         create table one (id int primary key);\ncreate table two (id int primary key, o int references one);\nalter table one add t int references two;\n\
         create table lone (id int primary key, v int);\n\
         insert into top select g, g::text, g from generate_series(1, 9) g;\ninsert into mid select g, g, g::text from generate_series(1, 9) g;\n\
         insert into low select g, g, g from generate_series(1, 9) g;\ninsert into own values (1, null), (2, 1);\ninsert into one values (1);\ninsert into two values (1, 1);\ninsert into lone values (1, 1), (2, 1);\n";
    let mut statements = Vec::new();
    let forms = [
        "drop table {}",
        "drop table if exists {}",
        "drop table {} cascade",
        "drop table {}, low",
        "drop table {}, lone cascade",
        "truncate {}",
        "truncate {} cascade",
        "truncate {}, mid, low",
        "truncate {} restart identity",
        "alter table {} drop column id",
        "alter table {} drop column id cascade",
        "alter table {} drop column t",
        "alter table {} drop column c",
        "alter table {} drop column v",
        "alter table {} alter id type bigint",
        "alter table {} alter t type bigint",
        "alter table {} alter id type int",
        "alter table {} alter c type varchar(50)",
        "alter table {} alter c type varchar",
        "alter table {} alter code type varchar",
        "alter table {} rename column id to k",
        "alter table {} rename to fresh",
        "alter table {} drop constraint {}_pkey",
        "alter table {} drop constraint {}_pkey cascade",
        "alter table {} drop constraint {}_t_fkey",
        "alter table {} drop constraint if exists {}_t_fkey",
        "alter table {} drop constraint {}_p_fkey",
        "alter table {} rename constraint {}_t_fkey to f",
        "alter table {} alter constraint {}_t_fkey deferrable",
        "alter table {} validate constraint {}_t_fkey",
        "alter table {} disable trigger all",
        "alter table {} set unlogged",
        "alter table {} set schema pg_temp",
        "alter table {} add foreign key (id) references lone",
        "alter table {} add foreign key (id) references lone not valid",
        "alter table lone add foreign key (v) references {}",
        "alter table lone add foreign key (v) references {} not valid",
        "alter table lone add column z int references {}",
        "alter table lone add column z int default 1 references {}",
        "alter table lone add column z int references {}, add column y int references mid",
        "create table fresh (id int references {})",
        "create table fresh (id int, foreign key (id) references {} on delete cascade, t int references mid)",
        "create table if not exists fresh (id int references {})",
        "create table if not exists lone (id int references {})",
        "create temp table fresh (id int primary key)",
        "create index on {} (id)",
        "drop index {}_pkey",
        "insert into {} (id) values (100)",
        "insert into {} (id) values (100) on conflict do nothing",
        "insert into {} (id) values (100) on conflict (id) do nothing",
        "insert into {} (id) values (100) on conflict (id) do update set id = 100",
        "insert into {} select 100",
        "insert into {} default values",
        "update {} set t = 1",
        "update {} set t = null",
        "update {} set v = 1",
        "update {} set v = v + 1",
        "update {} set id = id",
        "update {} set id = id + 1000",
        "delete from {}",
        "delete from {} where id = 1",
        "delete from {} where false",
        "select * from {} for update",
        "select * from {} for no key update",
        "select * from {} for key share",
        "cluster {} using {}_pkey",
        "reindex table {}",
        "alter table {} cluster on {}_pkey",
        "alter table {} replica identity using index {}_pkey",
        "alter table {} replica identity nothing",
        "comment on constraint {}_pkey on {} is 'x'",
        "comment on constraint {}_t_fkey on {} is 'x'",
        "set constraints all deferred",
        "lock table {}, lone in share mode",
        "create view f as select * from {}",
        "with gone as (delete from {} where false returning *) select * from gone",
        "with new as (insert into lone values (55) returning id) select * from new, {}",
    ];
    statements.extend(filled_in(&["top", "mid", "low", "own", "one", "lone"], &forms));
    family("keys", setup, statements)
}
