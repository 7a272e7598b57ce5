use super::{FUNCTIONS, family, filled_in};
use crate::family::Family;

/// Tables that inherit from each other.
pub(super) fn heirs() -> Family {
    let setup = format!(
        "{FUNCTIONS}create table top (id int not null, x int, check (x > 0));\ncreate table mid (m int) inherits (top);\n\
         create table leaf (l int) inherits (mid);\ncreate table side (b int) inherits (top);\n\
         insert into top values (1, 1);\ninsert into mid values (1, 1, 1);\ninsert into leaf values (1, 1, 1, 1);\n\
         create table lone (id int not null, x int, constraint top_x_check check (x > 0));\n\
         create table near (id int not null, x int);\ncreate view looks as select * from top;\n"
    );
    let mut statements = Vec::new();
    for child in ["lone", "near", "mid", "leaf"] {
        for parent in ["top", "mid", "lone"] {
            statements.push(format!("alter table {child} inherit {parent}"));
            statements.push(format!("alter table {child} no inherit {parent}"));
        }
    }
    let forms = [
        "create table fresh () inherits ({})",
        "create table fresh (x int default 1) inherits ({}, lone)",
        "drop table {}",
        "drop table {} cascade",
        "truncate {}",
        "truncate only {}",
        "analyze {}",
        "create index on {} (x)",
        "create trigger fresh before insert on {} for each row execute function trf()",
        "alter table {} rename to fresh",
        "alter table {} add column z int",
        "alter table only {} add column z int",
        "alter table {} add column z int default vol()",
        "alter table {} add column l int",
        "alter table {} drop column x",
        "alter table only {} drop column x",
        "alter table {} drop column x cascade",
        "alter table {} rename column x to y",
        "alter table only {} rename column x to y",
        "alter table {} alter x type bigint",
        "alter table only {} alter x type bigint",
        "alter table {} alter x set not null",
        "alter table only {} alter x set not null",
        "alter table {} alter x set default 4",
        "alter table {} alter x set storage plain",
        "alter table {} alter x set statistics 5",
        "alter table {} add check (x < 100)",
        "alter table {} add constraint f check (x < 100) not valid",
        "alter table {} add constraint f check (x < 100) no inherit",
        "alter table only {} add constraint f check (x < 100)",
        "alter table {} drop constraint top_x_check",
        "alter table {} rename constraint top_x_check to f",
        "alter table {} validate constraint top_x_check",
        "alter table {} add primary key (id)",
        "alter table {} add unique (x)",
        "alter table {} set unlogged",
        "alter table {} set (fillfactor = 30)",
        "alter table {} enable row level security",
        "lock table {}",
        "lock table only {}",
        "update {} set x = 5",
        "update only {} set x = 5",
        "delete from {}",
        "delete from only {}",
        "insert into {} (id, x) values (5, 5)",
        "select * from {}",
        "select * from only {}",
        "comment on table {} is 'x'",
        "vacuum {}",
        "create view fresh as select * from {}",
        "create table fresh (like {})",
        "copy {} to '/dev/null'",
        "create statistics f on id, x from {}",
        "create policy f on {} using (true)",
        "create rule f as on insert to {} do also nothing",
        "create publication f for table {}",
        "create publication f for table only {}",
        "grant select on {} to public",
    ];
    statements.extend(filled_in(&["top", "mid", "leaf", "lone"], &forms));
    family("heirs", &setup, statements)
}
