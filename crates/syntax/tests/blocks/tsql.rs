//! Statements of T-SQL end where the next one begins.

use lockgate_syntax::{ReadOptions, read};
use schema::Dialect::Mssql;

use super::holds;

/// The texts of the top-level statements.
fn cut(text: &str) -> Vec<&str> {
    let script = read(text, &ReadOptions::whole(text, Mssql));
    assert_eq!(script.problems, [], "{text}");
    let statements = script.statements.iter();
    statements.map(|statement| &text[statement.range.slice()]).collect()
}

#[test]
fn a_word_that_opens_a_statement_ends_the_one_before() {
    let statements = [
        "SET NOCOUNT ON",
        "SET IDENTITY_INSERT t ON",
        "INSERT INTO t (a) VALUES (1), (2)",
        "INSERT t SELECT a FROM u UNION ALL SELECT b FROM v",
        "INSERT INTO t (a) EXEC dbo.p @x = 1",
        "INSERT INTO t DEFAULT VALUES",
        "UPDATE t SET a = CASE WHEN b = 1 THEN 2 ELSE 3 END FROM t INNER MERGE JOIN u ON t.id = u.id",
        "UPDATE STATISTICS t",
        "SET XACT_ABORT ON",
        "DELETE FROM t WHERE EXISTS (SELECT 1)",
        "SELECT TOP (5) a FROM t ORDER BY a OFFSET 1 ROWS FETCH NEXT 5 ROWS ONLY",
        "DECLARE @t TABLE (id int PRIMARY KEY), @x int = 1",
        "DECLARE c CURSOR LOCAL FOR SELECT a FROM t FOR UPDATE OF a",
        "OPEN c",
        "FETCH NEXT FROM c INTO @x",
        "CLOSE c",
        "DEALLOCATE c",
        "EXEC dbo.p @a = 1, @b = N'x' OUTPUT",
        "EXECUTE AS USER = 'dbo'",
        "REVERT",
        "ALTER TABLE a ALTER COLUMN b int NOT NULL",
        "ALTER TABLE a WITH NOCHECK ADD CONSTRAINT fk FOREIGN KEY (x) REFERENCES b (id) ON DELETE CASCADE ON UPDATE SET NULL",
        "ALTER TABLE a CHECK CONSTRAINT fk",
        "ALTER TABLE a DROP CONSTRAINT fk, COLUMN c",
        "ALTER TABLE a SET (LOCK_ESCALATION = AUTO)",
        "ALTER TABLE a ENABLE TRIGGER tr",
        "ALTER TABLE a SWITCH TO b",
        "DISABLE TRIGGER tr ON a",
        "ALTER DATABASE d SET SINGLE_USER WITH ROLLBACK IMMEDIATE",
        "ALTER ROLE r ADD MEMBER m",
        "ALTER ROLE r DROP MEMBER m",
        "ALTER PARTITION FUNCTION pf() MERGE RANGE (1)",
        "ALTER INDEX ALL ON t REBUILD",
        "CREATE UNIQUE NONCLUSTERED INDEX ix ON t (a) INCLUDE (b) WHERE a IS NOT NULL WITH (ONLINE = ON) ON [PRIMARY]",
        "CREATE TABLE #t (a int DEFAULT (0))",
        "DROP TABLE IF EXISTS #t",
        "DROP INDEX IF EXISTS ix ON t",
        "GRANT SELECT, INSERT, EXECUTE ON dbo.t TO public WITH GRANT OPTION",
        "REVOKE GRANT OPTION FOR SELECT ON t FROM x",
        "DENY UPDATE ON t TO x",
        "TRUNCATE TABLE t",
        "PRINT 'a' + CAST(@x AS varchar(5))",
        "RAISERROR ('x', 16, 1)",
        "WAITFOR DELAY '00:00:01'",
        "BEGIN TRANSACTION",
        "SAVE TRAN s",
        "ROLLBACK TRAN s",
        "COMMIT",
        "USE master",
        "DBCC CHECKIDENT ('t', RESEED, 0)",
        "EXEC sp_rename 'dbo.t.a', 'b', 'COLUMN'",
        "CREATE VIEW v AS SELECT a FROM t",
    ];
    let text = statements.join("\n");
    assert_eq!(cut(&text), statements);
    let text = statements.join("; ");
    assert_eq!(cut(&text), statements);
    let text = statements.join(" ");
    assert_eq!(cut(&text), statements);
}

