//! How a statement is written so that it can be run twice: which statements know `IF [NOT] EXISTS` or
//! `OR REPLACE`, on which engine and since when.

use schema::{Action, Change, Dialect, Kind, ObjectKind, Statement, Verb};

use crate::rows::{ALL, Found, RowTable, Subject, always, find, row, since, table};
use crate::{Engine, Fact};

/// What makes a statement one that can be run twice.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Guarding {
    /// `IF EXISTS` or `IF NOT EXISTS`, before the name.
    ExistsClause,
    /// These words behind `CREATE`: `or replace`, `or alter`.
    Replace(&'static str),
    /// A condition around it: these words say how one is written.
    Condition(&'static str),
    /// Nothing that a plain script can say.
    Nothing,
}

const POSTGRES: &str = "https://www.postgresql.org/docs/current/sql-commands.html";
const MYSQL: &str = "https://dev.mysql.com/doc/refman/8.4/en/sql-data-definition-statements.html";
const MARIADB: &str = "https://mariadb.com/kb/en/data-definition/";
const MSSQL: &str = "https://learn.microsoft.com/sql/t-sql/statements/statements";
const SQLITE: &str = "https://www.sqlite.org/lang.html";
const ORACLE: &str =
    "https://docs.oracle.com/en/database/oracle/oracle-database/23/adfns/SQL-processing-application-developers.html";

/// `IF EXISTS`, `IF NOT EXISTS`.
const EXISTS: Guarding = Guarding::ExistsClause;

#[rustfmt::skip]
const POSTGRES_ROWS: &RowTable<Guarding> = &table(&[
    row(&[Kind::CreateView, Kind::CreateFunction, Kind::CreateProcedure, Kind::CreateAggregate, Kind::CreateRule, Kind::CreateLanguage, Kind::CreateTransform], always, ALL, Guarding::Replace("or replace"), POSTGRES),
    // Not for constraint triggers (https://www.postgresql.org/docs/current/sql-createtrigger.html).
    row(&[Kind::CreateTrigger], always, since(14, 0, 0), Guarding::Replace("or replace"), POSTGRES),
    row(&[Kind::CreateTable, Kind::CreateForeignTable, Kind::CreateIndex, Kind::CreateSchema, Kind::CreateSequence, Kind::CreateExtension, Kind::CreateMaterializedView, Kind::CreateServer, Kind::CreateUserMapping, Kind::CreateStatistics, Kind::CreateCollation], always, ALL, EXISTS, POSTGRES),
    row(&[Kind::AddColumn, Kind::DropColumn, Kind::DropConstraint, Kind::AddEnumValue, Kind::DropAttribute], always, ALL, EXISTS, POSTGRES),
    row(Kind::ALL, drops, ALL, EXISTS, POSTGRES),
]);

#[rustfmt::skip]
const MYSQL_ROWS: &RowTable<Guarding> = &table(&[
    row(&[Kind::CreateView], always, ALL, Guarding::Replace("or replace"), MYSQL),
    row(&[Kind::CreateTable, Kind::CreateDatabase, Kind::CreateSchema, Kind::CreateEvent, Kind::CreateUser, Kind::CreateRole], always, ALL, EXISTS, MYSQL),
    row(&[Kind::CreateFunction, Kind::CreateProcedure, Kind::CreateTrigger], always, since(8, 0, 29), EXISTS, MYSQL),
    row(&[Kind::DropTable, Kind::DropView, Kind::DropDatabase, Kind::DropSchema, Kind::DropEvent, Kind::DropUser, Kind::DropRole, Kind::DropFunction, Kind::DropProcedure, Kind::DropTrigger, Kind::DropServer], always, ALL, EXISTS, MYSQL),
]);

#[rustfmt::skip]
const MARIADB_ROWS: &RowTable<Guarding> = &table(&[
    row(&[Kind::CreateView, Kind::CreateFunction, Kind::CreateProcedure, Kind::CreateTrigger], always, ALL, Guarding::Replace("or replace"), MARIADB),
    row(&[Kind::CreateTable, Kind::CreateIndex, Kind::CreateDatabase, Kind::CreateSchema, Kind::CreateEvent, Kind::CreateUser, Kind::CreateRole, Kind::CreateSequence, Kind::CreateServer], always, ALL, EXISTS, MARIADB),
    row(&[Kind::AddColumn, Kind::DropColumn, Kind::AddIndex, Kind::AddConstraint, Kind::DropConstraint, Kind::AddPartition, Kind::DropPartition], always, ALL, EXISTS, MARIADB),
    row(Kind::ALL, drops, ALL, EXISTS, MARIADB),
]);

#[rustfmt::skip]
const MSSQL_ROWS: &RowTable<Guarding> = &table(&[
    row(&[Kind::CreateView, Kind::CreateFunction, Kind::CreateProcedure, Kind::CreateTrigger], always, ALL, Guarding::Replace("or alter"), MSSQL),
    row(&[Kind::DropTable, Kind::DropView, Kind::DropFunction, Kind::DropProcedure, Kind::DropTrigger, Kind::DropIndex, Kind::DropSequence, Kind::DropSchema, Kind::DropType, Kind::DropSynonym, Kind::DropUser, Kind::DropRole, Kind::DropDatabase, Kind::DropRule, Kind::DropDefault, Kind::DropAggregate, Kind::DropAssembly, Kind::DropSecurityPolicy, Kind::DropColumn, Kind::DropConstraint], always, ALL, EXISTS, MSSQL),
    row(&[Kind::AddColumn], always, ALL, Guarding::Condition("put it under `if col_length('…', '…') is null`"), MSSQL),
    row(Kind::ALL, always, ALL, Guarding::Condition("put it under a condition like `if object_id('…') is null`"), MSSQL),
]);

#[rustfmt::skip]
const SQLITE_ROWS: &RowTable<Guarding> = &table(&[
    row(&[Kind::CreateTable, Kind::CreateIndex, Kind::CreateView, Kind::CreateTrigger, Kind::DropTable, Kind::DropIndex, Kind::DropView, Kind::DropTrigger], always, ALL, EXISTS, SQLITE),
]);

// `IF [NOT] EXISTS` came with version 23, which is newer than most databases that run.
#[rustfmt::skip]
const ORACLE_ROWS: &RowTable<Guarding> = &table(&[
    row(&[Kind::CreateView, Kind::CreateFunction, Kind::CreateProcedure, Kind::CreateTrigger, Kind::CreatePackage, Kind::CreatePackageBody, Kind::CreateType, Kind::CreateTypeBody, Kind::CreateSynonym, Kind::CreateDirectory, Kind::CreateContext, Kind::CreateLibrary], always, ALL, Guarding::Replace("or replace"), ORACLE),
    row(Kind::ALL, always, ALL, Guarding::Condition("run it with `execute immediate` in a block that ignores the error for what is there already"), ORACLE),
]);

/// Anonymous blocks run what the grammar has no guard for.
const POSTGRES_BLOCK: Guarding =
    Guarding::Condition("put it into a `do` block that looks into the catalogue, or drop the old one first");

/// What makes this change one that can be run twice.
#[must_use]
pub fn guarding(change: &Change, statement: &Statement, engine: Engine) -> Guarding {
    let subject = Subject::alone(change, statement, engine);
    let (table, otherwise) = match engine.dialect {
        Dialect::Postgres => (POSTGRES_ROWS, POSTGRES_BLOCK),
        Dialect::Mysql => (MYSQL_ROWS, Guarding::Nothing),
        Dialect::Mariadb => (MARIADB_ROWS, Guarding::Nothing),
        Dialect::Mssql => (MSSQL_ROWS, Guarding::Nothing),
        Dialect::Sqlite => (SQLITE_ROWS, Guarding::Nothing),
        Dialect::Oracle => (ORACLE_ROWS, Guarding::Nothing),
        Dialect::Generic => return Guarding::Nothing,
    };
    match find(table, &subject) {
        Found::One(guarding) => *guarding,
        Found::Nothing | Found::Unknown => otherwise,
    }
}

/// Every `DROP` of an object of its own.
fn drops(subject: &Subject<'_>) -> Fact {
    let is_object = matches!(subject.change.kind.verb_object(), Some((Verb::Drop, kind)) if kind != ObjectKind::Object);
    Some(is_object && matches!(subject.change.action, Action::Drop(_)))
}
