//! The histories that are run, and what is known of each.

use schema::Dialect;

/// A history of the corpus.
pub(crate) struct RealHistory {
    pub(crate) dialect: Dialect,
    /// Its folder, below the corpus's `migrations`.
    pub(crate) folder: &'static str,
    /// What the engine says of the statement that it refuses, if it refuses one; what stands before it is compared.
    pub(crate) stops: Option<&'static str>,
    /// Parts of the lines that differ, with the reason.
    pub(crate) differences: &'static [(&'static str, &'static str)],
}

/// Histories of PostgreSQL, MySQL and SQLite that are not run, and why.
pub(crate) const NOT_RUN: &[(&str, &str)] = &[
    (
        "postgresql/goose/hatchet",
        "functions that it calls make partitions and tables named after the day",
    ),
    (
        "postgresql/graphile-worker",
        "its first statement names a schema by a placeholder",
    ),
    (
        "postgresql/flyway/OHDSI__WebAPI",
        "its first statement names a schema by a placeholder",
    ),
    (
        "postgresql/sqitch",
        "the order of the changes is in `sqitch.plan`, which is not among the files",
    ),
    (
        "postgresql/liquibase-formatted-sql",
        "the order of the files is in changelogs of XML, which are not among them",
    ),
    (
        "sqlite/memos",
        "the scripts lead from release to release, and that before the first is not among them",
    ),
    (
        "mysql/boulder",
        "dumps of several databases, each of which it switches to by itself",
    ),
];

pub(crate) const HISTORIES: &[RealHistory] = &[
    RealHistory {
        dialect: Dialect::Postgres,
        folder: "postgresql/sqlx/rust-lang__docs.rs",
        stops: None,
        differences: &[],
    },
    RealHistory {
        dialect: Dialect::Postgres,
        folder: "postgresql/golang-migrate-like/concourse__concourse",
        stops: None,
        differences: &[],
    },
    RealHistory {
        dialect: Dialect::Postgres,
        folder: "postgresql/sql-migrate/stellar__stellar-disbursement-platform-backend/db/migrations/sdp-migrations",
        stops: None,
        differences: &[(
            "_audit",
            "a function of the history makes these tables with `EXECUTE`, from names it is called with",
        )],
    },
    RealHistory {
        dialect: Dialect::Postgres,
        folder: "postgresql/sql-migrate/stellar__stellar-disbursement-platform-backend/db/migrations/admin-migrations",
        stops: None,
        differences: &[],
    },
    RealHistory {
        dialect: Dialect::Postgres,
        folder: "postgresql/sql-migrate/stellar__stellar-disbursement-platform-backend/db/migrations/tss-migrations",
        stops: None,
        differences: &[],
    },
    RealHistory {
        dialect: Dialect::Postgres,
        folder: "postgresql/sql-migrate/stellar__stellar-disbursement-platform-backend/db/migrations/auth-migrations",
        stops: None,
        differences: &[],
    },
    RealHistory {
        dialect: Dialect::Postgres,
        folder: "postgresql/drizzle/triggerdotdev__trigger.dev",
        stops: None,
        differences: &[],
    },
    RealHistory {
        dialect: Dialect::Postgres,
        folder: "postgresql/prisma/triggerdotdev__trigger.dev/internal-packages/database",
        stops: None,
        differences: &[],
    },
    RealHistory {
        dialect: Dialect::Postgres,
        folder: "postgresql/diesel/rust-lang__crates.io",
        stops: None,
        differences: &[],
    },
    RealHistory {
        dialect: Dialect::Postgres,
        folder: "postgresql/atlas+golang-migrate/openmeterio__openmeter/tools/migrate/migrations",
        stops: None,
        differences: &[],
    },
    RealHistory {
        dialect: Dialect::Postgres,
        folder: "postgresql/postgres-migrations/supabase__storage/migrations/multitenant",
        stops: Some("malformed array literal"),
        differences: &[],
    },
    RealHistory {
        dialect: Dialect::Postgres,
        folder: "postgresql/postgres-migrations/supabase__storage/migrations/tenant",
        stops: Some("iceberg_namespaces"),
        differences: &[],
    },
    RealHistory {
        dialect: Dialect::Sqlite,
        folder: "sqlite/golang-migrate/harness__gitness",
        stops: None,
        differences: &[],
    },
    RealHistory {
        dialect: Dialect::Sqlite,
        folder: "sqlite/golang-migrate/lightninglabs__taproot-assets",
        stops: Some("no such function: pg_get_serial_sequence"),
        differences: &[],
    },
    RealHistory {
        dialect: Dialect::Mariadb,
        folder: "mysql/golang-migrate/kubeflow__model-registry",
        stops: None,
        differences: &[],
    },
    // Of those that keep the schema for a new installation and deltas of it side by side, the former.
    RealHistory {
        dialect: Dialect::Mariadb,
        folder: "mysql/openfire/igniterealtime__Openfire/distribution/src/database/openfire_mariadb.sql",
        stops: None,
        differences: &[],
    },
    RealHistory {
        dialect: Dialect::Mariadb,
        folder: "mysql/apollo/apolloconfig__apollo/scripts/sql/profiles/mysql-database-not-specified/apolloportaldb.sql",
        stops: None,
        differences: &[],
    },
    RealHistory {
        dialect: Dialect::Mariadb,
        folder: "mysql/flyway/cloudfoundry__uaa",
        stops: Some("Cannot change column 'PRIMARY_ID': used in a foreign key constraint"),
        differences: &[],
    },
    RealHistory {
        dialect: Dialect::Mariadb,
        folder: "mysql/fizz-pop/ory__kratos",
        stops: Some("Can't DROP INDEX `sessions_nid_created_at_id_idx`"),
        differences: &[],
    },
];
