//! MySQL and MariaDB: how a change is carried out, and whether others can write meanwhile.

mod charset;
mod column_values;
mod conditions;
mod mariadb;
mod modified_column;
mod mysql8;
mod narrower_charset;
mod refusals;
mod row_size;
mod storage;
mod virtual_columns;

use schema::catalog::Existence;
use schema::{Action, Dialect, Kind, ReferentialAction};

pub(crate) use conditions::is_same_engine;
pub use narrower_charset::{NarrowerCharset, narrower_charset};
pub(crate) use refusals::refusal;
pub use row_size::{MYSQL_ROW_BYTES, mysql_row_bytes};

use crate::conditions::table_before;
use crate::rows::{Found, RowTable, Subject, find, source_of};
use crate::simple_locks::{Blocks, lock, relations, work};
use crate::{Algorithm, Impact, UnknownList, merge};

/// The modes of the `LOCK=` clause that keep anybody from anything, the weaker first.
pub(crate) const MODES: &[&str] = &["SHARED", "EXCLUSIVE"];

/// What others may do meanwhile.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Concurrency {
    /// `LOCK=NONE`: read and write.
    None,
    /// `LOCK=SHARED`: read.
    Shared,
    /// `LOCK=EXCLUSIVE`: nothing.
    Exclusive,
}

/// What is done to the rows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Rows {
    Untouched,
    Read,
    Rebuilt,
}

/// How a change is carried out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Online {
    algorithm: Algorithm,
    lock: Concurrency,
    rows: Rows,
}

const fn online(algorithm: Algorithm, lock: Concurrency, rows: Rows) -> Online {
    Online { algorithm, lock, rows }
}

/// Statements that take a table's exclusive metadata lock for as long as they run, and have no algorithm.
const EXCLUSIVE: &[Kind] = &[
    Kind::DropTable,
    Kind::Truncate,
    Kind::RenameTable,
    Kind::DropView,
    Kind::CreateTrigger,
    Kind::DropTrigger,
    Kind::DiscardTablespace,
    Kind::ImportTablespace,
];

const fn table_of(dialect: Dialect) -> &'static RowTable<Online> {
    match dialect {
        Dialect::Mariadb => mariadb::ROWS,
        _ => mysql8::ROWS,
    }
}

