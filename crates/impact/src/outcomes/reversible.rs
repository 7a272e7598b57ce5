//! Whether another statement can bring the schema and the rows back. Where data is lost, none can.

use schema::{Action, InsertSource, Kind};

use crate::Fact;
use crate::kinds::RUN_OTHER_CODE;
use crate::mssql::is_system_procedure;
use crate::rows::{ALL, RowTable, Subject, always, row, table};

const STATEMENT: &str = "whether the opposite statement exists";
const ENUM: &str = "https://www.postgresql.org/docs/current/datatype-enum.html";

#[rustfmt::skip]
pub(super) const ROWS: &RowTable<Fact> = &table(&[
    // An enumeration's value cannot be taken away again.
    row(&[Kind::AddEnumValue], always, ALL, Some(false), ENUM),
    row(&[Kind::DropColumn], always, ALL, Some(true), STATEMENT),
    row(&[Kind::AlterColumnType, Kind::ModifyColumn], keeps_values, ALL, Some(true), STATEMENT),
    row(&[Kind::AlterColumnType, Kind::ModifyColumn, Kind::AlterAttributeType, Kind::ConvertCharset], always, ALL, None, STATEMENT),
    row(&[Kind::Insert], inserts_written_rows, ALL, Some(true), STATEMENT),
    row(&[Kind::Insert, Kind::Merge, Kind::Replace, Kind::LoadData, Kind::BulkInsert], always, ALL, None, STATEMENT),
    row(&[Kind::Copy], copies_out, ALL, Some(true), STATEMENT),
    row(&[Kind::Copy], always, ALL, None, STATEMENT),
    // Which rows had which values before is not kept.
    row(&[Kind::Update], always, ALL, Some(false), STATEMENT),
    row(&[Kind::Delete], always, ALL, Some(true), STATEMENT),
    row(&[Kind::MergePartitions, Kind::CoalescePartition, Kind::ReorganizePartition], always, ALL, None, STATEMENT),
    row(&[Kind::DropOwned, Kind::DropExtension, Kind::ReassignOwned, Kind::Revoke], always, ALL, None, STATEMENT),
    row(&[Kind::Execute, Kind::Call], is_system_procedure, ALL, Some(true), STATEMENT),
    row(RUN_OTHER_CODE, always, ALL, None, STATEMENT),
    row(Kind::ALL, always, ALL, Some(true), STATEMENT),
]);

/// Nothing is known to be lost: the type change was found lossless.
fn keeps_values(subject: &Subject<'_>) -> Fact {
    Some(super::fact(super::destructive::ROWS, subject) == Some(false))
}

/// The rows stand in the script, so they can be deleted again.
fn inserts_written_rows(subject: &Subject<'_>) -> Fact {
    match &subject.change.action {
        Action::Insert(insert) => {
            let is_written = matches!(insert.source, InsertSource::Values(_));
            Some(
                is_written
                    && !matches!(
                        insert.conflict,
                        Some(schema::Conflict::Update | schema::Conflict::Replace)
                    ),
            )
        }
        _ => Some(false),
    }
}

fn copies_out(subject: &Subject<'_>) -> Fact {
    match &subject.change.action {
        Action::Copy(copy) => Some(copy.direction == schema::CopyDirection::To),
        _ => Some(false),
    }
}
