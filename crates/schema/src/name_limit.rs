use crate::dialect::{POSTGRES_NAME_LIMIT, cut};
use crate::{Dialect, EngineVersion};

/// How long a name may be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NameLimit {
    /// The most units.
    pub most: usize,
    /// What is counted.
    pub unit: NameUnit,
    /// Whether the engine cuts a longer one, without an error.
    pub cuts: bool,
}

/// What the length of a name is counted in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NameUnit {
    /// Bytes of the text in UTF-8.
    Bytes,
    /// Characters.
    Characters,
}

impl Dialect {
    /// How long a name may be; `None` where there is no limit that a name would meet.
    ///
    /// Sources: <https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS>,
    /// <https://dev.mysql.com/doc/refman/8.4/en/identifier-length.html>,
    /// <https://mariadb.com/docs/server/reference/sql-structure/sql-language-structure/identifier-names>,
    /// <https://learn.microsoft.com/sql/relational-databases/databases/database-identifiers>,
    /// <https://docs.oracle.com/en/database/oracle/oracle-database/23/sqlrf/Database-Object-Names-and-Qualifiers.html>
    /// (30 bytes before 12.2).
    #[must_use]
    pub fn name_limit(self, version: EngineVersion) -> Option<NameLimit> {
        let (most, unit, cuts) = match self {
            Self::Postgres => (POSTGRES_NAME_LIMIT, NameUnit::Bytes, true),
            Self::Mysql | Self::Mariadb => (64, NameUnit::Characters, false),
            Self::Mssql => (128, NameUnit::Characters, false),
            Self::Oracle if version.at_least(12, 2, 0) => (128, NameUnit::Bytes, false),
            Self::Oracle => (30, NameUnit::Bytes, false),
            Self::Sqlite | Self::Generic => return None,
        };
        Some(NameLimit { most, unit, cuts })
    }
}

impl NameLimit {
    /// The length of a name in the units of this limit.
    #[must_use]
    pub fn length_of(self, name: &str) -> usize {
        match self.unit {
            NameUnit::Bytes => name.len(),
            NameUnit::Characters => name.chars().count(),
        }
    }

    /// As much of the name as the limit allows.
    #[must_use]
    pub fn cut(self, name: &str) -> &str {
        match self.unit {
            NameUnit::Bytes => cut(name, self.most),
            NameUnit::Characters => name.char_indices().nth(self.most).map_or(name, |(end, _)| &name[..end]),
        }
    }
}

impl NameUnit {
    /// The word for several of them.
    #[must_use]
    pub const fn plural(self) -> &'static str {
        match self {
            Self::Bytes => "bytes",
            Self::Characters => "characters",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_counted_depends_on_the_engine() {
        let name = "ä".repeat(40);
        let newest = |dialect: Dialect| dialect.name_limit(EngineVersion::newest(dialect)).unwrap();
        let postgres = newest(Dialect::Postgres);
        assert_eq!((postgres.length_of(&name), postgres.cut(&name).len()), (80, 62));
        assert_eq!(newest(Dialect::Mysql).length_of(&name), 40);
        let old = Dialect::Oracle.name_limit(EngineVersion::new(12, 1, 0)).unwrap();
        assert_eq!((old.most, newest(Dialect::Oracle).most), (30, 128));
        assert_eq!(old.cut("abc"), "abc");
    }
}
