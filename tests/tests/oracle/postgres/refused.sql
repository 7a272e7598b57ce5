-- What `impact` says is refused, and is. Each statement is run on this schema alone.
create table customers (id bigint primary key, email text not null);
create table orders (
    id bigserial primary key,
    customer_id bigint references customers (id),
    total int,
    note text,
    k text,
    constraint orders_k_key unique (k)
);
create index orders_note on orders (note);
create sequence numbers;
create type state as enum ('a', 'b');
create policy own on orders using (id > 0);
create view order_v as select id, total from orders;
create materialized view order_mv as select id, total from orders;
create function touch() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger touched before update on orders for each row execute function touch();
-- statements
alter table orders add column total int;
alter table orders drop column nope;
comment on column orders.nope is 'x';
create view customers as select 1;
create or replace view customers as select 1;
create or replace view order_mv as select 1;
create materialized view order_v as select 1;
create table orders_note (id int primary key);
create table fresh (id int, constraint orders_k_key unique (id));
create table fresh (id int references customers (idd));
alter table orders alter column nope set not null;
alter table orders alter column nope drop not null;
alter table orders alter column nope set default 1;
alter table orders alter column nope type text;
alter table orders alter column nope set statistics 100;
create index on orders (nope);
create index on orders (lower(nope));
create index on orders (total) where nope2 is null;
create index on orders (total) include (nope);
alter table orders rename column total to note;
alter table orders rename column nope to other;
alter table orders add primary key (note);
alter table orders add column more int primary key;
create index orders_note on orders (total);
create index orders_k_key on orders (total);
create index orders on orders (total);
create sequence orders;
create table numbers (id int primary key);
create type state as enum ('x');
create type orders as enum ('x');
create table state (id int);
alter type state add value 'a';
alter table orders add constraint orders_k_key unique (note);
alter table orders add constraint c check (zz > 1);
alter table orders add constraint c unique (zz);
alter table orders add constraint c foreign key (zz) references customers;
alter table orders add constraint c foreign key (customer_id) references customers (idd);
alter table orders rename to customers;
alter index orders_note rename to orders_k_key;
alter table orders add column g int generated always as (totl * 2) stored;
create policy own on orders using (true);
create policy other on orders using (owner > 0);
create trigger touched before insert on orders for each row execute function touch();
insert into orders (nope) values (1);
update orders set nope = 1;
