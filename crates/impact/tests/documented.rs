//! What a DBA reads of a statement in the pages of the engine, on engines that are not installed where this is tested: its locks
//! (`*` keeps writers waiting, `!` readers too), what it does to rows, whether it commits, whether it can be run again, its phase.

#[path = "common/support.rs"]
mod support;

use lockgate_impact::{Fact, Impact};
use schema::Dialect;
use support::{catalog_after, engine, impact_of};

const MSSQL: &str = "create table dbo.customers (id int not null primary key);
create table dbo.orders (id int not null identity constraint pk primary key, code varchar(20) null, note nvarchar(100) null, cust int);
create table dbo.stage (id int, code varchar(20)); create clustered index by_code on dbo.stage (code);
go
create view dbo.v as select id from dbo.orders
go
create trigger dbo.tr on dbo.orders after insert as select 1
go
";

const ORACLE: &str = "create table customers (id number primary key, name varchar2(50));
create table orders (id number primary key, note varchar2(100), cust number, constraint fk foreign key (cust) references customers (id));
create table parts (id number, d date) partition by range (d) (partition p1 values less than (maxvalue));
create table stage (id number, d date); create sequence s; create index orders_note on orders (note);
create trigger tr before insert on orders for each row begin null; end;
/
";

const MYSQL: &str = "create table orders (id int primary key, note varchar(100)) engine = innodb;
create table customers (id int primary key) engine = innodb; create view v as select id from orders;
create trigger tr before insert on orders for each row set new.note = 'x';";

/// `orders Sch-M! | rewrites orders | runs | again | expand`.
fn said(impact: &Impact) -> String {
    let locks = impact.locks.iter().map(|lock| {
        let blocks = match (lock.blocks_reads, lock.blocks_writes) {
            (true, _) => "!",
            (false, true) => "*",
            _ => "",
        };
        format!("{} {}{blocks}", lock.bare_name().to_lowercase(), lock.mode)
    });
    let locks: Vec<String> = locks.collect();
    let bare = |names: &[compact_str::CompactString]| {
        let names = names.iter().map(|name| lockgate_impact::bare_name(name).to_lowercase());
        names.collect::<Vec<_>>().join(",")
    };
    let work = match (
        impact.unknown.is_empty(),
        impact.rewrites.is_empty(),
        impact.scans.is_empty(),
    ) {
        (false, ..) => "?".to_owned(),
        (_, false, _) => format!("rewrites {}", bare(&impact.rewrites)),
        (_, _, false) => format!("reads {}", bare(&impact.scans)),
        _ => "-".to_owned(),
    };
    let transaction = match (
        impact.outcome.refused_in_transaction,
        impact.outcome.implicit_commit,
        impact.outcome.transactional,
    ) {
        (Some(true), ..) => "refused",
        (_, Some(true), _) => "commits",
        (_, _, Some(true)) => "runs",
        (_, _, Some(false)) => "for good",
        _ => "?",
    };
    let fact = |fact: Fact, yes: &'static str, no: &'static str| match fact {
        Some(true) => yes,
        Some(false) => no,
        None => "?",
    };
    let again = fact(impact.outcome.idempotent, "again", "once");
    let loses = match impact.outcome.destructive {
        Some(true) => ", loses",
        Some(false) => "",
        None => ", may lose",
    };
    let phase = impact
        .outcome
        .phase
        .map_or_else(|| "?".to_owned(), |phase| format!("{phase:?}").to_lowercase());
    let locks = if locks.is_empty() {
        "-".to_owned()
    } else {
        locks.join(", ")
    };
    format!("{locks} | {work} | {transaction} | {again} | {phase}{loses}")
}

