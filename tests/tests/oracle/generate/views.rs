use super::{FUNCTIONS, family, filled_in};
use crate::family::Family;

/// Views over views and tables, and what is done to them.
pub(super) fn views() -> Family {
    let setup = format!(
        "{FUNCTIONS}drop role if exists someone;create role someone;\ncreate table tab (id int primary key, x int, s text);\ninsert into tab values (1, 1, 'a');\n\
         create table more (id int primary key, t int references tab);\n\
         create view looks as select id, x from tab;\ncreate view deep as select id from looks where x > 0;\n\
         create view joined as select t.id, m.t from tab t join more m on m.t = t.id;\n\
         create materialized view kept as select id, x from tab;\ncreate unique index kept_id on kept (id);\n\
         create materialized view over as select id from kept;\ncreate view atop as select id from kept;\n\
         create materialized view of_deep as select id from deep with no data;\n\
         create view secure with (security_barrier) as select * from tab;\n\
         create table split (id int, x int) partition by list (id);\ncreate table split_1 partition of split for values in (1);\n\
         create view of_split as select * from split;\n"
    );
    let mut statements = Vec::new();
    let forms = [
        "drop view {}",
        "drop view if exists {}",
        "drop view {} cascade",
        "drop materialized view {}",
        "drop materialized view {} cascade",
        "refresh materialized view {}",
        "refresh materialized view concurrently {}",
        "refresh materialized view {} with no data",
        "alter view {} rename to fresh",
        "alter table {} rename to fresh",
        "alter materialized view {} rename to fresh",
        "alter view {} rename column id to fresh",
        "alter materialized view {} rename column id to fresh",
        "alter view {} owner to someone",
        "alter materialized view {} owner to someone",
        "alter view {} set (security_barrier = true)",
        "alter view {} reset (security_barrier)",
        "alter view {} alter column id set default 1",
        "alter view {} alter column id drop default",
        "alter materialized view {} set (fillfactor = 50)",
        "alter materialized view {} cluster on kept_id",
        "alter materialized view {} set without cluster",
        "alter materialized view {} set tablespace pg_default",
        "create or replace view {} as select id, x from tab",
        "create or replace view {} as select id from looks where x > 0",
        "create or replace view {} as select 1 as id",
        "create view fresh as select * from {}",
        "create or replace view fresh as select * from {}",
        "create temp view fresh as select * from {}",
        "create materialized view fresh as select * from {}",
        "create materialized view fresh as select * from {} with no data",
        "create materialized view if not exists kept as select * from {}",
        "create view fresh as select 1 from tab where exists (select 1 from {})",
        "create view fresh as with q as (select * from {}) select * from q",
        "create view fresh as select (select count(*) from {})",
        "create view fresh as select * from {} union select id, id from tab",
        "create table fresh as select * from {}",
        "create table fresh as select * from {} with no data",
        "create table fresh as table {}",
        "select * into fresh from {}",
        "create index on {} (id)",
        "create rule f as on insert to {} do instead nothing",
        "create trigger f instead of insert on {} for each row execute function trf()",
        "create trigger f after insert on {} for each statement execute function trf()",
        "comment on view {} is 'x'",
        "comment on materialized view {} is 'x'",
        "comment on column {}.id is 'x'",
        "grant select on {} to someone",
        "lock table {}",
        "lock table {} in access share mode",
        "insert into {} (id) values (7)",
        "update {} set id = 9",
        "delete from {}",
        "delete from {} where id = 77",
        "select * from {} for share",
        "select count(*) from {}",
        "insert into tab select id, id from {} on conflict do nothing",
        "update tab set x = 5 from {} v where v.id = tab.id",
        "delete from more using {} v where v.id = more.id",
        "explain select * from {}",
        "explain analyze select * from {}",
        "declare c cursor for select * from {}",
        "prepare p as select * from {}",
        "copy (select * from {}) to '/dev/null'",
        "do $$ begin perform 1 from {}; end $$",
        "create function fresh() returns bigint language sql as 'select count(*) from {}'",
        "create function fresh() returns bigint language sql begin atomic select count(*) from {}; end",
        "create function fresh() returns bigint language plpgsql as 'begin return (select count(*) from {}); end'",
        "create policy f on tab using (exists (select 1 from {}))",
        "analyze {}",
        "vacuum {}",
        "reindex table {}",
        "truncate {}",
        "drop table {}",
        "alter table {} add column z int",
        "merge into tab using {} v on v.id = tab.id when matched then delete",
        "merge into tab using {} v on v.id = tab.id when not matched then insert values (v.id)",
    ];
    statements.extend(filled_in(
        &[
            "looks", "deep", "joined", "kept", "over", "atop", "of_deep", "secure", "of_split",
        ],
        &forms,
    ));
    family("views", &setup, statements)
}
