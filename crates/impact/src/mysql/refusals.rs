//! What the server refuses: a way that is asked for and does not exist, and what a foreign key forbids.

mod clauses;
mod foreign_keys;
mod new_foreign_keys;
mod referred_columns;

pub(super) use clauses::refusal as of_clauses;
use schema::Kind;

use self::foreign_keys::{drops_column, drops_needed_index, empties_referred, requires_nulled, retypes_column};
use self::new_foreign_keys::{repeats_dropped_name, repeats_name, sets_required_to_null};
use self::referred_columns::{differs_in_charset, refers_without_index};
use crate::rows::{ALL, Found, RowTable, Subject, before, find, row, table};

const FOREIGN_KEYS: &str = "https://dev.mysql.com/doc/refman/8.4/en/create-table-foreign-keys.html";
const NAMES: &str = "https://mariadb.org/per-table-unique-foreign-key-constraint-names-new-feature-in-mariadb-12-1";
const MEASURED: &str = "asked of MariaDB 10.11 by `tests/tests/oracle_mariadb.rs`";
const TRUNCATE: &str = "https://dev.mysql.com/doc/refman/8.4/en/truncate-table.html";

/// Why a change is refused for the sake of a foreign key. The first row that applies counts.
#[rustfmt::skip]
const ROWS: &RowTable<&'static str> = &table(&[
    row(&[Kind::DropIndex], drops_needed_index, ALL, "a foreign key needs the index, and no other one serves it", FOREIGN_KEYS),
    row(&[Kind::DropColumn], drops_column, ALL, "the column is part of a foreign key, or one refers to it", MEASURED),
    row(&[Kind::ModifyColumn], retypes_column, ALL, "a foreign key keeps the columns on both its sides as they are", MEASURED),
    row(&[Kind::ModifyColumn], requires_nulled, ALL, "a foreign key with `set null` needs the column to take nulls", MEASURED),
    row(&[Kind::CreateTable, Kind::AddConstraint, Kind::AddColumn], sets_required_to_null, ALL, "`set null` is for columns that take nulls", FOREIGN_KEYS),
    row(&[Kind::CreateTable, Kind::AddConstraint, Kind::AddColumn], refers_without_index, ALL, "no index of the table referred to begins with these columns", FOREIGN_KEYS),
    row(&[Kind::CreateTable, Kind::AddConstraint], differs_in_charset, ALL, "the texts on both sides are written in different character sets", FOREIGN_KEYS),
    row(&[Kind::AddConstraint], repeats_dropped_name, before(12, 1, 0), "a foreign key gets its old name only in a later statement than the one that drops it", MEASURED),
    row(&[Kind::CreateTable, Kind::AddConstraint, Kind::AddColumn], repeats_name, before(12, 1, 0), "a foreign key of the database has that name", NAMES),
    row(&[Kind::Truncate], empties_referred, ALL, "a foreign key of another table refers to it", TRUNCATE),
]);

/// Why the server refuses a change, where that is known.
pub(crate) fn refusal(subject: &Subject<'_>) -> Option<&'static str> {
    of_clauses(subject).or_else(|| match find(ROWS, subject) {
        Found::One(reason) => Some(*reason),
        Found::Nothing | Found::Unknown => None,
    })
}
