//! The catalogue after statements of each dialect.

#[path = "common/support.rs"]
mod support;

use schema::catalog::{Catalog, Existence, Start, Table};
use schema::{Dialect, Lookup, Name, ObjectKey, Origin};
use source::FileId;
use support::{catalog_after, read};

fn table<'a>(catalog: &'a Catalog, schema: &str, name: &str) -> &'a Table {
    let found = catalog.table_at(&ObjectKey::new(schema, name));
    found.seen().expect("the table is there")
}

fn name(text: &str) -> Name {
    Name::bare(schema::Ident::synthetic(text))
}

/// `name`, with `!` where it takes no nulls and `?` where it is only perhaps there.
fn columns(table: &Table) -> Vec<String> {
    let mark = |column: &schema::catalog::Column| {
        let required = if column.nullable == Some(false) { "!" } else { "" };
        let perhaps = if column.existence == Existence::Perhaps {
            "?"
        } else {
            ""
        };
        format!("{}{required}{perhaps}", column.name)
    };
    table.columns.iter().map(|column| mark(column)).collect()
}

fn constraints(table: &Table) -> Vec<&str> {
    table
        .constraints
        .iter()
        .filter_map(|constraint| constraint.name.as_deref())
        .collect()
}

fn indexes(table: &Table) -> Vec<&str> {
    table.indexes.iter().map(|index| index.name.as_str()).collect()
}

#[test]
fn postgres_names_what_has_no_name() {
    let catalog = catalog_after(
        "create table a (id serial primary key, b int unique check (b > 0), c int references a (id), d int);
         create index on a (b, d); create index on a (lower(d::text)); create index on a (b, d);
         alter table a add check (b < d);",
        Dialect::Postgres,
    );
    let a = table(&catalog, "public", "a");
    assert_eq!(columns(a), ["id!", "b", "c", "d"]);
    assert_eq!(
        constraints(a),
        ["a_pkey", "a_b_key", "a_b_check", "a_c_fkey", "a_check"]
    );
    assert_eq!(
        indexes(a),
        ["a_pkey", "a_b_key", "a_b_d_idx", "a_lower_idx", "a_b_d_idx1"]
    );
    assert_eq!(catalog.all_sequences().count(), 1);
}

#[test]
fn renames_reach_whatever_knows_the_old_name() {
    let catalog = catalog_after(
        "create table a (id int primary key, b int); create table c (a_id int references a (id));
         create view v as select b from a; create index i on a (b);
         alter table a rename to z; alter table z rename column id to key; alter table z rename column b to d;
         alter index i rename to j; alter table z set schema s;",
        Dialect::Postgres,
    );
    assert!(catalog.table(&name("a")).is_absent());
    let z = table(&catalog, "s", "z");
    assert_eq!(columns(z), ["key!", "d"]);
    assert_eq!(indexes(z), ["a_pkey", "j"]);
    assert_eq!(
        z.indexes[1].keys[0].column().map(|column| column.text.as_str()),
        Some("d")
    );
    let (_, reference) = table(&catalog, "public", "c").foreign_keys().next().unwrap();
    assert_eq!(
        (reference.table.to_string().as_str(), reference.columns[0].as_str()),
        ("s.z", "key")
    );
    assert_eq!(
        catalog.readers(&ObjectKey::new("s", "z")),
        [ObjectKey::new("public", "v")]
    );
}

#[test]
fn what_may_not_have_run_is_perhaps_there() {
    let catalog = catalog_after(
        "create table a (id int);
         do $$ begin if (select count(*) from a) > 3 then create table b (id int); alter table a add column c int; end if; end $$;
         do $$ begin if not exists (select from pg_tables where tablename = 'd') then create table d (id int); end if; end $$;
         create function f() returns void language plpgsql as $$ begin drop table a; end $$;",
        Dialect::Postgres,
    );
    assert!(matches!(catalog.table(&name("b")), Lookup::Perhaps(_)));
    assert!(matches!(catalog.table(&name("a")), Lookup::Known(_)));
    assert_eq!(columns(table(&catalog, "public", "a")), ["id", "c?"]);
}

