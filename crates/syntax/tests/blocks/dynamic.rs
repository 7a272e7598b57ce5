//! Text that is run is read where it is a literal.

use schema::Dialect::{Mssql, Mysql, Oracle, Postgres};

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
        declare now: declare @i int, @sql nvarchar(max) = N'c …
          create_index now: create index i on t (a)
        execute now: exec (@sql)
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
