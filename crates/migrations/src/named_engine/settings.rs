use compact_str::CompactString;

use super::Naming;
use crate::engine_names::{engine_at, engine_called};
use crate::names::file_name;
use crate::neighbours::properties;

/// `jdbc:postgresql:…` wherever it stands, but in comments: as Flyway, Spring and build tools are told it.
pub(super) fn jdbc_addresses(text: &str, _: &str) -> Vec<Naming> {
    let addresses = uncommented(text).flat_map(|line| line.match_indices("jdbc:").map(|(at, _)| &line[at..]));
    addresses.filter_map(engine_at).map(Naming::of).collect()
}

/// <https://docs.liquibase.com/oss/user-guide-4-33/what-is-the-liquibase-properties-file>: `referenceUrl` is another database.
pub(super) fn liquibase(text: &str, _: &str) -> Vec<Naming> {
    let entries = properties(text);
    let addresses = ["url", "liquibase.command.url"]
        .into_iter()
        .filter_map(|key| entries.get(key));
    addresses.filter_map(|url| engine_at(url)).map(Naming::of).collect()
}

/// `provider = "postgresql"`, as Prisma writes it itself.
pub(super) fn prisma(text: &str, _: &str) -> Vec<Naming> {
    named(text, &["provider"])
}

pub(super) fn database_url(text: &str, _: &str) -> Vec<Naming> {
    addressed(text, &["DATABASE_URL"])
}

/// <https://pressly.github.io/goose/documentation/environment-variables>
pub(super) fn goose(text: &str, _: &str) -> Vec<Naming> {
    let named = named(text, &["GOOSE_DRIVER"]);
    if named.is_empty() {
        return addressed(text, &["GOOSE_DBSTRING"]);
    }
    named
}

pub(super) fn drizzle_journal(text: &str, _: &str) -> Vec<Naming> {
    let journal: Option<serde_json::Value> = serde_json::from_str(text).ok();
    let dialect = journal.as_ref().and_then(|journal| journal.get("dialect")?.as_str());
    dialect.and_then(engine_called).map(Naming::of).into_iter().collect()
}

/// `dialect: "postgresql",` in drizzle.config.ts.
pub(super) fn drizzle_config(text: &str, _: &str) -> Vec<Naming> {
    named(text, &["dialect"])
}

/// `dev = "docker://postgres/15/dev"`, `url = "postgres://…"`: <https://atlasgo.io/concepts/dev-database>.
pub(super) fn atlas(text: &str, _: &str) -> Vec<Naming> {
    values(text, &["url", "dev"])
        .filter_map(|address| match address.strip_prefix("docker://") {
            Some(image) => docker(image),
            None => engine_at(address).map(Naming::of),
        })
        .collect()
}

/// `postgres/15/dev`, `maria/latest/test`, `sqlserver/2022-latest`.
fn docker(image: &str) -> Option<Naming> {
    let (name, rest) = image.split_once('/').unwrap_or((image, ""));
    let engine = if name == "maria" {
        "mariadb"
    } else {
        engine_called(name)?
    };
    let version = rest.split(['/', '-', '?']).next().unwrap_or_default();
    Some(Naming {
        engine,
        version: is_version(version).then(|| version.into()),
    })
}

fn is_version(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_digit())
}

/// `engine = pg` in `[core]`.
pub(super) fn sqitch(text: &str, _: &str) -> Vec<Naming> {
    named(text, &["engine"])
}

/// `dialect: postgres`, for each environment.
pub(super) fn sql_migrate(text: &str, _: &str) -> Vec<Naming> {
    named(text, &["dialect"])
}

pub(super) fn alembic(text: &str, _: &str) -> Vec<Naming> {
    addressed(text, &["sqlalchemy.url"])
}

/// The `kind` of the database that the folder of the migrations is called after.
pub(super) fn hasura(text: &str, home: &str) -> Vec<Naming> {
    let (mut name, mut kind) = (None, None);
    let mut found = Vec::new();
    let lines = uncommented(text).chain(std::iter::once("- "));
    for line in lines {
        if line.starts_with("- ") {
            if name == Some(file_name(home)) {
                found.extend(kind.and_then(engine_called).map(Naming::of));
            }
            (name, kind) = (None, None);
        }
        // What is nested deeper has keys of the same names.
        let Some(entry) = line.strip_prefix("- ").or_else(|| line.strip_prefix("  ")) else {
            continue;
        };
        match entry.split_once(':') {
            Some(("name", value)) => name = Some(unquoted(value)),
            Some(("kind", value)) => kind = Some(unquoted(value)),
            _ => {}
        }
    }
    found
}

