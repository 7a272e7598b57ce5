//! What conditions ask for.

use schema::Dialect::{self, Mssql, Mysql, Oracle, Postgres};

use super::outline::outline;

/// The guard of the statement within `IF condition`.
fn guard(dialect: Dialect, condition: &str) -> String {
    let text = match dialect {
        Mssql => format!("IF {condition} DROP TABLE x"),
        Postgres => format!("do $do$ begin if {condition} then drop table x; end if; end $do$"),
        Oracle => format!("begin if {condition} then drop table x; end if; end;\n/"),
        _ => format!("create procedure p() begin if {condition} then drop table x; end if; end"),
    };
    let lines = outline(&text, dialect);
    let line = lines.lines().find(|line| line.contains("drop_table")).unwrap_or(&lines);
    let from = line.find('[').expect("a guard");
    let to = line.find("]:").expect("the end of a guard");
    line[from + 1..to].to_owned()
}

#[test]
fn sql_server_asks_its_catalogue() {
    let cases = [
        (
            "NOT EXISTS (SELECT * FROM sys.columns WHERE name = N'c' AND object_id = OBJECT_ID(N'dbo.t'))",
            "absent column dbo.t.c",
        ),
        (
            "EXISTS (SELECT 1 FROM INFORMATION_SCHEMA.COLUMNS WHERE TABLE_SCHEMA = 'dbo' AND TABLE_NAME = 't' AND COLUMN_NAME = 'c')",
            "present column dbo.t.c",
        ),
        (
            "NOT EXISTS (SELECT * FROM sys.objects WHERE object_id = OBJECT_ID(N'[dbo].[t]') AND type in (N'U'))",
            "absent table dbo.t",
        ),
        (
            "EXISTS (select * from dbo.sysobjects where id = object_id(N'[dbo].[v]') and OBJECTPROPERTY(id, N'IsView') = 1)",
            "present object dbo.v",
        ),
        (
            "NOT EXISTS (SELECT * FROM sys.indexes WHERE object_id = OBJECT_ID(N't') AND name = N'ix')",
            "absent index ix",
        ),
        (
            "EXISTS (SELECT * FROM sys.foreign_keys WHERE name = 'fk')",
            "present foreign_key fk",
        ),
        (
            "NOT EXISTS (SELECT * FROM sys.schemas s WHERE s.name = 'app')",
            "absent schema app",
        ),
        (
            "NOT EXISTS (SELECT 1 FROM sys.columns c JOIN sys.tables t ON c.object_id = t.object_id WHERE t.name = 't' AND c.name = 'c')",
            "absent column t.c",
        ),
        ("OBJECT_ID(N'dbo.t', N'U') IS NOT NULL", "present table dbo.t"),
        ("OBJECT_ID('tempdb..#t') IS NULL", "absent object tempdb..#t"),
        ("COL_LENGTH('dbo.t', 'c') IS NULL", "absent column dbo.t.c"),
        ("TYPE_ID('app.money') IS NULL", "absent type app.money"),
        ("SCHEMA_ID(N'app') IS NULL", "absent schema app"),
        (
            "INDEXPROPERTY(OBJECT_ID('t'), 'ix', 'IndexID') IS NULL",
            "absent index ix",
        ),
        (
            "(SELECT COUNT(*) FROM sys.tables WHERE name = 't') = 0",
            "absent table t",
        ),
        (
            "NOT EXISTS (SELECT * FROM [__EFMigrationsHistory] WHERE [MigrationId] = N'2020')",
            "absent",
        ),
        ("EXISTS (SELECT 1 FROM dbo.orders WHERE id = 1)", "present"),
        ("@version < 5", "condition"),
        ("OBJECT_ID('a') IS NULL OR OBJECT_ID('b') IS NULL", "condition"),
        ("@x = 1 AND OBJECT_ID('a', 'V') IS NULL", "absent view a"),
        (
            "OBJECT_ID('t', 'U') IS NOT NULL AND COL_LENGTH('t', 'c') IS NULL",
            "absent column t.c",
        ),
        (
            "OBJECT_ID('t', 'U') IS NULL AND OBJECT_ID('u', 'U') IS NULL",
            "absent table t",
        ),
        ("NOT (OBJECT_ID('a', 'P') IS NULL)", "present procedure a"),
    ];
    for (condition, expected) in cases {
        assert_eq!(guard(Mssql, condition), expected, "{condition}");
    }
}

