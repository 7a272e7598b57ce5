use super::Naming;
use super::settings::{jdbc_addresses, uncommented};
use crate::engine_names::engine_called;

/// The modules of Flyway that know one engine: <https://documentation.red-gate.com/fd/supported-databases-and-versions-143754067.html>.
/// `flyway-mysql` is for MySQL and MariaDB.
const FLYWAY_MODULES: &[(&str, &str)] = &[
    ("flyway-database-postgresql", "postgres"),
    ("flyway-sqlserver", "mssql"),
    ("flyway-database-oracle", "oracle"),
];

/// `pom.xml`, `build.gradle`: the address that a plug-in is told, else the modules of Flyway.
pub(super) fn java(text: &str, home: &str) -> Vec<Naming> {
    let addresses = jdbc_addresses(text, home);
    if addresses.is_empty() {
        return words(text, FLYWAY_MODULES);
    }
    addresses
}

/// The features under which a crate is used.
pub(super) fn cargo(text: &str, name: &str) -> Vec<Naming> {
    let Ok(manifest) = text.parse::<toml::Table>() else {
        return Vec::new();
    };
    let own = manifest.get("dependencies");
    let shared = manifest
        .get("workspace")
        .and_then(|workspace| workspace.get("dependencies"));
    let of_crate = [own, shared]
        .into_iter()
        .flatten()
        .filter_map(|all| all.get(name)?.get("features"));
    let features = of_crate.filter_map(toml::Value::as_array).flatten();
    features
        .filter_map(|feature| engine_of_feature(feature.as_str()?))
        .map(Naming::of)
        .collect()
}

/// The features of `SQLx`, Diesel and Refinery: `postgres`, `postgres_backend`, `tokio-postgres`, `mysql_async`, `rusqlite`.
fn engine_of_feature(feature: &str) -> Option<&'static str> {
    match feature {
        "rusqlite" | "sqlite-unbundled" => Some("sqlite"),
        "tiberius" | "tiberius-config" => Some("mssql"),
        _ => {
            let feature = feature.strip_prefix("tokio-").unwrap_or(feature);
            let feature = feature.strip_suffix("_backend").unwrap_or(feature);
            engine_called(feature.strip_suffix("_async").unwrap_or(feature))
        }
    }
}

/// The drivers of `database/sql`: <https://go.dev/wiki/SQLDrivers>.
const GO_DRIVERS: &[(&str, &str)] = &[
    ("github.com/lib/pq ", "postgres"),
    ("github.com/jackc/pgx ", "postgres"),
    ("github.com/jackc/pgx/", "postgres"),
    ("github.com/go-sql-driver/mysql ", "mysql"),
    ("github.com/mattn/go-sqlite3 ", "sqlite"),
    ("modernc.org/sqlite ", "sqlite"),
    ("github.com/microsoft/go-mssqldb ", "mssql"),
    ("github.com/denisenkom/go-mssqldb ", "mssql"),
];

/// The drivers that a module asks for itself: tools bring along those of other engines.
pub(super) fn go(text: &str, _: &str) -> Vec<Naming> {
    let direct = uncommented(text).filter(|line| !line.contains("// indirect"));
    direct.flat_map(|line| words(line, GO_DRIVERS)).collect()
}

/// Packages that make a .NET project work with one engine.
const DOTNET_PACKAGES: &[(&str, &str)] = &[
    ("\"dbup-postgresql\"", "postgres"),
    ("\"dbup-sqlserver\"", "mssql"),
    ("\"dbup-mysql\"", "mysql"),
    ("\"dbup-sqlite\"", "sqlite"),
    ("\"dbup-oracle\"", "oracle"),
    ("\"Npgsql\"", "postgres"),
    ("\"Npgsql.EntityFrameworkCore.PostgreSQL\"", "postgres"),
    ("\"Microsoft.EntityFrameworkCore.SqlServer\"", "mssql"),
    ("\"Microsoft.EntityFrameworkCore.Sqlite\"", "sqlite"),
    ("\"Pomelo.EntityFrameworkCore.MySql\"", "mysql"),
    ("\"MySql.EntityFrameworkCore\"", "mysql"),
    ("\"MySql.Data\"", "mysql"),
    ("\"MySqlConnector\"", "mysql"),
    ("\"Oracle.EntityFrameworkCore\"", "oracle"),
    ("\"Microsoft.Data.SqlClient\"", "mssql"),
    ("\"System.Data.SqlClient\"", "mssql"),
    ("\"Microsoft.Data.Sqlite\"", "sqlite"),
];

/// The packages of a project file.
pub(super) fn dotnet(text: &str) -> Vec<Naming> {
    words(text, DOTNET_PACKAGES)
}

fn words(text: &str, known: &[(&str, &'static str)]) -> Vec<Naming> {
    let known = known.iter().filter(|(word, _)| text.contains(word));
    known.map(|(_, engine)| Naming::of(engine)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn engines(named: &[Naming]) -> Vec<&'static str> {
        named.iter().map(|naming| naming.engine).collect()
    }

    #[test]
    fn cargo_features_name_engines() {
        let text = "[dependencies]\nsqlx = { version = \"0.8\", features = [\"postgres\", \"macros\"] }";
        assert_eq!(engines(&cargo(text, "sqlx")), ["postgres"]);
        assert!(cargo(text, "diesel").is_empty());
        let text = "[workspace.dependencies.refinery]\nfeatures = [\"tokio-postgres\"]";
        assert_eq!(engines(&cargo(text, "refinery")), ["postgres"]);
        let text = "[dependencies]\ndiesel = { version = \"2\", features = [\"postgres_backend\", \"sqlite\"] }";
        assert_eq!(engines(&cargo(text, "diesel")), ["postgres", "sqlite"]);
        assert!(cargo("[dependencies]\nsqlx = \"0.8\"", "sqlx").is_empty());
    }

    #[test]
    fn go_drivers_count_where_the_module_asks_for_them() {
        let text = "require (\n\tgithub.com/lib/pq v1.10.9\n\tgithub.com/go-sql-driver/mysql v1.8 // indirect\n)";
        assert_eq!(engines(&go(text, "")), ["postgres"]);
        assert_eq!(engines(&go("require github.com/jackc/pgx/v5 v5.6.0", "")), ["postgres"]);
    }
}