#[track_caller]
fn assert_said(dialect: Dialect, schema: &str, rows: &[(&str, &str)]) {
    let before = catalog_after(schema, dialect);
    let wrong: Vec<String> = rows
        .iter()
        .filter_map(|(sql, expected)| {
            let found = said(&impact_of(sql, &before, engine(dialect, "newest")));
            (found != *expected).then(|| format!("{sql}\n  expected {expected}\n  found    {found}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{dialect}:\n{}", wrong.join("\n"));
}

#[test]
#[rustfmt::skip]
fn sql_server_is_as_documented() {
    assert_said(Dialect::Mssql, MSSQL, &[
        // https://learn.microsoft.com/sql/t-sql/data-types/rowversion-transact-sql
        ("alter table dbo.orders add z rowversion", "orders Sch-M! | rewrites orders | runs | once | expand"),
        ("alter table dbo.orders add z int null default 5 with values", "orders Sch-M! | ? | runs | once | expand"),
        // https://learn.microsoft.com/sql/relational-databases/tables/use-sparse-columns
        ("alter table dbo.orders alter column note add sparse", "orders Sch-M! | rewrites orders | runs | again | expand"),
        // https://learn.microsoft.com/sql/t-sql/statements/create-index-transact-sql
        ("create clustered columnstore index i on dbo.stage", "stage Sch-M! | rewrites stage | runs | once | expand"),
        ("create nonclustered columnstore index i on dbo.stage (id)", "stage S* | reads stage | runs | once | expand"),
        ("create xml index i on dbo.orders (note)", "orders Sch-M! | reads orders | runs | once | expand"),
        ("create fulltext index on dbo.orders (note) key index pk", "orders Sch-M! | - | refused | once | expand"),
        ("drop index by_code on dbo.stage", "stage Sch-M! | rewrites stage | runs | once | expand"),
        ("alter table dbo.orders drop constraint pk", "orders Sch-M! | ? | runs | once | expand"),
        ("exec sp_rename 'dbo.orders', 'purchases'", "orders Sch-M! | - | runs | once | contract"),
        ("alter schema app transfer dbo.orders", "orders Sch-M! | - | runs | once | contract"),
        ("create or alter view dbo.v as select id from dbo.orders", "orders Sch-S, v Sch-M! | - | runs | again | expand"),
        ("drop trigger dbo.tr", "orders Sch-M! | - | runs | once | contract"),
        ("drop table #gone", "- | - | runs | once | neutral"),
        // https://learn.microsoft.com/sql/t-sql/queries/hints-transact-sql-table
        ("select id from dbo.orders", "orders IS | - | runs | again | neutral"),
        ("select id from dbo.orders with (nolock)", "orders Sch-S | - | runs | again | neutral"),
        ("select o.id from dbo.orders o (nolock) join dbo.stage as s with (tablock, holdlock) on s.id = o.id", "orders Sch-S, stage S* | - | runs | again | neutral"),
        ("select id from dbo.orders with (updlock, rowlock)", "orders IX | - | runs | again | neutral"),
        ("select id from dbo.orders with (tablock, xlock)", "orders X! | - | runs | again | neutral"),
        ("update dbo.orders with (tablockx) set note = N'x'", "orders X! | - | runs | again | data, loses"),
        ("update o set note = s.code from dbo.orders o with (tablock) join dbo.stage s with (readuncommitted) on s.id = o.id", "orders X!, stage Sch-S | - | runs | again | data, may lose"),
        ("delete from dbo.orders with (rowlock) where id = 1", "orders IX | - | runs | again | data, loses"),
        ("insert into dbo.stage with (tablock) (id) select id from dbo.orders", "orders IS, stage X! | - | runs | once | data"),
        ("merge into dbo.orders with (holdlock, tablockx) as o using dbo.stage as s on s.id = o.id when matched then update set note = N'x';", "orders X!, stage IS | - | runs | again | data, may lose"),
        // https://learn.microsoft.com/sql/t-sql/statements/alter-partition-function-transact-sql
        ("alter partition function pf() split range (20)", "- | ? | runs | once | expand"),
        ("update statistics dbo.orders with fullscan", "orders IS | reads orders | runs | again | neutral"),
        ("create security policy sp add filter predicate dbo.f(id) on dbo.orders", "orders Sch-M! | - | runs | once | contract"),
        ("exec dbo.something", "- | ? | ? | ? | ?, may lose"),
        ("exec('alter table dbo.orders add q int')", "orders Sch-M! | - | runs | once | expand"),
        ("exec sp_addextendedproperty 'MS_Description', 'x', 'SCHEMA', 'dbo'", "- | - | runs | once | neutral"),
        ("exec sp_refreshview 'dbo.v'", "- | - | runs | again | neutral"),
        ("kill 52", "- | - | refused | ? | neutral"),
        // Rows may still be there the second time, and then the table is not.
        ("if exists (select 1 from dbo.orders) drop table dbo.stage", "stage Sch-M! | - | runs | ? | contract, loses"),
    ]);
}

#[test]
#[rustfmt::skip]
fn oracle_is_as_documented() {
    assert_said(Dialect::Oracle, ORACLE, &[
        ("alter table orders add z number generated always as identity", "orders EXCLUSIVE* | rewrites orders | commits | once | expand"),
        // https://docs.oracle.com/en/database/oracle/oracle-database/23/admin/managing-tables.html
        ("insert /*+ append */ into stage select 1, sysdate from dual", "stage EXCLUSIVE* | - | runs | once | data"),
        ("insert /*+ append */ into stage values (1, sysdate)", "stage ROW EXCLUSIVE | - | runs | once | data"),
        ("insert /*+ parallel(stage, 4) append_values */ into stage values (1, sysdate)", "stage EXCLUSIVE* | - | runs | once | data"),
        ("insert /*+ noappend */ into stage select 1, sysdate from dual", "stage ROW EXCLUSIVE | - | runs | once | data"),
        ("insert /*+ append */ into orders select * from orders", "orders ROW EXCLUSIVE | - | runs | once | data"),
        ("alter table orders modify note null", "orders EXCLUSIVE* | - | commits | again | expand"),
        ("alter table orders modify constraint fk validate", "orders ROW SHARE | reads orders | commits | again | expand"),
        ("alter table orders modify constraint fk disable", "orders EXCLUSIVE* | - | commits | again | expand"),
        ("alter table orders set unused column note online", "orders ROW SHARE | - | commits | once | contract, loses"),
        ("alter table orders enable row movement", "orders EXCLUSIVE* | - | commits | again | neutral"),
        ("alter table parts split partition p1 at (date '2025-01-01') into (partition a, partition b)", "parts EXCLUSIVE* | rewrites parts | commits | once | expand"),
        ("alter table parts move partition p1 online", "parts ROW SHARE | rewrites parts | commits | again | expand"),
        ("alter table parts exchange partition p1 with table stage", "parts EXCLUSIVE*, stage EXCLUSIVE* | reads parts,stage | commits | once | contract"),
        ("alter table parts exchange partition p1 with table stage without validation", "parts EXCLUSIVE*, stage EXCLUSIVE* | - | commits | once | contract"),
        ("alter table parts truncate partition p1", "parts EXCLUSIVE* | - | commits | again | data, loses"),
        ("alter index orders_note coalesce", "orders ROW SHARE | - | commits | again | neutral"),
        ("alter index orders_note unusable", "orders EXCLUSIVE* | - | commits | again | expand"),
        ("analyze table orders validate structure", "orders SHARE* | reads orders | commits | again | neutral"),
        ("analyze table orders validate structure online", "orders ROW SHARE | reads orders | commits | again | neutral"),
        ("select * from orders for update", "orders ROW SHARE | - | runs | again | neutral"),
        ("flashback table orders to timestamp systimestamp - 1", "orders EXCLUSIVE* | - | commits | ? | contract, may lose"),
        ("purge table orders", "- | - | commits | again | neutral, loses"),
        ("drop user shop cascade", "- | - | commits | once | contract, loses"),
        ("audit policy p", "- | - | commits | again | neutral"),
        ("explain plan for select * from orders", "- | - | runs | once | data"),
        ("drop trigger tr", "orders EXCLUSIVE* | - | commits | once | contract"),
        // https://docs.oracle.com/en/database/oracle/oracle-database/23/cncpt/data-concurrency-and-consistency.html
        ("delete from customers where id = 1", "customers ROW EXCLUSIVE, orders SHARE* | - | runs | again | data, loses"),
        ("update customers set name = 'x'", "customers ROW EXCLUSIVE | - | runs | again | data, loses"),
        ("begin execute immediate 'alter table orders add (q number)'; end;", "orders EXCLUSIVE* | - | commits | once | expand"),
    ]);
}

#[test]
#[rustfmt::skip]
fn mysql_is_as_documented() {
    assert_said(Dialect::Mysql, MYSQL, &[
        // https://dev.mysql.com/doc/refman/8.4/en/innodb-online-ddl-operations.html
        ("alter table orders add column z int, algorithm = inplace", "- | rewrites orders | commits | once | expand"),
        ("alter table orders change note remark varchar(100)", "- | - | commits | once | contract"),
        ("lock tables orders read, customers write", "customers EXCLUSIVE!, orders SHARED* | - | commits | again | neutral"),
        ("lock instance for backup", "- | - | runs | again | neutral"),
        ("flush tables orders with read lock", "orders SHARED* | - | commits | again | neutral"),
        ("flush tables with read lock", "- | ? | commits | again | neutral"),
        ("flush privileges", "- | - | commits | again | neutral"),
        ("drop temporary table gone", "- | - | for good | once | neutral"),
        ("create or replace view v as select id from orders", "v EXCLUSIVE! | - | commits | again | expand"),
        ("drop trigger tr", "orders EXCLUSIVE! | - | commits | once | contract"),
        // https://dev.mysql.com/doc/refman/8.4/en/implicit-commit.html
        ("set password for ann = 'x'", "- | - | commits | again | neutral"),
        ("stop replica", "- | - | commits | ? | neutral"),
        ("call p()", "- | ? | ? | ? | ?, may lose"),
    ]);
}

#[test]
fn mariadb_runs_what_stands_behind_its_settings() {
    let before = catalog_after("create table t (a int);", Dialect::Mariadb);
    let sql = "set statement lock_wait_timeout = 1 for alter table t drop column a";
    let impact = impact_of(sql, &before, engine(Dialect::Mariadb, "newest"));
    assert_eq!(
        (impact.outcome.implicit_commit, impact.outcome.destructive),
        (Some(true), Some(true))
    );
}

const SQLITE: &str = "create table orders (id integer primary key, note text); create index by_note on orders (note);
create table stage (id int, note text); create view v as select id from orders;
create trigger tr after insert on orders begin insert into stage values (new.id, 'x'); end;";

#[test]
#[rustfmt::skip]
fn sqlite_is_as_documented() {
    assert_said(Dialect::Sqlite, SQLITE, &[
        // https://www.sqlite.org/lang_reindex.html, https://www.sqlite.org/lang_analyze.html
        ("reindex by_note", "orders RESERVED* | reads orders | runs | again | neutral"),
        ("reindex stage", "stage RESERVED* | reads stage | runs | again | neutral"),
        ("reindex nocase", "- | ? | runs | again | neutral"),
        ("reindex", "- | ? | runs | again | neutral"),
        ("analyze", "- | ? | runs | again | neutral"),
        ("analyze by_note", "orders RESERVED* | reads orders | runs | again | neutral"),
        ("vacuum", "- | ? | refused | again | neutral"),
        // https://www.sqlite.org/lang_altertable.html
        ("alter table orders add column n int", "orders RESERVED* | - | runs | once | expand"),
        ("alter table stage drop column note", "stage RESERVED* | rewrites stage | runs | once | contract, loses"),
        // https://www.sqlite.org/lang_createtrigger.html
        ("insert into orders (note) values ('x')", "orders RESERVED* | - | runs | once | data"),
        ("drop trigger tr", "orders RESERVED* | - | runs | once | contract"),
        ("drop index by_note", "orders RESERVED* | - | runs | once | expand"),
        ("select * from v", "- | - | runs | again | neutral"),
    ]);
}
