/// How folders, tools, annotations and addresses call the engines, and how the configuration does.
const NAMES: &[(&str, &str)] = &[
    ("postgresql", "postgres"),
    ("postgres", "postgres"),
    ("pgsql", "postgres"),
    ("psql", "postgres"),
    ("pg", "postgres"),
    ("pgx", "postgres"),
    ("pgx5", "postgres"),
    ("cockroach", "postgres"),
    ("cockroachdb", "postgres"),
    ("mysql", "mysql"),
    ("mariadb", "mariadb"),
    ("mssql", "mssql"),
    ("sqlserver", "mssql"),
    ("sql-server", "mssql"),
    ("tsql", "mssql"),
    ("sqlite", "sqlite"),
    ("sqlite3", "sqlite"),
    ("oracle", "oracle"),
];

/// The engine that a tool or a folder means by a name, as the configuration calls it: `postgres` for `pg`.
#[must_use]
pub fn engine_called(name: &str) -> Option<&'static str> {
    let is_it = |(known, _): &&(&str, &str)| known.eq_ignore_ascii_case(name);
    NAMES.iter().find(is_it).map(|(_, engine)| *engine)
}

/// The engine at an address: `postgres://localhost/app`, `jdbc:postgresql:app`, `postgresql+psycopg2://…`, `sqlite:app.db`.
#[must_use]
pub fn engine_at(address: &str) -> Option<&'static str> {
    let address = address.split_once("jdbc:").map_or(address, |(_, rest)| rest);
    let address = address.strip_prefix("jtds:").unwrap_or(address);
    let (scheme, _) = address.split_once(':')?;
    engine_called(scheme.split_once('+').map_or(scheme, |(engine, _)| engine))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_name_their_engine() {
        for (address, engine) in [
            ("postgres://u:p@localhost:5432/app", Some("postgres")),
            ("postgresql+psycopg2://localhost/app", Some("postgres")),
            ("jdbc:postgresql://localhost/app", Some("postgres")),
            ("${DB_URL:jdbc:mysql://localhost/app}", Some("mysql")),
            ("jdbc:jtds:sqlserver://localhost", Some("mssql")),
            ("jdbc:oracle:thin:@localhost:1521:XE", Some("oracle")),
            ("sqlite::memory:", Some("sqlite")),
            ("jdbc:h2:mem:x", None),
            ("driver://user:pass@localhost/dbname", None),
            ("${DATABASE_URL}", None),
        ] {
            assert_eq!(engine_at(address), engine, "{address}");
        }
    }
}
