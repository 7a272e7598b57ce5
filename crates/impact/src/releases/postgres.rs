use schema::Kind;

use super::Sign::{Call, Phrase, Shape, Type};
use super::{Row, TABLES, row};

const RELEASE_12: &str = "https://www.postgresql.org/docs/release/12.0/";
const RELEASE_13: &str = "https://www.postgresql.org/docs/release/13.0/";
const RELEASE_14: &str = "https://www.postgresql.org/docs/release/14.0/";
const RELEASE_15: &str = "https://www.postgresql.org/docs/release/15.0/";
const RELEASE_16: &str = "https://www.postgresql.org/docs/release/16.0/";
const RELEASE_17: &str = "https://www.postgresql.org/docs/release/17.0/";
const RELEASE_18: &str = "https://www.postgresql.org/docs/release/18.0/";

const ANY: &[Kind] = Kind::ALL;

#[rustfmt::skip]
pub(super) const ROWS: &[Row] = &[
    row(Phrase("as materialized ("), ANY, (12, 0, 0), "with a as materialized (select 1) select * from a", RELEASE_12),
    row(Phrase("as not materialized ("), ANY, (12, 0, 0), "with a as not materialized (select 1) select * from a", RELEASE_12),
    row(Phrase("drop expression"), &[Kind::DropExpression], (13, 0, 0), "alter table computed alter column b drop expression", RELEASE_13),
    row(Phrase("with ties"), ANY, (13, 0, 0), "select n from numbers order by n fetch first 3 rows with ties", RELEASE_13),
    row(Phrase("begin atomic"), &[Kind::CreateFunction, Kind::CreateProcedure], (14, 0, 0), "create function f() returns int begin atomic select 1; end", RELEASE_14),
    row(Phrase("search depth first by"), ANY, (14, 0, 0), "with recursive r as (select n from numbers union all select n from r) search depth first by n set o select * from r limit 1", RELEASE_14),
    row(Phrase("search breadth first by"), ANY, (14, 0, 0), "with recursive r as (select n from numbers union all select n from r) search breadth first by n set o select * from r limit 1", RELEASE_14),
    row(Phrase("set compression"), ANY, (14, 0, 0), "alter table words alter column word set compression pglz", RELEASE_14),
    row(Phrase("compression pglz"), TABLES, (14, 0, 0), "create table t (a text compression pglz)", RELEASE_14),
    row(Phrase("compression lz4"), TABLES, (14, 0, 0), "create table t (a text compression lz4)", RELEASE_14),
    row(Phrase("group by distinct"), ANY, (14, 0, 0), "select n from numbers group by distinct n", RELEASE_14),
    row(Type("int4multirange"), TABLES, (14, 0, 0), "create table t (a int4multirange)", RELEASE_14),
    row(Type("int8multirange"), TABLES, (14, 0, 0), "create table t (a int8multirange)", RELEASE_14),
    row(Type("nummultirange"), TABLES, (14, 0, 0), "create table t (a nummultirange)", RELEASE_14),
    row(Type("tsmultirange"), TABLES, (14, 0, 0), "create table t (a tsmultirange)", RELEASE_14),
    row(Type("tstzmultirange"), TABLES, (14, 0, 0), "create table t (a tstzmultirange)", RELEASE_14),
    row(Type("datemultirange"), TABLES, (14, 0, 0), "create table t (a datemultirange)", RELEASE_14),
    row(Call("date_bin"), ANY, (14, 0, 0), "select date_bin('1 hour', now(), now())", RELEASE_14),
    row(Call("string_to_table"), ANY, (14, 0, 0), "select string_to_table('a,b', ',')", RELEASE_14),
    row(Phrase("nulls not distinct"), ANY, (15, 0, 0), "create unique index i on numbers (n) nulls not distinct", RELEASE_15),
    row(Phrase("nulls distinct"), ANY, (15, 0, 0), "create unique index i on numbers (n) nulls distinct", RELEASE_15),
    row(Phrase("security_invoker"), &[Kind::CreateView, Kind::SetOptions, Kind::AlterView], (15, 0, 0), "create view v with (security_invoker = true) as select 1 as a", RELEASE_15),
    row(Phrase("on delete set null ("), TABLES, (15, 0, 0), "create table t (a int, b int, foreign key (a, b) references pairs (a, b) on delete set null (b))", RELEASE_15),
    row(Phrase("on delete set default ("), TABLES, (15, 0, 0), "create table t (a int, b int, foreign key (a, b) references pairs (a, b) on delete set default (b))", RELEASE_15),
    row(Phrase("unlogged sequence"), ANY, (15, 0, 0), "create unlogged sequence s", RELEASE_15),
    row(Phrase("tables in schema"), &[Kind::CreatePublication, Kind::AlterPublication], (15, 0, 0), "create publication p for tables in schema public", RELEASE_15),
    row(Shape("where (", "the `where` of a publication"), &[Kind::CreatePublication], (15, 0, 0), "create publication p for table numbers where (n > 1)", RELEASE_15),
    row(Shape("on parameter", "a right on a parameter"), &[Kind::Grant, Kind::Revoke], (15, 0, 0), "grant set on parameter log_statement to public", RELEASE_15),
    row(Call("regexp_count"), ANY, (15, 0, 0), "select regexp_count('a', 'a')", RELEASE_15),
    row(Call("regexp_like"), ANY, (15, 0, 0), "select regexp_like('a', 'a')", RELEASE_15),
    row(Call("regexp_substr"), ANY, (15, 0, 0), "select regexp_substr('a', 'a')", RELEASE_15),
    row(Call("regexp_instr"), ANY, (15, 0, 0), "select regexp_instr('a', 'a')", RELEASE_15),
    row(Phrase("storage external"), &[Kind::CreateTable, Kind::AddColumn], (16, 0, 0), "create table t (a text storage external)", RELEASE_16),
    row(Phrase("storage main"), &[Kind::CreateTable, Kind::AddColumn], (16, 0, 0), "create table t (a text storage main)", RELEASE_16),
    row(Phrase("storage extended"), &[Kind::CreateTable, Kind::AddColumn], (16, 0, 0), "create table t (a text storage extended)", RELEASE_16),
    row(Phrase("set storage default"), ANY, (16, 0, 0), "alter table words alter column word set storage default", RELEASE_16),
    row(Phrase("is json"), ANY, (16, 0, 0), "select '1' is json", RELEASE_16),
    row(Phrase("is not json"), ANY, (16, 0, 0), "select '1' is not json", RELEASE_16),
    row(Shape("with inherit", "`grant … with inherit`"), &[Kind::Grant], (16, 0, 0), "grant one_role to other_role with inherit true", RELEASE_16),
    row(Phrase("buffer_usage_limit"), &[Kind::Vacuum, Kind::Analyze], (16, 0, 0), "vacuum (buffer_usage_limit 1024) numbers", RELEASE_16),
    row(Call("any_value"), ANY, (16, 0, 0), "select any_value(n) from numbers", RELEASE_16),
    row(Call("array_shuffle"), ANY, (16, 0, 0), "select array_shuffle(array[1, 2])", RELEASE_16),
    row(Call("array_sample"), ANY, (16, 0, 0), "select array_sample(array[1, 2], 1)", RELEASE_16),
    row(Phrase("not matched by source"), &[Kind::Merge], (17, 0, 0), "merge into numbers using pairs on n = a when not matched by source then delete", RELEASE_17),
    row(Phrase("not matched by target"), &[Kind::Merge], (17, 0, 0), "merge into numbers using pairs on n = a when not matched by target then do nothing", RELEASE_17),
    row(Shape("returning", "`merge … returning`"), &[Kind::Merge], (17, 0, 0), "merge into numbers using pairs on n = a when matched then delete returning n", RELEASE_17),
    row(Shape("on_error", "`copy … on_error`"), &[Kind::Copy], (17, 0, 0), "copy numbers from '/dev/null' with (on_error ignore)", RELEASE_17),
    row(Shape("on login", "a trigger on `login`"), &[Kind::CreateEventTrigger], (17, 0, 0), "create event trigger e on login execute function greet()", RELEASE_17),
    row(Phrase("transaction_timeout"), &[Kind::Set, Kind::AlterRole, Kind::AlterDatabase], (17, 0, 0), "set transaction_timeout = '5s'", RELEASE_17),
    row(Phrase("grant maintain"), &[Kind::Grant], (17, 0, 0), "grant maintain on numbers to public", RELEASE_17),
    row(Phrase("set access method default"), ANY, (17, 0, 0), "alter table numbers set access method default", RELEASE_17),
    row(Phrase("json_table ("), ANY, (17, 0, 0), "select * from json_table('[1]', '$[*]' columns (a int path '$')) as j", RELEASE_17),
    row(Phrase("without overlaps"), TABLES, (18, 0, 0), "create table t (a int4range, b tsrange, primary key (a, b without overlaps))", RELEASE_18),
    row(Phrase("not enforced"), ANY, (18, 0, 0), "create table t (a int check (a > 0) not enforced)", RELEASE_18),
    row(Shape("returning old .", "`old` behind `returning`"), ANY, (18, 0, 0), "update numbers set n = 1 returning old.n", RELEASE_18),
    row(Phrase("returning with ("), ANY, (18, 0, 0), "update numbers set n = 1 returning with (old as o) o.n", RELEASE_18),
    row(Shape("reject_limit", "`copy … reject_limit`"), &[Kind::Copy], (18, 0, 0), "copy numbers from '/dev/null' with (on_error ignore, reject_limit 3)", RELEASE_18),
    row(Phrase("vacuum only"), &[Kind::Vacuum], (18, 0, 0), "vacuum only numbers", RELEASE_18),
    row(Phrase("analyze only"), &[Kind::Analyze], (18, 0, 0), "analyze only numbers", RELEASE_18),
    row(Call("uuidv7"), ANY, (18, 0, 0), "select uuidv7()", RELEASE_18),
    row(Call("uuidv4"), ANY, (18, 0, 0), "select uuidv4()", RELEASE_18),
    row(Call("casefold"), ANY, (18, 0, 0), "select casefold('A')", RELEASE_18),
    row(Call("array_sort"), ANY, (18, 0, 0), "select array_sort(array[2, 1])", RELEASE_18),
    row(Call("array_reverse"), ANY, (18, 0, 0), "select array_reverse(array[2, 1])", RELEASE_18),
];
