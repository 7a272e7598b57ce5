use schema::Kind;

use super::Sign::{Call, Phrase, Type};
use super::{Row, TABLES, row};

const RELEASE_10_6: &str =
    "https://mariadb.com/docs/release-notes/community-server/old-releases/10.6/what-is-mariadb-106";
const RELEASE_10_7: &str =
    "https://mariadb.com/docs/release-notes/community-server/old-releases/10.7/what-is-mariadb-107";
const RELEASE_10_10: &str =
    "https://mariadb.com/docs/release-notes/community-server/old-releases/10.10/what-is-mariadb-1010";
const MAPPED_0900: &str = "https://jira.mariadb.org/browse/MDEV-20912";
const RELEASE_11_7: &str =
    "https://mariadb.com/docs/release-notes/community-server/old-releases/11.7/what-is-mariadb-117";

const ANY: &[Kind] = Kind::ALL;

#[rustfmt::skip]
pub(super) const ROWS: &[Row] = &[
    row(Phrase("skip locked"), ANY, (10, 6, 0), "select n from numbers for update skip locked", RELEASE_10_6),
    row(Phrase("fetch first"), ANY, (10, 6, 0), "select n from numbers order by n fetch first 3 rows only", RELEASE_10_6),
    row(Phrase("json_table ("), ANY, (10, 6, 0), "select * from json_table('[1]', '$[*]' columns (a int path '$')) as j", RELEASE_10_6),
    row(Phrase("alter index"), ANY, (10, 6, 0), "alter table words alter index by_word ignored", RELEASE_10_6),
    row(Type("uuid"), TABLES, (10, 7, 0), "create table t (a uuid)", RELEASE_10_7),
    row(Phrase("convert partition"), ANY, (10, 7, 0), "alter table parts convert partition p1 to table apart", RELEASE_10_7),
    row(Phrase("convert table"), ANY, (10, 7, 0), "alter table parts convert table apart to partition p9 values less than (90)", RELEASE_10_7),
    row(Call("natural_sort_key"), ANY, (10, 7, 0), "select natural_sort_key('a1')", RELEASE_10_7),
    row(Call("json_equals"), ANY, (10, 7, 0), "select json_equals('1', '1')", RELEASE_10_7),
    row(Type("inet4"), TABLES, (10, 10, 0), "create table t (a inet4)", RELEASE_10_10),
    row(Call("random_bytes"), ANY, (10, 10, 0), "select random_bytes(3)", RELEASE_10_10),
    row(Phrase("utf8mb4_uca1400_*"), ANY, (10, 10, 0), "create table t (a text character set utf8mb4 collate utf8mb4_uca1400_ai_ci)", RELEASE_10_10),
    row(Phrase("utf8mb4_0900_*"), ANY, (11, 4, 5), "create table t (a text) collate utf8mb4_0900_ai_ci", MAPPED_0900),
    row(Type("vector"), TABLES, (11, 7, 0), "create table t (a vector(3))", RELEASE_11_7),
    row(Phrase("vector index"), TABLES, (11, 7, 0), "create table t (a int, vector index (a))", RELEASE_11_7),
];
