//! Statements within statements: when they run, and under which guard.

use schema::Dialect::{Mariadb, Mssql, Mysql, Oracle, Postgres};

#[path = "blocks/dynamic.rs"]
mod dynamic;
#[path = "blocks/guards.rs"]
mod guards;
#[path = "support/outline.rs"]
mod outline;
#[path = "blocks/schemas.rs"]
mod schemas;
#[path = "blocks/tsql.rs"]
mod tsql;

/// Compares outlines line by line, the indentation of the test left out.
fn holds(dialect: schema::Dialect, text: &str, expected: &str) {
    let found = outline::outline(text, dialect);
    let margin = expected
        .lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| line.len() - line.trim_start().len())
        .min()
        .unwrap_or(0);
    let expected: Vec<&str> = expected
        .lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| line[margin..].trim_end())
        .collect();
    let found: Vec<&str> = found.lines().collect();
    assert_eq!(found, expected, "{dialect}: {text}");
}

#[test]
fn plpgsql_in_do() {
    holds(
        Postgres,
        "do $$ declare a int := 1; begin
           if a > 0 then create table x (id int); elsif a < 0 then drop table x; else null; end if;
           for r in select 1 loop perform f(r); end loop;
           <<l>> while a > 0 loop a := a - 1; exit l; end loop l;
           case a when 1 then delete from x; else insert into x values (1); end case;
           begin drop table y; exception when undefined_table then raise notice 'gone'; end;
         end $$;",
        "
        do now: do $$ declare a int := 1; begin if a > 0 …
          declare now: a int := 1
          if now: if a > 0 then create table x (id int); e …
            create_table if [condition]: create table x (id int)
            drop_table if [condition]: drop table x
            null_statement if [condition]: null
          for now: for r in select 1 loop perform f(r); end …
            perform if: perform f(r)
          label now: <<l>>
          while now: while a > 0 loop a := a - 1; exit l; end …
            assign if: a := a - 1
            exit if: exit l
          case_statement now: case a when 1 then delete from x; else i …
            delete if [condition]: delete from x
            insert if: insert into x values (1)
          block now: begin drop table y; exception when undef …
            drop_table now [caughterror]: drop table y
            raise if: raise notice 'gone'
        ",
    );
}

#[test]
fn a_handler_that_raises_again_guards_nothing() {
    holds(
        Postgres,
        "do $$ begin drop table y; exception when others then raise; end $$",
        "
        do now: do $$ begin drop table y; exception when …
          drop_table now: drop table y
          raise if: raise
        ",
    );
}

#[test]
fn bodies_of_routines_run_when_called() {
    holds(
        Postgres,
        "create function f() returns int language plpgsql as $$ begin if true then drop table x; end if; end $$;
         create function g() returns int language sql as 'select 1; delete from y where a = ''b''';
         create function h() returns int language python as $$ drop table z $$;",
        "
        create_function now: create function f() returns int language …
          if whencalled: if true then drop table x; end if
            drop_table whencalled [condition]: drop table x
        create_function now: create function g() returns int language …
          select whencalled: select 1
          delete whencalled: delete from y where a = ''b''
        create_function now: create function h() returns int language …
        ",
    );
}

