use schema::Dialect;

use super::check;

#[test]
fn oracle() {
    check(
        Dialect::Oracle,
        &[
            (
                "administer_key_management",
                "ADMINISTER KEY MANAGEMENT SET KEY IDENTIFIED BY x",
            ),
            ("alter_database", "ALTER PLUGGABLE DATABASE p OPEN"),
            (
                "alter_database_link",
                "ALTER DATABASE LINK l CONNECT TO u IDENTIFIED BY p",
            ),
            ("alter_diskgroup", "ALTER DISKGROUP d DROP DISK x"),
            ("alter_function", "ALTER FUNCTION f COMPILE"),
            ("alter_materialized_view", "ALTER MATERIALIZED VIEW m REFRESH FAST"),
            (
                "alter_materialized_view_log",
                "ALTER MATERIALIZED VIEW LOG ON t ADD ROWID",
            ),
            ("alter_package", "ALTER PACKAGE p COMPILE BODY"),
            ("alter_profile", "ALTER PROFILE p LIMIT IDLE_TIME 1"),
            ("alter_sequence", "ALTER SEQUENCE s INCREMENT BY 10 NOCACHE"),
            ("alter_session", "ALTER SESSION SET CURRENT_SCHEMA = x"),
            ("alter_system", "ALTER SYSTEM FLUSH SHARED_POOL"),
            ("alter_table", "ALTER TABLE t ADD (a NUMBER)"),
            ("alter_tablespace", "ALTER TABLESPACE ts ADD DATAFILE 'x' SIZE 1M"),
            ("alter_trigger", "ALTER TRIGGER t DISABLE"),
            ("alter_type", "ALTER TYPE t ADD ATTRIBUTE (a NUMBER) CASCADE"),
            ("alter_user", "ALTER USER u QUOTA UNLIMITED ON ts"),
            ("alter_view", "ALTER VIEW v COMPILE"),
            ("analyze", "ANALYZE TABLE t COMPUTE STATISTICS"),
            (
                "associate_statistics",
                "ASSOCIATE STATISTICS WITH PACKAGES p DEFAULT SELECTIVITY 10",
            ),
            ("audit", "AUDIT SELECT ON t"),
            ("call", "CALL p(1)"),
            ("comment", "COMMENT ON TABLE t IS 'x'"),
            (
                "create_audit_policy",
                "CREATE AUDIT POLICY p PRIVILEGES CREATE ANY TABLE",
            ),
            ("create_cluster_object", "CREATE CLUSTER c (a NUMBER)"),
            ("create_context", "CREATE CONTEXT c USING p"),
            (
                "create_database_link",
                "CREATE PUBLIC DATABASE LINK l CONNECT TO u IDENTIFIED BY p USING 'x'",
            ),
            ("create_directory", "CREATE OR REPLACE DIRECTORY d AS '/x'"),
            (
                "create_function",
                "CREATE OR REPLACE FUNCTION f (a IN NUMBER) RETURN NUMBER IS BEGIN RETURN 1; END;",
            ),
            ("create_index", "CREATE BITMAP INDEX i ON t (a)"),
            (
                "create_java",
                "CREATE OR REPLACE AND COMPILE JAVA SOURCE NAMED x AS class A {}",
            ),
            ("create_library", "CREATE LIBRARY l AS '/x.so'"),
            ("create_index", "CREATE VECTOR INDEX i ON docs (embedding)"),
            ("create_index", "CREATE MULTIVALUE INDEX i ON t (a)"),
            ("create_table", "CREATE PRIVATE TEMPORARY TABLE ora$ptt_t (a NUMBER)"),
            ("create_table", "CREATE IMMUTABLE BLOCKCHAIN TABLE t (a NUMBER)"),
            ("create_domain", "CREATE USECASE DOMAIN d AS VARCHAR2(10)"),
            (
                "create_database",
                "CREATE PLUGGABLE DATABASE p ADMIN USER u IDENTIFIED BY x",
            ),
            (
                "create_materialized_view",
                "CREATE MATERIALIZED VIEW m REFRESH FAST ON COMMIT AS SELECT 1 FROM dual",
            ),
            (
                "create_materialized_view_log",
                "CREATE MATERIALIZED VIEW LOG ON t WITH ROWID",
            ),
            (
                "create_operator",
                "CREATE OPERATOR o BINDING (NUMBER) RETURN NUMBER USING f",
            ),
            (
                "create_package",
                "CREATE OR REPLACE EDITIONABLE PACKAGE p AS PROCEDURE q; END p;",
            ),
            (
                "create_package_body",
                "CREATE OR REPLACE PACKAGE BODY p AS PROCEDURE q IS BEGIN NULL; END; END p;",
            ),
            (
                "create_procedure",
                "CREATE OR REPLACE PROCEDURE p AUTHID CURRENT_USER IS BEGIN NULL; END;",
            ),
            ("create_profile", "CREATE PROFILE p LIMIT SESSIONS_PER_USER 2"),
            ("create_restore_point", "CREATE RESTORE POINT r"),
            ("create_role", "CREATE ROLE r IDENTIFIED BY x"),
            ("create_schema", "CREATE SCHEMA AUTHORIZATION oe"),
            ("create_sequence", "CREATE SEQUENCE s START WITH 1 NOCYCLE NOCACHE"),
            ("create_synonym", "CREATE OR REPLACE PUBLIC SYNONYM s FOR a.t"),
            (
                "create_table",
                "CREATE GLOBAL TEMPORARY TABLE t (a NUMBER) ON COMMIT DELETE ROWS",
            ),
            ("create_tablespace", "CREATE BIGFILE TABLESPACE ts DATAFILE 'x' SIZE 1G"),
            (
                "create_trigger",
                "CREATE OR REPLACE TRIGGER t BEFORE INSERT ON x FOR EACH ROW BEGIN NULL; END;",
            ),
            (
                "create_type",
                "CREATE OR REPLACE TYPE t AS OBJECT (a NUMBER, MEMBER FUNCTION f RETURN NUMBER)",
            ),
            ("create_type", "CREATE TYPE t AS TABLE OF NUMBER"),
            (
                "create_type_body",
                "CREATE OR REPLACE TYPE BODY t AS MEMBER FUNCTION f RETURN NUMBER IS BEGIN RETURN 1; END; END;",
            ),
            ("create_user", "CREATE USER u IDENTIFIED BY p DEFAULT TABLESPACE ts"),
            (
                "create_view",
                "CREATE OR REPLACE FORCE EDITIONABLE VIEW v AS SELECT 1 FROM dual WITH READ ONLY",
            ),
            ("disassociate_statistics", "DISASSOCIATE STATISTICS FROM PACKAGES p"),
            ("drop_materialized_view_log", "DROP MATERIALIZED VIEW LOG ON t"),
            ("drop_package_body", "DROP PACKAGE BODY p"),
            ("drop_synonym", "DROP PUBLIC SYNONYM s FORCE"),
            ("drop_table", "DROP TABLE t CASCADE CONSTRAINTS PURGE"),
            ("drop_tablespace", "DROP TABLESPACE ts INCLUDING CONTENTS AND DATAFILES"),
            ("execute_immediate", "EXECUTE IMMEDIATE 'drop table t'"),
            ("explain", "EXPLAIN PLAN FOR SELECT 1 FROM dual"),
            ("flashback", "FLASHBACK TABLE t TO BEFORE DROP"),
            ("grant", "GRANT CREATE SESSION, RESOURCE TO u WITH ADMIN OPTION"),
            ("lock", "LOCK TABLE t IN EXCLUSIVE MODE NOWAIT"),
            (
                "merge",
                "MERGE INTO t USING s ON (t.a = s.a) WHEN MATCHED THEN UPDATE SET t.b = s.b",
            ),
            ("noaudit", "NOAUDIT SELECT ON t"),
            ("purge", "PURGE RECYCLEBIN"),
            ("rename_table", "RENAME a TO b"),
            ("savepoint", "SAVEPOINT s"),
            ("set_constraints", "SET CONSTRAINTS ALL IMMEDIATE"),
            ("set_transaction", "SET TRANSACTION READ ONLY"),
            ("truncate", "TRUNCATE TABLE t DROP STORAGE"),
        ],
    );
}
