//! The engine that a tool's own settings name: the address of the database, a driver, a provider.

mod manifests;
mod settings;

pub(crate) use settings::values as settings_values;

use compact_str::CompactString;

use crate::Tool;
use crate::names::file_name;
use crate::neighbours::Neighbours;

/// The engine that a tool's own settings name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NamedEngine {
    /// As the configuration calls it: `postgres`.
    pub engine: &'static str,
    /// Its version, where that is said as well.
    pub version: Option<CompactString>,
    /// The path of the file that says so.
    pub file: String,
}

/// One place of a file that names an engine.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Naming {
    engine: &'static str,
    version: Option<CompactString>,
}

impl Naming {
    const fn of(engine: &'static str) -> Self {
        Self { engine, version: None }
    }
}

/// A file that names the engine to some tools.
struct Place {
    tools: &'static [Tool],
    file: &'static str,
    /// What names an engine in its text; the folder of the migrations may tell which part of it counts.
    read: fn(text: &str, home: &str) -> Vec<Naming>,
}

const JAVA: &[Tool] = &[Tool::Flyway, Tool::Liquibase];
const WITH_DATABASE_URL: &[Tool] = &[Tool::Dbmate, Tool::Sqlx, Tool::Diesel, Tool::Prisma];
const GO: &[Tool] = &[Tool::GolangMigrate, Tool::Goose, Tool::SqlMigrate];

/// Where tools are told the engine, what says it most directly first.
const PLACES: &[Place] = &[
    Place::new(&[Tool::Flyway], "flyway.toml", settings::jdbc_addresses),
    Place::new(&[Tool::Flyway], "flyway.conf", settings::jdbc_addresses),
    Place::new(&[Tool::Flyway], "conf/flyway.toml", settings::jdbc_addresses),
    Place::new(&[Tool::Flyway], "conf/flyway.conf", settings::jdbc_addresses),
    Place::new(&[Tool::Liquibase], "liquibase.properties", settings::liquibase),
    Place::new(JAVA, "application.properties", settings::jdbc_addresses),
    Place::new(JAVA, "application.yml", settings::jdbc_addresses),
    Place::new(JAVA, "application.yaml", settings::jdbc_addresses),
    Place::new(JAVA, "pom.xml", manifests::java),
    Place::new(JAVA, "build.gradle", manifests::java),
    Place::new(JAVA, "build.gradle.kts", manifests::java),
    Place::new(&[Tool::Prisma], "migration_lock.toml", settings::prisma),
    Place::new(&[Tool::Goose], ".env", settings::goose),
    Place::new(WITH_DATABASE_URL, ".env", settings::database_url),
    Place::new(&[Tool::Sqlx], "Cargo.toml", |text, _| manifests::cargo(text, "sqlx")),
    Place::new(&[Tool::Diesel], "Cargo.toml", |text, _| {
        manifests::cargo(text, "diesel")
    }),
    Place::new(&[Tool::Refinery], "Cargo.toml", |text, _| {
        manifests::cargo(text, "refinery")
    }),
    Place::new(&[Tool::Drizzle], "meta/_journal.json", settings::drizzle_journal),
    Place::new(&[Tool::Drizzle], "drizzle.config.ts", settings::drizzle_config),
    Place::new(&[Tool::Drizzle], "drizzle.config.js", settings::drizzle_config),
    Place::new(&[Tool::Atlas], "atlas.hcl", settings::atlas),
    Place::new(&[Tool::Sqitch], "sqitch.conf", settings::sqitch),
    Place::new(&[Tool::SqlMigrate], "dbconfig.yml", settings::sql_migrate),
    Place::new(&[Tool::Alembic], "alembic.ini", settings::alembic),
    Place::new(&[Tool::Hasura], "metadata/databases/databases.yaml", settings::hasura),
    Place::new(&[Tool::Supabase], "config.toml", settings::supabase),
    Place::new(GO, "go.mod", manifests::go),
];

/// Tools whose engine is told by the packages of a .NET project.
const DOTNET: &[Tool] = &[Tool::DbUp, Tool::Evolve, Tool::EfCore];

impl Place {
    const fn new(tools: &'static [Tool], file: &'static str, read: fn(&str, &str) -> Vec<Naming>) -> Self {
        Self { tools, file, read }
    }
}

impl NamedEngine {
    /// The engine that the settings near the folder of a history name. Where the first file that names one names
    /// several, nothing is sure.
    pub(crate) fn find(tool: Tool, home: &str, near: &Neighbours<'_>) -> Option<Self> {
        for place in PLACES.iter().filter(|place| place.tools.contains(&tool)) {
            for (file, text) in near.above(home, place.file) {
                let named = (place.read)(&text, home);
                if !named.is_empty() {
                    return Self::agreed(&named, file);
                }
            }
        }
        if !DOTNET.contains(&tool) {
            return None;
        }
        let mut projects = near.dotnet_projects(home);
        projects.find_map(|(file, text)| Self::agreed(&manifests::dotnet(&text), file))
    }

    fn agreed(named: &[Naming], file: String) -> Option<Self> {
        let engine = named.first()?.engine;
        if named.iter().any(|naming| naming.engine != engine) {
            return None;
        }
        let mut versions = named.iter().filter_map(|naming| naming.version.as_ref());
        let version = versions.next();
        let is_sure = versions.all(|other| Some(other) == version);
        Some(Self {
            engine,
            version: version.filter(|_| is_sure).cloned(),
            file,
        })
    }

    /// For people: `flyway.toml names it`.
    #[must_use]
    pub fn reason(&self) -> String {
        format!("{} names it", file_name(&self.file))
    }
}
