//! Generated streams, and migrations that are not SQL.

use lockgate_migrations::Tool;

use super::{FileTable, see};

#[test]
fn alembic() {
    let seen = see(&[(
        "upgrade.sql",
        "BEGIN;\n\nCREATE TABLE alembic_version (version_num VARCHAR(32));\n\n-- Running upgrade  -> a1\n\nCREATE TABLE t ();\n\n-- Running upgrade a1 -> b2, add u\n\nCREATE TABLE u ();\n\nCOMMIT;\n\n",
    )]);
    assert_eq!(seen.tool(), Tool::Alembic);
    assert_eq!(
        seen.lines(),
        [
            "up  AllPending: CREATE TABLE alembic_version (version_num VARCHAR(32));",
            "up a1 AllPending: CREATE TABLE t ();",
            "up b2 AllPending: CREATE TABLE u ();",
        ]
    );
    // `transaction_per_migration=True`, and an `autocommit_block()`.
    let seen = see(&[(
        "upgrade.sql",
        "BEGIN;\n\n-- Running upgrade  -> a1\n\nCREATE TABLE t ();\n\nCOMMIT;\n\nBEGIN;\n\n-- Running upgrade a1 -> b2\n\nCOMMIT;\n\nCREATE INDEX CONCURRENTLY i ON t (a);\n\nBEGIN;\n\nUPDATE v SET n = 'b2';\n\nCOMMIT;\n\n",
    )]);
    assert_eq!(
        seen.lines(),
        [
            "up a1 PerMigration: CREATE TABLE t ();",
            "up b2 StatementByStatement: CREATE INDEX CONCURRENTLY i ON t (a);",
            "up b2 PerMigration: UPDATE v SET n = 'b2';",
        ]
    );
    // What does not go together is left to be told.
    let seen = see(&[("x.sql", "-- Running upgrade  -> a1\n\nBEGIN;\n\nCREATE TABLE t ();\n")]);
    assert_eq!(seen.lines(), ["up a1 StatementByStatement: BEGIN; CREATE TABLE t ();"]);
    let seen = see(&[("down.sql", "-- Running downgrade b2 -> a1\n\nDROP TABLE u;\n")]);
    assert_eq!(seen.lines(), ["down b2 StatementByStatement: DROP TABLE u;"]);
}

#[test]
fn django() {
    let seen = see(&[(
        "0002_user.sql",
        "BEGIN;\n--\n-- Create model User\n--\nCREATE TABLE \"app_user\" (id int);\nCOMMIT;\n",
    )]);
    assert_eq!(seen.tool(), Tool::Django);
    assert_eq!(
        seen.lines(),
        ["up 0002 StatementByStatement: BEGIN; -- -- Create model User -- CREATE TABLE \"app_user\" (id int); COMMIT;"]
    );
}

#[test]
fn ef_core() {
    let seen = see(&[(
        "script.sql",
        "CREATE TABLE [__EFMigrationsHistory] (a int);\nGO\nBEGIN TRANSACTION;\nCREATE TABLE t (a int);\nINSERT INTO [__EFMigrationsHistory] VALUES (N'20240101000000_Init', N'9.0.0');\nCOMMIT;\nGO\nBEGIN TRANSACTION;\nINSERT INTO [__EFMigrationsHistory] VALUES (N'20240102000000_More', N'9.0.0');\nCOMMIT;\nGO\n",
    )]);
    assert_eq!(seen.tool(), Tool::EfCore);
    let versions: Vec<_> = seen
        .only()
        .migrations
        .iter()
        .map(|m| (m.version_text.as_str(), m.description.as_str()))
        .collect();
    assert_eq!(
        versions,
        [("", ""), ("20240101000000", "Init"), ("20240102000000", "More")]
    );
    assert_eq!(
        seen.lines()[2],
        "up 20240102000000 StatementByStatement: BEGIN TRANSACTION; INSERT INTO [__EFMigrationsHistory] VALUES (N'20240102000000_More', N'9.0.0'); COMMIT; GO"
    );
}

#[test]
fn rails() {
    let seen = see(&[
        (
            "db/structure.sql",
            "CREATE TABLE t ();\nINSERT INTO \"schema_migrations\" (version) VALUES ('1');\n",
        ),
        ("db/seeds.sql", "select 1;"),
    ]);
    assert_eq!(seen.tool(), Tool::Rails);
    assert_eq!(
        seen.lines(),
        [
            "baseline  StatementByStatement: CREATE TABLE t (); INSERT INTO \"schema_migrations\" (version) VALUES ('1');",
            "loose  Unknown: select 1;",
        ]
    );
}

#[test]
fn other_languages_are_named_and_not_read() {
    let table: &[(FileTable<'_>, Tool, &str)] = &[
        (
            &[
                ("Gemfile", "gem \"rails\""),
                ("db/migrate/20240101000000_a.rb", "class A"),
            ],
            Tool::Rails,
            "! NotSql 20240101000000_a.rb:1: `20240101000000_a.rb` is a migration of Rails in Ruby and was not read",
        ),
        (
            &[
                ("Cargo.toml", "sea-orm-migration = \"1\""),
                ("migration/src/m20240101_000000_a.rs", ""),
            ],
            Tool::SeaOrm,
            "! NotSql m20240101_000000_a.rs:1: `m20240101_000000_a.rs` is a migration of SeaORM in Rust and was not read",
        ),
        (
            &[
                ("package.json", "{\"dependencies\": {\"knex\": \"3\"}}"),
                ("migrations/20240101000000_a.ts", ""),
            ],
            Tool::Knex,
            "! NotSql 20240101000000_a.ts:1: `20240101000000_a.ts` is a migration of Knex in TypeScript and was not read",
        ),
        (
            &[
                ("composer.json", "robmorgan/phinx"),
                ("db/migrations/20240101000000_a.php", ""),
            ],
            Tool::Phinx,
            "! NotSql 20240101000000_a.php:1: `20240101000000_a.php` is a migration of Phinx in PHP and was not read",
        ),
        (
            &[("alembic/env.py", ""), ("alembic/versions/a1_x.py", "")],
            Tool::Alembic,
            "! NotSql a1_x.py:1: `a1_x.py` is a migration of Alembic in Python and was not read",
        ),
        (
            &[("manage.py", ""), ("app/migrations/0001_initial.py", "")],
            Tool::Django,
            "! NotSql 0001_initial.py:1: `0001_initial.py` is a migration of Django in Python and was not read",
        ),
        (
            &[("m/20240101_a.fizz", "create_table()")],
            Tool::Pop,
            "! NotSql 20240101_a.fizz:1: `20240101_a.fizz` is a migration of Pop / fizz in fizz and was not read",
        ),
        (
            &[("m/something.rb", "")],
            Tool::Plain,
            "! NotSql something.rb:1: `something.rb` is Ruby and was not read",
        ),
    ];
    for (files, tool, problem) in table {
        let seen = see(files);
        assert_eq!(seen.tool(), *tool, "{files:?}");
        assert_eq!(seen.problems(), [*problem]);
        assert!(seen.only().migrations.is_empty());
    }
}
