//! What statements that are no tables, indexes or rows are read as: their changes, and what they name.
//!
//! A change is shown as `kind object [of table] [to new name]`, a use as its role and the name.

use lockgate_syntax as syntax;
use schema::{Action, Change, Dialect, Runs, SettingScope, Statement};

fn first(sql: &str, dialect: Dialect) -> Statement {
    let mut script = syntax::read(sql, &syntax::ReadOptions::whole(sql, dialect));
    assert_eq!(script.statements.len(), 1, "{sql}");
    let statement = script.statements.remove(0);
    assert_eq!(statement.opaque, [], "{sql}");
    statement
}

fn shown(change: &Change) -> String {
    let mut text = change.kind.to_string();
    let object = change.object();
    if let Some(object) = object {
        text += &format!(" {object}");
    }
    if let Some(table) = change.table().filter(|table| Some(*table) != object) {
        text += &format!(" of {table}");
    }
    if let Action::Rename(rename) = &change.action {
        text += &format!(" to {}", rename.to);
    }
    text
}

fn said(sql: &str, dialect: Dialect) -> String {
    let statement = first(sql, dialect);
    let changes: Vec<String> = statement.changes.iter().map(shown).collect();
    let uses: Vec<String> = statement
        .uses
        .iter()
        .map(|used| format!("{:?} {}", used.role, used.name).to_lowercase())
        .collect();
    let uses = if uses.is_empty() {
        String::new()
    } else {
        format!(" | {}", uses.join(", "))
    };
    format!("{}: {}{uses}", statement.kind, changes.join("; "))
}

fn check(dialect: Dialect, examples: &[(&str, &str)]) {
    for (sql, expected) in examples {
        assert_eq!(said(sql, dialect), *expected, "{sql}");
    }
}

#[test]
fn dropping_names_every_object() {
    check(
        Dialect::Postgres,
        &[
            (
                "DROP TABLE IF EXISTS a.b, c CASCADE",
                "drop_table: drop_table a.b; drop_table c | writes a.b, writes c",
            ),
            (
                "DROP FUNCTION f(int, text), g",
                "drop_function: drop_function f; drop_function g",
            ),
            (
                "DROP TRIGGER t ON public.x",
                "drop_trigger: drop_trigger t of public.x | writes public.x",
            ),
            (
                "DROP INDEX CONCURRENTLY IF EXISTS i, s.j",
                "drop_index: drop_index i; drop_index s.j",
            ),
            ("DROP OPERATOR s.+ (int, int)", "drop_operator: drop_operator s.+"),
            ("DROP CAST (a AS b)", "drop_cast: drop_cast (a AS b)"),
        ],
    );
    check(
        Dialect::Mssql,
        &[
            (
                "DROP INDEX t.i, dbo.u.j",
                "drop_index: drop_index i of t; drop_index j of dbo.u | writes t, writes dbo.u",
            ),
            (
                "DROP INDEX i ON t WITH (ONLINE = OFF), j ON u",
                "drop_index: drop_index i of t; drop_index j of u | writes t, writes u",
            ),
        ],
    );
    check(
        Dialect::Mysql,
        &[
            (
                "DROP INDEX `i` ON `t` ALGORITHM=INPLACE",
                "drop_index: drop_index i of t | writes t",
            ),
            ("DROP USER a@localhost, 'b'@'%'", "drop_user: drop_user a; drop_user b"),
        ],
    );
    check(
        Dialect::Oracle,
        &[(
            "DROP TABLE t CASCADE CONSTRAINTS PURGE",
            "drop_table: drop_table t | writes t",
        )],
    );
}

#[test]
fn the_options_of_dropping_are_kept() {
    let statement = first("DROP INDEX CONCURRENTLY i", Dialect::Postgres);
    assert!(statement.modifiers.concurrently.is_some());
    let statement = first("DROP INDEX i ON t ALGORITHM=INPLACE LOCK=NONE", Dialect::Mysql);
    assert_eq!(statement.modifiers.algorithm.as_deref(), Some("INPLACE"));
    assert_eq!(statement.modifiers.lock.as_deref(), Some("NONE"));
    let statement = first("DROP INDEX i ON t WITH (ONLINE = ON)", Dialect::Mssql);
    assert_eq!(statement.modifiers.online, Some(true));
}

