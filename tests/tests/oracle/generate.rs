//! Statements nobody wrote: every combination of the parts that decide what PostgreSQL does. The same at
//! each run.

use crate::family::Family;

/// Every generated family.
pub fn families() -> Vec<Family> {
    vec![
        type_changes(),
        new_columns(),
        constraints(),
        column_facts(),
        partitions(),
        heirs(),
        views(),
        foreign_keys(),
        indexes(),
        objects(),
    ]
}

fn family(name: &str, setup: &str, statements: Vec<String>) -> Family {
    Family {
        name: name.to_owned(),
        setup: setup.to_owned(),
        statements,
    }
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

const TYPES_USED: &str = "
create extension citext;
create type mood as enum ('sad', 'ok');
create type pair as (a int, b int);
create domain plain as int;
create domain posint as int check (value > 0);
create domain label as varchar(20);
create domain labels as text;
create domain required as int not null;
";

fn type_changes() -> Family {
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

const FUNCTIONS: &str = "
create function vol() returns int language sql volatile as 'select 1';
create function unsaid() returns int language sql as 'select 1';
create function stab() returns int language sql stable as 'select 1';
create function immu() returns int language sql immutable as 'select 1';
create function plvol() returns int language plpgsql as 'begin return 1; end';
create function plstab() returns int language plpgsql stable as 'begin return 1; end';
create function plimm(int) returns int language plpgsql immutable as 'begin return 1; end';
create function trf() returns trigger language plpgsql as 'begin return new; end';
create sequence counter;
";

fn new_columns() -> Family {
    let setup = format!(
        "{TYPES_USED}{FUNCTIONS}create table other (id int primary key, code text unique);\ninsert into other values (1, 'a');\n\
         create table filled (id int primary key, x int);\ninsert into filled values (1, 1), (2, 2);\n\
         create table child (y int) inherits (filled);\ninsert into child values (3, 3);\n\
         create table lone (id int primary key, x int);\ninsert into lone values (1, 1);\n\
         create table split (id int, day date) partition by list (id);\n\
         create table split_1 partition of split for values in (1);\ninsert into split values (1, now());\n\
         create view looks as select * from lone;\n"
    );
    let mut statements = Vec::new();
    let types = [
        "int",
        "bigint",
        "text",
        "boolean",
        "timestamptz",
        "uuid",
        "jsonb",
        "numeric(10,2)",
        "posint",
        "plain",
        "required",
        "mood",
        "int[]",
        "pair",
    ];
    let facts = [
        "",
        " not null",
        " null",
        " unique",
        " primary key",
        " check (z is not null)",
        " check (true)",
    ];
    for kind in types {
        for fact in facts {
            statements.push(format!("alter table lone add column z {kind}{fact}"));
        }
    }
    let defaults = [
        ("int", "1"),
        ("int", "-1"),
        ("int", "(1 + 2) * 3"),
        ("int", "null"),
        ("int", "vol()"),
        ("int", "unsaid()"),
        ("int", "stab()"),
        ("int", "immu()"),
        ("int", "plvol()"),
        ("int", "plstab()"),
        ("int", "plimm(2)"),
        ("int", "plimm(vol())"),
        ("int", "nextval('counter')"),
        ("int", "random()::int"),
        ("int", "extract(epoch from now())::int"),
        ("int", "floor(random() * 10)"),
        ("int", "length('abc')"),
        ("int", "coalesce(null, 1)"),
        ("int", "case when true then 1 else 2 end"),
        ("int", "array_length(array[1, 2], 1)"),
        ("bigint", "1"),
        ("bigint", "txid_current()"),
        ("text", "''"),
        ("text", "'a' || 'b'"),
        ("text", "current_user"),
        ("text", "current_setting('server_version')"),
        ("text", "md5(random()::text)"),
        ("text", "gen_random_uuid()"),
        ("text", "upper('x')"),
        ("text", "to_char(now(), 'YYYY')"),
        ("text", "version()"),
        ("boolean", "false"),
        ("boolean", "not true"),
        ("timestamptz", "now()"),
        ("timestamptz", "current_timestamp"),
        ("timestamptz", "clock_timestamp()"),
        ("timestamptz", "statement_timestamp()"),
        ("timestamptz", "now() + interval '1 day'"),
        ("timestamptz", "'2024-01-01'"),
        ("timestamp", "now() at time zone 'utc'"),
        ("timestamp", "localtimestamp"),
        ("date", "current_date"),
        ("text", "timeofday()"),
        ("uuid", "gen_random_uuid()"),
        ("uuid", "'00000000-0000-0000-0000-000000000000'"),
        ("jsonb", "'{}'"),
        ("jsonb", "'{}'::jsonb"),
        ("jsonb", "jsonb_build_object('a', 1)"),
        ("json", "row_to_json(row(1))"),
        ("int[]", "'{}'"),
        ("int[]", "array[]::int[]"),
        ("int[]", "array[1, 2]"),
        ("text[]", "array['a']"),
        ("mood", "'ok'"),
        ("posint", "1"),
        ("plain", "1"),
        ("required", "1"),
        ("numeric(10,2)", "0"),
        ("interval", "'1 day'"),
        ("inet", "inet '10.0.0.1'"),
        ("pair", "row(1, 2)"),
    ];
    for (kind, default) in defaults {
        for fact in ["", " not null", " unique", " check (z is not null)"] {
            statements.push(format!("alter table lone add column z {kind} default {default}{fact}"));
        }
        statements.push(format!("alter table filled add column z {kind} default {default}"));
        statements.push(format!(
            "alter table split add column z {kind} default {default} not null"
        ));
    }
    for rest in [
        "generated always as identity",
        "generated by default as identity",
        "generated by default as identity (start with 10)",
        "generated always as (x * 2) stored",
        "generated always as (1) stored not null",
        "references other",
        "references other (id)",
        "references other on delete cascade",
        "references other not null",
        "default 1 references other",
        "default null references other",
        "constraint named check (z > 0)",
        "constraint named unique",
        "constraint named references other (id) deferrable initially deferred",
        "references lone",
        "default 1 references lone",
        "collate \"C\"",
        "default 1 not null check (z > 0)",
        "unique deferrable",
    ] {
        for table in ["lone", "filled", "split", "only filled"] {
            let kind = if rest.contains("collate") { "text" } else { "int" };
            statements.push(format!("alter table {table} add column z {kind} {rest}"));
            statements.push(format!("alter table {table} add column if not exists z {kind} {rest}"));
        }
    }
    for kind in [
        "serial",
        "bigserial",
        "smallserial",
        "serial primary key",
        "serial not null unique",
    ] {
        for table in ["lone", "filled", "split", "other"] {
            statements.push(format!("alter table {table} add column z {kind}"));
        }
    }
    for name in ["x", "id", "z"] {
        for tail in [
            "",
            " default 1",
            " default vol()",
            " not null",
            " unique",
            " references other",
        ] {
            statements.push(format!("alter table lone add column if not exists {name} int{tail}"));
            statements.push(format!("alter table if exists lone add column {name} int{tail}"));
            statements.push(format!("alter table if exists missing add column {name} int{tail}"));
        }
    }
    for pair in [
        "add column z int, add column w text default 'a'",
        "add column z int default vol(), add column w text",
        "add column z int, add check (z > 0)",
        "add column z int not null default 1, add unique (z)",
        "add column z int default 1, add foreign key (z) references other",
        "add column z int, drop column x",
        "drop column x, add column x int",
        "drop column if exists x, add column x int",
        "drop column if exists z, add column z int",
        "add column z int, alter column z set not null",
        "add column z int default 1, alter column z drop default",
        "add column z int, alter column x type bigint",
        "add z int, add w int",
        "alter x set default 1, alter x set not null",
        "alter column x drop not null, alter column x drop default",
    ] {
        statements.push(format!("alter table lone {pair}"));
        statements.push(format!("alter table filled {pair}"));
    }
    family("columns", &setup, statements)
}

fn constraints() -> Family {
    let setup = format!(
        "{TYPES_USED}{FUNCTIONS}create table other (id int primary key, code text unique, n int);\ninsert into other select g, g::text, g from generate_series(1, 9) g;\n\
         create table tab (id int primary key, a int not null, b int, c int, o int, s text, d posint, r int4range, constraint a_positive check (a > 0), constraint b_open check (b is not null) not valid, constraint c_there check (c is not null and c > 0));\n\
         insert into tab select g, g, g, g, g, g::text, g, int4range(g, g + 1) from generate_series(1, 9) g;\n\
         alter table tab add constraint o_open foreign key (o) references other not valid;\n\
         alter table tab add constraint c_other foreign key (c) references other;\n\
         create unique index tab_a on tab (a);\ncreate unique index tab_b on tab (b);\ncreate unique index tab_ab on tab (a, b);\ncreate index tab_c on tab (c);\n\
         create table heir (h int) inherits (tab);\ninsert into heir select g, g, g, g, g, g::text, g, null, g from generate_series(11, 19) g;\n\
         create table split (id int not null, day date not null, a int, b int, primary key (id, day)) partition by range (day);\n\
         create table split_1 partition of split for values from ('2024-01-01') to ('2024-02-01');\n\
         create table split_2 partition of split for values from ('2024-02-01') to ('2024-03-01') partition by list (id);\n\
         create table split_2_1 partition of split_2 for values in (1);\n\
         insert into split select 1, '2024-01-01'::date + g, g, g from generate_series(0, 40) g;\n\
         create table points_at (id int primary key, sid int, sday date, foreign key (sid, sday) references split);\n\
         insert into points_at values (1, 1, '2024-01-01');\n\
         create extension btree_gist;\n"
    );
    let mut statements = Vec::new();
    let added = [
        "check (a > 0)",
        "check (b is not null)",
        "check (b is not null) not valid",
        "check (a > 0) no inherit",
        "unique (b)",
        "unique (a, b)",
        "unique nulls not distinct (b)",
        "unique (b) include (a)",
        "unique (b) deferrable initially deferred",
        "primary key (a)",
        "unique using index tab_a",
        "unique using index tab_ab",
        "exclude using gist (r with &&)",
        "exclude using btree (b with =)",
        "exclude (b with =) where (b > 3)",
        "foreign key (b) references other",
        "foreign key (b) references other not valid",
        "foreign key (b) references other (id) on delete cascade",
        "foreign key (b) references other (id) on update set null deferrable",
        "foreign key (s) references other (code)",
        "foreign key (b) references tab",
        "foreign key (b) references tab not valid",
        "foreign key (id, day) references split",
        "foreign key (b) references missing",
        "primary key using index tab_a",
        "primary key using index tab_b",
        "primary key using index tab_ab",
    ];
    for constraint in added {
        for table in [
            "tab",
            "only tab",
            "heir",
            "split",
            "split_1",
            "split_2",
            "only split",
            "other",
            "points_at",
        ] {
            statements.push(format!("alter table {table} add constraint fresh {constraint}"));
        }
        statements.push(format!("alter table tab add {constraint}"));
        statements.push(format!(
            "alter table tab drop constraint if exists fresh, add constraint fresh {constraint}"
        ));
        statements.push(format!("alter table tab drop constraint tab_pkey, add {constraint}"));
        statements.push(format!(
            "alter table tab drop constraint tab_pkey cascade, add constraint fresh {constraint}"
        ));
    }
    let names = [
        "a_positive",
        "b_open",
        "c_there",
        "o_open",
        "c_other",
        "tab_pkey",
        "other_pkey",
        "other_code_key",
        "split_pkey",
        "points_at_sid_sday_fkey",
        "missing",
    ];
    for name in names {
        for table in ["tab", "only tab", "heir", "other", "split", "split_1", "points_at"] {
            statements.push(format!("alter table {table} validate constraint {name}"));
            statements.push(format!("alter table {table} drop constraint {name}"));
            statements.push(format!("alter table {table} drop constraint if exists {name}"));
            statements.push(format!("alter table {table} drop constraint {name} cascade"));
            statements.push(format!("alter table {table} rename constraint {name} to fresh"));
            statements.push(format!(
                "alter table {table} alter constraint {name} deferrable initially deferred"
            ));
        }
    }
    for domain in ["posint", "plain", "required"] {
        for what in [
            "add constraint fresh check (value > 0)",
            "add constraint fresh check (value > 0) not valid",
            "add check (value is not null)",
            "drop constraint posint_check",
            "drop constraint if exists posint_check",
            "drop constraint if exists missing",
            "validate constraint posint_check",
            "set not null",
            "drop not null",
            "set default 1",
            "drop default",
            "rename constraint posint_check to fresh",
            "rename to fresh",
            "owner to current_user",
        ] {
            statements.push(format!("alter domain {domain} {what}"));
        }
    }
    family("constraints", &setup, statements)
}

fn column_facts() -> Family {
    let setup = format!(
        "{FUNCTIONS}create table tab (id int primary key, a int not null, b int, c int default 1, s text, i int generated always as identity, g int generated always as (1) stored, u serial, constraint b_there check (b is not null), constraint c_open check (c is not null) not valid);\n\
         insert into tab (id, a, b, c, s) select g, g, g, g, g::text from generate_series(1, 9) g;\n\
         create index tab_c on tab (c);\ncreate view looks as select id, a from tab;\ncreate materialized view kept as select b from tab;\n\
         create table refers (id int primary key, t int references tab);\n\
         create table up (id int not null, x int);\ncreate table down (y int) inherits (up);\ninsert into up values (1, 1);\ninsert into down values (1, 1);\n\
         create table split (id int, x int, y int default 1) partition by list (id);\ncreate table split_1 partition of split for values in (1);\ninsert into split values (1, 1);\n\
         create policy sees on tab using (b > 0);\ncreate publication pub for table tab;\n\
         create function counts() returns bigint language sql begin atomic select count(s) from tab; end;\n"
    );
    let mut statements = Vec::new();
    let changes = [
        "set not null",
        "drop not null",
        "set default 5",
        "set default vol()",
        "drop default",
        "set statistics 100",
        "set storage external",
        "set storage plain",
        "set compression pglz",
        "set (n_distinct = 5)",
        "reset (n_distinct)",
        "add generated always as identity",
        "add generated by default as identity",
        "drop identity",
        "drop identity if exists",
        "set generated by default",
        "set start with 5",
        "restart",
        "restart with 10",
        "drop expression",
        "drop expression if exists",
        "type bigint",
        "type text",
    ];
    for column in ["id", "a", "b", "c", "s", "i", "g", "u", "missing"] {
        for change in changes {
            statements.push(format!("alter table tab alter column {column} {change}"));
        }
        for form in [
            "drop column {}",
            "drop column {} cascade",
            "drop column if exists {}",
            "drop column if exists {} cascade",
            "rename column {} to fresh",
            "rename {} to {}",
        ] {
            statements.push(format!("alter table tab {}", form.replace("{}", column)));
        }
    }
    for table in [
        "up",
        "only up",
        "down",
        "split",
        "only split",
        "split_1",
        "looks",
        "kept",
    ] {
        for column in ["x", "id", "y", "a", "b"] {
            for change in [
                "set not null",
                "drop not null",
                "set default 5",
                "drop default",
                "set statistics 10",
                "type bigint",
                "set storage plain",
            ] {
                statements.push(format!("alter table {table} alter {column} {change}"));
            }
            for form in ["drop column {}", "drop column {} cascade", "rename column {} to fresh"] {
                statements.push(format!("alter table {table} {}", form.replace("{}", column)));
            }
        }
    }
    family("facts", &setup, statements)
}

fn partitions() -> Family {
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
    for table in [
        "root", "root_1", "root_2", "root_2_1", "root_d", "hashed", "keyed", "keyed_1", "looks",
    ] {
        for form in whole {
            statements.push(form.replace("{}", table));
        }
    }
    for index in ["root_v", "root_1_v_idx", "keyed_pkey", "keyed_1_pkey"] {
        for form in [
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
        ] {
            statements.push(form.replace("{}", index));
        }
    }
    family("partitions", &setup, statements)
}

fn heirs() -> Family {
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
    for table in ["top", "mid", "leaf", "lone"] {
        for form in forms {
            statements.push(form.replace("{}", table));
        }
    }
    family("heirs", &setup, statements)
}

fn views() -> Family {
    let setup = format!(
        "{FUNCTIONS}drop role if exists someone;create role someone;\ncreate table tab (id int primary key, x int, s text);\ninsert into tab values (1, 1, 'a');\n\
         create table more (id int primary key, t int references tab);\n\
         create view looks as select id, x from tab;\ncreate view deep as select id from looks where x > 0;\n\
         create view joined as select t.id, m.t from tab t join more m on m.t = t.id;\n\
         create materialized view kept as select id, x from tab;\ncreate unique index kept_id on kept (id);\n\
         create materialized view over as select id from kept;\ncreate view atop as select id from kept;\n\
         create materialized view of_deep as select id from deep with no data;\n\
         create view secure with (security_barrier) as select * from tab;\n\
         create table split (id int, x int) partition by list (id);\ncreate table split_1 partition of split for values in (1);\n\
         create view of_split as select * from split;\n"
    );
    let mut statements = Vec::new();
    let forms = [
        "drop view {}",
        "drop view if exists {}",
        "drop view {} cascade",
        "drop materialized view {}",
        "drop materialized view {} cascade",
        "refresh materialized view {}",
        "refresh materialized view concurrently {}",
        "refresh materialized view {} with no data",
        "alter view {} rename to fresh",
        "alter table {} rename to fresh",
        "alter materialized view {} rename to fresh",
        "alter view {} rename column id to fresh",
        "alter materialized view {} rename column id to fresh",
        "alter view {} owner to someone",
        "alter materialized view {} owner to someone",
        "alter view {} set (security_barrier = true)",
        "alter view {} reset (security_barrier)",
        "alter view {} alter column id set default 1",
        "alter view {} alter column id drop default",
        "alter materialized view {} set (fillfactor = 50)",
        "alter materialized view {} cluster on kept_id",
        "alter materialized view {} set without cluster",
        "alter materialized view {} set tablespace pg_default",
        "create or replace view {} as select id, x from tab",
        "create or replace view {} as select id from looks where x > 0",
        "create or replace view {} as select 1 as id",
        "create view fresh as select * from {}",
        "create or replace view fresh as select * from {}",
        "create temp view fresh as select * from {}",
        "create materialized view fresh as select * from {}",
        "create materialized view fresh as select * from {} with no data",
        "create materialized view if not exists kept as select * from {}",
        "create view fresh as select 1 from tab where exists (select 1 from {})",
        "create view fresh as with q as (select * from {}) select * from q",
        "create view fresh as select (select count(*) from {})",
        "create view fresh as select * from {} union select id, id from tab",
        "create table fresh as select * from {}",
        "create table fresh as select * from {} with no data",
        "create table fresh as table {}",
        "select * into fresh from {}",
        "create index on {} (id)",
        "create rule f as on insert to {} do instead nothing",
        "create trigger f instead of insert on {} for each row execute function trf()",
        "create trigger f after insert on {} for each statement execute function trf()",
        "comment on view {} is 'x'",
        "comment on materialized view {} is 'x'",
        "comment on column {}.id is 'x'",
        "grant select on {} to someone",
        "lock table {}",
        "lock table {} in access share mode",
        "insert into {} (id) values (7)",
        "update {} set id = 9",
        "delete from {}",
        "delete from {} where id = 77",
        "select * from {} for share",
        "select count(*) from {}",
        "insert into tab select id, id from {} on conflict do nothing",
        "update tab set x = 5 from {} v where v.id = tab.id",
        "delete from more using {} v where v.id = more.id",
        "explain select * from {}",
        "explain analyze select * from {}",
        "declare c cursor for select * from {}",
        "prepare p as select * from {}",
        "copy (select * from {}) to '/dev/null'",
        "do $$ begin perform 1 from {}; end $$",
        "create function fresh() returns bigint language sql as 'select count(*) from {}'",
        "create function fresh() returns bigint language sql begin atomic select count(*) from {}; end",
        "create function fresh() returns bigint language plpgsql as 'begin return (select count(*) from {}); end'",
        "create policy f on tab using (exists (select 1 from {}))",
        "analyze {}",
        "vacuum {}",
        "reindex table {}",
        "truncate {}",
        "drop table {}",
        "alter table {} add column z int",
        "merge into tab using {} v on v.id = tab.id when matched then delete",
        "merge into tab using {} v on v.id = tab.id when not matched then insert values (v.id)",
    ];
    for view in [
        "looks", "deep", "joined", "kept", "over", "atop", "of_deep", "secure", "of_split",
    ] {
        for form in forms {
            statements.push(form.replace("{}", view));
        }
    }
    family("views", &setup, statements)
}

fn foreign_keys() -> Family {
    let setup = "create table top (id int primary key, code text unique, v int);\n\
         create table mid (id int primary key, t int references top, c text references top (code) on delete cascade on update cascade);\n\
         create table low (id int primary key, m int references mid on delete set null, t int references top on delete restrict);\n\
         create table own (id int primary key, p int references own);\n\
         create table one (id int primary key);\ncreate table two (id int primary key, o int references one);\nalter table one add t int references two;\n\
         create table lone (id int primary key, v int);\n\
         insert into top select g, g::text, g from generate_series(1, 9) g;\ninsert into mid select g, g, g::text from generate_series(1, 9) g;\n\
         insert into low select g, g, g from generate_series(1, 9) g;\ninsert into own values (1, null), (2, 1);\ninsert into one values (1);\ninsert into two values (1, 1);\ninsert into lone values (1, 1), (2, 1);\n";
    let mut statements = Vec::new();
    let forms = [
        "drop table {}",
        "drop table if exists {}",
        "drop table {} cascade",
        "drop table {}, low",
        "drop table {}, lone cascade",
        "truncate {}",
        "truncate {} cascade",
        "truncate {}, mid, low",
        "truncate {} restart identity",
        "alter table {} drop column id",
        "alter table {} drop column id cascade",
        "alter table {} drop column t",
        "alter table {} drop column c",
        "alter table {} drop column v",
        "alter table {} alter id type bigint",
        "alter table {} alter t type bigint",
        "alter table {} alter id type int",
        "alter table {} alter c type varchar(50)",
        "alter table {} alter c type varchar",
        "alter table {} alter code type varchar",
        "alter table {} rename column id to k",
        "alter table {} rename to fresh",
        "alter table {} drop constraint {}_pkey",
        "alter table {} drop constraint {}_pkey cascade",
        "alter table {} drop constraint {}_t_fkey",
        "alter table {} drop constraint if exists {}_t_fkey",
        "alter table {} drop constraint {}_p_fkey",
        "alter table {} rename constraint {}_t_fkey to f",
        "alter table {} alter constraint {}_t_fkey deferrable",
        "alter table {} validate constraint {}_t_fkey",
        "alter table {} disable trigger all",
        "alter table {} set unlogged",
        "alter table {} set schema pg_temp",
        "alter table {} add foreign key (id) references lone",
        "alter table {} add foreign key (id) references lone not valid",
        "alter table lone add foreign key (v) references {}",
        "alter table lone add foreign key (v) references {} not valid",
        "alter table lone add column z int references {}",
        "alter table lone add column z int default 1 references {}",
        "alter table lone add column z int references {}, add column y int references mid",
        "create table fresh (id int references {})",
        "create table fresh (id int, foreign key (id) references {} on delete cascade, t int references mid)",
        "create table if not exists fresh (id int references {})",
        "create table if not exists lone (id int references {})",
        "create temp table fresh (id int primary key)",
        "create index on {} (id)",
        "drop index {}_pkey",
        "insert into {} (id) values (100)",
        "insert into {} (id) values (100) on conflict do nothing",
        "insert into {} (id) values (100) on conflict (id) do nothing",
        "insert into {} (id) values (100) on conflict (id) do update set id = 100",
        "insert into {} select 100",
        "insert into {} default values",
        "update {} set t = 1",
        "update {} set t = null",
        "update {} set v = 1",
        "update {} set v = v + 1",
        "update {} set id = id",
        "update {} set id = id + 1000",
        "delete from {}",
        "delete from {} where id = 1",
        "delete from {} where false",
        "select * from {} for update",
        "select * from {} for no key update",
        "select * from {} for key share",
        "cluster {} using {}_pkey",
        "reindex table {}",
        "alter table {} cluster on {}_pkey",
        "alter table {} replica identity using index {}_pkey",
        "alter table {} replica identity nothing",
        "comment on constraint {}_pkey on {} is 'x'",
        "comment on constraint {}_t_fkey on {} is 'x'",
        "set constraints all deferred",
        "lock table {}, lone in share mode",
        "create view f as select * from {}",
        "with gone as (delete from {} where false returning *) select * from gone",
        "with new as (insert into lone values (55) returning id) select * from new, {}",
    ];
    for table in ["top", "mid", "low", "own", "one", "lone"] {
        for form in forms {
            statements.push(form.replace("{}", table));
        }
    }
    family("keys", setup, statements)
}

fn indexes() -> Family {
    let setup = format!(
        "{FUNCTIONS}create table tab (id int primary key, a int, b text, j jsonb, t tsvector, r int4range, constraint tab_u unique (a));\ninsert into tab select g, g, g::text, '{{}}', 'a', null from generate_series(1, 9) g;\n\
         create index tab_b on tab (b);\ncreate unique index tab_ab on tab (a, b);\ncreate materialized view kept as select * from tab;\ncreate index kept_a on kept (a);\n\
         create extension btree_gist;\ncreate extension pg_trgm;\n"
    );
    let mut statements = Vec::new();
    let keys = [
        "(a)",
        "(a desc nulls last)",
        "(a, b)",
        "(lower(b))",
        "((a + 1))",
        "(a) where b <> ''",
        "(a) include (b)",
        "using hash (a)",
        "using gin (j)",
        "using gin (j jsonb_path_ops)",
        "using gin (t)",
        "using gist (r)",
        "using brin (a)",
        "using gin (b gin_trgm_ops)",
        "(b text_pattern_ops)",
        "(b collate \"C\")",
        "(a) with (fillfactor = 70)",
        "(a) tablespace pg_default",
    ];
    for key in keys {
        statements.push(format!("create index on tab {key}"));
        statements.push(format!("create index fresh on tab {key}"));
        statements.push(format!("create index if not exists fresh on tab {key}"));
        statements.push(format!("create index if not exists tab_b on tab {key}"));
        statements.push(format!("create unique index fresh on tab {key}"));
        statements.push(format!("create index concurrently fresh on tab {key}"));
        statements.push(format!("create index fresh on kept {key}"));
    }
    for index in ["tab_b", "tab_ab", "tab_pkey", "tab_u", "kept_a", "missing"] {
        for form in [
            "drop index {}",
            "drop index if exists {}",
            "drop index {} cascade",
            "drop index {}, tab_b",
            "drop index if exists {}, missing_too",
            "drop index concurrently {}",
            "drop index concurrently if exists {}",
            "reindex index {}",
            "reindex (verbose) index {}",
            "reindex index concurrently {}",
            "reindex (concurrently) index {}",
            "alter index {} rename to fresh",
            "alter index if exists {} rename to fresh",
            "alter table {} rename to fresh",
            "alter index {} set (fillfactor = 50)",
            "alter index {} reset (fillfactor)",
            "alter index {} set tablespace pg_default",
            "alter index {} alter column 1 set statistics 100",
            "alter index {} owner to current_user",
            "alter index {} depends on extension pg_trgm",
            "comment on index {} is 'x'",
            "cluster tab using {}",
            "alter table tab cluster on {}",
            "alter table tab replica identity using index {}",
            "alter table tab add constraint f unique using index {}",
            "alter table tab add constraint f primary key using index {}",
            "alter table tab drop constraint {}",
            "analyze {}",
        ] {
            statements.push(form.replace("{}", index));
        }
    }
    for other in [
        "reindex table tab",
        "reindex table kept",
        "reindex table concurrently tab",
        "reindex schema public",
        "reindex schema concurrently public",
        "reindex database family_indexes",
        "reindex system family_indexes",
        "cluster tab",
        "cluster",
        "vacuum tab",
        "vacuum (full) tab",
        "vacuum full tab",
        "vacuum",
        "vacuum (analyze) tab",
        "analyze tab",
        "analyze tab (a)",
        "analyze verbose tab",
        "analyze tab, kept",
        "alter table tab set without cluster",
    ] {
        statements.push(other.to_owned());
    }
    family("indexes", &setup, statements)
}

fn objects() -> Family {
    let setup = format!(
        "{TYPES_USED}{FUNCTIONS}create schema app;\ndrop role if exists someone;create role someone;\ndrop role if exists reader;create role reader;\n\
         create table tab (id int primary key, m mood, d posint, p pair, n int default nextval('counter'), s text);\ninsert into tab values (1, 'ok', 1);\n\
         create table app.inside (id int primary key, t int references tab);\ncreate view app.looks as select * from app.inside;\n\
         create sequence owned owned by tab.n;\ncreate trigger trg before update on tab for each row execute function trf();\n\
         create policy pol on tab using (true);\ncreate rule rul as on delete to tab do also nothing;\ncreate statistics stat on id, n from tab;\n\
         create publication pub for table tab;\ncreate procedure proc() language plpgsql as 'begin end';\ncreate aggregate total(int) (sfunc = int4pl, stype = int);\n\
         create collation coll from \"C\";\ncreate text search configuration conf (copy = simple);\ncreate view of_fun as select immu() as i;\n\
         create table uses_fun (a int default immu(), check (plimm(a) > 0));\n"
    );
    let statements = [
        "alter type mood add value 'great'",
        "alter type mood add value if not exists 'ok'",
        "alter type mood add value if not exists 'new' before 'sad'",
        "alter type mood rename value 'ok' to 'fine'",
        "alter type mood rename to feeling",
        "alter type mood owner to someone",
        "alter type mood set schema app",
        "drop type mood",
        "drop type mood cascade",
        "drop type if exists mood cascade",
        "drop type if exists missing",
        "alter type pair add attribute c int",
        "alter type pair add attribute c int cascade",
        "alter type pair drop attribute b",
        "alter type pair drop attribute if exists zz",
        "alter type pair alter attribute b type bigint",
        "alter type pair rename attribute a to z",
        "drop type pair",
        "drop type pair cascade",
        "drop domain posint",
        "drop domain posint cascade",
        "drop domain if exists plain",
        "create type fresh as enum ('a')",
        "create type fresh as (a int)",
        "create type fresh as range (subtype = int)",
        "create type fresh",
        "create domain fresh as int not null",
        "create domain fresh as text check (value <> '')",
        "create schema fresh",
        "create schema if not exists app",
        "create schema fresh create table t (id int)",
        "drop schema app",
        "drop schema app cascade",
        "drop schema if exists missing",
        "alter schema app rename to fresh",
        "alter schema app owner to someone",
        "create sequence fresh",
        "create sequence if not exists counter",
        "create sequence fresh owned by tab.id",
        "create temp sequence fresh",
        "alter sequence counter restart",
        "alter sequence counter restart with 5",
        "alter sequence counter increment by 2",
        "alter sequence counter owned by tab.n",
        "alter sequence owned owned by none",
        "alter sequence owned rename to fresh",
        "alter sequence counter set schema app",
        "alter sequence counter owner to someone",
        "alter sequence if exists missing restart",
        "alter sequence counter maxvalue 500 cycle",
        "drop sequence counter",
        "drop sequence counter cascade",
        "drop sequence owned",
        "drop sequence if exists missing",
        "select setval('counter', 10)",
        "select nextval('counter')",
        "create function fresh() returns int language sql as 'select 1'",
        "create or replace function stab() returns int language sql stable as 'select 2'",
        "create or replace function fresh() returns int language plpgsql as 'begin return 1; end'",
        "create procedure fresh() language sql as 'insert into tab (id) values (9)'",
        "create function fresh() returns setof tab language sql as 'select * from tab'",
        "create function fresh(tab) returns int language sql as 'select 1'",
        "drop function stab()",
        "drop function stab",
        "drop function if exists missing()",
        "drop function trf()",
        "drop function trf() cascade",
        "drop function immu() cascade",
        "drop function plimm(int) cascade",
        "drop procedure proc()",
        "drop procedure if exists proc()",
        "drop routine proc()",
        "drop aggregate total(int)",
        "alter function stab() rename to fresh",
        "alter function stab() owner to someone",
        "alter function stab() immutable",
        "alter function stab() set search_path = app",
        "alter function stab() set schema app",
        "call proc()",
        "create trigger trg before update on tab for each row execute function trf()",
        "create or replace trigger trg before update on tab for each row execute function trf()",
        "create or replace trigger fresh before update on tab for each row execute function trf()",
        "create constraint trigger fresh after insert on tab deferrable initially deferred for each row execute function trf()",
        "drop trigger trg on tab",
        "drop trigger if exists trg on tab",
        "drop trigger if exists missing on tab",
        "drop trigger if exists trg on missing",
        "alter trigger trg on tab rename to fresh",
        "alter table tab disable trigger trg",
        "alter table tab enable always trigger trg",
        "alter table tab enable replica trigger trg",
        "create event trigger fresh on ddl_command_start execute function trf()",
        "create policy fresh on tab for select to someone using (n > 0)",
        "create policy fresh on tab as restrictive for insert with check (n in (select id from app.inside))",
        "alter policy pol on tab using (false)",
        "alter policy pol on tab rename to fresh",
        "alter policy pol on tab to someone",
        "drop policy pol on tab",
        "drop policy if exists pol on tab",
        "drop policy if exists missing on tab",
        "create rule fresh as on insert to tab do also insert into app.inside values (new.id)",
        "create or replace rule rul as on delete to tab do also nothing",
        "drop rule rul on tab",
        "drop rule if exists missing on tab",
        "alter rule rul on tab rename to fresh",
        "create statistics fresh on id, n from tab",
        "create statistics if not exists stat on id, n from tab",
        "create statistics on id, n from tab",
        "drop statistics stat",
        "drop statistics if exists missing",
        "alter statistics stat set statistics 10",
        "alter statistics stat rename to fresh",
        "create extension hstore",
        "create extension if not exists citext",
        "create extension if not exists hstore schema app",
        "drop extension citext",
        "drop extension if exists citext cascade",
        "alter extension citext set schema app",
        "create publication fresh for all tables",
        "create publication fresh for table tab, app.inside",
        "create publication fresh for table tab where (id > 0)",
        "create publication fresh for tables in schema app",
        "create publication fresh",
        "alter publication pub add table app.inside",
        "alter publication pub drop table tab",
        "alter publication pub set table tab, app.inside",
        "alter publication pub set (publish = 'insert')",
        "alter publication pub owner to someone",
        "alter publication pub rename to fresh",
        "drop publication pub",
        "drop publication if exists missing",
        "create role fresh",
        "create user fresh password 'x'",
        "create role fresh in role reader",
        "alter role someone createdb",
        "alter role someone set search_path = app",
        "alter role someone rename to fresh",
        "drop role reader",
        "drop role if exists missing",
        "grant reader to someone",
        "revoke reader from someone",
        "grant select, insert on tab to someone",
        "grant select (id) on tab to someone",
        "grant all on all tables in schema public to someone",
        "grant usage on schema app to someone",
        "grant execute on function stab() to someone",
        "grant usage on sequence counter to someone",
        "revoke all on tab from public",
        "revoke select on tab from someone",
        "alter default privileges in schema app grant select on tables to someone",
        "reassign owned by someone to reader",
        "drop owned by someone",
        "comment on table tab is 'x'",
        "comment on column tab.id is 'x'",
        "comment on column tab.id is null",
        "comment on schema app is 'x'",
        "comment on type mood is 'x'",
        "comment on domain posint is 'x'",
        "comment on function stab() is 'x'",
        "comment on sequence counter is 'x'",
        "comment on constraint tab_pkey on tab is 'x'",
        "comment on constraint posint_check on domain posint is 'x'",
        "comment on trigger trg on tab is 'x'",
        "comment on policy pol on tab is 'x'",
        "comment on rule rul on tab is 'x'",
        "comment on statistics stat is 'x'",
        "comment on extension citext is 'x'",
        "comment on role someone is 'x'",
        "comment on database postgres is 'x'",
        "create collation fresh from \"C\"",
        "drop collation coll",
        "create text search configuration fresh (copy = simple)",
        "drop text search configuration conf",
        "create cast (mood as int) with function immu_cast(mood)",
        "create operator === (leftarg = int, rightarg = int, function = int4eq)",
        "create server fresh foreign data wrapper missing",
        "create foreign table fresh (id int) server missing",
        "create access method fresh type table handler heap_tableam_handler",
        "set search_path = app",
        "set local lock_timeout = '1s'",
        "set statement_timeout to 0",
        "reset all",
        "set role someone",
        "reset role",
        "set session authorization default",
        "set constraints all immediate",
        "set transaction isolation level repeatable read",
        "show search_path",
        "listen chan",
        "notify chan",
        "unlisten *",
        "discard plans",
        "discard temp",
        "discard all",
        "checkpoint",
        "load 'auto_explain'",
        "savepoint one",
        "deallocate all",
        "alter system set work_mem = '8MB'",
        "alter database family_objects set work_mem = '8MB'",
        "alter database family_objects owner to postgres",
        "create database fresh_database",
        "drop database if exists missing_database",
        "create tablespace fresh location '/missing'",
        "drop tablespace if exists missing",
        "create subscription fresh connection 'dbname=x' publication p",
        "create subscription fresh connection 'dbname=x' publication p with (connect = false)",
        "do $$ begin execute 'select 1'; end $$",
        "do $$ begin create table if not exists fresh (id int); end $$",
        "do $$ begin alter table tab add column z int; end $$",
        "do $$ begin if not exists (select 1 from pg_class where relname = 'fresh') then create table fresh (id int); end if; end $$",
        "do $$ begin alter table tab add column z int; exception when duplicate_column then null; end $$",
        "do $$ begin create type mood as enum ('x'); exception when duplicate_object then null; end $$",
        "select pg_sleep(0)",
        "select pg_advisory_xact_lock(5)",
        "select set_config('search_path', '', false)",
        "select 1",
        "values (1)",
        "table tab",
        "select * from tab, app.inside",
        "select * from app.looks",
        "select count(*) from generate_series(1, 3)",
        "create table fresh (id serial primary key)",
        "create table fresh (id int generated always as identity)",
        "create table if not exists fresh (id int)",
        "create table if not exists tab (id int references app.inside)",
        "create table fresh (m mood, p posint)",
        "create table fresh of pair",
        "create temp table fresh (id int)",
        "create temp table fresh as select * from tab",
        "create unlogged table fresh (id int)",
        "create table fresh (like tab)",
        "create table fresh (like tab including all)",
        "create table fresh (like app.inside including constraints, extra int)",
        "create table app.fresh (id int references tab)",
        "create table fresh (id int) with (fillfactor = 50)",
        "create table fresh (id int, exclude using gist (id with =))",
        "drop table tab",
        "drop table tab cascade",
        "drop table if exists missing",
        "drop table if exists tab, missing cascade",
        "alter table tab set schema app",
        "alter table tab owner to someone",
        "alter table tab rename to fresh",
        "alter table if exists tab rename to fresh",
        "alter table if exists missing rename to fresh",
        "alter table tab set logged",
        "alter table tab set unlogged",
        "alter table tab set (autovacuum_enabled = false)",
        "alter table tab set (user_catalog_table = true)",
        "alter table tab reset (autovacuum_enabled)",
        "alter table tab set tablespace pg_default",
        "alter table tab set access method heap",
        "alter table tab enable row level security",
        "alter table tab force row level security",
        "alter table tab no force row level security",
        "alter table tab disable row level security",
        "alter table tab replica identity full",
        "alter table tab replica identity default",
        "alter table tab disable rule rul",
        "alter table tab enable rule rul",
        "alter table all in tablespace pg_default set tablespace pg_default",
        "insert into tab (id) values (2)",
        "insert into tab (id) values (1) on conflict do nothing",
        "insert into tab (id, s) values (1, 'a') on conflict (id) do update set s = excluded.s",
        "insert into tab (id, s) values (1, 'a') on conflict (id) do update set s = tab.s || 'x'",
        "insert into tab (id, s) values (1, 'a') on conflict (id) do update set s = 'b' where tab.s is null",
        "insert into tab (id) select 5 where not exists (select 1 from tab where id = 5)",
        "insert into tab (id) select id from app.inside",
        "insert into tab (s) values ('x')",
        "insert into uses_fun values (1)",
        "update tab set s = 'x'",
        "update tab set s = 'x' where s is null",
        "update tab set s = s || 'x'",
        "update tab set n = n + 1 where id = 1",
        "update tab set n = 5 where id = 1",
        "update tab set s = upper(s)",
        "update tab set s = (select max(id)::text from app.inside)",
        "update tab set s = now()::text",
        "update tab set s = random()::text",
        "update tab set n = id",
        "update tab set n = 3, s = 'b' where n = 2",
        "update tab set n = case when n = 1 then 2 else 3 end",
        "update tab set s = replace(s, 'a', 'b')",
        "update tab set s = coalesce(s, 'x')",
        "update tab set s = trim(s)",
        "update tab set n = -n",
        "update tab set s = i.id::text from app.inside i where i.t = tab.id",
        "delete from tab",
        "delete from tab where id > 5",
        "delete from tab using app.inside i where i.t = tab.id",
        "delete from app.inside",
        "merge into tab using (values (1), (7)) as v (id) on v.id = tab.id when not matched then insert (id) values (v.id)",
        "merge into tab using (values (1), (7)) as v (id) on v.id = tab.id when matched then update set s = 'x'",
        "copy tab to '/dev/null'",
        "copy tab (id) from '/dev/null'",
        "copy (select 1) to '/dev/null'",
        "explain delete from tab",
        "explain analyze delete from app.inside",
        "explain analyze insert into tab (id) values (88)",
        "prepare p (int) as insert into tab (id) values ($1)",
        "import foreign schema x from server y into public",
        "security label on table tab is 'x'",
    ];
    family(
        "objects",
        &setup,
        statements.iter().map(|text| (*text).to_owned()).collect(),
    )
}
