use schema::{Change, Dialect, Statement};

use crate::rows::Subject;
use crate::{ImpactContext, mssql, mysql, oracle, postgres, sqlite};

/// Where it is documented, or how it was measured, which locks a change takes and whether it writes or reads whole
/// tables; each source once. Empty where no row of the tables says so.
#[must_use]
pub fn sources(change: &Change, statement: &Statement, cx: &ImpactContext<'_>) -> Vec<&'static str> {
    let subject = Subject::within(change, statement, cx);
    let found: &[Option<&'static str>] = match cx.engine.dialect {
        Dialect::Postgres => &postgres::sources(&subject),
        Dialect::Mysql | Dialect::Mariadb => &[mysql::source(&subject)],
        Dialect::Mssql => &[mssql::source(&subject)],
        Dialect::Sqlite => &[sqlite::source(&subject)],
        Dialect::Oracle => &[oracle::source(&subject)],
        Dialect::Generic => &[],
    };
    let mut sources: Vec<&'static str> = found.iter().flatten().copied().collect();
    sources.dedup();
    sources
}
