//! Oracle commits before and after each DDL statement.
//!
//! Source: <https://docs.oracle.com/en/database/oracle/oracle-database/23/sqlrf/COMMIT.html>.

use schema::{Kind, ObjectKind};

use super::InTransaction::{self, Commits, Runs, RunsForGood};
use crate::Fact;
use crate::conditions::is_temporary;
use crate::kinds::{CREATE_ALTER_DROP, TABLE_PARTS};
use crate::rows::{ALL, RowTable, Subject, always, row, since, table};

const COMMIT: &str = "https://docs.oracle.com/en/database/oracle/oracle-database/23/sqlrf/COMMIT.html";

/// The list of data definition language statements.
const TYPES: &str = "https://docs.oracle.com/en/database/oracle/oracle-database/23/sqlrf/Types-of-SQL-Statements.html";

#[rustfmt::skip]
pub(super) const ROWS: &RowTable<InTransaction> = &table(&[
    // Session and system control are not DDL.
    row(CREATE_ALTER_DROP, is_session_or_system, ALL, Runs, COMMIT),
    // Private temporary tables come and go without a commit.
    row(&[Kind::CreateTable, Kind::DropTable], is_private_temporary, since(18, 0, 0), RunsForGood, "https://docs.oracle.com/en/database/oracle/oracle-database/19/sqlrf/CREATE-TABLE.html"),
    row(CREATE_ALTER_DROP, always, ALL, Commits, COMMIT),
    row(TABLE_PARTS, always, ALL, Commits, COMMIT),
    row(&[Kind::Truncate, Kind::Comment, Kind::Grant, Kind::Revoke, Kind::Analyze, Kind::Purge, Kind::Flashback, Kind::Audit, Kind::NoAudit, Kind::AssociateStatistics, Kind::DisassociateStatistics, Kind::AdministerKeyManagement], always, ALL, Commits, TYPES),
]);

fn is_session_or_system(subject: &Subject<'_>) -> Fact {
    let object = subject.change.kind.verb_object().map(|(_, object)| object);
    Some(matches!(object, Some(ObjectKind::Session | ObjectKind::System)))
}

fn is_private_temporary(subject: &Subject<'_>) -> Fact {
    let named_private = subject
        .change
        .table()
        .is_some_and(|table| table.ident.text.to_ascii_lowercase().starts_with("ora$ptt_"));
    Some(is_temporary(subject) == Some(true) && named_private)
}
