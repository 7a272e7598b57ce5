-- Tables that take their shape from others, on SQLite.
-- script: as a query
create table other (id integer primary key, a varchar(20) not null default 'x', b numeric(10,2), c real, d blob, e bigint, f datetime, g, h double, i boolean, j clob);
create table child (id integer primary key, o int not null references other (id));
create table whole as select * from other;
create table renamed as select id as key, a, b amount from other;
create table joined as select other.*, child.o from other left join child on child.o = other.id;
create table constant as select 1 as one, 'x' as text, 2.5;
create table cast_to as select cast(id as text) as t, cast(a as integer) as n from other;
create table if not exists whole as select 1 as one;
-- script: rebuilt by a copy
pragma foreign_keys = off;
create table users (id integer primary key, name text, old text);
create table posts (id integer primary key, u int not null references users (id));
create index users_name on users (name);
begin;
create table users_new (id integer primary key, name text not null, age int default 0);
insert into users_new (id, name) select id, name from users;
drop table users;
alter table users_new rename to users;
create index users_name on users (name);
commit;
-- script: rebuilt behind a new name
pragma foreign_keys = off;
create table users (id integer primary key, name text unique, old text);
create table posts (id integer primary key, u int not null references users (id));
alter table users rename to users_old;
create table users (id integer primary key, name text unique);
insert into users select id, name from users_old;
drop table users_old;
-- script: renamed columns
create table other (id integer primary key, code text unique);
create table tab (id integer primary key, a int, b int, o int references other (id), check (a > b), unique (a, b));
create index tab_a on tab (a, b) where b > 1;
alter table tab rename column a to c;
alter table other rename column id to key;
alter table tab add column z text collate nocase default 'x';
alter table tab drop column z;
alter table other rename to others;
