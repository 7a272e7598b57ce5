//! PostgreSQL: nearly everything runs in a transaction. These statements are refused there; the list is
//! that of the calls to `PreventInTransactionBlock` in the server.

use schema::{Action, Kind, ObjectKind};

use super::InTransaction::{self, Refused, Runs};
use crate::conditions::{concurrently, is_about_many_relations, names_nothing, table_is_partitioned};
use crate::rows::{ALL, RowTable, Subject, always, before, row, table};
use crate::{Fact, fired};

#[rustfmt::skip]
pub(super) const ROWS: &RowTable<InTransaction> = &table(&[
    row(&[Kind::CreateIndex], concurrently, ALL, Refused, "https://www.postgresql.org/docs/current/sql-createindex.html"),
    row(&[Kind::DropIndex], concurrently, ALL, Refused, "https://www.postgresql.org/docs/current/sql-dropindex.html"),
    row(&[Kind::Reindex], concurrently, ALL, Refused, "https://www.postgresql.org/docs/current/sql-reindex.html"),
    row(&[Kind::Reindex], is_about_many_relations, ALL, Refused, "https://www.postgresql.org/docs/current/sql-reindex.html"),
    row(&[Kind::Reindex], names_nothing, ALL, Refused, "https://www.postgresql.org/docs/current/sql-reindex.html"),
    row(&[Kind::Reindex], table_is_partitioned, ALL, Refused, "https://www.postgresql.org/docs/current/sql-reindex.html"),
    row(&[Kind::DetachPartition], concurrently, ALL, Refused, "https://www.postgresql.org/docs/current/sql-altertable.html"),
    row(&[Kind::Vacuum], always, ALL, Refused, "https://www.postgresql.org/docs/current/sql-vacuum.html"),
    row(&[Kind::Cluster], names_nothing, ALL, Refused, "https://www.postgresql.org/docs/current/sql-cluster.html"),
    row(&[Kind::Cluster], table_is_partitioned, ALL, Refused, "https://www.postgresql.org/docs/current/sql-cluster.html"),
    row(&[Kind::CreateDatabase], always, ALL, Refused, "https://www.postgresql.org/docs/current/sql-createdatabase.html"),
    row(&[Kind::DropDatabase], always, ALL, Refused, "https://www.postgresql.org/docs/current/sql-dropdatabase.html"),
    row(&[Kind::AlterDatabase, Kind::SetTablespace], moves_database, ALL, Refused, "https://www.postgresql.org/docs/current/sql-alterdatabase.html"),
    row(&[Kind::CreateTablespace], always, ALL, Refused, "https://www.postgresql.org/docs/current/sql-createtablespace.html"),
    row(&[Kind::DropTablespace], always, ALL, Refused, "https://www.postgresql.org/docs/current/sql-droptablespace.html"),
    row(&[Kind::AlterSystem], always, ALL, Refused, "https://www.postgresql.org/docs/current/sql-altersystem.html"),
    row(&[Kind::Discard], discards_all, ALL, Refused, "https://www.postgresql.org/docs/current/sql-discard.html"),
    row(&[Kind::CreateSubscription, Kind::AlterSubscription, Kind::DropSubscription], uses_slot, ALL, Refused, "https://www.postgresql.org/docs/current/sql-createsubscription.html"),
    row(&[Kind::CommitPrepared, Kind::RollbackPrepared], always, ALL, Refused, "https://www.postgresql.org/docs/current/sql-commit-prepared.html"),
    row(&[Kind::Call], calls_known_procedure, ALL, Runs, "https://www.postgresql.org/docs/current/sql-call.html"),
    row(&[Kind::AddEnumValue], always, before(12, 0, 0), Refused, "https://www.postgresql.org/docs/11/sql-altertype.html"),
]);

/// `ALTER DATABASE … SET TABLESPACE`. Which clause an `ALTER DATABASE` holds is known only by its kind.
fn moves_database(subject: &Subject<'_>) -> Fact {
    match (&subject.change.action, subject.change.kind) {
        (Action::Object(action), Kind::SetTablespace) => Some(action.object_kind == ObjectKind::Database),
        _ => Some(false),
    }
}

/// A procedure that neither commits nor runs a text.
fn calls_known_procedure(subject: &Subject<'_>) -> Fact {
    Some(fired::is_known_procedure(subject))
}

/// `DISCARD ALL`, not `DISCARD PLANS` and its kin.
fn discards_all(subject: &Subject<'_>) -> Fact {
    match &subject.change.action {
        Action::Session(setting) => Some(setting.name == "all"),
        _ => None,
    }
}

/// A subscription with a slot on the other server; `WITH (create_slot = false)` and the like are not in
/// the model, so only a subscription without options is certain.
fn uses_slot(subject: &Subject<'_>) -> Fact {
    match subject.change.kind {
        Kind::CreateSubscription if subject.statement.opaque.is_empty() => Some(true),
        _ => None,
    }
}
