use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use source::UnknownName;

/// Which SQL is spoken.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Dialect {
    /// PostgreSQL.
    Postgres,
    /// MySQL.
    Mysql,
    /// MariaDB.
    Mariadb,
    /// Microsoft SQL Server.
    Mssql,
    /// SQLite.
    Sqlite,
    /// Oracle Database.
    Oracle,
    /// Anything else: what the others have in common.
    Generic,
}

/// Dialects that share a grammar.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Family {
    /// PostgreSQL.
    Postgres,
    /// MySQL and MariaDB.
    Mysql,
    /// SQL Server.
    Mssql,
    /// SQLite.
    Sqlite,
    /// Oracle.
    Oracle,
    /// The rest.
    Generic,
}

/// The longest name PostgreSQL keeps, in bytes
/// (<https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS>).
pub(crate) const POSTGRES_NAME_LIMIT: usize = 63;

/// Whether a letter of ASCII is in upper case. Names are short: looking at all of it costs less than leaving early.
fn has_uppercase(text: &str) -> bool {
    text.bytes().fold(false, |seen, byte| seen | byte.is_ascii_uppercase())
}

/// At most that many bytes, no character cut in two.
pub(crate) fn cut(text: &str, bytes: usize) -> &str {
    let mut end = bytes.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

impl Dialect {
    /// All dialects.
    pub const ALL: &'static [Self] = &[
        Self::Postgres,
        Self::Mysql,
        Self::Mariadb,
        Self::Mssql,
        Self::Sqlite,
        Self::Oracle,
        Self::Generic,
    ];

    /// As it is written in configuration and output.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Postgres => "postgres",
            Self::Mysql => "mysql",
            Self::Mariadb => "mariadb",
            Self::Mssql => "mssql",
            Self::Sqlite => "sqlite",
            Self::Oracle => "oracle",
            Self::Generic => "generic",
        }
    }

    /// As its makers write it.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Postgres => "PostgreSQL",
            Self::Mysql => "MySQL",
            Self::Mariadb => "MariaDB",
            Self::Mssql => "SQL Server",
            Self::Sqlite => "SQLite",
            Self::Oracle => "Oracle",
            Self::Generic => "generic SQL",
        }
    }

    /// The dialects it shares a grammar with.
    #[must_use]
    pub const fn family(self) -> Family {
        match self {
            Self::Postgres => Family::Postgres,
            Self::Mysql | Self::Mariadb => Family::Mysql,
            Self::Mssql => Family::Mssql,
            Self::Sqlite => Family::Sqlite,
            Self::Oracle => Family::Oracle,
            Self::Generic => Family::Generic,
        }
    }

    /// The schema an unqualified name is looked up in, where there is one for everybody.
    #[must_use]
    pub const fn default_schema(self) -> Option<&'static str> {
        match self {
            Self::Postgres => Some("public"),
            Self::Mssql => Some("dbo"),
            Self::Mysql | Self::Mariadb | Self::Sqlite | Self::Oracle | Self::Generic => None,
        }
    }

    /// Whether a failed migration leaves no trace of the DDL that ran before the failure.
    ///
    /// MySQL, MariaDB and Oracle commit at each DDL statement
    /// (<https://dev.mysql.com/doc/refman/8.4/en/implicit-commit.html>,
    /// <https://docs.oracle.com/en/database/oracle/oracle-database/23/sqlrf/COMMIT.html>).
    #[must_use]
    pub const fn has_transactional_ddl(self) -> bool {
        matches!(self, Self::Postgres | Self::Mssql | Self::Sqlite | Self::Generic)
    }

    /// Whether what an `update` or `delete` joins may leave rows of its table out without a `where`. PostgreSQL's `from` and
    /// `using` cannot name the table, so that each of its rows meets what they bring
    /// (<https://www.postgresql.org/docs/current/sql-update.html>, measured on PostgreSQL 15.20).
    #[must_use]
    pub const fn joins_choose_rows(self) -> bool {
        !matches!(self, Self::Postgres)
    }

    /// The name under which the engine looks an identifier up.
    ///
    /// Unquoted names are folded to lower case by PostgreSQL and to upper case by Oracle. The other
    /// engines compare without regard to case, so their names are folded to lower case here,
    /// quoted or not. PostgreSQL cuts names that are too long.
    #[must_use]
    pub fn fold(self, text: &str, is_quoted: bool) -> Cow<'_, str> {
        let text = match self {
            Self::Postgres => cut(text, POSTGRES_NAME_LIMIT),
            _ => text,
        };
        match self {
            Self::Postgres | Self::Generic if is_quoted => Cow::Borrowed(text),
            Self::Oracle if is_quoted => Cow::Borrowed(text),
            Self::Oracle if text.bytes().any(|byte| byte.is_ascii_lowercase()) => Cow::Owned(text.to_ascii_uppercase()),
            Self::Oracle => Cow::Borrowed(text),
            _ if has_uppercase(text) => Cow::Owned(text.to_ascii_lowercase()),
            _ => Cow::Borrowed(text),
        }
    }

    /// Whether the name is read as a name without quotes, in whatever case: letters, digits and underscores, no digit first, no
    /// reserved word. Some engines take `$` and `#` as well.
    #[must_use]
    pub fn may_stand_bare(self, name: &str) -> bool {
        let is_of_name = |character: char| character.is_alphanumeric() || character == '_';
        let begins_well = name.starts_with(|first: char| is_of_name(first) && !first.is_numeric());
        begins_well && name.chars().all(is_of_name) && !self.is_reserved(name)
    }

    /// The identifier between this dialect's quotes.
    #[must_use]
    pub fn quote(self, text: &str) -> String {
        match self.family() {
            Family::Mysql => format!("`{}`", text.replace('`', "``")),
            Family::Mssql => format!("[{}]", text.replace(']', "]]")),
            _ => format!("\"{}\"", text.replace('"', "\"\"")),
        }
    }
}

impl fmt::Display for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

impl FromStr for Dialect {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        Self::ALL
            .iter()
            .copied()
            .find(|dialect| dialect.id() == text)
            .ok_or_else(|| UnknownName(text.to_owned()))
    }
}
