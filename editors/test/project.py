"""The project that the editors open: its second migration makes writers wait while an index is built."""

from pathlib import Path

FINDING = "writes to `orders` wait"
MIGRATION = "migrations/V2__find_orders.sql"
BROKEN = "create index orders_by_customer on orders (customer_id);\n"
FIXED = "create index concurrently orders_by_customer on orders (customer_id);\n"

FILES = {
    "lockgate.toml": 'dialect = "postgres"\ntool = "psql"\nmigrations = ["migrations"]\n',
    "migrations/V1__orders.sql": "create table orders (id bigint primary key, customer_id bigint not null);\n",
    MIGRATION: BROKEN,
}


def write(folder: Path) -> None:
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