#[test]
fn names_change_by_many_statements() {
    check(
        Dialect::Mssql,
        &[
            (
                "EXEC sp_rename 'dbo.Users.Name', 'FullName', 'COLUMN'",
                "execute: rename_column Name of dbo.Users to FullName | calls sp_rename, writes dbo.users",
            ),
            (
                "EXEC sp_rename N'[dbo].[Users]', N'People'",
                "execute: rename_object dbo.Users to People | calls sp_rename, writes dbo.users",
            ),
            (
                "EXEC sp_rename @objname = N'dbo.T.IX_a', @newname = N'IX_b', @objtype = N'INDEX'",
                "execute: rename_index IX_a of dbo.T to IX_b | calls sp_rename, writes dbo.t",
            ),
            (
                "EXEC sp_renamedb 'a', 'b'",
                "execute: rename_database a to b | calls sp_renamedb",
            ),
            (
                "ALTER SCHEMA s TRANSFER dbo.t",
                "alter_schema: set_schema dbo.t | writes dbo.t",
            ),
        ],
    );
    check(
        Dialect::Mysql,
        &[(
            "RENAME TABLE a TO b, s.c TO s.d",
            "rename_table: rename_table a to b; rename_table s.c to s.d | writes a, writes b, writes s.c, writes s.d",
        )],
    );
    check(
        Dialect::Postgres,
        &[
            (
                "ALTER TYPE t RENAME VALUE 'a' TO 'b'",
                "alter_type: rename_enum_value a of t to b",
            ),
            ("ALTER SEQUENCE s RENAME TO r", "alter_sequence: rename_sequence s to r"),
            (
                "ALTER FUNCTION f(int) RENAME TO g",
                "alter_function: rename_function f to g",
            ),
            ("ALTER FUNCTION f(int) OWNER TO joe", "alter_function: owner_to f"),
            (
                "ALTER POLICY p ON t RENAME TO q",
                "alter_policy: rename_policy p of t to q | writes t",
            ),
        ],
    );
}

#[test]
fn relations_are_named_with_their_role() {
    check(
        Dialect::Postgres,
        &[
            (
                "CREATE VIEW v AS SELECT * FROM t JOIN u ON true",
                "create_view: create_view v | writes v, reads t, reads u",
            ),
            (
                "CREATE TRIGGER t BEFORE INSERT ON s.x FOR EACH ROW EXECUTE FUNCTION f()",
                "create_trigger: create_trigger t of s.x | writes s.x, calls f",
            ),
            (
                "COMMENT ON COLUMN s.t.c IS 'x'",
                "comment: comment s.t | references s.t",
            ),
            (
                "GRANT SELECT ON a, s.b TO x",
                "grant: grant | references a, references s.b",
            ),
            ("GRANT USAGE ON SCHEMA s TO x", "grant: grant"),
            (
                "TRUNCATE a, ONLY b",
                "truncate: truncate a; truncate b | writes a, writes b",
            ),
            ("COPY t (a) TO '/x'", "copy: copy t | reads t"),
            ("COPY (SELECT * FROM z) TO '/x'", "copy: copy | reads z"),
            (
                "LOCK TABLE a, b IN SHARE MODE",
                "lock: lock | references a, references b",
            ),
            ("VACUUM FULL a", "vacuum: vacuum a | writes a"),
            (
                "REFRESH MATERIALIZED VIEW v",
                "refresh_materialized_view: refresh_materialized_view v | writes v",
            ),
            (
                "CREATE STATISTICS s ON a, b FROM t",
                "create_statistics: create_statistics s | references t",
            ),
            (
                "CREATE PUBLICATION p FOR TABLE a, b",
                "create_publication: create_publication p | references a, references b",
            ),
            ("EXPLAIN SELECT * FROM t", "explain: explain | reads t"),
            ("CALL s.p(1)", "call: call s.p | calls s.p"),
        ],
    );
}

