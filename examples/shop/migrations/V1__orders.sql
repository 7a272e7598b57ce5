create table customers (
    id bigint generated always as identity primary key,
    email text not null unique
);

create table orders (
    id bigint generated always as identity primary key,
    customer_id bigint not null references customers (id),
    placed timestamptz not null default now()
);
