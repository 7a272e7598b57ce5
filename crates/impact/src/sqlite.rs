//! SQLite: one lock for the whole database. A writer keeps other writers out; readers go on in
//! write-ahead-log mode, and otherwise wait only while the change is written to the file
//! (<https://www.sqlite.org/lockingv3.html>).

mod refusals;

use schema::{Action, ConstraintKind, Kind};

use crate::rows::{ALL, Found, RowTable, Subject, always, find, row, source_of, table};
use crate::simple_locks::{Blocks, lock, relations, work};
use crate::{Fact, Impact, UnknownList, merge};

const ALTER_TABLE: &str = "https://www.sqlite.org/lang_altertable.html";

/// Whether the table is written anew (true) or read (false).
#[rustfmt::skip]
const ROWS: &RowTable<bool> = &table(&[
    row(&[Kind::DropColumn], always, ALL, true, ALTER_TABLE),
    row(&[Kind::AddColumn], is_tested_on_rows, ALL, false, ALTER_TABLE),
    row(&[Kind::AddConstraint, Kind::SetNotNull], always, ALL, false, ALTER_TABLE),
    // Each index is read from end to end.
    row(&[Kind::Analyze], always, ALL, false, "https://www.sqlite.org/lang_analyze.html"),
    row(&[Kind::CreateIndex, Kind::Reindex], always, ALL, false, "https://www.sqlite.org/lang_createindex.html"),
]);

/// Statements that write nothing to the file.
const WRITE_NOTHING: &[Kind] = &[
    Kind::Select,
    Kind::Values,
    Kind::Explain,
    Kind::Pragma,
    Kind::Begin,
    Kind::Commit,
];

/// Why SQLite refuses a change.
pub(crate) fn refusal(subject: &Subject<'_>) -> Option<&'static str> {
    match find(refusals::ROWS, subject) {
        Found::One(reason) => Some(reason),
        Found::Nothing | Found::Unknown => None,
    }
}

/// Where the effect on locks and rows is documented.
pub(crate) fn source(subject: &Subject<'_>) -> Option<&'static str> {
    source_of(ROWS, subject)
}

pub(crate) fn add_work(subject: &Subject<'_>, impact: &mut Impact) {
    if subject.change.kind == Kind::Vacuum || is_about_unnamed_tables(subject) {
        for list in [UnknownList::Locks, UnknownList::Rewrites, UnknownList::Scans] {
            merge::mark(&mut impact.unknown, list);
        }
        return;
    }
    if let Found::One(is_rewritten) = find(ROWS, subject) {
        work(subject, *is_rewritten, impact);
    }
    if WRITE_NOTHING.contains(&subject.change.kind) {
        return;
    }
    for name in relations(subject) {
        lock(subject, &name, "RESERVED", Blocks::Writes, impact);
    }
}

/// `REINDEX` and `ANALYZE` of all there is, or of what uses a collation.
fn is_about_unnamed_tables(subject: &Subject<'_>) -> bool {
    const COLLATIONS: &[&str] = &["binary", "nocase", "rtrim"];
    let Action::Maintenance(maintenance) = &subject.change.action else {
        return false;
    };
    let is_collation = |name: &schema::Name| COLLATIONS.contains(&name.ident.text.to_ascii_lowercase().as_str());
    let is_upkeep = matches!(subject.change.kind, Kind::Reindex | Kind::Analyze);
    is_upkeep && (maintenance.names.is_empty() || maintenance.names.iter().any(is_collation))
}

/// A check, or `NOT NULL` on a computed column, is tried on the rows that are there.
fn is_tested_on_rows(subject: &Subject<'_>) -> Fact {
    let Action::AddColumn { column, .. } = &subject.change.action else {
        return Some(false);
    };
    let has_check = column
        .constraints
        .iter()
        .any(|constraint| matches!(constraint.kind, ConstraintKind::Check { .. }));
    Some(has_check || (column.generated.is_some() && column.nullable == Some(false)))
}
