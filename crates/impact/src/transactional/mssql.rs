//! SQL Server: DDL runs in a transaction; these statements do not.
//!
//! Source: <https://learn.microsoft.com/sql/t-sql/language-elements/transactions-transact-sql>,
//! <https://learn.microsoft.com/sql/relational-databases/in-memory-oltp/transactions-with-memory-optimized-tables>.

use schema::{Action, Kind, TableSetting};

use super::InTransaction::{self, Refused, Runs};
use crate::Fact;
use crate::conditions::{sets, table_before};
use crate::mssql::is_system_procedure;
use crate::rows::{ALL, RowTable, Subject, always, row, table};

const TRANSACTIONS: &str = "https://learn.microsoft.com/sql/t-sql/language-elements/transactions-transact-sql";
const MEMORY_OPTIMIZED: &str = "https://learn.microsoft.com/sql/relational-databases/in-memory-oltp/unsupported-sql-server-features-for-in-memory-oltp";
const RESUMABLE: &str =
    "https://learn.microsoft.com/sql/relational-databases/indexes/guidelines-for-online-index-operations";

/// System procedures that write to `master` or to full-text catalogues.
const REFUSED_PROCEDURES: &[&str] = &[
    "sp_addsubscription",
    "sp_dropsubscription",
    "sp_adddistributor",
    "sp_dropdistributor",
    "sp_adddistpublisher",
    "sp_dropdistpublisher",
    "sp_addlinkedserver",
    "sp_droplinkedserver",
    "sp_addlinkedsrvlogin",
    "sp_droplinkedsrvlogin",
    "sp_serveroption",
    "sp_dboption",
    "sp_replicationdboption",
    "sp_fulltext_database",
];

#[rustfmt::skip]
pub(super) const ROWS: &RowTable<InTransaction> = &table(&[
    row(&[Kind::CreateDatabase, Kind::AlterDatabase, Kind::DropDatabase], always, ALL, Refused, TRANSACTIONS),
    row(&[Kind::Backup, Kind::Restore, Kind::Reconfigure], always, ALL, Refused, TRANSACTIONS),
    row(&[Kind::CreateFulltextCatalog, Kind::AlterFulltextCatalog, Kind::DropFulltextCatalog, Kind::CreateFulltextIndex, Kind::AlterFulltextIndex, Kind::DropFulltextIndex], always, ALL, Refused, TRANSACTIONS),
    row(&[Kind::Call, Kind::Execute], calls_refused_procedure, ALL, Refused, TRANSACTIONS),
    row(&[Kind::Call, Kind::Execute], is_system_procedure, ALL, Runs, "https://learn.microsoft.com/sql/relational-databases/system-stored-procedures/system-stored-procedures-transact-sql"),
    // Error 6115.
    row(&[Kind::Kill], always, ALL, Refused, "https://learn.microsoft.com/sql/relational-databases/errors-events/database-engine-events-and-errors-6000-to-6999"),
    row(&[Kind::CreateTable], makes_memory_optimized, ALL, Refused, MEMORY_OPTIMIZED),
    row(&[Kind::AddColumn, Kind::DropColumn, Kind::AlterTable, Kind::DropTable, Kind::AddIndex], is_memory_optimized, ALL, Refused, MEMORY_OPTIMIZED),
    row(&[Kind::CreateIndex, Kind::RebuildIndex], is_resumable, ALL, Refused, RESUMABLE),
]);

fn calls_refused_procedure(subject: &Subject<'_>) -> Fact {
    let Action::Call(procedure) = &subject.change.action else {
        return Some(false);
    };
    let name = procedure.ident.text.to_ascii_lowercase();
    Some(REFUSED_PROCEDURES.contains(&name.as_str()))
}

fn makes_memory_optimized(subject: &Subject<'_>) -> Fact {
    let Action::CreateTable(table) = &subject.change.action else {
        return Some(false);
    };
    Some(
        table
            .options
            .iter()
            .any(|option| option.name == "memory_optimized" && is_on(option)),
    )
}

fn is_memory_optimized(subject: &Subject<'_>) -> Fact {
    let table = table_before(subject).seen();
    Some(table.is_some_and(|table| table.options.iter().any(|(name, _)| name == "memory_optimized")))
}

fn is_resumable(subject: &Subject<'_>) -> Fact {
    if !sets(subject, "resumable") {
        return Some(false);
    }
    let options: &[TableSetting] = match &subject.change.action {
        Action::CreateIndex(index) => &index.options,
        Action::Table(table) => &table.options,
        _ => &[],
    };
    Some(options.iter().any(|option| option.name == "resumable" && is_on(option)))
}

fn is_on(option: &TableSetting) -> bool {
    option
        .value
        .as_deref()
        .is_none_or(|value| value.eq_ignore_ascii_case("on"))
}
