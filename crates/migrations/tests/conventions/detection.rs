//! Which tool is found, and what is said where more than one fits.

use lockgate_migrations::{Settings, Tool, TransactionMode, Version};

use super::{FileTable, see, see_with};

#[test]
fn evidence() {
    let pair: FileTable<'_> = &[
        ("migrations/1_a.up.sql", "select 1;"),
        ("migrations/1_a.down.sql", "select 2;"),
    ];
    let version: FileTable<'_> = &[("migrations/V1__a.sql", "select 1;")];
    let stamped: FileTable<'_> = &[("migrations/20240101000000_a.sql", "select 1;")];
    let table: &[(FileTable<'_>, FileTable<'_>, Tool)] = &[
        (
            &[("go.mod", "github.com/golang-migrate/migrate/v4")],
            pair,
            Tool::GolangMigrate,
        ),
        (&[("Cargo.toml", "sqlx = \"0.8\"")], pair, Tool::Sqlx),
        (&[("flyway.toml", "")], version, Tool::Flyway),
        (&[("Cargo.toml", "refinery = \"0.8\"")], version, Tool::Refinery),
        (
            &[("pom.xml", "<artifactId>flyway-core</artifactId>")],
            version,
            Tool::Flyway,
        ),
        (
            &[("migrations/migrations.csproj", "Include=\"Evolve\"")],
            version,
            Tool::Evolve,
        ),
        (&[("Cargo.toml", "sqlx = \"0.8\"")], stamped, Tool::Sqlx),
        (&[("migrations/atlas.sum", "")], stamped, Tool::Atlas),
        (
            &[("migrations/atlas.sum", ""), ("go.mod", "golang-migrate/migrate")],
            pair,
            Tool::GolangMigrate,
        ),
        (
            &[("drizzle.config.ts", "")],
            &[("drizzle/0000_a.sql", "select 1;")],
            Tool::Drizzle,
        ),
        (&[("tern.conf", "")], &[("001_a.sql", "select 1;")], Tool::Tern),
        (&[], &[("001_a.sql", "select 1;")], Tool::Plain),
    ];
    for (neighbours, files, tool) in table {
        let all: Vec<_> = neighbours.iter().chain(*files).copied().collect();
        let seen = see(&all);
        assert_eq!(seen.tool(), *tool, "{all:?}");
        assert_eq!(seen.problems(), Vec::<String>::new(), "{all:?}");
        assert!(!seen.only().detected_by.is_empty());
    }
}

#[test]
fn ambiguity_is_said() {
    let table: &[(&str, Tool, &str)] = &[
        (
            "migrations/V1__a.sql",
            Tool::Flyway,
            "these files could belong to Flyway, Refinery or Evolve, and are read as Flyway",
        ),
        (
            "migrations/1_a.up.sql",
            Tool::GolangMigrate,
            "these files could belong to golang-migrate or SQLx, and are read as golang-migrate",
        ),
        (
            "migrations/20240101000000_a.sql",
            Tool::Plain,
            "these files could belong to SQLx, Atlas or node-pg-migrate, and are read as plain scripts",
        ),
    ];
    for (path, tool, message) in table {
        let seen = see(&[(path, "select 1;")]);
        assert_eq!(seen.tool(), *tool);
        let name = path.rsplit('/').next().unwrap();
        assert_eq!(seen.problems(), [format!("! AmbiguousTool {name}:1: {message}")]);
    }
}

#[test]
fn the_configuration_decides() {
    let settings = Settings {
        tool: Some(Tool::Refinery),
        ..Settings::default()
    };
    let seen = see_with(&[("flyway.toml", ""), ("db/V1__a.sql", "select 1;")], &settings);
    assert_eq!(seen.tool(), Tool::Refinery);
    assert_eq!(seen.only().detected_by, "the configuration names it");
}

#[test]
fn one_repository_holds_several_histories() {
    let seen = see(&[
        ("billing/migrations/1_a.sql", "-- +goose Up\nselect 1;\n"),
        ("db/migration/mysql/V1__a.sql", "select 1;"),
        ("db/migration/postgresql/V1__a.sql", "select 1;"),
        ("scripts/cleanup.sql", "select 1;"),
        ("shop/prisma/migrations/20240101000000_a/migration.sql", "select 1;"),
    ]);
    assert_eq!(
        seen.folders(),
        [
            (Tool::Goose, "billing/migrations"),
            (Tool::Flyway, "db/migration/mysql"),
            (Tool::Flyway, "db/migration/postgresql"),
            (Tool::Plain, "scripts"),
            (Tool::Prisma, "shop/prisma/migrations"),
        ]
    );
}

