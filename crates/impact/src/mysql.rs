//! MySQL and MariaDB: how a change is carried out, and whether others can write meanwhile.

mod charset;
mod conditions;
mod mariadb;
mod modified_column;
mod mysql8;
mod storage;
mod virtual_columns;

use schema::{Action, Dialect, Kind};

use crate::rows::{Found, Row, Subject, find, source_of};
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

const fn rows(dialect: Dialect) -> &'static [Row<Online>] {
    match dialect {
        Dialect::Mariadb => mariadb::ROWS,
        _ => mysql8::ROWS,
    }
}

/// Where the effect on locks and rows is documented.
pub(crate) fn source(subject: &Subject<'_>) -> Option<&'static str> {
    source_of(rows(subject.engine.dialect), subject)
}

pub(crate) fn add_work(subject: &Subject<'_>, impact: &mut Impact) {
    match find(rows(subject.engine.dialect), subject) {
        Found::One(found) => {
            let online = as_written(subject, *found);
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
        Found::Nothing if subject.change.kind == Kind::Lock => {
            impact.metadata_lock = Some(true);
            add_lock(subject, written_lock(subject), impact);
        }
        Found::Nothing => impact.metadata_lock = Some(false),
    }
}

/// `ALGORITHM=` and `LOCK=` say what is to be done; where that is not possible, the statement fails.
fn as_written(subject: &Subject<'_>, found: Online) -> Online {
    let modifiers = &subject.statement.modifiers;
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
