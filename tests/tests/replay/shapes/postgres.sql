-- Tables that take their shape from others, on PostgreSQL.
-- script: like, nothing included
create table other (id serial primary key, a int not null default 5 check (a > 0), b text unique, c int generated always as (a + 1) stored, d bigint generated always as identity);
create table fresh (like other);
-- script: like, everything included
create table other (id int primary key, a int not null default 5 check (a > 0), b text unique, c int generated always as (a + 1) stored, d bigint generated always as identity, check (a < 100), constraint named check (a <> 7), constraint both_key unique (a, b));
create index on other (a);
create index other_lower on other (lower(b)) where a > 3;
create unique index other_u on other (a, b) include (id);
create index on other ((a + 1), (a + 2));
create index on other (coalesce(b, 'x'));
create table fresh (like other including all);
-- script: like, some included, among columns
create table other (id int primary key, a int default 5 check (a > 0), b varchar(30) not null);
create index other_a on other (a);
create table far (n int primary key, m text unique);
create table fresh (z int, like other including defaults including indexes, y text not null);
create table more (like other including all excluding indexes excluding constraints);
create table keys (like other including constraints, extra int unique);
create table two (like other, like far including indexes);
-- script: like a serial
create table other (id serial primary key, n numeric(10, 2) not null);
create table fresh (like other including defaults including identity);
-- script: as a query
create table other (id int primary key, a varchar(20) not null default 'x', b numeric(10, 2));
create table child (id serial primary key, o int not null references other (id), c timestamptz);
create table whole as select * from other;
create table renamed as select id as key, a, b amount from other;
create table joined as select other.*, child.c from other left join child on child.o = other.id;
create table aliased as select o.id, c.id as child, c.c from other o join child as c on c.o = o.id where c.c is not null;
create table listed (x, y) as select id, a from other;
create table cast_to as select id::bigint, a::text as t, '5'::int as five, cast(b as double precision) from other;
create table constant as select 1 as one, 'x' as text, 2.5 as half, true as yes, null as nothing, 5000000000 as large;
create table unnamed as select 1::int, 'x'::varchar(5), true::boolean;
create table no_rows as select id, a from other with no data;
create table if not exists no_rows as select b from other;
create temporary table passing as select id from other;
create table bracketed as (select id, b from other);
create table sorted as select a from other order by id limit 3;
select id, a into taken from other where id > 3;
select * into temp short from other;
select c.*, 5 as five into unlogged wide from child c;
-- script: heirs
create table top (id int primary key, a int not null default 3 check (a > 0), b text, constraint kept check (b <> 'x'), constraint own check (a < 50) no inherit);
create table heir (c int not null unique) inherits (top);
create table merged (b text not null, d int, a int default 9) inherits (top);
create table side (b text, z int not null);
create table both_of (e int) inherits (top, side);
create table grand () inherits (heir);
alter table top add column late int not null default 1;
alter table top add check (late > 0);
alter table top drop column b cascade;
alter table top rename column a to first;
-- script: partitions
create table root (id int not null, day date not null, v int default 4 check (v > 0), w text) partition by range (day);
create table root_1 partition of root for values from ('2024-01-01') to ('2024-02-01');
create index on root (v);
create index root_w on root (lower(w), v) include (id);
create table root_2 partition of root (v not null default 8, constraint named check (v < 1000)) for values from ('2024-02-01') to ('2024-03-01');
alter table root add primary key (id, day);
alter table root add constraint root_u unique (day, v);
create table root_3 (w text, id int not null, day date not null, v int check (v > 0));
alter table root_3 drop constraint root_3_v_check, add constraint root_v_check check (v > 0);
alter table root attach partition root_3 for values from ('2024-03-01') to ('2024-04-01');
create table root_d partition of root default;
create index on only root (id);
create table aim (v int primary key);
alter table root add column late int references aim (v);
-- script: partitions of partitions
create table root (id int, k int, v int, primary key (id, k)) partition by list (k);
create table low partition of root for values in (1, 2) partition by range (id);
create table low_1 partition of low for values from (0) to (10);
create index on root (v);
create unique index on root (k, id, v);
create table low_2 partition of low for values from (10) to (20);
alter table root detach partition low;
create table high partition of root for values in (3);
drop index root_v_idx;
alter table root drop constraint root_pkey;
-- script: foreign keys of partitions
create table other (id int primary key);
create table root (id int, o int references other (id)) partition by range (id);
create table root_1 partition of root for values from (0) to (10);
alter table root add constraint again foreign key (o) references other (id) on delete cascade;
create table root_2 partition of root for values from (10) to (20);
alter table root drop constraint root_o_fkey;
-- script: names of indexes
create table tab (a int, b int, c text, "Odd Name" text);
create index on tab (a, b);
create index on tab (a, b);
create index on tab (a) include (b, c);
create index on tab (lower(c), upper(c));
create index on tab ((a + b), (a * b));
create index on tab ((c || 'x'), (a::text));
create index on tab ("Odd Name");
create index on tab (coalesce(c, 'x'));
create index on tab ((case when a > 1 then 1 else 2 end));
alter table tab add unique (a, b), add unique (a) include (c);
alter table tab add exclude using btree (a with =);
alter table tab add check (a > b), add check (a > 0), add check (a > 1), add check (1 > 0);
alter table tab add foreign key (a) references tab (a), add foreign key (a) references tab (a);
