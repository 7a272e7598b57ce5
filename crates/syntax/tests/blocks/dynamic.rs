//! Text that is run is read where it is a literal.

use lockgate_syntax::{ReadOptions, read};
use schema::Dialect::{Mssql, Mysql, Oracle, Postgres};
use schema::NameRole;

use super::holds;

#[test]
fn texts_of_sql_server() {
    holds(
        Mssql,
        "exec('drop table y; drop table z')
         exec sp_executesql N'create table a (b int default ''c'')'
         exec sys.sp_executesql @stmt = N'drop table q'
         exec('drop table ' + @name)
         declare @i int, @sql nvarchar(max) = N'create index i on t (a)'
         exec (@sql)",
        "
        execute now: exec('drop table y; drop table z')
          drop_table now: drop table y
          drop_table now: drop table z
        execute now: exec sp_executesql N'create table a (b i …
          create_table now: create table a (b int default ''c'')
        execute now: exec sys.sp_executesql @stmt = N'drop ta …
          drop_table now: drop table q
        execute now: exec('drop table ' + @name)
          drop_table now: drop table ' + @name
        declare now: declare @i int, @sql nvarchar(max) = N'c …
          create_index now: create index i on t (a)
        execute now: exec (@sql)
        ",
    );
}

#[test]
fn functions_that_are_called_right_away() {
    holds(
        Postgres,
        "create function a() returns void language sql as 'drop table x';
         select a();
         create procedure b() language plpgsql as $$ begin if c then drop table y; end if; end $$;
         call B();
         create function d(e int) returns void language sql as 'drop table z';
         select d(1);
         create function f() returns void language sql as 'drop table z';
         select f(), 1;
         create function g() returns void language sql as 'drop table z';
         select g()",
        "
        create_function now: create function a() returns void languag …
          drop_table now: drop table x
        select now: select a()
        create_procedure now: create procedure b() language plpgsql as …
          if now: if c then drop table y; end if
            drop_table if [condition]: drop table y
        call now: call B()
        create_function now: create function d(e int) returns void la …
          drop_table whencalled: drop table z
        select now: select d(1)
        create_function now: create function f() returns void languag …
          drop_table whencalled: drop table z
        select now: select f(), 1
        create_function now: create function g() returns void languag …
          drop_table now: drop table z
        select now: select g()
        ",
    );
}