#[test]
fn configured_folders_are_one_history() {
    let files = [
        ("flyway.toml", ""),
        ("core/sql/V1__a.sql", "select 1;"),
        ("shop/sql/V2__b.sql", "select 2;"),
        ("other/sql/V1__c.sql", "select 3;"),
    ];
    let settings = Settings {
        folders: vec!["core/sql".to_owned(), "shop/sql".to_owned()],
        ..Settings::default()
    };
    let seen = see_with(&files, &settings);
    let counts: Vec<_> = seen.histories.iter().map(|history| history.migrations.len()).collect();
    assert_eq!(counts, [2, 1]);
    assert_eq!(see(&files).histories.len(), 3);
}

#[test]
fn folders_beside_those_of_a_tool_follow_it() {
    let seen = see(&[
        (
            "m/tenant/0001-a.sql",
            "-- postgres-migrations disable-transaction\nselect 1;",
        ),
        ("m/vectors/0001-b.sql", "select 2;"),
        ("m/notes/remark.sql", "select 3;"),
    ]);
    assert_eq!(
        seen.folders(),
        [
            (Tool::Plain, "m/notes"),
            (Tool::PostgresMigrations, "m/tenant"),
            (Tool::PostgresMigrations, "m/vectors")
        ]
    );
}

#[test]
fn every_tool_says_where_it_keeps_what_it_has_run() {
    assert_eq!(Tool::Flyway.history_tables(), ["flyway_schema_history"]);
    assert_eq!(Tool::Tern.history_tables(), ["public.schema_version"]);
    assert_eq!(Tool::Prisma.default_folders(), ["prisma/migrations"]);
    assert_eq!(Tool::from_id("golang-migrate"), Some(Tool::GolangMigrate));
    assert_eq!(Tool::from_id("nothing"), None);
    let without: Vec<_> = Tool::ALL
        .iter()
        .filter(|tool| tool.history_tables().is_empty())
        .collect();
    assert_eq!(without, [&Tool::Psql, &Tool::Plain]);
    for tool in Tool::ALL {
        assert_eq!(Tool::from_id(tool.id()), Some(*tool));
    }
    assert!(Version::numeric("2").unwrap() < Version::numeric("10").unwrap());
}

#[test]
fn some_tools_run_differently_on_another_engine() {
    let table: &[(Tool, &str, &str, TransactionMode)] = &[
        (
            Tool::GolangMigrate,
            "1_a.up.sql",
            "postgres",
            TransactionMode::ImplicitBatch,
        ),
        (
            Tool::GolangMigrate,
            "1_a.up.sql",
            "sqlite",
            TransactionMode::PerMigration,
        ),
        (
            Tool::GolangMigrate,
            "1_a.up.sql",
            "mysql",
            TransactionMode::StatementByStatement,
        ),
        (Tool::Sqlx, "1_a.sql", "postgres", TransactionMode::ImplicitBatch),
        (Tool::Sqlx, "1_a.sql", "mariadb", TransactionMode::PerMigration),
        (Tool::Goose, "1_a.sql", "mysql", TransactionMode::PerMigration),
    ];
    for (tool, name, dialect, transaction) in table {
        let settings = Settings {
            tool: Some(*tool),
            ..Settings::default()
        };
        let mut seen = see_with(&[(name, "-- no-transaction\n-- +goose Up\nselect 1;\n")], &settings);
        seen.histories[0].adapt_to(dialect);
        assert_eq!(
            seen.only().migrations[0].policy.transaction,
            *transaction,
            "{tool} {dialect}"
        );
        let demanded = Settings {
            transaction: Some(TransactionMode::AllPending),
            ..settings
        };
        let mut seen = see_with(&[(name, "-- +goose Up\nselect 1;\n")], &demanded);
        seen.histories[0].adapt_to(dialect);
        assert_eq!(
            seen.only().migrations[0].policy.transaction,
            TransactionMode::AllPending
        );
    }
}

