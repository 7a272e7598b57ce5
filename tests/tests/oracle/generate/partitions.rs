use super::{FUNCTIONS, family, filled_in};
use crate::family::Family;

/// Partitions attached, detached, made and dropped.
pub(super) fn partitions() -> Family {
    let setup = format!(
        "{FUNCTIONS}drop role if exists someone;create role someone;\ncreate table other (id int primary key);\ninsert into other values (1);\n\
         create table root (id int not null, day date not null, v int) partition by range (day);\n\
         create table root_1 partition of root for values from ('2024-01-01') to ('2024-02-01');\n\
         create table root_2 partition of root for values from ('2024-02-01') to ('2024-03-01') partition by list (id);\n\
         create table root_2_1 partition of root_2 for values in (1);\n\
         create table root_2_d partition of root_2 default;\n\
         create table root_d partition of root default;\n\
         insert into root select g % 3, '2024-01-01'::date + g, g from generate_series(0, 90) g;\n\
         create index root_v on root (v);\n\
         create table bare (id int, day date, v int) partition by range (day);\n\
         create table bare_1 partition of bare for values from ('2024-01-01') to ('2024-02-01');\n\
         create table hashed (id int primary key, v int) partition by hash (id);\n\
         create table hashed_0 partition of hashed for values with (modulus 2, remainder 0);\n\
         create table loose (id int not null, day date not null, v int);\ninsert into loose values (1, '2024-05-05', 1);\n\
         create table proved (id int not null, day date not null, v int, check (day >= '2024-05-01' and day < '2024-06-01'));\n\
         create table proved_more (id int not null, day date not null, v int, check (day between '2024-05-03' and '2024-05-09' and day is not null));\n\
         create table off (id int not null, day date not null, v int, check (day > '2020-01-01'));\n\
         create table loose_null (id int, day date, v int, check (day >= '2024-05-01' and day < '2024-06-01'));\n\
         create table loose_hash (id int primary key, v int);\n\
         create table keyed (id int, o int references other, primary key (id)) partition by range (id);\n\
         create table keyed_1 partition of keyed for values from (0) to (10);\n\
         create table keyed_2 (id int primary key, o int);\n\
         insert into keyed values (1, 1);\n\
         create table refers (id int references keyed);\n\
         create trigger root_trg after insert on root for each row execute function trf();\n\
         create view looks as select * from root;\n"
    );
    let mut statements = Vec::new();
    for (child, bound) in [
        ("loose", "for values from ('2024-05-01') to ('2024-06-01')"),
        ("proved", "for values from ('2024-05-01') to ('2024-06-01')"),
        ("proved_more", "for values from ('2024-05-01') to ('2024-06-01')"),
        ("off", "for values from ('2024-05-01') to ('2024-06-01')"),
        ("loose_null", "for values from ('2024-05-01') to ('2024-06-01')"),
        ("loose", "default"),
        ("proved", "for values from ('2024-05-01') to (maxvalue)"),
        ("proved", "for values from (minvalue) to ('2023-01-01')"),
        ("loose_hash", "for values with (modulus 2, remainder 1)"),
        ("keyed_2", "for values from (10) to (20)"),
        ("loose", "for values in (7)"),
        ("missing", "for values in (7)"),
    ] {
        for parent in ["root", "bare", "hashed", "keyed", "root_2"] {
            statements.push(format!("alter table {parent} attach partition {child} {bound}"));
        }
    }
    for (parent, child) in [
        ("root", "root_1"),
        ("root", "root_2"),
        ("root", "root_d"),
        ("root_2", "root_2_1"),
        ("root_2", "root_2_d"),
        ("bare", "bare_1"),
        ("hashed", "hashed_0"),
        ("keyed", "keyed_1"),
        ("root", "missing"),
    ] {
        statements.push(format!("alter table {parent} detach partition {child}"));
        statements.push(format!("alter table {parent} detach partition {child} concurrently"));
        statements.push(format!("alter table {parent} detach partition {child} finalize"));
    }
    for (parent, bound) in [
        ("root", "for values from ('2024-05-01') to ('2024-06-01')"),
        (
            "root",
            "for values from ('2024-05-01') to ('2024-06-01') partition by list (id)",
        ),
        ("bare", "for values from ('2024-05-01') to ('2024-06-01')"),
        ("bare", "default"),
        ("hashed", "for values with (modulus 2, remainder 1)"),
        ("keyed", "for values from (10) to (20)"),
        ("keyed", "default"),
        ("root_2", "for values in (7)"),
    ] {
        statements.push(format!("create table fresh partition of {parent} {bound}"));
        statements.push(format!(
            "create table if not exists fresh partition of {parent} {bound}"
        ));
        statements.push(format!(
            "create table if not exists root_1 partition of {parent} {bound}"
        ));
    }
    let whole = [
        "create index on {} (v)",
        "create index fresh on {} (id)",
        "create unique index on {} (id)",
        "create unique index on {} (id, day)",
        "create index on only {} (v)",
        "create index if not exists root_v on {} (v)",
        "create index concurrently on {} (v)",
        "drop table {}",
        "drop table {} cascade",
        "drop table if exists {}",
        "truncate {}",
        "truncate only {}",
        "truncate {} cascade",
        "analyze {}",
        "vacuum {}",
        "reindex table {}",
        "reindex table concurrently {}",
        "cluster {}",
        "alter table {} rename to fresh",
        "alter table {} set schema pg_temp",
        "alter table {} owner to someone",
        "alter table {} enable row level security",
        "alter table {} disable trigger all",
        "alter table {} disable trigger root_trg",
        "alter table {} enable trigger user",
        "alter table {} set (fillfactor = 50)",
        "alter table {} set tablespace pg_default",
        "alter table {} set logged",
        "alter table {} set unlogged",
        "alter table {} replica identity full",
        "alter table {} set access method heap",
        "create trigger fresh before insert on {} for each row execute function trf()",
        "create trigger fresh after insert on {} for each statement execute function trf()",
        "drop trigger root_trg on {}",
        "alter trigger root_trg on {} rename to fresh",
        "comment on table {} is 'x'",
        "comment on column {}.id is 'x'",
        "grant select on {} to someone",
        "revoke all on {} from someone",
        "lock table {}",
        "lock table only {} in share mode",
        "lock table {} in row exclusive mode",
        "create policy fresh on {} using (true)",
        "create rule fresh as on delete to {} do instead nothing",
        "create statistics fresh on id, v from {}",
        "create view fresh as select * from {}",
        "create materialized view fresh as select * from {}",
        "create table fresh (like {} including all)",
        "create table fresh as select * from {}",
        "create table fresh as select * from {} with no data",
        "create table fresh () inherits ({})",
        "select * from {}",
        "select * from {} for update",
        "select * from only {}",
        "create publication fresh for table {}",
        "create table fresh (r int references {})",
        "alter table other add foreign key (id) references {}",
        "alter table other add foreign key (id) references {} not valid",
        "alter table {} add foreign key (id) references other",
        "alter table {} add check (id > 0)",
        "alter table {} add check (id > 0) not valid",
        "alter table {} add primary key (id)",
        "alter table {} add primary key (id, day)",
        "alter table {} add unique (id, day)",
        "alter table {} alter id set not null",
        "alter table {} alter v type bigint",
        "alter table {} drop column v",
        "alter table {} rename column v to w",
        "alter table {} cluster on root_v",
        "alter table {} inherit other",
        "copy {} to '/dev/null'",
    ];
    statements.extend(filled_in(
        &[
            "root", "root_1", "root_2", "root_2_1", "root_d", "hashed", "keyed", "keyed_1", "looks",
        ],
        &whole,
    ));
    statements.extend(filled_in(
        &["root_v", "root_1_v_idx", "keyed_pkey", "keyed_1_pkey"],
        &[
            "drop index {}",
            "drop index if exists {}",
            "drop index {} cascade",
            "drop index concurrently {}",
            "reindex index {}",
            "reindex index concurrently {}",
            "alter index {} rename to fresh",
            "alter index {} set (fillfactor = 50)",
            "alter index {} set tablespace pg_default",
            "comment on index {} is 'x'",
        ],
    ));
    family("partitions", &setup, statements)
}
