//! Whether a version that somebody names can be one of the engine's.

use engine::Recognised;
use lint::RunError;
use schema::{Dialect, EngineVersion};

use crate::config::Config;
use crate::outcome::Notice;
use crate::read_error::of_run;
use crate::request::Overrides;

/// What a version is for an engine.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Verdict {
    Known,
    /// It counts as the nearest that is known: why, in lower case.
    Beyond(String),
    /// There is none such: why and what to do, in lower case.
    Impossible(String),
}

/// What is to be said of the version that the command line or the configuration names, for the engines of these
/// histories. A dialect that was only found out may be an engine that the version is not about.
pub(crate) fn judge(
    overrides: &Overrides,
    config: &Config,
    histories: &Recognised,
) -> (Option<RunError>, Option<Notice>) {
    let (version, place, named) = match (overrides.engine_version, &config.engine_version) {
        (Some(version), _) => {
            let named = overrides.dialect.or(config.dialect.as_ref().map(|set| set.value));
            (version, None, named)
        }
        (None, Some(set)) if overrides.dialect.is_none() => (
            set.value,
            Some(&set.place),
            config.dialect.as_ref().map(|set| set.value),
        ),
        _ => return (None, None),
    };
    let dialect = named.or_else(|| histories.detected().map(|detected| detected.dialect).next());
    let Some(dialect) = dialect else {
        return (None, None);
    };
    let notice = |message| Notice {
        path: place.map_or_else(
            || "--engine-version".to_owned(),
            |place| format!("{}:{}", place.path, place.line),
        ),
        message,
    };
    match verdict(version, dialect) {
        Verdict::Known => (None, None),
        Verdict::Impossible(message) if named.is_some() => {
            let error = match place {
                Some(place) => place.error(message),
                None => of_run(format!("`--engine-version`: {message}")),
            };
            (Some(error), None)
        }
        Verdict::Beyond(message) | Verdict::Impossible(message) => (None, Some(notice(message))),
    }
}

/// Sources: the release lists <https://www.postgresql.org/support/versioning/>, <https://dev.mysql.com/doc/relnotes/mysql/>,
/// <https://mariadb.org/about/#maintenance-policy>, <https://www.sqlite.org/chronology.html>; Oracle skipped 13 to 17, MySQL 6
/// and 7. SQL Server is counted by its year.
fn verdict(version: EngineVersion, dialect: Dialect) -> Verdict {
    let engine = dialect.title();
    let (oldest, newest) = EngineVersion::known(dialect);
    let reason = match (dialect, version.major) {
        (Dialect::Generic, _) => return Verdict::Known,
        (Dialect::Mysql, 10..=12) => Some("MariaDB has it: `dialect = \"mariadb\"`".to_owned()),
        (Dialect::Mariadb, 6..=9) => Some("MySQL counts so: `dialect = \"mysql\"`".to_owned()),
        (Dialect::Mssql, ..2000) => Some(format!("write its year, {oldest} to {newest}")),
        (Dialect::Mysql, 6 | 7) | (Dialect::Oracle, 13..=17) | (_, 0) => {
            Some(format!("write one from {oldest} to {newest}"))
        }
        (Dialect::Sqlite, major) if major != 3 => Some(format!("write one from {oldest} to {newest}")),
        _ => None,
    };
    if let Some(remedy) = reason {
        return Verdict::Impossible(format!("{engine} has no version {version}; {remedy}"));
    }
    if version < oldest {
        return Verdict::Beyond(format!(
            "{engine} {version} is older than what Lockgate knows, and counts as {oldest}"
        ));
    }
    if version.major > newest.major {
        return Verdict::Beyond(format!(
            "{engine} {version} is newer than what Lockgate knows, and counts as {newest}"
        ));
    }
    Verdict::Known
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_those_of_the_engine() {
        let of = |text: &str, dialect| verdict(text.parse().unwrap(), dialect);
        for (text, dialect) in [
            ("11", Dialect::Postgres),
            ("18.1", Dialect::Postgres),
            ("5.7.44", Dialect::Mysql),
            ("9.6", Dialect::Mysql),
            ("10.11.6", Dialect::Mariadb),
            ("2019", Dialect::Mssql),
            ("3.60", Dialect::Sqlite),
            ("19", Dialect::Oracle),
        ] {
            assert_eq!(of(text, dialect), Verdict::Known, "{text}");
        }
        for (text, dialect) in [
            ("10.11", Dialect::Mysql),
            ("8.0", Dialect::Mariadb),
            ("150", Dialect::Mssql),
            ("4", Dialect::Sqlite),
        ] {
            assert!(matches!(of(text, dialect), Verdict::Impossible(_)), "{text}");
        }
        for (text, dialect) in [
            ("9.6", Dialect::Postgres),
            ("99", Dialect::Postgres),
            ("5.6", Dialect::Mysql),
            ("10.4", Dialect::Mariadb),
            ("2014", Dialect::Mssql),
            ("11.2", Dialect::Oracle),
        ] {
            assert!(matches!(of(text, dialect), Verdict::Beyond(_)), "{text}");
        }
    }
}
