use crate::Tool;

/// What a tool does with a migration that is new, and stands before one that it has run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Late {
    /// It refuses to go on, unless it is told to.
    Refused,
    /// It never runs it.
    Skipped,
    /// It runs it.
    Run,
    /// Nobody says how the scripts are run.
    Unknown,
}

/// By what a tool knows again a migration that it has run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Identity {
    /// By its version; what else the name says may change.
    Version,
    /// By all of its name.
    Name,
}

impl Tool {
    /// Whether the tool keeps a checksum of what it has run and compares it with the file, comments included.
    /// Sources: Flyway's `validateOnMigrate`, Liquibase's `validCheckSum`, Prisma's `migrate dev` and `migrate deploy`,
    /// SQLx's `VersionMismatch`, Refinery's `set_abort_divergent`, `atlas.sum`, Evolve's `validate`, graphile-migrate's
    /// hashes, postgres-migrations' "Hashes don't match", grate's "one-time script has changed".
    #[must_use]
    pub const fn compares_checksums(self) -> bool {
        matches!(
            self,
            Self::Flyway
                | Self::Liquibase
                | Self::Prisma
                | Self::Sqlx
                | Self::Refinery
                | Self::Atlas
                | Self::Evolve
                | Self::Graphile
                | Self::PostgresMigrations
                | Self::Grate
        )
    }

    /// What the tool does with a migration that comes too late.
    /// Sources: Flyway's `outOfOrder`, goose's `-allow-missing`, `atlas migrate apply --exec-order`, `supabase db push
    /// --include-all`, node-pg-migrate's `--check-order`, Refinery's `set_abort_missing`, Evolve's `outOfOrder`; golang-
    /// migrate goes from the version that it is at, tern from the number, Drizzle from the last `created_at`.
    #[must_use]
    pub const fn late_migrations(self) -> Late {
        match self {
            Self::Flyway
            | Self::Goose
            | Self::Atlas
            | Self::Supabase
            | Self::PostgresMigrations
            | Self::NodePgMigrate
            | Self::Sqitch
            | Self::Refinery
            | Self::Evolve
            | Self::Graphile => Late::Refused,
            Self::GolangMigrate | Self::Tern | Self::Drizzle => Late::Skipped,
            Self::Plain | Self::Psql => Late::Unknown,
            _ => Late::Run,
        }
    }

    /// By what the tool knows again a migration that it has run.
    #[must_use]
    pub const fn identity(self) -> Identity {
        match self {
            Self::Flyway
            | Self::Liquibase
            | Self::Refinery
            | Self::Prisma
            | Self::PostgresMigrations
            | Self::NodePgMigrate
            | Self::Graphile
            | Self::DbUp
            | Self::Grate => Identity::Name,
            _ => Identity::Version,
        }
    }

    /// Whether its scripts are written anew from something else: a dump, a stream of generated statements, the definition
    /// of a schema. They change as that changes.
    #[must_use]
    pub const fn scripts_are_generated(self) -> bool {
        matches!(
            self,
            Self::Rails | Self::Ssdt | Self::EfCore | Self::Alembic | Self::Django
        )
    }
}
