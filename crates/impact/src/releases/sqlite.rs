use schema::Kind;

use super::Sign::{Call, Phrase, Shape};
use super::{Row, row};

const RELEASE_3_27: &str = "https://www.sqlite.org/releaselog/3_27_0.html";
const RELEASE_3_30: &str = "https://www.sqlite.org/releaselog/3_30_0.html";
const RELEASE_3_31: &str = "https://www.sqlite.org/releaselog/3_31_0.html";
const RELEASE_3_32: &str = "https://www.sqlite.org/releaselog/3_32_0.html";
const RELEASE_3_35: &str = "https://www.sqlite.org/releaselog/3_35_0.html";
const RELEASE_3_37: &str = "https://www.sqlite.org/releaselog/3_37_0.html";
const RELEASE_3_38: &str = "https://www.sqlite.org/releaselog/3_38_0.html";
const RELEASE_3_39: &str = "https://www.sqlite.org/releaselog/3_39_0.html";
const RELEASE_3_43: &str = "https://www.sqlite.org/releaselog/3_43_0.html";
const RELEASE_3_44: &str = "https://www.sqlite.org/releaselog/3_44_0.html";
const RELEASE_3_45: &str = "https://www.sqlite.org/releaselog/3_45_0.html";

const ANY: &[Kind] = Kind::ALL;

#[rustfmt::skip]
pub(super) const ROWS: &[Row] = &[
    row(Phrase("vacuum into"), &[Kind::Vacuum], (3, 27, 0), "vacuum into ':memory:'", RELEASE_3_27),
    row(Phrase("nulls first"), ANY, (3, 30, 0), "select n from numbers order by n nulls first", RELEASE_3_30),
    row(Phrase("nulls last"), ANY, (3, 30, 0), "select n from numbers order by n nulls last", RELEASE_3_30),
    row(Shape("generated always as (", "computed columns"), ANY, (3, 31, 0), "create table t (a int, b int generated always as (a * 2))", RELEASE_3_31),
    row(Call("iif"), ANY, (3, 32, 0), "select iif(1, 2, 3)", RELEASE_3_32),
    row(Phrase("returning"), &[Kind::Insert, Kind::Update, Kind::Delete], (3, 35, 0), "delete from numbers where n = 1 returning n", RELEASE_3_35),
    row(Phrase("as materialized ("), ANY, (3, 35, 0), "with a as materialized (select 1) select * from a", RELEASE_3_35),
    row(Phrase("as not materialized ("), ANY, (3, 35, 0), "with a as not materialized (select 1) select * from a", RELEASE_3_35),
    row(Shape(") strict", "`strict`"), &[Kind::CreateTable], (3, 37, 0), "create table t (a int) strict", RELEASE_3_37),
    row(Shape("rowid , strict", "`strict`"), &[Kind::CreateTable], (3, 37, 0), "create table t (a int primary key) without rowid, strict", RELEASE_3_37),
    row(Call("unixepoch"), ANY, (3, 38, 0), "select unixepoch('now')", RELEASE_3_38),
    row(Phrase("is distinct from"), ANY, (3, 39, 0), "select n from numbers where n is distinct from 1", RELEASE_3_39),
    row(Phrase("is not distinct from"), ANY, (3, 39, 0), "select n from numbers where n is not distinct from 1", RELEASE_3_39),
    row(Phrase("right join"), ANY, (3, 39, 0), "select * from numbers right join words on n = word", RELEASE_3_39),
    row(Phrase("full join"), ANY, (3, 39, 0), "select * from numbers full join words on n = word", RELEASE_3_39),
    row(Phrase("full outer join"), ANY, (3, 39, 0), "select * from numbers full outer join words on n = word", RELEASE_3_39),
    row(Call("timediff"), ANY, (3, 43, 0), "select timediff('2024-01-02', '2024-01-01')", RELEASE_3_43),
    row(Call("octet_length"), ANY, (3, 43, 0), "select octet_length('a')", RELEASE_3_43),
    row(Call("concat"), ANY, (3, 44, 0), "select concat('a', 'b')", RELEASE_3_44),
    row(Call("concat_ws"), ANY, (3, 44, 0), "select concat_ws(',', 'a', 'b')", RELEASE_3_44),
    row(Call("string_agg"), ANY, (3, 44, 0), "select string_agg(word, ',') from words", RELEASE_3_44),
    row(Call("jsonb"), ANY, (3, 45, 0), "select jsonb('1')", RELEASE_3_45),
];
