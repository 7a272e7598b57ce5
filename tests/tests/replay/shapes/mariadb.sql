-- Tables that take their shape from others, on MariaDB.
-- script: like
create table other (id int primary key auto_increment, a varchar(20) not null default 'x', b decimal(10, 2) unique, c int, key (c), constraint positive check (c > 0)) engine = innodb;
create table child (id int primary key, o int, p int not null, constraint child_o foreign key (o) references other (id), foreign key (p) references other (c)) engine = innodb;
create table fresh like other;
create table brackets (like other);
create table heir like child;
create table if not exists fresh like child;
alter table fresh drop column c;
-- script: as a query
create table other (id int primary key auto_increment, a varchar(20) not null default 'x', b decimal(10, 2), c int unsigned, key (c));
create table child (id int primary key, o int, c datetime not null);
create table whole as select * from other;
create table bare select id, a from other;
create table renamed as select id as number, a, b amount from other;
create table joined as select other.*, child.c as day from other left join child on child.o = other.id;
create table inner_joined as select other.a, child.c as day from other join child on child.o = other.id;
create table extended (z int not null, a varchar(40), key (z)) select id, a from other;
create table keyed (primary key (id)) select id, b from other;
create or replace table whole as select b from other;
