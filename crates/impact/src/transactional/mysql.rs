//! MySQL and MariaDB commit at each DDL statement.
//!
//! Sources: <https://dev.mysql.com/doc/refman/8.4/en/implicit-commit.html>,
//! <https://mariadb.com/kb/en/sql-statements-that-cause-an-implicit-commit/>.

use schema::{Action, Kind, ObjectKind, Verb};

use super::InTransaction::{self, Commits, Runs, RunsForGood};
use crate::conditions::{is_temporary, table_before};
use crate::kinds::{CREATE_ALTER_DROP, TABLE_PARTS};
use crate::rows::{ALL, RowTable, Subject, always, row, table};
use crate::{Fact, OpenedBy, Transaction};

const MYSQL: &str = "https://dev.mysql.com/doc/refman/8.4/en/implicit-commit.html";

#[rustfmt::skip]
pub(super) const ROWS: &RowTable<InTransaction> = &table(&[
    // `CREATE` and `DROP TEMPORARY TABLE` do not commit, but a rollback does not undo them either.
    row(&[Kind::CreateTable, Kind::DropTable], is_temporary, ALL, RunsForGood, MYSQL),
    row(&[Kind::AlterSession, Kind::AlterSystem], always, ALL, Runs, MYSQL),
    row(CREATE_ALTER_DROP, is_schema_object, ALL, Commits, MYSQL),
    row(TABLE_PARTS, always, ALL, Commits, MYSQL),
    // `LOCK INSTANCE FOR BACKUP` names no table and commits nothing.
    row(&[Kind::Lock], locks_no_table, ALL, Runs, "https://dev.mysql.com/doc/refman/8.4/en/lock-instance-for-backup.html"),
    row(&[Kind::Truncate, Kind::Lock, Kind::Install, Kind::Uninstall], always, ALL, Commits, MYSQL),
    row(&[Kind::Grant, Kind::Revoke, Kind::SetPassword], always, ALL, Commits, MYSQL),
    row(&[Kind::Reset, Kind::StartReplica, Kind::StopReplica, Kind::ChangeReplication], always, ALL, Commits, MYSQL),
    row(&[Kind::Begin], always, ALL, Commits, MYSQL),
    row(&[Kind::Analyze, Kind::Optimize, Kind::Repair, Kind::CheckTable, Kind::CacheIndex, Kind::Flush, Kind::Load], always, ALL, Commits, MYSQL),
    // `DO f()` is a `SELECT` that gives nothing.
    row(&[Kind::Do], always, ALL, Runs, "https://dev.mysql.com/doc/refman/8.4/en/do.html"),
    row(&[Kind::Set], switches_autocommit_on, ALL, Commits, MYSQL),
    row(&[Kind::Insert, Kind::Replace, Kind::Update, Kind::Delete, Kind::LoadData], engine_keeps_no_transactions, ALL, RunsForGood, "https://dev.mysql.com/doc/refman/8.4/en/nontransactional-tables.html"),
]);

/// An object of the database, not a part of a session.
fn is_schema_object(subject: &Subject<'_>) -> Fact {
    let Some((verb, object)) = subject.change.kind.verb_object() else {
        return Some(false);
    };
    let is_session = matches!(object, ObjectKind::Session | ObjectKind::System);
    Some(!is_session || verb == Verb::Create)
}

fn locks_no_table(subject: &Subject<'_>) -> Fact {
    Some(!matches!(subject.change.action, Action::Lock(_)))
}

/// `SET autocommit = 1` where it was off. A script that opens a transaction and did not switch it off may find it on, as
/// it is by default, and then nothing is committed (measured on MariaDB 10.11); a runner's transaction means that it is off.
fn switches_autocommit_on(subject: &Subject<'_>) -> Fact {
    let Action::Session(setting) = &subject.change.action else {
        return Some(false);
    };
    let is_on = setting
        .value
        .as_deref()
        .is_some_and(|value| value == "1" || value.eq_ignore_ascii_case("on"));
    if setting.name != "autocommit" || !is_on {
        return Some(false);
    }
    match (subject.session.is_on("autocommit"), subject.session.transaction) {
        (Some(is_on), _) => Some(!is_on),
        (None, Transaction::Open(OpenedBy::Script(_))) => None,
        (None, _) => Some(true),
    }
}

/// The table's storage engine has no transactions: `MyISAM`, `MEMORY`, `Aria` …
fn engine_keeps_no_transactions(subject: &Subject<'_>) -> Fact {
    let table = table_before(subject).seen();
    let engine = table.and_then(|table| {
        let option = table.options.iter().find(|(name, _)| name == "engine")?;
        option.1.as_deref()
    });
    let without = [
        "myisam",
        "memory",
        "heap",
        "aria",
        "csv",
        "archive",
        "merge",
        "blackhole",
    ];
    Some(engine.is_some_and(|engine| without.contains(&engine.to_ascii_lowercase().as_str())))
}
