use schema::Kind;

use super::Sign::{Call, Phrase, Shape, Type};
use super::{Row, TABLES, row};

const NEW_IN_80: &str = "https://dev.mysql.com/doc/refman/8.0/en/mysql-nutshell.html";
const ALTER_TABLE: &str = "https://dev.mysql.com/doc/refman/8.0/en/alter-table.html";
const CREATE_INDEX: &str = "https://dev.mysql.com/doc/refman/8.0/en/create-index.html";
const DEFAULTS: &str = "https://dev.mysql.com/doc/refman/8.0/en/data-type-defaults.html";
const CHECKS: &str = "https://dev.mysql.com/doc/refman/8.0/en/create-table-check-constraints.html";
const INVISIBLE: &str = "https://dev.mysql.com/doc/refman/8.0/en/invisible-columns.html";
const REGEXP: &str = "https://dev.mysql.com/doc/refman/8.0/en/regexp.html";
const RELEASE_8_0_12: &str = "https://dev.mysql.com/doc/relnotes/mysql/8.0/en/news-8-0-12.html";
const RELEASE_8_0_29: &str = "https://dev.mysql.com/doc/relnotes/mysql/8.0/en/news-8-0-29.html";
const RELEASE_8_0_31: &str = "https://dev.mysql.com/doc/relnotes/mysql/8.0/en/news-8-0-31.html";
const RELEASE_9_0_0: &str = "https://dev.mysql.com/doc/relnotes/mysql/9.0/en/news-9-0-0.html";
const RELEASE_9_1_0: &str = "https://dev.mysql.com/doc/relnotes/mysql/9.1/en/news-9-1-0.html";

const ANY: &[Kind] = Kind::ALL;

#[rustfmt::skip]
pub(super) const ROWS: &[Row] = &[
    row(Phrase("utf8mb4_0900_*"), ANY, (8, 0, 0), "create table t (a text) collate utf8mb4_0900_ai_ci", NEW_IN_80),
    row(Phrase("with recursive"), ANY, (8, 0, 0), "with recursive r as (select 1 as n union all select n + 1 from r where n < 3) select * from r", NEW_IN_80),
    row(Shape("with _ as (", "`with`"), ANY, (8, 0, 0), "with a as (select 1) select * from a", NEW_IN_80),
    row(Shape("over (", "window functions"), ANY, (8, 0, 0), "select row_number() over (order by n) from numbers", NEW_IN_80),
    row(Phrase("rename column"), &[Kind::RenameColumn], (8, 0, 0), "alter table numbers rename column n to m", ALTER_TABLE),
    row(Phrase("alter index"), ANY, (8, 0, 0), "alter table words alter index by_word invisible", ALTER_TABLE),
    row(Phrase("skip locked"), ANY, (8, 0, 0), "select n from numbers for update skip locked", NEW_IN_80),
    row(Phrase("for share"), ANY, (8, 0, 0), "select n from numbers for share", NEW_IN_80),
    row(Phrase("create role"), &[Kind::CreateRole], (8, 0, 0), "create role auditor", NEW_IN_80),
    row(Phrase("drop role"), &[Kind::DropRole], (8, 0, 0), "drop role auditor", NEW_IN_80),
    row(Phrase("set default role"), ANY, (8, 0, 0), "set default role auditor to app", NEW_IN_80),
    row(Phrase("set persist"), ANY, (8, 0, 0), "set persist max_connections = 200", NEW_IN_80),
    row(Phrase("json_table ("), ANY, (8, 0, 4), "select * from json_table('[1]', '$[*]' columns (a int path '$')) as j", NEW_IN_80),
    row(Call("regexp_like"), ANY, (8, 0, 4), "select regexp_like('a', 'a')", REGEXP),
    row(Call("regexp_replace"), ANY, (8, 0, 4), "select regexp_replace('a', 'a', 'b')", REGEXP),
    row(Call("regexp_substr"), ANY, (8, 0, 4), "select regexp_substr('a', 'a')", REGEXP),
    row(Call("regexp_instr"), ANY, (8, 0, 4), "select regexp_instr('a', 'a')", REGEXP),
    row(Phrase("algorithm = instant"), ANY, (8, 0, 12), "alter table numbers add column m int, algorithm = instant", RELEASE_8_0_12),
    row(Phrase("algorithm instant"), ANY, (8, 0, 12), "alter table numbers add column m int, algorithm instant", RELEASE_8_0_12),
    row(Shape("default (", "a default of an expression"), TABLES, (8, 0, 13), "create table t (a int default (1 + 1))", DEFAULTS),
    row(Shape("( (", "an index of an expression"), &[Kind::CreateIndex], (8, 0, 13), "create index i on words ((lower(word)))", CREATE_INDEX),
    row(Phrase("lateral ("), ANY, (8, 0, 14), "select * from numbers, lateral (select n + 1) as more", NEW_IN_80),
    row(Phrase("drop check"), &[Kind::DropConstraint], (8, 0, 16), "alter table numbers drop check positive", ALTER_TABLE),
    row(Phrase("not enforced"), ANY, (8, 0, 16), "create table t (a int check (a > 0) not enforced)", CHECKS),
    row(Phrase("drop constraint"), &[Kind::DropConstraint], (8, 0, 19), "alter table numbers drop constraint positive", ALTER_TABLE),
    row(Shape("_ invisible", "an invisible column"), &[Kind::CreateTable, Kind::AddColumn], (8, 0, 23), "create table t (a int, b int invisible)", INVISIBLE),
    row(Phrase("function if not exists"), &[Kind::CreateFunction], (8, 0, 29), "create function if not exists f() returns int deterministic return 1", RELEASE_8_0_29),
    row(Phrase("procedure if not exists"), &[Kind::CreateProcedure], (8, 0, 29), "create procedure if not exists p() select 1", RELEASE_8_0_29),
    row(Phrase("trigger if not exists"), &[Kind::CreateTrigger], (8, 0, 29), "create trigger if not exists r before insert on numbers for each row set new.n = 1", RELEASE_8_0_29),
    row(Phrase("except select"), ANY, (8, 0, 31), "select 1 except select 2", RELEASE_8_0_31),
    row(Phrase("intersect select"), ANY, (8, 0, 31), "select 1 intersect select 2", RELEASE_8_0_31),
    row(Type("vector"), TABLES, (9, 0, 0), "create table t (a vector(3))", RELEASE_9_0_0),
    row(Phrase("view if not exists"), &[Kind::CreateView], (9, 1, 0), "create view if not exists v as select 1", RELEASE_9_1_0),
];
