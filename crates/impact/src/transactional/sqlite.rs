//! SQLite: schema changes run in a transaction like rows do.

use schema::{Action, Kind};

use super::InTransaction::{self, Refused, Runs, RunsForGood};
use crate::Fact;
use crate::conditions::sets;
use crate::rows::{ALL, RowTable, Subject, always, row, table};

#[rustfmt::skip]
pub(super) const ROWS: &RowTable<InTransaction> = &table(&[
    row(&[Kind::Vacuum], always, ALL, Refused, "https://www.sqlite.org/lang_vacuum.html"),
    row(&[Kind::Begin], always, ALL, Refused, "https://www.sqlite.org/lang_transaction.html"),
    row(&[Kind::Pragma], asks, ALL, Runs, "https://www.sqlite.org/pragma.html"),
    // Inside a transaction it is accepted and does nothing, so that nothing is left to undo.
    row(&[Kind::Pragma], switches_foreign_keys, ALL, Runs, "https://www.sqlite.org/pragma.html#pragma_foreign_keys"),
    row(&[Kind::Pragma], switches_synchronous, ALL, Refused, "https://www.sqlite.org/pragma.html#pragma_synchronous"),
    row(&[Kind::Pragma], switches_temporary_storage, ALL, Refused, "https://www.sqlite.org/pragma.html#pragma_temp_store"),
    row(&[Kind::Pragma], switches_journal, ALL, Refused, "https://www.sqlite.org/pragma.html#pragma_journal_mode"),
    row(&[Kind::Pragma], writes_header_or_reads, ALL, Runs, "https://www.sqlite.org/pragma.html#pragma_user_version"),
    row(&[Kind::Pragma], always, ALL, RunsForGood, "https://www.sqlite.org/pragma.html"),
    row(&[Kind::Attach], always, ALL, RunsForGood, "measured on SQLite 3.54.1: it stays attached after a rollback"),
    row(&[Kind::Detach], always, ALL, Refused, "https://www.sqlite.org/lang_detach.html"),
]);

fn switches_foreign_keys(subject: &Subject<'_>) -> Fact {
    Some(sets(subject, "foreign_keys"))
}

/// `PRAGMA synchronous = off` while a transaction is open.
fn switches_synchronous(subject: &Subject<'_>) -> Fact {
    Some(sets(subject, "synchronous"))
}

/// `PRAGMA temp_store = memory`: "temporary storage cannot be changed from within a transaction".
fn switches_temporary_storage(subject: &Subject<'_>) -> Fact {
    Some(sets(subject, "temp_store"))
}

/// A pragma without a value gives the one that holds, unless it is a verb.
fn asks(subject: &Subject<'_>) -> Fact {
    const VERBS: &[&str] = &["optimize", "shrink_memory", "incremental_vacuum", "wal_checkpoint"];
    let Action::Session(setting) = &subject.change.action else {
        return Some(false);
    };
    Some(setting.value.is_none() && !VERBS.contains(&setting.name.as_str()))
}

/// Numbers in the file's header, which a rollback takes back, as it does what an analysis wrote; a setting that holds
/// until the transaction ends; and pragmas that only ask.
fn writes_header_or_reads(subject: &Subject<'_>) -> Fact {
    const PRAGMAS: &[&str] = &[
        "user_version",
        "optimize",
        "defer_foreign_keys",
        "application_id",
        "table_info",
        "table_xinfo",
        "table_list",
        "index_info",
        "index_xinfo",
        "index_list",
        "foreign_key_list",
        "foreign_key_check",
        "integrity_check",
        "quick_check",
        "database_list",
        "collation_list",
        "function_list",
        "compile_options",
    ];
    Some(PRAGMAS.iter().any(|name| sets(subject, name)))
}

/// `PRAGMA journal_mode = wal`: changing into or out of the write-ahead log is refused.
fn switches_journal(subject: &Subject<'_>) -> Fact {
    let Action::Session(setting) = &subject.change.action else {
        return Some(false);
    };
    let is_wal = setting
        .value
        .as_deref()
        .is_some_and(|value| value.eq_ignore_ascii_case("wal"));
    Some(setting.name == "journal_mode" && is_wal)
}