#[test]
fn texts_of_the_others() {
    holds(
        Postgres,
        "do 'begin execute ''drop table a''; execute $x$ drop table b $x$; execute format(''drop %I'', c); end'",
        "
        do now: do 'begin execute ''drop table a''; exec …
          execute now: execute ''drop table a''
            drop_table now: drop table a
          execute now: execute $x$ drop table b $x$
            drop_table now: drop table b
          execute now: execute format(''drop %I'', c)
        ",
    );
    holds(
        Oracle,
        "begin execute immediate q'[drop table a]'; execute immediate 'drop table ' || n; end;\n/",
        "
        block now: begin execute immediate q'[drop table a] …
          execute_immediate now: execute immediate q'[drop table a]'
            drop_table now: drop table a
          execute_immediate now: execute immediate 'drop table ' || n
            drop_table now: drop table ' || n
        ",
    );
    holds(
        Mysql,
        "prepare q from 'drop table z';
         set @s = (select if((select count(*) from information_schema.statistics
           where table_name = 't' and index_name = 'ix') > 0, 'select 1', 'create index ix on t (a)'));
         prepare s from @s; execute s;
         set @other = 'drop table kept';",
        "
        prepare now: prepare q from 'drop table z'
          drop_table now: drop table z
        set now: set @s = (select if((select count(*) fro …
          select if [present index ix]: select 1
          create_index if [absent index ix]: create index ix on t (a)
        prepare now: prepare s from @s
        execute now: execute s
        set now: set @other = 'drop table kept'
        ",
    );
}

/// The names that the statements within those of a text write to.
fn written(dialect: schema::Dialect, text: &str) -> String {
    let script = read(text, &ReadOptions::whole(text, dialect));
    assert_eq!(script.problems, [], "{text}");
    let mut names = Vec::new();
    let mut open: Vec<&schema::Statement> = script.statements.iter().collect();
    while let Some(statement) = open.pop() {
        open.extend(statement.body.iter().rev());
        let writes = statement.uses.iter().filter(|used| used.role == NameRole::Writes);
        names.extend(writes.map(|used| used.name.to_string()));
    }
    names.join(" ")
}

#[test]
fn joined_literals_are_one_text() {
    let cases = [
        (Mssql, "exec('drop table ' + N'dbo.a')", "dbo.a"),
        (
            Mssql,
            "exec(concat('drop table ', 'a;', char(10), 'drop table b'))",
            "a b",
        ),
        (Mssql, "exec('-- text' + char(13) + char(10) + 'drop table a')", "a"),
        (
            Oracle,
            "begin execute immediate 'drop table a' || ' cascade constraints'; end;",
            "a",
        ),
        (Postgres, "do $$ begin execute 'drop table ' || 'a'; end $$", "a"),
        (Mysql, "set @s = concat('drop table ', 'a'); prepare s from @s", "a"),
    ];
    for (dialect, text, expected) in cases {
        assert_eq!(written(dialect, text), expected, "{text}");
    }
}

#[test]
fn what_only_the_run_knows_is_a_placeholder() {
    let cases = [
        (Mssql, "exec('drop table ' + @t)", "@t"),
        (Mssql, "exec('drop table [' + @t + ']')", "@t"),
        (Mssql, "exec('drop table dbo.[' + @t + '] ')", "dbo.@t"),
        (
            Mssql,
            "exec('drop table ' + @s + '.' + quotename(@t) + ';')",
            "@s.{quotename(@t)}",
        ),
        (Mssql, "exec('alter table a drop constraint ' + @c)", "a"),
        (Mssql, "exec('update a set b = ''' + @v + ''' where c = 1')", "a"),
        (Mssql, "exec(replace('x', 'y', 'z') + 'drop table a')", ""),
        (
            Oracle,
            "begin execute immediate 'drop table ' || n || ' purge'; end;",
            "{n}",
        ),
        (Postgres, "do $$ begin execute format('drop table %I', n); end $$", "%I"),
        (
            Postgres,
            "do $$ begin execute format('drop table %1$I.%I', n); end $$",
            "%1$I.%I",
        ),
        (
            Postgres,
            "do $$ begin execute format($x$drop table a; -- %s$x$, n); end $$",
            "a",
        ),
        (
            Mysql,
            "set @s = concat('drop table `', @t, '`'); prepare s from @s",
            "@t",
        ),
        (
            Mysql,
            "set @s = concat('drop table a_', @t); prepare s from @s",
            "a_{@t}",
        ),
    ];
    for (dialect, text, expected) in cases {
        assert_eq!(written(dialect, text), expected, "{text}");
    }
}

#[test]
fn escapes_are_read() {
    let cases = [
        (Mysql, r"prepare s from 'update a set b = \'x;\''"),
        (Mysql, r#"prepare s from "update a set b = 'x;'""#),
        (Mysql, r"prepare s from 'drop\ntable\n a'"),
        (Postgres, r"do $$ begin execute E'drop table\n a'; end $$"),
        (Postgres, r"do $$ begin execute E'update a set b = \'x;\''; end $$"),
    ];
    for (dialect, text) in cases {
        assert_eq!(written(dialect, text), "a", "{text}");
    }
}

#[test]
fn marks_of_a_replacement_are_names() {
    let text = "exec('create table $$SCHEMA$$.a_$$TABLE$$_b (c int)')";
    assert_eq!(written(Mssql, text), "$$SCHEMA$$.a_$$TABLE$$_b");
}

#[test]
fn texts_that_several_statements_put_together() {
    holds(
        Mssql,
        "declare @sql nvarchar(max) = N'create table t ('
         set @sql += N'id int,' + @more; set @sql = @sql + N'x int)'
         exec(@sql)
         go
         declare @s varchar(max) = ''
         select @s += 'alter table ' + t.name + ' drop constraint c;' from sys.tables t
         exec sp_executesql @s
         go
         declare @q varchar(max)
         set @q = 'drop table a;'
         if 1 = 1 set @q += 'drop table b'
         set @q += @later + 'x'
         exec(@q)",
        "
        declare now: declare @sql nvarchar(max) = N'create ta …
          create_table now: create table t (' set @sql += N'id int,' …
        set now: set @sql += N'id int,' + @more
        set now: set @sql = @sql + N'x int)'
        execute now: exec(@sql)
        declare now: declare @s varchar(max) = ''
        select now: select @s += 'alter table ' + t.name + ' …
          alter_table now: alter table ' + t.name + ' drop constraint c
        execute now: exec sp_executesql @s
        declare now: declare @q varchar(max)
        set now: set @q = 'drop table a;'
          drop_table now: drop table a
        if now: if 1 = 1 set @q += 'drop table b'
          set if [condition]: set @q += 'drop table b'
            drop_table if [condition]: drop table b
        set now: set @q += @later + 'x'
        execute now: exec(@q)
        ",
    );
}

#[test]
fn names_that_format_gets_as_literals() {
    let text = "do $$ begin
        execute format('alter table %I.%I add column c %s', 'app', 'Users', 'text');
        execute format('alter table %2$s rename to %1$I', 'b', 'a'::regclass);
        execute format('drop table %I, %I, %I', x, 'known', 'not a word');
        execute format('alter table %I rename to %*I', 'a', 3, 'b');
        end $$";
    let script = read(text, &ReadOptions::whole(text, Postgres));
    let body = &script.statements[0].body;
    let object = |at: usize, change: usize| {
        let change = &body[at].body[0].changes[change];
        change.object().or(change.table()).expect("it names something").clone()
    };
    assert_eq!(object(0, 0).resolved(Postgres), "app.Users");
    assert_eq!(object(1, 0).resolved(Postgres), "public.a");
    assert_eq!(object(2, 1).resolved(Postgres), "public.known");
    assert_eq!(object(3, 0).resolved(Postgres), "public.a");
    assert!(object(2, 0).has_placeholder() && object(2, 2).has_placeholder());
    assert!(!object(0, 0).has_placeholder());
    assert_eq!(&text[object(2, 1).range().slice()], "%I");
}

#[test]
fn texts_that_psql_runs() {
    holds(
        Postgres,
        "select 'create database app' where not exists (select from pg_database where datname = 'app')\\gexec
         select 'drop table a; drop table b' \\gexec
         select format('drop table %I', tablename) from pg_tables where schemaname = 'old' \\gexec
         select 'no command behind it' where true;
         select 1 \\g",
        "
        select now: select 'create database app' where not e …
          create_database if [absent database app]: create database app
        client_command now: \\gexec
        select now: select 'drop table a; drop table b'
          drop_table now: drop table a
          drop_table now: drop table b
        client_command now: \\gexec
        select now: select format('drop table %I', tablename …
          drop_table if [condition]: drop table %I
        client_command now: \\gexec
        select now: select 'no command behind it' where true
        select now: select 1
        client_command now: \\g
        ",
    );
}