#[test]
fn bodies_are_read_and_say_when_they_run() {
    let body = |sql: &str, dialect: Dialect| -> Vec<(String, Runs)> {
        let mut found = Vec::new();
        for inner in &first(sql, dialect).body {
            inner.walk(&mut |inner| found.push((inner.kind.to_string(), inner.runs)));
        }
        found
    };
    let of = |kind: &str, runs: Runs| (kind.to_owned(), runs);
    assert_eq!(
        body(
            "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT 1; DELETE FROM t $$",
            Dialect::Postgres
        ),
        [of("select", Runs::WhenCalled), of("delete", Runs::WhenCalled)]
    );
    assert_eq!(
        body(
            "CREATE FUNCTION f() RETURNS int LANGUAGE plperl AS $$ DROP TABLE t $$",
            Dialect::Postgres
        ),
        []
    );
    assert_eq!(
        body(
            "CREATE TRIGGER t AFTER INSERT ON x FOR EACH ROW DELETE FROM u",
            Dialect::Mysql
        ),
        [of("delete", Runs::PerRow)]
    );
    assert_eq!(
        body(
            "CREATE RULE r AS ON INSERT TO t DO INSTEAD (DELETE FROM u; DELETE FROM w)",
            Dialect::Postgres
        ),
        [of("delete", Runs::PerRow), of("delete", Runs::PerRow)]
    );
    assert_eq!(
        body("CREATE PROCEDURE p @a int AS DELETE FROM t SELECT 1", Dialect::Mssql),
        [of("delete", Runs::WhenCalled), of("select", Runs::WhenCalled)]
    );
    assert_eq!(
        body("DO $$ BEGIN DELETE FROM t; END $$", Dialect::Postgres),
        [of("delete", Runs::Now)]
    );
}

#[test]
fn a_routine_is_read_with_its_header() {
    let sql = "CREATE OR REPLACE FUNCTION s.f(a int, OUT b text, VARIADIC c int[] DEFAULT '{}', double precision) \
               RETURNS TABLE (x int) LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = a, b \
               AS $$ BEGIN NULL; END $$";
    let statement = first(sql, Dialect::Postgres);
    let Action::CreateRoutine(routine) = &statement.changes[0].action else {
        panic!("{:?}", statement.changes);
    };
    let parameters: Vec<String> = routine
        .parameters
        .iter()
        .map(|parameter| {
            let name = parameter.name.as_ref().map_or("-", |name| &name.text);
            format!(
                "{} {name} {} {}",
                parameter.mode, parameter.data_type.name, parameter.has_default
            )
        })
        .collect();
    assert_eq!(
        parameters,
        [
            "IN a int false",
            "OUT b text false",
            "VARIADIC c int true",
            "IN - double precision false"
        ]
    );
    assert!(routine.or_replace && routine.security_definer.is_some());
    assert_eq!(routine.language.as_deref(), Some("plpgsql"));
    assert_eq!(routine.volatility, Some(schema::Volatility::Stable));
    assert_eq!(routine.settings[0].value.as_deref(), Some("a, b"));
    assert_eq!(
        &sql[routine.body.map(source::TextRange::slice).unwrap_or_default()],
        " BEGIN NULL; END "
    );
}

#[test]
fn settings_have_a_value_and_a_scope() {
    let settings = |sql: &str, dialect: Dialect| -> Vec<(String, String, SettingScope)> {
        let statement = first(sql, dialect);
        let changes = statement.changes.iter().filter_map(|change| match &change.action {
            Action::Session(setting) => Some(setting),
            _ => None,
        });
        changes
            .map(|setting| {
                let value = setting.value.as_deref().unwrap_or_default();
                (setting.name.to_string(), value.to_owned(), setting.scope)
            })
            .collect()
    };
    let of = |name: &str, value: &str, scope: SettingScope| (name.to_owned(), value.to_owned(), scope);
    assert_eq!(
        settings("SET LOCAL lock_timeout = '5s'", Dialect::Postgres),
        [of("lock_timeout", "5s", SettingScope::Local)]
    );
    assert_eq!(
        settings("SET @a = 1, FOREIGN_KEY_CHECKS=0, GLOBAL b = 2", Dialect::Mysql),
        [
            of("@a", "1", SettingScope::Variable),
            of("foreign_key_checks", "0", SettingScope::Session),
            of("b", "2", SettingScope::Global),
        ]
    );
    assert_eq!(
        settings("SET ANSI_NULLS, QUOTED_IDENTIFIER ON", Dialect::Mssql),
        [
            of("ansi_nulls", "ON", SettingScope::Session),
            of("quoted_identifier", "ON", SettingScope::Session)
        ]
    );
    assert_eq!(
        settings("PRAGMA main.foreign_keys(off)", Dialect::Sqlite),
        [of("foreign_keys", "off", SettingScope::Session)]
    );
}