/// Where the effect on locks and rows is documented.
pub(crate) fn source(subject: &Subject<'_>) -> Option<&'static str> {
    source_of(table_of(subject.engine.dialect), subject)
}

pub(crate) fn add_work(subject: &Subject<'_>, impact: &mut Impact) {
    // It is refused before anything is locked.
    if refusals::of_clauses(subject).is_some() {
        return;
    }
    match found(subject) {
        Found::One(found) => {
            let online = as_written(subject, found);
            impact.algorithm = Some(online.algorithm);
            impact.metadata_lock = Some(true);
            add_lock(subject, online.lock, impact);
            if online.rows != Rows::Untouched {
                work(subject, online.rows == Rows::Rebuilt, impact);
            }
        }
        Found::Unknown => {
            impact.metadata_lock = Some(true);
            for list in [UnknownList::Locks, UnknownList::Rewrites, UnknownList::Scans] {
                merge::mark(&mut impact.unknown, list);
            }
        }
        Found::Nothing if EXCLUSIVE.contains(&subject.change.kind) => {
            impact.metadata_lock = Some(true);
            add_lock(subject, Concurrency::Exclusive, impact);
        }
        Found::Nothing if subject.change.kind == Kind::Flush => {
            impact.metadata_lock = Some(false);
            if flushes_under_lock(subject) {
                add_lock(subject, Concurrency::Shared, impact);
                // Without names every table is locked against writers.
                if relations(subject).is_empty() {
                    merge::mark(&mut impact.unknown, UnknownList::Locks);
                }
            }
        }
        Found::Nothing if replaces(subject) => {
            impact.metadata_lock = Some(true);
            add_lock(subject, Concurrency::Exclusive, impact);
        }
        Found::Nothing if matches!(subject.change.action, Action::Lock(_)) => {
            impact.metadata_lock = Some(true);
            add_lock(subject, written_lock(subject), impact);
        }
        Found::Nothing => impact.metadata_lock = Some(false),
    }
}

/// How a change is carried out where the statement does not say it.
fn found(subject: &Subject<'_>) -> Found<Online> {
    match find(table_of(subject.engine.dialect), subject) {
        Found::One(found) if copies_online(*found) && is_written_by_parents(subject) => Found::One(Online {
            lock: Concurrency::Shared,
            ..*found
        }),
        Found::One(found) => Found::One(*found),
        Found::Nothing => Found::Nothing,
        Found::Unknown => Found::Unknown,
    }
}

fn copies_online(found: Online) -> bool {
    found.algorithm == Algorithm::Copy && found.lock == Concurrency::None
}

/// A copy of MariaDB does not see what cascades into a table, and is therefore made under a lock
/// (<https://jira.mariadb.org/browse/MDEV-29068>).
fn is_written_by_parents(subject: &Subject<'_>) -> bool {
    let writes = |action: Option<ReferentialAction>| {
        matches!(
            action,
            Some(ReferentialAction::Cascade | ReferentialAction::SetNull | ReferentialAction::SetDefault)
        )
    };
    let table = table_before(subject).known();
    let mut keys = table.into_iter().flat_map(|table| table.foreign_keys());
    keys.any(|(key, reference)| {
        key.existence == Existence::Certain && (writes(reference.on_delete) || writes(reference.on_update))
    })
}

/// `ALGORITHM=` and `LOCK=` say what is to be done; where that is not possible, the statement fails.
fn as_written(subject: &Subject<'_>, found: Online) -> Online {
    let modifiers = &subject.statement.modifiers;
    // https://dev.mysql.com/doc/refman/8.4/en/innodb-online-ddl-operations.html: what could be instant is rebuilt where
    // `INPLACE` is asked for; MariaDB takes the cheapest of what is allowed.
    let is_mysql = subject.engine.dialect == Dialect::Mysql;
    if is_mysql && modifiers.algorithm.as_deref() == Some("INPLACE") && found.algorithm == Algorithm::Instant {
        let is_of_column = matches!(subject.change.kind, Kind::AddColumn | Kind::DropColumn);
        let rows = if is_of_column { Rows::Rebuilt } else { found.rows };
        return online(Algorithm::Inplace, found.lock, rows);
    }
    let algorithm = match modifiers.algorithm.as_deref() {
        Some("INSTANT") => Algorithm::Instant,
        Some("NOCOPY") => Algorithm::Nocopy,
        Some("INPLACE") if found.algorithm == Algorithm::Copy => Algorithm::Inplace,
        Some("COPY") => Algorithm::Copy,
        _ => found.algorithm,
    };
    let is_copied_by_request = algorithm == Algorithm::Copy && found.algorithm != Algorithm::Copy;
    let lock = match modifiers.lock.as_deref() {
        Some("NONE") => Concurrency::None,
        Some("SHARED") => Concurrency::Shared,
        Some("EXCLUSIVE") => Concurrency::Exclusive,
        _ if is_copied_by_request => Concurrency::Shared,
        _ => found.lock,
    };
    Online {
        algorithm,
        lock,
        rows: if is_copied_by_request {
            Rows::Rebuilt
        } else {
            found.rows
        },
    }
}

/// `FLUSH TABLES … WITH READ LOCK`, `… FOR EXPORT` (<https://dev.mysql.com/doc/refman/8.4/en/flush.html>).
fn flushes_under_lock(subject: &Subject<'_>) -> bool {
    match &subject.change.action {
        Action::Maintenance(flush) => flush
            .options
            .iter()
            .any(|word| matches!(word.as_str(), "lock" | "export")),
        _ => false,
    }
}

/// A view or a table that takes the place of another of its name.
fn replaces(subject: &Subject<'_>) -> bool {
    match &subject.change.action {
        Action::CreateView(view) => view.or_replace || subject.change.kind == Kind::AlterView,
        Action::CreateTable(table) => table.or_replace,
        _ => false,
    }
}

/// `LOCK TABLES t READ` lets others read, `WRITE` nobody
/// (<https://dev.mysql.com/doc/refman/8.4/en/lock-tables.html>).
fn written_lock(subject: &Subject<'_>) -> Concurrency {
    let mode = match &subject.change.action {
        Action::Lock(lock) => lock.mode.as_deref().unwrap_or_default(),
        _ => "",
    };
    match mode.contains("WRITE") {
        true => Concurrency::Exclusive,
        false => Concurrency::Shared,
    }
}

fn add_lock(subject: &Subject<'_>, concurrency: Concurrency, impact: &mut Impact) {
    let (mode, blocks) = match concurrency {
        Concurrency::None => return,
        Concurrency::Shared => ("SHARED", Blocks::Writes),
        Concurrency::Exclusive => ("EXCLUSIVE", Blocks::ReadsAndWrites),
    };
    for name in relations(subject) {
        lock(subject, &name, mode, blocks, impact);
    }
}
