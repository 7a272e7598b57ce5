use schema::Kind;

use super::Sign::{Call, Phrase, Shape, Type};
use super::{Row, TABLES, row};

const ALTER_INDEX: &str = "https://learn.microsoft.com/en-us/sql/t-sql/statements/alter-index-transact-sql";
const CREATE_INDEX: &str = "https://learn.microsoft.com/en-us/sql/t-sql/statements/create-index-transact-sql";
const CREATE_TABLE: &str = "https://learn.microsoft.com/en-us/sql/t-sql/statements/create-table-transact-sql";
const GRAPHS: &str = "https://learn.microsoft.com/en-us/sql/relational-databases/graphs/sql-graph-overview";
const LEDGER: &str = "https://learn.microsoft.com/en-us/sql/relational-databases/security/ledger/ledger-overview";
const NEW_IN_2017: &str = "https://learn.microsoft.com/en-us/sql/sql-server/what-s-new-in-sql-server-2017";
const NEW_IN_2019: &str = "https://learn.microsoft.com/en-us/sql/sql-server/what-s-new-in-sql-server-2019";
const NEW_IN_2022: &str = "https://learn.microsoft.com/en-us/sql/sql-server/what-s-new-in-sql-server-2022";
const NEW_IN_2025: &str = "https://learn.microsoft.com/en-us/sql/sql-server/what-s-new-in-sql-server-2025";

const ANY: &[Kind] = Kind::ALL;

#[rustfmt::skip]
pub(super) const ROWS: &[Row] = &[
    row(Call("string_agg"), ANY, (2017, 0, 0), "select string_agg(word, ',') from words", NEW_IN_2017),
    row(Call("concat_ws"), ANY, (2017, 0, 0), "select concat_ws(',', 'a', 'b')", NEW_IN_2017),
    row(Call("trim"), ANY, (2017, 0, 0), "select trim(' a ')", NEW_IN_2017),
    row(Call("translate"), ANY, (2017, 0, 0), "select translate('a', 'a', 'b')", NEW_IN_2017),
    row(Shape("as node", "a table of nodes"), &[Kind::CreateTable], (2017, 0, 0), "create table people (id int primary key) as node", GRAPHS),
    row(Shape("as edge", "a table of edges"), &[Kind::CreateTable], (2017, 0, 0), "create table knows (since date) as edge", GRAPHS),
    row(Phrase("resumable = on"), &[Kind::AlterIndex, Kind::RebuildIndex], (2017, 0, 0), "alter index by_word on words rebuild with (online = on, resumable = on)", ALTER_INDEX),
    row(Phrase("resumable = on"), &[Kind::CreateIndex], (2019, 0, 0), "create index i on words (word) with (online = on, resumable = on)", CREATE_INDEX),
    row(Phrase("optimize_for_sequential_key"), ANY, (2019, 0, 0), "create index i on words (word) with (optimize_for_sequential_key = on)", CREATE_INDEX),
    row(Call("approx_count_distinct"), ANY, (2019, 0, 0), "select approx_count_distinct(word) from words", NEW_IN_2019),
    row(Phrase("wait_at_low_priority"), &[Kind::CreateIndex], (2022, 0, 0), "create index i on words (word) with (online = on (wait_at_low_priority (max_duration = 1 minutes, abort_after_wait = self)))", CREATE_INDEX),
    row(Phrase("xml_compression"), ANY, (2022, 0, 0), "create table t (a xml) with (xml_compression = on)", CREATE_TABLE),
    row(Phrase("ledger = on"), &[Kind::CreateTable], (2022, 0, 0), "create table t (a int) with (ledger = on)", LEDGER),
    row(Phrase("is distinct from"), ANY, (2022, 0, 0), "select word from words where word is distinct from 'a'", NEW_IN_2022),
    row(Phrase("is not distinct from"), ANY, (2022, 0, 0), "select word from words where word is not distinct from 'a'", NEW_IN_2022),
    row(Call("generate_series"), ANY, (2022, 0, 0), "select value from generate_series(1, 3)", NEW_IN_2022),
    row(Call("greatest"), ANY, (2022, 0, 0), "select greatest(1, 2)", NEW_IN_2022),
    row(Call("least"), ANY, (2022, 0, 0), "select least(1, 2)", NEW_IN_2022),
    row(Call("date_bucket"), ANY, (2022, 0, 0), "select date_bucket(week, 1, getdate())", NEW_IN_2022),
    row(Call("datetrunc"), ANY, (2022, 0, 0), "select datetrunc(day, getdate())", NEW_IN_2022),
    row(Call("json_object"), ANY, (2022, 0, 0), "select json_object('a': 1)", NEW_IN_2022),
    row(Call("json_path_exists"), ANY, (2022, 0, 0), "select json_path_exists('{}', '$.a')", NEW_IN_2022),
    row(Type("json"), TABLES, (2025, 0, 0), "create table t (a json)", NEW_IN_2025),
    row(Type("vector"), TABLES, (2025, 0, 0), "create table t (a vector(3))", NEW_IN_2025),
    row(Call("regexp_like"), ANY, (2025, 0, 0), "select word from words where regexp_like(word, 'a')", NEW_IN_2025),
    row(Call("regexp_replace"), ANY, (2025, 0, 0), "select regexp_replace('a', 'a', 'b')", NEW_IN_2025),
];
