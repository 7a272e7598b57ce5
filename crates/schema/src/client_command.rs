//! Lines of a client that end a statement.

use crate::{Dialect, Family};

/// Commands of psql that send the statement before them, or hand it on with what a `\\g` later in the line needs
/// (<https://www.postgresql.org/docs/current/app-psql.html#APP-PSQL-META-COMMANDS>). Measured on PostgreSQL 15.20: with a
/// `;` before it, `\\g` sends the statement a second time.
const PSQL: &[&str] = &[
    "g",
    "gx",
    "gset",
    "gexec",
    "gdesc",
    "crosstabview",
    "watch",
    "bind",
    "bind_named",
    "parse",
    "sendpipeline",
];

/// Whether a line that the client reads itself sends the statement that stands before it.
pub(crate) fn sends_statement(line: &str, dialect: Dialect) -> bool {
    let Some(command) = line.strip_prefix('\\') else {
        return false;
    };
    let name = command
        .split(|letter: char| letter.is_whitespace() || letter == '\\')
        .next()
        .unwrap_or_default();
    match dialect.family() {
        Family::Postgres => PSQL.contains(&name),
        // <https://dev.mysql.com/doc/refman/8.4/en/mysql-commands.html>
        Family::Mysql => matches!(name, "g" | "G"),
        _ => false,
    }
}
