use std::collections::BTreeMap;
use std::fmt;

use compact_str::CompactString;

use crate::{RunnerPolicy, tools};

/// What a tool puts in the place of placeholders.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Placeholders {
    /// What opens one: `${`.
    pub open: CompactString,
    /// What closes it: `}`.
    pub close: CompactString,
    /// The values that are known, by the placeholders' names.
    pub values: BTreeMap<String, String>,
    /// Whether these are all that there are, but for the tool's own.
    pub are_all_known: bool,
}

impl Placeholders {
    pub(crate) const fn new(open: &'static str, close: &'static str) -> Self {
        Self {
            open: CompactString::const_new(open),
            close: CompactString::const_new(close),
            values: BTreeMap::new(),
            are_all_known: false,
        }
    }

    /// The names of the placeholders in a text.
    pub fn names_in<'a>(&'a self, text: &'a str) -> impl Iterator<Item = &'a str> {
        text.split(self.open.as_str()).skip(1).filter_map(|rest| {
            if self.close.is_empty() {
                let end = rest.find(|letter: char| !letter.is_alphanumeric() && letter != '_');
                return Some(&rest[..end.unwrap_or(rest.len())]);
            }
            rest.split_once(self.close.as_str()).map(|(name, _)| name.trim())
        })
    }

    /// Whether a value is known under this name. Flyway takes names whatever the case of their letters.
    #[must_use]
    pub fn knows(&self, name: &str) -> bool {
        self.values.keys().any(|known| known.eq_ignore_ascii_case(name))
    }
}

macro_rules! tools {
    ($($(#[$doc:meta])* $variant:ident = $id:literal, $title:literal;)*) => {
        /// A migration tool. Its identifier is what `--tool` and `lockgate.toml` take.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum Tool { $($(#[$doc])* $variant,)* }

        impl Tool {
            /// All tools.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// As it is written in configuration and output.
            #[must_use]
            pub const fn id(self) -> &'static str {
                match self { $(Self::$variant => $id,)* }
            }

            /// As its makers write it.
            #[must_use]
            pub const fn title(self) -> &'static str {
                match self { $(Self::$variant => $title,)* }
            }
        }
    };
}

tools! {
    /// No runner: each file is one migration, each statement commits alone.
    Psql = "psql", "psql";
    /// A folder of scripts that no known tool claims.
    Plain = "plain", "plain scripts";
    /// <https://documentation.red-gate.com/fd>
    Flyway = "flyway", "Flyway";
    /// <https://docs.liquibase.com>
    Liquibase = "liquibase", "Liquibase";
    /// <https://github.com/golang-migrate/migrate>
    GolangMigrate = "golang-migrate", "golang-migrate";
    /// <https://pressly.github.io/goose>
    Goose = "goose", "goose";
    /// <https://github.com/rubenv/sql-migrate>
    SqlMigrate = "sql-migrate", "sql-migrate";
    /// <https://github.com/amacneil/dbmate>
    Dbmate = "dbmate", "dbmate";
    /// <https://docs.rs/sqlx>
    Sqlx = "sqlx", "SQLx";
    /// <https://docs.rs/refinery>
    Refinery = "refinery", "Refinery";
    /// <https://diesel.rs>
    Diesel = "diesel", "Diesel";
    /// <https://www.sea-ql.org/SeaORM>
    SeaOrm = "sea-orm", "SeaORM";
    /// <https://github.com/jackc/tern>
    Tern = "tern", "tern";
    /// <https://www.prisma.io/docs/orm/prisma-migrate>
    Prisma = "prisma", "Prisma Migrate";
    /// <https://orm.drizzle.team>
    Drizzle = "drizzle", "Drizzle";
    /// <https://supabase.com/docs/guides/deployment/database-migrations>
    Supabase = "supabase", "Supabase CLI";
    /// <https://hasura.io/docs>
    Hasura = "hasura", "Hasura";
    /// <https://atlasgo.io>
    Atlas = "atlas", "Atlas";
    /// <https://salsita.github.io/node-pg-migrate>
    NodePgMigrate = "node-pg-migrate", "node-pg-migrate";
    /// <https://github.com/ThomWright/postgres-migrations>
    PostgresMigrations = "postgres-migrations", "postgres-migrations";
    /// <https://worker.graphile.org>, <https://github.com/graphile/migrate>
    Graphile = "graphile-migrate", "Graphile Migrate";
    /// <https://gobuffalo.io/documentation/database/fizz>
    Pop = "pop", "Pop / fizz";
    /// <https://knexjs.org>
    Knex = "knex", "Knex";
    /// <https://alembic.sqlalchemy.org>
    Alembic = "alembic", "Alembic";
    /// <https://docs.djangoproject.com>
    Django = "django", "Django";
    /// <https://learn.microsoft.com/ef/core>
    EfCore = "ef-core", "EF Core";
    /// <https://guides.rubyonrails.org/active_record_migrations.html>
    Rails = "rails", "Rails";
    /// <https://sqitch.org>
    Sqitch = "sqitch", "Sqitch";
    /// <https://evolve-db.netlify.app>
    Evolve = "evolve", "Evolve";
    /// <https://dbup.readthedocs.io>
    DbUp = "dbup", "DbUp";
    /// <https://erikbra.github.io/grate>
    Grate = "grate", "grate";
    /// SQL Change Automation, formerly ReadyRoll.
    ChangeAutomation = "sql-change-automation", "SQL Change Automation";
    /// <https://learn.microsoft.com/sql/ssdt>
    Ssdt = "ssdt", "SSDT";
    /// <https://phinx.org>
    Phinx = "phinx", "Phinx";
}

