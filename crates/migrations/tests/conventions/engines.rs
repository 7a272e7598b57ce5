//! The engine that each tool's own settings name.

use super::{FileTable, see};

/// The engine and version that are named near the first history, and the file that names them.
fn named(files: FileTable<'_>) -> Option<(&'static str, String, String)> {
    let named = see(files).histories.remove(0).named_engine?;
    let version = named.version.map(|version| version.to_string());
    Some((named.engine, version.unwrap_or_default(), named.file))
}

const PAIR: [(&str, &str); 2] = [
    ("migrations/1_a.up.sql", "select 1;"),
    ("migrations/1_a.down.sql", "select 2;"),
];
const VERSION: (&str, &str) = ("db/migration/V1__a.sql", "select 1;");
const LIQUIBASE: (&str, &str) = ("sql/a.sql", "--liquibase formatted sql\n--changeset a:1\nselect 1;");
const GOOSE: (&str, &str) = ("sql/1_a.sql", "-- +goose Up\nselect 1;");

/// The files, and the engine, version and file that they name.
const SETTINGS: &[(FileTable<'static>, &str, &str, &str)] = &[
    (
        &[
            VERSION,
            ("flyway.toml", "[environments.d]\nurl = \"jdbc:postgresql://x/y\""),
        ],
        "postgres",
        "",
        "flyway.toml",
    ),
    (
        &[VERSION, ("conf/flyway.conf", "flyway.url=jdbc:sqlserver://x")],
        "mssql",
        "",
        "conf/flyway.conf",
    ),
    (
        &[
            ("src/main/resources/db/migration/V1__a.sql", "select 1;"),
            (
                "src/main/resources/application.yml",
                "spring:\n  datasource:\n    url: jdbc:mariadb://x/y",
            ),
        ],
        "mariadb",
        "",
        "src/main/resources/application.yml",
    ),
    (
        &[
            VERSION,
            ("pom.xml", "<artifactId>flyway-database-postgresql</artifactId>"),
        ],
        "postgres",
        "",
        "pom.xml",
    ),
    (
        &[LIQUIBASE, ("liquibase.properties", "url: jdbc:oracle:thin:@x")],
        "oracle",
        "",
        "liquibase.properties",
    ),
    (
        &[
            ("db/migrations/1_a.sql", "-- migrate:up\nselect 1;\n-- migrate:down\n"),
            (".env", "export DATABASE_URL=\"sqlite:db/x.sqlite3\""),
        ],
        "sqlite",
        "",
        ".env",
    ),
    (
        &[GOOSE, (".env", "GOOSE_DRIVER=postgres\nGOOSE_DBSTRING=x")],
        "postgres",
        "",
        ".env",
    ),
    (
        &[GOOSE, ("go.mod", "require github.com/go-sql-driver/mysql v1.8.1")],
        "mysql",
        "",
        "go.mod",
    ),
    (
        &[
            PAIR[0],
            PAIR[1],
            (
                "Cargo.toml",
                "[dependencies]\nsqlx = { version = \"0.8\", features = [\"sqlite\"] }",
            ),
        ],
        "sqlite",
        "",
        "Cargo.toml",
    ),
    (
        &[
            ("prisma/migrations/20240101000000_a/migration.sql", "select 1;"),
            ("prisma/migrations/migration_lock.toml", "provider = \"sqlserver\""),
        ],
        "mssql",
        "",
        "prisma/migrations/migration_lock.toml",
    ),
    (
        &[
            ("drizzle/0000_a.sql", "select 1;"),
            (
                "drizzle/meta/_journal.json",
                "{\"dialect\": \"postgresql\", \"entries\": [{\"tag\": \"0000_a\"}]}",
            ),
        ],
        "postgres",
        "",
        "drizzle/meta/_journal.json",
    ),
    (
        &[
            ("migrations/1_a.sql", "select 1;"),
            ("migrations/atlas.sum", ""),
            (
                "atlas.hcl",
                "env \"x\" {\n  dev = \"docker://postgres/15/dev\"\n  url = \"postgres://x\"\n}",
            ),
        ],
        "postgres",
        "15",
        "atlas.hcl",
    ),
    (
        &[
            ("deploy/a.sql", "select 1;"),
            ("sqitch.plan", "%project=x\n\na 2024-01-01T00:00:00Z A <a@b.c>\n"),
            ("sqitch.conf", "[core]\n\tengine = pg\n"),
        ],
        "postgres",
        "",
        "sqitch.conf",
    ),
    (
        &[
            ("migrations/1_a.sql", "-- +migrate Up\nselect 1;"),
            ("dbconfig.yml", "development:\n  dialect: sqlite3\n  dir: migrations\n"),
        ],
        "sqlite",
        "",
        "dbconfig.yml",
    ),
    (
        &[
            ("out.sql", "-- Running upgrade  -> a1\nselect 1;"),
            ("alembic.ini", "[alembic]\nsqlalchemy.url = postgresql+asyncpg://x/y\n"),
        ],
        "postgres",
        "",
        "alembic.ini",
    ),
    (
        &[
            ("migrations/default/1700000000000_a/up.sql", "select 1;"),
            ("config.yaml", "metadata_directory: metadata"),
            (
                "metadata/databases/databases.yaml",
                "- name: other\n  kind: mssql\n- name: default\n  kind: postgres\n",
            ),
        ],
        "postgres",
        "",
        "metadata/databases/databases.yaml",
    ),
    (
        &[
            ("supabase/migrations/20240101000000_a.sql", "select 1;"),
            ("supabase/config.toml", "[db]\nmajor_version = 15\n"),
        ],
        "postgres",
        "15",
        "supabase/config.toml",
    ),
    (
        &[
            ("Scripts/1.sql", "select 1;"),
            ("Acme.Db.csproj", "<PackageReference Include=\"dbup-postgresql\" />"),
        ],
        "postgres",
        "",
        "Acme.Db.csproj",
    ),
];

#[test]
fn each_tool_has_its_own_settings() {
    for (files, engine, version, file) in SETTINGS {
        let expected = Some((*engine, (*version).to_owned(), (*file).to_owned()));
        assert_eq!(named(files), expected, "{files:?}");
    }
}

#[test]
fn what_names_several_names_none() {
    let several = "[environments.a]\nurl = \"jdbc:mysql://x\"\n[environments.b]\nurl = \"jdbc:postgresql://x\"";
    assert_eq!(named(&[VERSION, ("flyway.toml", several)]), None);
    // Settings of another tool say nothing.
    assert_eq!(named(&[VERSION, ("atlas.hcl", "url = \"postgres://x\"")]), None);
    assert_eq!(
        named(&[("sql/a.sql", "select 1;"), (".env", "DATABASE_URL=postgres://x")]),
        None
    );
    // What runs in memory in tests is none of ours.
    assert_eq!(named(&[VERSION, ("application.yml", "url: jdbc:h2:mem:x")]), None);
}

#[test]
fn settings_rename_the_history_table() {
    let table: &[(FileTable<'_>, &str)] = &[
        (&[VERSION, ("flyway.toml", "[flyway]\ntable = \"log\"")], "log"),
        (
            &[
                ("src/main/resources/db/migration/V1__a.sql", "select 1;"),
                (
                    "src/main/resources/application.yml",
                    "spring:\n  flyway:\n    table: log\n",
                ),
            ],
            "log",
        ),
        (
            &[
                ("db/migrations/1_a.sql", "-- migrate:up\nselect 1;\n-- migrate:down\n"),
                (".env", "DBMATE_MIGRATIONS_TABLE=log"),
            ],
            "log",
        ),
        (
            &[
                ("migrations/1_a.sql", "-- +migrate Up\nselect 1;"),
                ("dbconfig.yml", "development:\n  table: log\n"),
            ],
            "log",
        ),
        (
            &[LIQUIBASE, ("liquibase.properties", "databaseChangeLogTableName=log")],
            "log",
        ),
    ];
    for (files, name) in table {
        let history = see(files).histories.remove(0);
        let is_it = |name: &str| history.migrations[0].is_history_table(history.tool, None, name);
        assert!(is_it(name), "{files:?}");
        assert!(
            !history.tool.history_tables().iter().any(|usual| is_it(usual)),
            "{files:?}"
        );
    }
}