#[test]
fn statements_that_need_a_semicolon_before_them() {
    let text = "SELECT 1;WITH a AS (SELECT 1 AS b), c AS (SELECT 2 AS d) DELETE FROM a;
        MERGE INTO a USING b ON a.id = b.id WHEN MATCHED AND a.x = 1 THEN UPDATE SET x = 1
          WHEN NOT MATCHED THEN INSERT (x) VALUES (1) WHEN NOT MATCHED BY SOURCE THEN DELETE OUTPUT $action;
        WITH q AS (SELECT 1 AS b) INSERT INTO t SELECT b FROM q
        ;THROW 50000, 'x', 1;";
    let found = cut(text);
    let heads: Vec<&str> = found
        .iter()
        .map(|text| text.split_whitespace().next().unwrap())
        .collect();
    assert_eq!(heads, ["SELECT", "WITH", "MERGE", "WITH", "THROW"]);
}

#[test]
fn blocks_conditions_and_loops() {
    holds(
        Mssql,
        "IF @a = 1 PRINT 'a' ELSE IF @a = 2 BEGIN PRINT 'b' PRINT 'c' END ELSE PRINT 'd';
         WHILE @i < 5 BEGIN SET @i = @i + 1 IF @i = 3 BREAK; CONTINUE END
         again:
         BEGIN DROP TABLE x; DROP TABLE y END
         IF UPDATE(a) RETURN
         GOTO again",
        "
        if now: IF @a = 1 PRINT 'a' ELSE IF @a = 2 BEGIN …
          print if [condition]: PRINT 'a'
          print if [condition]: PRINT 'b'
          print if [condition]: PRINT 'c'
          print if [condition]: PRINT 'd'
        while now: WHILE @i < 5 BEGIN SET @i = @i + 1 IF @i …
          set if: SET @i = @i + 1
          if if: IF @i = 3 BREAK
            break if [condition]: BREAK
          continue if: CONTINUE
        label now: again:
        block now: BEGIN DROP TABLE x; DROP TABLE y END
          drop_table now: DROP TABLE x
          drop_table now: DROP TABLE y
        if now: IF UPDATE(a) RETURN
          return if [condition]: RETURN
        goto now: GOTO again
        ",
    );
}

#[test]
fn caught_errors() {
    holds(
        Mssql,
        "BEGIN TRY DROP TABLE a END TRY BEGIN CATCH PRINT 'x' END CATCH
         BEGIN TRY DROP TABLE b END TRY BEGIN CATCH ROLLBACK; THROW; END CATCH",
        "
        try now: BEGIN TRY DROP TABLE a END TRY BEGIN CAT …
          drop_table now [caughterror]: DROP TABLE a
          print if: PRINT 'x'
        try now: BEGIN TRY DROP TABLE b END TRY BEGIN CAT …
          drop_table now: DROP TABLE b
          rollback if: ROLLBACK
          throw if: THROW
        ",
    );
}

#[test]
fn routines_reach_to_the_end_of_their_batch() {
    holds(
        Mssql,
        "CREATE PROCEDURE p @a int AS BEGIN DELETE FROM x; SELECT 1 END
         GO
         CREATE OR ALTER TRIGGER tr ON t AFTER INSERT, UPDATE AS IF UPDATE(a) UPDATE t SET b = 1
         GO
         DROP TABLE y",
        "
        create_procedure now: CREATE PROCEDURE p @a int AS BEGIN DELET …
          delete whencalled: DELETE FROM x
          select whencalled: SELECT 1
        create_trigger now: CREATE OR ALTER TRIGGER tr ON t AFTER IN …
          if whencalled: IF UPDATE(a) UPDATE t SET b = 1
            update whencalled [condition]: UPDATE t SET b = 1
        drop_table now: DROP TABLE y
        ",
    );
}

#[test]
fn a_script_may_begin_with_any_word() {
    assert_eq!(cut("ALL SELECT 1"), ["ALL", "SELECT 1"]);
}