/// `[db] major_version = 15`: <https://supabase.com/docs/guides/local-development/cli/config>.
pub(super) fn supabase(text: &str, _: &str) -> Vec<Naming> {
    let table: Option<toml::Table> = text.parse().ok();
    let version = table.as_ref().and_then(|table| table.get("db")?.get("major_version"));
    let version = version.and_then(toml::Value::as_integer);
    let naming = version.map(|version| Naming {
        engine: "postgres",
        version: Some(CompactString::from(version.to_string())),
    });
    naming.into_iter().collect()
}

/// The engines that entries with these keys name.
fn named(text: &str, keys: &'static [&'static str]) -> Vec<Naming> {
    values(text, keys).filter_map(engine_called).map(Naming::of).collect()
}

/// The engines at the addresses that entries with these keys hold.
fn addressed(text: &str, keys: &'static [&'static str]) -> Vec<Naming> {
    values(text, keys).filter_map(engine_at).map(Naming::of).collect()
}

/// The values of entries with these keys, in any of the forms that settings have: `key=value`, `key = "value"`,
/// `key: value,`, `export key=value`.
pub(crate) fn values<'a>(text: &'a str, keys: &'static [&'static str]) -> impl Iterator<Item = &'a str> {
    uncommented(text).filter_map(|line| {
        let (key, value) = line.split_once(['=', ':'])?;
        let key = key.trim();
        let key = key.strip_prefix("export ").unwrap_or(key).trim();
        keys.contains(&key).then(|| unquoted(value))
    })
}

fn unquoted(value: &str) -> &str {
    let value = value.trim().trim_end_matches([',', ';']).trim_end();
    let Some(quote) = value.chars().next().filter(|first| matches!(first, '"' | '\'')) else {
        // A comment may follow.
        return value.split_once(" #").map_or(value, |(value, _)| value.trim_end());
    };
    let inner = &value[1..];
    inner.split_once(quote).map_or(inner, |(inner, _)| inner)
}

/// The lines that are no comment.
pub(super) fn uncommented(text: &str) -> impl Iterator<Item = &str> {
    let is_comment = |line: &&str| {
        let line = line.trim_start();
        ["#", ";", "//", "!", "--", "*", "/*", "<!--"]
            .iter()
            .any(|mark| line.starts_with(mark))
    };
    text.lines().filter(move |line| !is_comment(line))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn engines(named: &[Naming]) -> Vec<(&'static str, &str)> {
        let of = |naming: &'_ Naming| (naming.engine, naming.version.as_deref().unwrap_or_default().to_owned());
        let leaked = named.iter().map(of);
        leaked.map(|(engine, version)| (engine, &*version.leak())).collect()
    }

    #[test]
    fn entries_are_read_in_every_form() {
        for text in [
            "K=postgres",
            "export K='postgres'",
            "\tK = \"postgres\"",
            "  K: 'postgres', // why",
            "K = postgres # why",
            "# K=mysql\nK=postgres",
        ] {
            assert_eq!(engines(&named(text, &["K"])), [("postgres", "")], "{text}");
        }
        assert!(named("KK=postgres", &["K"]).is_empty());
    }

    #[test]
    fn atlas_names_versions_too() {
        let text =
            "env \"l\" {\n  src = \"file://s.sql\"\n  url = getenv(\"X\")\n  dev = \"docker://postgres/15/dev?x=1\"\n}";
        assert_eq!(engines(&atlas(text, "")), [("postgres", "15")]);
        assert_eq!(
            engines(&atlas("dev = \"docker://maria/latest/x\"", "")),
            [("mariadb", "")]
        );
        assert_eq!(
            engines(&atlas("dev = \"docker://sqlserver/2022-latest\"", "")),
            [("mssql", "2022")]
        );
        assert_eq!(engines(&atlas("url = \"sqlite://x.db\"", "")), [("sqlite", "")]);
    }

    #[test]
    fn hasura_has_several_databases() {
        let text = "- name: default\n  kind: postgres\n  configuration:\n    kind: x\n- kind: mssql\n  name: other\n";
        assert_eq!(engines(&hasura(text, "migrations/default")), [("postgres", "")]);
        assert_eq!(engines(&hasura(text, "migrations/other")), [("mssql", "")]);
        assert!(hasura(text, "migrations/third").is_empty());
    }

    #[test]
    fn addresses_in_comments_do_not_count() {
        let text = "spring:\n  datasource:\n    # url: jdbc:mysql://x\n    url: ${URL:jdbc:postgresql://x}\n";
        assert_eq!(engines(&jdbc_addresses(text, "")), [("postgres", "")]);
        let text = "url: jdbc:oracle:thin:@x\nreferenceUrl: jdbc:postgresql://x\n";
        assert_eq!(engines(&liquibase(text, "")), [("oracle", "")]);
        assert_eq!(
            engines(&supabase("[db]\nmajor_version = 15\n", "")),
            [("postgres", "15")]
        );
        assert_eq!(
            engines(&drizzle_config(
                "export default defineConfig({\n  dialect: \"sqlite\",\n",
                ""
            )),
            [("sqlite", "")]
        );
    }
}