#[test]
fn what_the_history_never_made_is_unknown() {
    let mut catalog = Catalog::new(Dialect::Postgres, Start::Unknown);
    let script = read(
        "alter table users add column x int; drop table gone; create schema app;",
        Dialect::Postgres,
    );
    for statement in &script.statements {
        catalog.apply(statement, Origin::new(FileId(0), 0, 0));
    }
    assert!(matches!(catalog.table(&name("other")), Lookup::Unknown));
    assert!(catalog.table(&name("gone")).is_absent());
    assert!(catalog.table_at(&ObjectKey::new("app", "t")).is_absent());
    let users = table(&catalog, "public", "users");
    assert!(matches!(users.column("x"), Lookup::Known(_)));
    assert!(matches!(users.column("y"), Lookup::Unknown));
}

#[test]
fn partitions_follow_their_table() {
    let catalog = catalog_after(
        "create table p (id int not null, day date not null, primary key (id, day)) partition by range (day);
         create index on p (id); create table p1 partition of p for values from ('2024-01-01') to ('2025-01-01');
         alter table p add column note text;",
        Dialect::Postgres,
    );
    let child = table(&catalog, "public", "p1");
    assert_eq!(columns(child), ["id!", "day!", "note"]);
    assert_eq!(constraints(child), ["p1_pkey"]);
    assert_eq!(
        catalog.descendants(&ObjectKey::new("public", "p")),
        [ObjectKey::new("public", "p1")]
    );
}

#[test]
fn dropping_takes_along_what_it_takes() {
    let catalog = catalog_after(
        "create table a (id int primary key, b int, c int); create index i on a (b, c); create unique index u on a (c);
         create table r (a_id int constraint fk references a (id)); create view v as select * from a;
         alter table a drop column b; drop table a cascade;",
        Dialect::Postgres,
    );
    assert!(catalog.table(&name("a")).is_absent() && catalog.view(&name("v")).is_absent());
    assert!(constraints(table(&catalog, "public", "r")).is_empty());
    assert!(catalog.relation_of_index(&name("u")).is_absent());
}

#[test]
fn mysql_shrinks_indexes_and_makes_those_of_foreign_keys() {
    let catalog = catalog_after(
        "create table a (id int auto_increment primary key, b int, c int, key bc (b, c), key only_b (b));
         create table d (a_id int, foreign key (a_id) references a (id)); alter table a drop column b;
         alter table a change c e bigint not null;",
        Dialect::Mysql,
    );
    let a = table(&catalog, "", "a");
    assert_eq!(columns(a), ["id!", "e!"]);
    assert_eq!(indexes(a), ["PRIMARY", "bc"]);
    let d = table(&catalog, "", "d");
    assert_eq!(constraints(d), ["d_ibfk_1"]);
    assert_eq!(d.indexes.len(), 1);
}

#[test]
fn what_depends_on_itself_falls_once() {
    let catalog = catalog_after(
        "create table a (id int); create view b as select * from a; create view c as select * from b;
         create or replace view b as select * from c;
         create table p (id int) partition by list (id); alter table p attach partition p for values in (1);
         drop table p; drop view b cascade;",
        Dialect::Postgres,
    );
    let left: Vec<&str> = catalog.tables().map(|(_, table)| table.key.name.as_str()).collect();
    assert_eq!(left, ["a"]);
    assert_eq!(catalog.relation(&name("c")).map(|_| ()), Lookup::Absent);
}

#[test]
fn a_table_that_is_rebuilt_stays_the_same_table() {
    let mut catalog = catalog_after(
        "create table users (id integer primary key, name text, old text);
         create table posts (id integer primary key, u int references users (id));",
        Dialect::Sqlite,
    );
    let made = table(&catalog, "", "users").origin;
    let script = read(
        "create table users_new (id integer primary key, name text not null);
         insert into users_new (id, name) select id, trim(name) from users;
         drop table users;
         alter table users_new rename to users;",
        Dialect::Sqlite,
    );
    catalog.start_session();
    for (at, statement) in (0u32..).zip(&script.statements) {
        catalog.apply(statement, Origin::new(FileId(1), 0, at));
    }
    let users = table(&catalog, "", "users");
    assert_eq!(columns(users), ["id!", "name!"]);
    assert_eq!(users.origin, made);
    assert!(users.columns.iter().all(|column| column.origin == made));
    let posts = table(&catalog, "", "posts");
    assert!(posts.foreign_keys().any(|(_, reference)| reference.table == users.key));
}

