//! Oracle: exclusive table locks for DDL, weaker ones where it is online.
//!
//! Sources: <https://docs.oracle.com/en/database/oracle/oracle-database/23/sqlrf/Automatic-Locks-in-DML-Operations.html>,
//! <https://docs.oracle.com/en/database/oracle/oracle-database/23/sqlrf/ALTER-TABLE.html>.

use schema::{Action, ConstraintKind, Kind};

use crate::column_change::{only_requires, touches_no_row};
use crate::rows::{ALL, Found, Row, Subject, always, find, row, since, source_of};
use crate::simple_locks::{Blocks, Rows, lock, lock_and_work, referenced};
use crate::{Fact, Impact, UnknownList, merge};

/// The lock modes, the weakest first.
pub(crate) const MODES: &[&str] = &[
    "ROW SHARE",
    "ROW EXCLUSIVE",
    "SHARE",
    "SHARE ROW EXCLUSIVE",
    "EXCLUSIVE",
];

const LOCKS: &str =
    "https://docs.oracle.com/en/database/oracle/oracle-database/23/sqlrf/Automatic-Locks-in-DML-Operations.html";
const ALTER_TABLE: &str = "https://docs.oracle.com/en/database/oracle/oracle-database/23/sqlrf/ALTER-TABLE.html";
const CREATE_INDEX: &str = "https://docs.oracle.com/en/database/oracle/oracle-database/23/sqlrf/CREATE-INDEX.html";

#[rustfmt::skip]
const ROWS: &[Row<(&'static str, Rows)>] = &[
    row(&[Kind::CreateIndex, Kind::RebuildIndex], is_online, ALL, ("ROW SHARE", Rows::Read), CREATE_INDEX),
    row(&[Kind::CreateIndex, Kind::RebuildIndex], always, ALL, ("SHARE", Rows::Read), CREATE_INDEX),
    row(&[Kind::DropIndex, Kind::DropColumn, Kind::DropConstraint], is_online, ALL, ("ROW SHARE", Rows::Untouched), ALTER_TABLE),
    // `MOVE ONLINE` came with 12.2.
    row(&[Kind::MoveTable], is_online, since(12, 2, 0), ("ROW SHARE", Rows::Rewritten), ALTER_TABLE),
    row(&[Kind::DropColumn, Kind::DropUnusedColumns, Kind::MoveTable], always, ALL, ("EXCLUSIVE", Rows::Rewritten), ALTER_TABLE),
    row(&[Kind::AddConstraint], checks_rows, ALL, ("EXCLUSIVE", Rows::Read), ALTER_TABLE),
    row(&[Kind::ModifyColumn, Kind::AlterColumnType], touches_no_row, ALL, ("EXCLUSIVE", Rows::Untouched), ALTER_TABLE),
    row(&[Kind::ModifyColumn, Kind::AlterColumnType], only_requires, ALL, ("EXCLUSIVE", Rows::Read), ALTER_TABLE),
    row(&[Kind::EnableConstraint], validates, ALL, ("EXCLUSIVE", Rows::Read), ALTER_TABLE),
    // Rows move one by one; the high-water mark is lowered under a short exclusive lock.
    row(&[Kind::Shrink], always, ALL, ("ROW EXCLUSIVE", Rows::Untouched), ALTER_TABLE),
    row(&[Kind::ModifyColumn, Kind::AlterColumnType], always, ALL, ("EXCLUSIVE", Rows::Unknown), ALTER_TABLE),
    row(&[Kind::AddColumn, Kind::AddConstraint, Kind::DropTable, Kind::DropIndex, Kind::DropConstraint, Kind::EnableConstraint, Kind::DisableConstraint, Kind::RenameTable, Kind::RenameColumn, Kind::RenameConstraint, Kind::SetUnusedColumn, Kind::SetDefault, Kind::SetNotNull, Kind::DropNotNull, Kind::Truncate, Kind::CreateTrigger], always, ALL, ("EXCLUSIVE", Rows::Untouched), LOCKS),
    row(&[Kind::Insert, Kind::Update, Kind::Delete, Kind::Merge], always, ALL, ("ROW EXCLUSIVE", Rows::Untouched), LOCKS),
];

/// Where the effect on locks and rows is documented.
pub(crate) fn source(subject: &Subject<'_>) -> Option<&'static str> {
    source_of(ROWS, subject)
}

pub(crate) fn add_work(subject: &Subject<'_>, impact: &mut Impact) {
    for name in referenced(subject) {
        lock(subject, name, "SHARE", Blocks::Writes, impact);
    }
    if let Action::Lock(written) = &subject.change.action {
        let mode = written.mode.as_deref().unwrap_or_default().trim_end_matches(" MODE");
        match MODES.iter().find(|known| **known == mode) {
            Some(mode) => apply(subject, mode, Rows::Untouched, impact),
            None => merge::mark(&mut impact.unknown, UnknownList::Locks),
        }
        return;
    }
    match find(ROWS, subject) {
        Found::One((mode, rows)) => apply(subject, mode, *rows, impact),
        Found::Unknown => merge::mark(&mut impact.unknown, UnknownList::Locks),
        Found::Nothing => {}
    }
}

/// Readers never wait in Oracle: they see the rows as they were.
fn apply(subject: &Subject<'_>, mode: &'static str, rows: Rows, impact: &mut Impact) {
    let blocks = match mode {
        "EXCLUSIVE" | "SHARE ROW EXCLUSIVE" | "SHARE" => Blocks::Writes,
        _ => Blocks::Nothing,
    };
    lock_and_work(subject, mode, blocks, rows, impact);
}

fn is_online(subject: &Subject<'_>) -> Fact {
    let says = match &subject.change.action {
        Action::CreateIndex(index) => index.options.iter().any(|option| option.name == "online"),
        _ => false,
    };
    Some(says || subject.statement.modifiers.online == Some(true))
}

/// `ENABLE` without `NOVALIDATE` looks at the rows that are there.
fn validates(subject: &Subject<'_>) -> Fact {
    match &subject.change.action {
        Action::Constraint(action) => Some(action.with_check != Some(false)),
        _ => Some(false),
    }
}

fn checks_rows(subject: &Subject<'_>) -> Fact {
    match &subject.change.action {
        Action::AddConstraint { constraint, .. } => {
            let looks = matches!(
                constraint.kind,
                ConstraintKind::Check { .. }
                    | ConstraintKind::ForeignKey(_)
                    | ConstraintKind::PrimaryKey { .. }
                    | ConstraintKind::Unique { .. }
            );
            Some(looks && constraint.checks_existing_rows())
        }
        _ => Some(false),
    }
}
