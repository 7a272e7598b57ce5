-- Flyway does not know that this cannot run inside its transaction.
reindex index concurrently orders_by_customer;