#[test]
fn odd_texts_are_read_by_every_tool() {
    let texts = [
        "",
        "\u{FEFF}",
        "--",
        "é",
        "-- +goose",
        "-- +goose Up",
        "-- +goose Up\r\nselect 1;\r\n-- +goose Down\r\n",
        "-- +goose Up\rselect 1;\r",
        "-- +migrate ",
        "-- migrate:",
        "-- migrate:up é",
        "--liquibase formatted sql\n--changeset",
        "--liquibase formatted sql\n--changeset \"a b\":\"c d\" context:\"x\n--ignoreLines:0\n--ignoreLines:9\n--rollback é",
        "--liquibase formatted sql\n--changeset a:1\n/* liquibase rollback\n*/",
        "---- create above / drop below ----",
        "é---- create above / drop below ----é",
        "-- atlas:",
        "-- atlas:delimiter",
        "--! ",
        "--! no-transaction",
        "BEGIN;\n-- Running upgrade -> \nCOMMIT;",
        "BEGIN;\nCOMMIT;",
        "-- Running upgrade ->",
        "BEGIN TRANSACTION;",
        "-- <Migration ID=\"\" TransactionHandling=\"é",
        "-- requires: a",
    ];
    let paths = [
        "1_a.sql",
        "m/1_a/up.sql",
        "m/V1__a.sql",
        "deploy/a.sql",
        "é/é.sql",
        "committed/000001.sql",
    ];
    for tool in Tool::ALL {
        let settings = Settings {
            tool: Some(*tool),
            ..Settings::default()
        };
        for text in texts {
            for path in paths {
                let seen = see_with(&[(path, text)], &settings);
                for migration in seen.histories.iter().flat_map(|history| &history.migrations) {
                    let file = seen.sources.get(migration.file);
                    assert!(
                        file.text().get(migration.section.range.slice()).is_some(),
                        "{tool} {path} {text:?}"
                    );
                }
            }
        }
    }
}

#[test]
fn windows_line_ends_cut_alike() {
    let seen = see(&[(
        "db/1_a.sql",
        "-- +goose Up\r\nselect 1;\r\n-- +goose Down\r\nselect 2;\r\n",
    )]);
    assert_eq!(
        seen.lines(),
        ["up 1 PerMigration: select 1;", "down 1 PerMigration: select 2;"]
    );
}

#[test]
fn three_tools_in_one_repository() {
    let seen = see(&[
        ("services/billing/Cargo.toml", "sqlx = \"0.8\""),
        ("services/billing/migrations/20240101000000_a.sql", "select 1;"),
        (
            "services/mail/go.mod",
            "require github.com/golang-migrate/migrate/v4 v4.17.0\n",
        ),
        ("services/mail/migrations/1_a.up.sql", "select 1;"),
        ("services/mail/migrations/1_a.down.sql", "select 1;"),
        (
            "services/web/package.json",
            "{ \"dependencies\": { \"node-pg-migrate\": \"9\" } }",
        ),
        ("services/web/migrations/1700000000000_a.up.sql", "select 1;"),
        ("services/web/migrations/1700000000000_a.down.sql", "select 1;"),
    ]);
    assert_eq!(
        seen.folders(),
        [
            (Tool::Sqlx, "services/billing/migrations"),
            (Tool::GolangMigrate, "services/mail/migrations"),
            (Tool::NodePgMigrate, "services/web/migrations"),
        ]
    );
    assert_eq!(seen.problems(), Vec::<String>::new());
}

#[test]
fn versioned_names_without_settings_are_said_to_be_ambiguous() {
    let seen = see(&[("sql/V1__a.sql", "select 1;"), ("sql/V2__b.sql", "select 2;")]);
    assert_eq!(seen.tool(), Tool::Flyway);
    assert_eq!(
        seen.problems(),
        ["! AmbiguousTool V1__a.sql:1: these files could belong to Flyway, Refinery or Evolve, and are read as Flyway"]
    );
}

#[test]
fn many_shared_versions_put_the_guess_in_doubt() {
    let names = ["1_a", "1_b", "2_a", "2_b", "3_a", "3_b"].map(|name| format!("sql/{name}.up.sql"));
    let files: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "select 1;")).collect();
    assert_eq!(
        see(&files).problems(),
        [
            "! AmbiguousTool 1_a.up.sql:1: these files are read as golang-migrate, but versions `1`, `2` and 1 more stand in several files each: another tool may run them"
        ]
    );
    let one_shared = see(&files[..2]);
    assert!(
        one_shared
            .problems()
            .iter()
            .any(|problem| problem.contains("DuplicateVersion")),
        "one shared version is a mistake"
    );
}

#[test]
fn what_atlas_writes_in_the_format_of_golang_migrate_is_not_ambiguous() {
    let seen = see(&[
        ("sql/1_a.up.sql", "create table a (a int);"),
        ("sql/1_a.down.sql", "-- reverse: create \"a\" table\ndrop table a;"),
    ]);
    assert_eq!(seen.tool(), Tool::GolangMigrate);
    assert_eq!(seen.problems(), Vec::<String>::new());
}

#[test]
fn a_shared_version_is_reported_once_for_both_directions() {
    let files = [
        ("sql/1_a.up.sql", "select 1;"),
        ("sql/1_a.down.sql", "select 1;"),
        ("sql/1_b.up.sql", "select 1;"),
        ("sql/1_b.down.sql", "select 1;"),
    ];
    let seen = see(&files);
    let problems = seen.problems();
    let duplicates = problems.iter().filter(|problem| problem.contains("DuplicateVersion"));
    assert_eq!(duplicates.count(), 1, "{problems:?}");
}
