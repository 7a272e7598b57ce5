use schema::Dialect;

use super::check;

#[test]
fn sqlite() {
    check(
        Dialect::Sqlite,
        &[
            ("alter_table", "ALTER TABLE t RENAME COLUMN a TO b"),
            ("analyze", "ANALYZE main.t"),
            ("attach", "ATTACH DATABASE 'x' AS y"),
            ("begin", "BEGIN IMMEDIATE TRANSACTION"),
            ("commit", "END TRANSACTION"),
            ("create_index", "CREATE INDEX IF NOT EXISTS i ON t (a)"),
            ("create_table", "CREATE VIRTUAL TABLE t USING fts5(a)"),
            (
                "create_trigger",
                "CREATE TEMP TRIGGER IF NOT EXISTS t AFTER UPDATE OF a ON x BEGIN SELECT 1; END",
            ),
            ("create_view", "CREATE TEMP VIEW v AS SELECT 1"),
            ("detach", "DETACH y"),
            ("drop_trigger", "DROP TRIGGER IF EXISTS main.t"),
            ("drop_view", "DROP VIEW v"),
            ("explain", "EXPLAIN QUERY PLAN SELECT 1"),
            ("insert", "INSERT OR REPLACE INTO t VALUES (1)"),
            ("pragma", "PRAGMA foreign_keys = OFF"),
            ("reindex", "REINDEX t"),
            ("release_savepoint", "RELEASE SAVEPOINT s"),
            ("replace", "REPLACE INTO t VALUES (1)"),
            ("vacuum", "VACUUM INTO 'x'"),
        ],
    );
}