#[test]
fn postgres_asks_its_catalogue() {
    let cases = [
        (
            "not exists (select 1 from pg_type where typname = 'mood')",
            "absent type mood",
        ),
        (
            "not exists (select from pg_constraint where conname = 'c' and conrelid = 't'::regclass)",
            "absent constraint c",
        ),
        (
            "exists (select 1 from information_schema.columns where table_name = 't' and column_name = 'c')",
            "present column t.c",
        ),
        ("to_regclass('public.t') is null", "absent table public.t"),
        (
            "not exists (select 1 from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relname = 'i' and c.relkind = 'i' and n.nspname = 's')",
            "absent index s.i",
        ),
        (
            "not exists (select 1 from pg_roles where rolname = 'app')",
            "absent role app",
        ),
        (
            "(select count(*) from pg_indexes where indexname = 'i') > 0",
            "present index i",
        ),
        ("exists (select 1 from orders)", "present"),
        ("a > 1", "condition"),
    ];
    for (condition, expected) in cases {
        assert_eq!(guard(Postgres, condition), expected, "{condition}");
    }
}

#[test]
fn mysql_asks_information_schema() {
    let condition = "not exists (select * from information_schema.columns where table_schema = database() and table_name = 't' and column_name = 'c')";
    assert_eq!(guard(Mysql, condition), "absent column t.c");
    assert_eq!(guard(Oracle, "n > 0"), "condition");
}

#[test]
fn the_other_branch_asks_for_the_opposite() {
    let text = "IF OBJECT_ID('t', 'U') IS NULL PRINT 'a' ELSE DROP TABLE t";
    assert!(outline(text, Mssql).contains("drop_table if [present table t]"));
}

#[test]
fn a_condition_within_a_guard_does_not_hide_it() {
    let text = "IF OBJECT_ID('t', 'U') IS NULL BEGIN IF @a = 1 CREATE TABLE t (a int) END";
    assert!(outline(text, Mssql).contains("create_table if [absent table t]"));
}

#[test]
fn a_condition_turned_round_asks_the_opposite() {
    assert_eq!(guard(Mssql, "NOT OBJECT_ID('t') IS NULL"), "present object t");
    assert_eq!(guard(Mssql, "NOT (OBJECT_ID('t') IS NOT NULL)"), "absent object t");
    assert_eq!(guard(Postgres, "not to_regclass('t') is null"), "present table t");
    assert_eq!(
        guard(
            Postgres,
            "not exists (select from pg_class where relname = 't') or a > 1"
        ),
        "condition"
    );
}

#[test]
fn functions_that_hand_an_answer_on() {
    assert_eq!(guard(Mssql, "ISNULL(OBJECT_ID('t'), 0) = 0"), "absent object t");
    assert_eq!(
        guard(Mssql, "COALESCE(COL_LENGTH('t', 'c'), 0) > 0"),
        "present column t.c"
    );
    assert_eq!(
        guard(Mssql, "OBJECTPROPERTY(OBJECT_ID('t'), 'IsTable') = 1"),
        "present object t"
    );
    assert_eq!(guard(Mssql, "dbo.f(OBJECT_ID('t')) = 1"), "condition");
}

#[test]
fn variables_hold_what_exists() {
    let query = "(select 1 from pg_tables where tablename = 't')";
    let of = |before: &str, condition: &str| {
        let text = format!(
            "do $do$ declare e boolean; begin {before}; if {condition} then create table t (id int); end if; end $do$"
        );
        let lines = outline(&text, Postgres);
        let line = lines
            .lines()
            .find(|line| line.contains("create_table"))
            .unwrap_or(&lines);
        line.split_once('[')
            .and_then(|(_, rest)| rest.split_once("]:"))
            .map_or_else(|| line.to_owned(), |(guard, _)| guard.to_owned())
    };
    assert_eq!(of(&format!("select exists {query} into e"), "not e"), "absent table t");
    assert_eq!(of(&format!("select not exists {query} into e"), "e"), "absent table t");
    assert_eq!(of(&format!("e := exists {query}"), "not e"), "absent table t");
    assert_eq!(of(&format!("e := not exists {query}"), "e"), "absent table t");
    assert_eq!(
        of("perform 1 from pg_tables where tablename = 't'", "not found"),
        "absent table t"
    );
    assert_eq!(
        of(
            "select tablename into e from pg_tables where tablename = 't'",
            "not found"
        ),
        "absent table t"
    );
    assert_eq!(
        of(
            "select count(*) into e from pg_tables where tablename = 't'",
            "not found"
        ),
        "condition"
    );
}

