//! What `ALGORITHM=` and `LOCK=` make the server refuse: errors 1845 and 1846, asked of MariaDB by
//! `tests/tests/oracle_mariadb.rs`, which forces every algorithm and lock upon every statement
//! (<https://dev.mysql.com/doc/refman/8.4/en/alter-table.html#alter-table-performance>).

use schema::{Dialect, Kind};

use super::super::{Concurrency, Online, found};
use crate::Algorithm;
use crate::rows::{Found, Subject};

const NO_SUCH_CLAUSE: &str = "`drop index` takes no `algorithm` and no `lock`, but `alter table … drop index` does";
const NOT_INSTANT: &str = "it cannot be done with `algorithm=instant`";
const NOT_NOCOPY: &str = "it cannot be done with `algorithm=nocopy`";
const NOT_IN_PLACE: &str = "it cannot be done with `algorithm=inplace`";
const NOT_WITHOUT_LOCK: &str = "it cannot be done with `lock=none`";

/// Why the server refuses a change that says how it is to be carried out.
pub(in super::super) fn refusal(subject: &Subject<'_>) -> Option<&'static str> {
    let modifiers = &subject.statement.modifiers;
    if modifiers.algorithm.is_none() && modifiers.lock.is_none() {
        return None;
    }
    let dialect = subject.engine.dialect;
    if subject.statement.kind == Kind::DropIndex && dialect == Dialect::Mariadb {
        return Some(NO_SUCH_CLAUSE);
    }
    let Found::One(found) = found(subject) else {
        return None;
    };
    by_algorithm(modifiers.algorithm.as_deref(), found).or_else(|| by_lock(subject, found))
}

fn by_algorithm(asked: Option<&str>, found: Online) -> Option<&'static str> {
    let (asked, reason) = match asked? {
        "INSTANT" => (Algorithm::Instant, NOT_INSTANT),
        "NOCOPY" => (Algorithm::Nocopy, NOT_NOCOPY),
        "INPLACE" => (Algorithm::Inplace, NOT_IN_PLACE),
        _ => return None,
    };
    (asked < found.algorithm).then_some(reason)
}

/// Of what only changes words of the definition nobody is kept out in any case.
fn by_lock(subject: &Subject<'_>, found: Online) -> Option<&'static str> {
    let modifiers = &subject.statement.modifiers;
    let is_asked_to_copy = modifiers.algorithm.as_deref() == Some("COPY");
    let keeps_others_out = found.lock != Concurrency::None && found.algorithm > Algorithm::Instant;
    let asks_for_none = modifiers.lock.as_deref() == Some("NONE");
    (asks_for_none && keeps_others_out && !is_asked_to_copy).then_some(NOT_WITHOUT_LOCK)
}