#[test]
fn privileges_are_kept_and_follow_their_object() {
    let catalog = catalog_after(
        "create table a (id int); create table b (id int); create table gone (id int);
         grant select, insert on a, b to app with grant option; grant all on b to admin;
         grant usage on schema shop to app; grant select on gone to app; grant execute on function f to app;
         revoke insert on a from app; revoke truncate on b from admin; revoke all on b from app;
         drop table gone; alter table a rename to c;",
        Dialect::Postgres,
    );
    let grants = catalog.all_grants().map(|(_, granted)| {
        let option = if granted.with_grant_option {
            " with grant option"
        } else {
            ""
        };
        format!(
            "{} {}: {}{option}",
            granted.key,
            granted.grantee,
            granted.privileges.join(" ")
        )
    });
    assert_eq!(
        grants.collect::<Vec<_>>(),
        [
            "shop app: USAGE",
            "public.b admin: SELECT INSERT UPDATE DELETE REFERENCES TRIGGER MAINTAIN",
            "public.c app: SELECT with grant option",
            "public.f app: EXECUTE",
        ]
    );
}

#[test]
fn case_counts_in_names_of_tables_where_the_server_says_so() {
    use schema::catalog::TableNames;
    let sql = "create table Orders (Id int); create table orders (id int); alter table Orders add column Z int;";
    let tables = |names: TableNames| -> Vec<String> {
        let mut catalog = Catalog::new(Dialect::Mysql, Start::Empty).comparing(names);
        for (at, statement) in (0u32..).zip(&read(sql, Dialect::Mysql).statements) {
            catalog.apply(statement, Origin::new(FileId(0), 0, at));
        }
        let tables = catalog.tables();
        tables
            .map(|(_, table)| format!("{} ({})", table.key, columns(table).join(", ")))
            .collect()
    };
    assert_eq!(tables(TableNames::CaseCounts), ["Orders (id, z)", "orders (id)"]);
    assert_eq!(tables(TableNames::CaseIgnored), ["orders (id, z)"]);
}

#[test]
fn what_may_not_have_run_is_perhaps_so() {
    let catalog = catalog_after(
        "create table a (id int, old int); create type mood as enum ('x');
         do $$ begin
             if current_setting('server_version_num')::int > 150000 then
                 alter table a rename column old to new;
                 drop type mood;
                 alter table a rename to b;
             end if;
         end $$;",
        Dialect::Postgres,
    );
    assert!(matches!(catalog.table(&name("a")), Lookup::Perhaps(_)));
    let Lookup::Perhaps(b) = catalog.table(&name("b")) else {
        panic!("`b` is perhaps there");
    };
    assert_eq!(columns(b), ["id", "old?", "new?"]);
    assert!(matches!(catalog.user_type(&name("mood")), Lookup::Perhaps(_)));
}

#[test]
fn what_moves_rows_or_says_something_leaves_the_schema_as_it_is() {
    let script = "create table a (id int); create table b (id int);
         insert into a values (1); insert into b select id from a;
         update a set id = 2; delete from b; insert into b values (1); insert into b values (2);
         insert into a values (3); commit; select id from a; drop table a;";
    for dialect in [
        Dialect::Postgres,
        Dialect::Mysql,
        Dialect::Mssql,
        Dialect::Sqlite,
        Dialect::Oracle,
    ] {
        let mut catalog = Catalog::new(dialect, Start::Empty);
        let mut stayed = Vec::new();
        for (at, statement) in (0u32..).zip(&read(script, dialect).statements) {
            let before = catalog.clone();
            catalog.apply(statement, Origin::new(FileId(0), 0, at));
            if before.stays_after(statement) {
                assert_eq!(before, catalog, "{dialect}: statement {at}");
                stayed.push(at);
            }
        }
        // While a table is noted as empty, it may be noted that a row comes into it.
        assert_eq!(stayed, [4, 5, 6, 7, 8, 9, 10], "{dialect}");
    }
}