impl Tool {
    /// The tables in which the tool keeps what it has run, under their default names.
    #[must_use]
    pub fn history_tables(self) -> &'static [&'static str] {
        tools::convention(self).history_tables
    }

    /// Whether the tool keeps what it has run in this table. A name without a schema is taken to mean the tool's.
    #[must_use]
    pub fn is_history_table(self, schema: Option<&str>, name: &str) -> bool {
        self.history_tables().iter().any(|table| {
            let (own_schema, own_name) = match table.split_once('.') {
                Some((schema, name)) => (Some(schema), name),
                None => (None, *table),
            };
            let is_elsewhere = schema
                .zip(own_schema)
                .is_some_and(|(schema, own)| !schema.eq_ignore_ascii_case(own));
            own_name.eq_ignore_ascii_case(name) && !is_elsewhere
        })
    }

    /// Whether the scripts that the tool generates write its history table themselves: `dotnet ef migrations script`,
    /// `alembic upgrade --sql`, the dump of Rails, SQL Change Automation's packages.
    #[must_use]
    pub const fn scripts_keep_history(self) -> bool {
        matches!(
            self,
            Self::EfCore | Self::Alembic | Self::Rails | Self::ChangeAutomation
        )
    }

    /// Whether scripts for PostgreSQL are run by psql, or may be: <https://sqitch.org/docs/manual/sqitch-deploy/>.
    #[must_use]
    pub const fn runs_psql(self) -> bool {
        matches!(self, Self::Psql | Self::Plain | Self::Sqitch | Self::Rails)
    }

    /// The folders in which the tool looks for migrations when nothing else is said.
    #[must_use]
    pub fn default_folders(self) -> &'static [&'static str] {
        tools::convention(self).folders
    }

    /// What the tool makes of a migration for which neither its settings nor the file say anything else.
    #[must_use]
    pub fn policy(self) -> RunnerPolicy {
        tools::convention(self).runs.policy()
    }

    /// What the tool replaces in the text before it runs.
    #[must_use]
    pub fn placeholders(self) -> Option<Placeholders> {
        tools::convention(self).placeholders.clone()
    }

    /// The tool with this identifier.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|tool| tool.id() == id)
    }
}

impl fmt::Display for Tool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}