#[test]
fn a_block_in_plain_quotes_is_read_wherever_its_language_stands() {
    for text in [
        "do language plpgsql 'begin drop table a; end'",
        "do 'begin drop table a; end' language plpgsql",
    ] {
        assert!(
            outline(text, Postgres).contains("drop_table now: drop table a"),
            "{text}"
        );
    }
}

/// The object of the statement's guard, and of each question that `AND` joins to it.
fn questions(text: &str, dialect: Dialect) -> Vec<String> {
    let script = lockgate_syntax::read(text, &lockgate_syntax::ReadOptions::whole(text, dialect));
    let mut found = Vec::new();
    for statement in &script.statements {
        statement.walk(&mut |inner| {
            let Some(guard) = inner.guard.as_deref().filter(|_| inner.kind == schema::Kind::DropTable) else {
                return;
            };
            let named = |guard: &schema::Guard| {
                let object = guard.object.as_ref().map(|name| name.ident.text.to_string());
                format!("{:?} {}", guard.kind, object.unwrap_or_default())
            };
            found.push(named(guard));
            found.extend(guard.others.iter().map(named));
        });
    }
    found
}

#[test]
fn questions_joined_by_and_are_all_kept() {
    let two = "IF OBJECT_ID('a', 'U') IS NOT NULL AND OBJECT_ID('b', 'U') IS NULL DROP TABLE x";
    assert_eq!(questions(two, Mssql), ["Present a", "Absent b"]);
    let smaller = "IF OBJECT_ID('t', 'U') IS NOT NULL AND COL_LENGTH('t', 'c') IS NULL AND @x = 1 DROP TABLE x";
    assert_eq!(questions(smaller, Mssql), ["Absent t", "Present t"]);
    let negated = "IF NOT (OBJECT_ID('a') IS NULL AND OBJECT_ID('b') IS NULL) DROP TABLE x";
    assert_eq!(questions(negated, Mssql), ["Condition "]);
    let either = "IF OBJECT_ID('a') IS NULL OR OBJECT_ID('b') IS NULL DROP TABLE x";
    assert_eq!(questions(either, Mssql), ["Condition "]);
    let of_postgres = "do $$ begin if to_regclass('a') is not null and not exists (select from pg_class where relname = 'b') \
                       then drop table x; end if; end $$";
    assert_eq!(questions(of_postgres, Postgres), ["Present a", "Absent b"]);
}

#[test]
fn loops_over_a_question_are_guarded_by_it() {
    let over_query = "do $$ declare r record; begin \
                      for r in select 1 from information_schema.tables where table_name = 'x' loop drop table x; end loop; end $$";
    assert_eq!(questions(over_query, Postgres), ["Present x"]);
    let while_there = "while exists (select 1 from sys.tables where name = 'x') begin drop table x end";
    assert_eq!(questions(while_there, Mssql), ["Present x"]);
    let of_oracle =
        "begin for r in (select 1 from user_tables where table_name = 'X') loop drop table x; end loop; end;\n/";
    assert_eq!(questions(of_oracle, Oracle), ["Present X"]);
    // Neither numbers nor rows say whether the table is there.
    let of_numbers = "do $$ begin for i in 1..3 loop drop table x; end loop; end $$";
    assert_eq!(questions(of_numbers, Postgres), [""; 0]);
    let of_rows = "do $$ declare r record; begin for r in select id from orders loop drop table x; end loop; end $$";
    assert_eq!(questions(of_rows, Postgres), [""; 0]);
}