#[test]
fn bodies_of_procedures_that_the_script_calls_run_with_it() {
    holds(
        Mysql,
        "delimiter //
         create procedure up() begin
           if not exists (select 1 from information_schema.columns where table_name = 't' and column_name = 'c') then
             alter table t add column c int;
           end if;
           alter table t drop column d;
         end//
         create procedure later() begin alter table t drop column e; end//
         create procedure other(x int) begin alter table t drop column f; end//
         create procedure leaves() begin
           l: begin if 1 then leave l; end if; alter table t drop column g; end;
         end//
         delimiter ;
         call up(); call other(1); call leaves()",
        "
        create_procedure now: create procedure up() begin if not exist …
          if now: if not exists (select 1 from information …
            alter_table if [absent column t.c]: alter table t add column c int
          alter_table now: alter table t drop column d
        create_procedure now: create procedure later() begin alter tab …
          alter_table whencalled: alter table t drop column e
        create_procedure now: create procedure other(x int) begin alte …
          alter_table whencalled: alter table t drop column f
        create_procedure now: create procedure leaves() begin l: begin …
          label if: l:
          block if: begin if 1 then leave l; end if; alter t …
            if if: if 1 then leave l; end if
              leave if [condition]: leave l
            alter_table if: alter table t drop column g
        call now: call up()
        call now: call other(1)
        call now: call leaves()
        ",
    );
}

#[test]
fn compound_statements_of_mysql() {
    holds(
        Mysql,
        "delimiter //
         create procedure p() begin
           declare x int default 0;
           declare continue handler for 1060 begin end;
           if x = 0 then alter table t add column c int; end if;
           l1: while x < 5 do set x = x + if(x > 1, 2, 3); iterate l1; end while l1;
           repeat set x = 1; until x > 3 end repeat;
           l2:loop leave l2; end loop;
           select case when 1 then 2 end;
         end//",
        "
        create_procedure now: create procedure p() begin declare x int …
          declare whencalled: declare x int default 0
          declare whencalled: declare continue handler for 1060 begin end
            block whencalled: begin end
          if whencalled [caughterror]: if x = 0 then alter table t add column c …
            alter_table whencalled [caughterror]: alter table t add column c int
          label whencalled [caughterror]: l1:
          while whencalled [caughterror]: while x < 5 do set x = x + if(x > 1, 2,  …
            set whencalled [caughterror]: set x = x + if(x > 1, 2, 3)
            iterate whencalled [caughterror]: iterate l1
          repeat whencalled [caughterror]: repeat set x = 1; until x > 3 end repeat
            set whencalled [caughterror]: set x = 1
          label whencalled [caughterror]: l2:
          loop whencalled [caughterror]: loop leave l2; end loop
            leave whencalled [caughterror]: leave l2
          select whencalled [caughterror]: select case when 1 then 2 end
        ",
    );
}

#[test]
fn blocks_of_oracle() {
    holds(
        Oracle,
        "declare
           n number;
           procedure q is begin null; end;
         begin
           select count(*) into n from user_tables where table_name = 'ORDERS';
           if n = 0 then
             execute immediate 'create table orders (id number, c varchar2(3) default ''x'')';
           end if;
         end;
         /
         begin
           execute immediate 'alter table t add (c number)';
         exception when others then
           if sqlcode != -1430 then raise; end if;
         end;
         /",
        "
        block now: declare n number; procedure q is begin n …
          declare now: n number
          declare whencalled: procedure q is begin null; end
            null_statement whencalled: null
          select now: select count(*) into n from user_tables  …
          if now: if n = 0 then execute immediate 'create  …
            execute_immediate if [absent table ORDERS]: execute immediate 'create table orders ( …
              create_table if [absent table ORDERS]: create table orders (id number, c varcha …
        block now: begin execute immediate 'alter table t a …
          execute_immediate now [caughterror]: execute immediate 'alter table t add (c  …
            alter_table now [caughterror]: alter table t add (c number)
          if if: if sqlcode != -1430 then raise; end if
            raise if [condition]: raise
        ",
    );
}

#[test]
fn what_is_never_closed_is_a_problem_and_is_read_all_the_same() {
    holds(
        Postgres,
        "do $$ begin if a then drop table x; $$; select 1;",
        "
        do now: do $$ begin if a then drop table x; $$
          if now: if a then drop table x;
            drop_table if [condition]: drop table x
        select now: select 1
        ! UnterminatedBlock at 12
        ! UnterminatedBlock at 6
        ",
    );
    holds(
        Mssql,
        "begin drop table x",
        "
        block now: begin drop table x
          drop_table now: drop table x
        ! UnterminatedBlock at 0
        ",
    );
}

#[test]
fn what_stands_inside_marked_statements_is_read_once() {
    let text = "do $$ begin perform f(); end $$;\nselect 1;\ndo $$ begin perform g(); end $$;\nselect 2;\n";
    let marks: Vec<source::TextRange> = text
        .match_indices("do $$")
        .map(|(at, _)| source::TextRange::new(at as u32, at as u32 + 32))
        .collect();
    let options = lockgate_syntax::ReadOptions {
        single_statements: &marks,
        ..lockgate_syntax::ReadOptions::whole(text, Postgres)
    };
    let script = lockgate_syntax::read(text, &options);
    let kinds: Vec<schema::Kind> = script.statements.iter().map(|statement| statement.kind).collect();
    use schema::Kind::{Do, Select};
    assert_eq!(kinds, [Do, Select, Do, Select]);
}

#[test]
fn a_variable_of_psql_is_no_body() {
    holds(
        Postgres,
        "create function f() returns int as :'file' language c;
         create function g() returns int as :'file', 'symbol' language c strict;",
        "
        create_function now: create function f() returns int as :'fil …
        create_function now: create function g() returns int as :'fil …
        ",
    );
}

#[test]
fn compound_statements_of_mariadb_need_no_routine() {
    holds(
        Mariadb,
        "delimiter |
/**/ if a then drop tables b, c; else select 1; end if|
-- x
case a when 1 then select 1; end case|
loop select 1; end loop|
while a < 3 do set a = a + 1; end while|
delimiter ;
/**/ if a then select 2; end if;
select 3;",
        "
        if now: if a then drop tables b, c; else select  …
          drop_table if [condition]: drop tables b, c
          select if [condition]: select 1
        case_statement now: case a when 1 then select 1; end case
          select if [condition]: select 1
        loop now: loop select 1; end loop
          select if: select 1
        while now: while a < 3 do set a = a + 1; end while
          set if: set a = a + 1
        if now: if a then select 2; end if
          select if [condition]: select 2
        select now: select 3
        ",
    );
}

#[test]
fn postgres_cuts_what_a_tool_holds_together() {
    let text =
        "create function f() returns int language sql as $$ select 1; $$;\ncreate table t (a int);\nselect f();\n";
    let options = lockgate_syntax::ReadOptions {
        single_statements: &[source::TextRange::new(0, text.len() as u32)],
        ..lockgate_syntax::ReadOptions::whole(text, Postgres)
    };
    let script = lockgate_syntax::read(text, &options);
    let kinds: Vec<schema::Kind> = script.statements.iter().map(|statement| statement.kind).collect();
    use schema::Kind::{CreateFunction, CreateTable, Select};
    assert_eq!(kinds, [CreateFunction, CreateTable, Select]);
}
