use schema::Kind;

use super::Sign::{Phrase, Type};
use super::{Row, TABLES, row};

const CREATE_TABLE: &str = "https://docs.oracle.com/en/database/oracle/oracle-database/23/sqlrf/CREATE-TABLE.html";
const NEW_IN_18: &str = "https://docs.oracle.com/en/database/oracle/oracle-database/18/newft/new-features.html";
const NEW_IN_21: &str = "https://docs.oracle.com/en/database/oracle/oracle-database/21/nfcon/";
const NEW_IN_23: &str =
    "https://docs.oracle.com/en/database/oracle/oracle-database/23/nfcoa/application_development.html";

const ANY: &[Kind] = Kind::ALL;

#[rustfmt::skip]
pub(super) const ROWS: &[Row] = &[
    row(Phrase("private temporary table"), &[Kind::CreateTable], (18, 0, 0), "create private temporary table ora$ptt_t (a number)", NEW_IN_18),
    row(Type("json"), TABLES, (21, 0, 0), "create table t (a json)", NEW_IN_21),
    row(Phrase("if not exists"), ANY, (23, 0, 0), "create table if not exists t (a number)", NEW_IN_23),
    row(Phrase("if exists"), ANY, (23, 0, 0), "drop table if exists t", NEW_IN_23),
    row(Type("boolean"), TABLES, (23, 0, 0), "create table t (a boolean)", NEW_IN_23),
    row(Type("vector"), TABLES, (23, 0, 0), "create table t (a vector)", NEW_IN_23),
    row(Phrase("annotations ("), TABLES, (23, 0, 0), "create table t (a number) annotations (owner 'shop')", CREATE_TABLE),
    row(Phrase("create domain"), &[Kind::CreateDomain], (23, 0, 0), "create domain email as varchar2(100)", NEW_IN_23),
];
