use super::{TYPES_USED, family};
use crate::family::Family;

/// Types of columns changed to each other.
pub(super) fn type_changes() -> Family {
    let columns = TYPES.iter().enumerate().map(|(at, kind)| match *kind {
        "required" => format!("c{at} {kind} default 1"),
        _ => format!("c{at} {kind}"),
    });
    let columns: Vec<String> = columns.collect();
    let setup = format!(
        "{TYPES_USED}create table types (id int primary key, {});\ninsert into types (id) values (1), (2);\n\
         create table kept (id int primary key, a int, b text, v varchar(10), c varchar(10) collate \"C\", n numeric(8,2), check (a > 0), check (b <> ''));\n\
         create index kept_a on kept (a);\ncreate index kept_b on kept (b);\ncreate index kept_v on kept (v);\n\
         create index kept_low on kept (lower(v));\ncreate index kept_part on kept (a) where v <> '';\n\
         create unique index kept_n on kept (n);\ncreate statistics kept_st on a, v from kept;\n\
         insert into kept select g, g, 'b' || g, 'v', 'c', g from generate_series(1, 20) g;\n",
        columns.join(", ")
    );
    let mut statements = Vec::new();
    for (at, _) in TYPES.iter().enumerate() {
        for to in TYPES.iter().chain(TARGETS) {
            statements.push(format!("alter table types alter column c{at} type {to}"));
        }
    }
    for (at, from) in TYPES.iter().enumerate() {
        for to in [
            "text",
            "int",
            "bigint",
            "varchar(40)",
            "jsonb",
            "timestamptz",
            "numeric(12,2)",
        ] {
            statements.push(format!(
                "alter table types alter column c{at} type {to} using c{at}::text::{to}"
            ));
            statements.push(format!(
                "alter table types alter column c{at} set data type {to} using c{at}::{to}"
            ));
        }
        statements.push(format!("alter table types alter column c{at} type {from} using c{at}"));
        statements.push(format!("alter table types alter column c{at} type {from} using null"));
    }
    for column in ["a", "b", "v", "c", "n"] {
        for to in [
            "bigint",
            "int",
            "text",
            "varchar",
            "varchar(10)",
            "varchar(20)",
            "varchar(20) collate \"C\"",
            "varchar(10) collate \"C\"",
            "text collate \"C\"",
            "text collate \"default\"",
            "citext",
            "numeric(10,2)",
            "numeric",
            "numeric(8,4)",
            "labels",
        ] {
            statements.push(format!("alter table kept alter column {column} type {to}"));
        }
    }
    family("types", &setup, statements)
}

/// Types that people change between, each the type of one column.
const TYPES: &[&str] = &[
    "smallint",
    "int",
    "bigint",
    "numeric",
    "numeric(10,2)",
    "numeric(10)",
    "real",
    "double precision",
    "boolean",
    "text",
    "varchar",
    "varchar(20)",
    "char(8)",
    "citext",
    "date",
    "timestamp",
    "timestamp(3)",
    "timestamptz",
    "time",
    "time(0)",
    "timetz",
    "interval",
    "interval(3)",
    "interval day to second",
    "uuid",
    "bytea",
    "json",
    "jsonb",
    "xml",
    "inet",
    "cidr",
    "bit(8)",
    "varbit",
    "varbit(8)",
    "oid",
    "money",
    "mood",
    "int[]",
    "varchar(20)[]",
    "text[]",
    "plain",
    "posint",
    "label",
    "required",
    "int4range",
    "tsvector",
    "name",
    "pair",
    "macaddr",
    "point",
];

/// Types that only stand at the far end of a change.
const TARGETS: &[&str] = &[
    "varchar(40)",
    "varchar(10)",
    "numeric(12,2)",
    "numeric(12,4)",
    "numeric(8,2)",
    "numeric(12)",
    "char(12)",
    "timestamp(6)",
    "timestamp(0)",
    "timestamptz(3)",
    "time(6)",
    "interval(6)",
    "interval hour",
    "varbit(16)",
    "bit(16)",
    "bit varying(4)",
    "character varying(30)",
    "decimal(10,2)",
    "int4",
    "int8",
    "float",
    "float(20)",
    "varchar(40)[]",
    "bigint[]",
    "\"char\"",
    "regclass",
    "labels",
];
