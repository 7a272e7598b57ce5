//! MariaDB: <https://mariadb.com/kb/en/innodb-online-ddl-operations-with-the-instant-alter-algorithm/> and its
//! siblings for `NOCOPY`, `INPLACE` and `COPY`; from 11.2 on a copy lets others write meanwhile
//! (<https://mariadb.com/kb/en/alter-table/#online-schema-change>).

use schema::Kind;

use super::Concurrency::{Exclusive, None, Shared};
use super::Rows::{Read, Rebuilt, Untouched};
use super::conditions::{
    brings_key, changes_engine, changes_row_format, counts_by_itself, deletes_repeated, is_alter_table, is_check,
    is_foreign_key, is_hashed, is_of_table, is_primary_key, is_same_engine, is_special_index, is_stored,
    is_unchecked_foreign_key, is_unique, key_is_replaced, optimizes_partitions, rebuilds_partitions,
    rebuilds_whole_under_lock,
};
use super::modified_column::{
    changes_nulls_under_lock, changes_only_nulls, converts_nothing, converts_only_order, recomputes_stored,
    reorders_index, reorders_index_and_moves, requires_beside_stored, requires_timestamp, stays_virtual,
    touches_nothing,
};
use super::storage::{
    begins_to_count, cannot_be_instant, drops_unique_key, feeds_indexed_virtual, has_nothing_to_do, is_filled_by_row,
    is_of_other_engine, is_spatial_or_next_fulltext, rebuilds_under_lock, refers, refers_unchecked, shortens_index,
    takes_index_along,
};
use super::virtual_columns::{copies_for_virtual, indexes_new_virtual};
use super::{Online, online};
use crate::Algorithm::{Copy, Inplace, Instant, Nocopy};
use crate::Fact;
use crate::conditions::table_before;
use crate::rows::{ALL, RowTable, Subject, always, before, row, since, table};

const INSTANT: &str = "https://mariadb.com/kb/en/innodb-online-ddl-operations-with-the-instant-alter-algorithm/";
const NOCOPY: &str = "https://mariadb.com/kb/en/innodb-online-ddl-operations-with-the-nocopy-alter-algorithm/";
const INPLACE: &str = "https://mariadb.com/kb/en/innodb-online-ddl-operations-with-the-inplace-alter-algorithm/";
/// What decides it in the server.
const SOURCE: &str = "https://github.com/MariaDB/server/blob/10.11/storage/innobase/handler/handler0alter.cc";
const REORDER: &str = "https://jira.mariadb.org/browse/MDEV-26294";
const ALTER: &str = "https://mariadb.com/kb/en/alter-table/";
/// Asked of the server by `tests/tests/oracle_mariadb.rs`.
const MEASURED: &str = "MariaDB 10.11.19 with `ALGORITHM=` and `LOCK=` forced";

#[rustfmt::skip]
pub(super) const ROWS: &RowTable<Online> = &table(&[
    row(&[Kind::AddColumn, Kind::DropColumn, Kind::ModifyColumn, Kind::AddIndex, Kind::CreateIndex, Kind::DropIndex, Kind::AddConstraint, Kind::DropConstraint], has_nothing_to_do, ALL, online(Instant, None, Untouched), ALTER),
    // Engines other than InnoDB copy for all but names, defaults and comments.
    row(&[Kind::AddColumn, Kind::DropColumn, Kind::ModifyColumn, Kind::AddIndex, Kind::CreateIndex, Kind::DropIndex, Kind::AddConstraint, Kind::ForceRebuild], is_of_other_engine, ALL, online(Copy, Shared, Rebuilt), ALTER),
    // Columns.
    row(&[Kind::AddColumn], refers_unchecked, ALL, online(Inplace, None, Rebuilt), MEASURED),
    row(&[Kind::AddColumn], refers, before(11, 2, 0), online(Copy, Shared, Rebuilt), NOCOPY),
    row(&[Kind::AddColumn], refers, since(11, 2, 0), online(Copy, None, Rebuilt), ALTER),
    row(&[Kind::AddColumn], is_filled_by_row, before(11, 2, 0), online(Copy, Shared, Rebuilt), MEASURED),
    row(&[Kind::AddColumn], is_filled_by_row, since(11, 2, 0), online(Copy, None, Rebuilt), ALTER),
    row(&[Kind::AddColumn, Kind::DropColumn, Kind::ModifyColumn], copies_for_virtual, before(11, 2, 0), online(Copy, Shared, Rebuilt), SOURCE),
    row(&[Kind::AddColumn, Kind::DropColumn, Kind::ModifyColumn], copies_for_virtual, since(11, 2, 0), online(Copy, None, Rebuilt), SOURCE),
    row(&[Kind::AddColumn], is_stored, before(11, 2, 0), online(Copy, Shared, Rebuilt), INPLACE),
    row(&[Kind::AddColumn], is_stored, since(11, 2, 0), online(Copy, None, Rebuilt), ALTER),
    row(&[Kind::AddColumn], counts_by_itself, ALL, online(Inplace, Shared, Rebuilt), INPLACE),
    row(&[Kind::AddColumn, Kind::DropColumn], rebuilds_under_lock, ALL, online(Inplace, Shared, Rebuilt), MEASURED),
    row(&[Kind::AddColumn], brings_key, ALL, online(Inplace, None, Rebuilt), INPLACE),
    row(&[Kind::AddColumn], cannot_be_instant, ALL, online(Inplace, None, Rebuilt), INSTANT),
    row(&[Kind::AddColumn], always, ALL, online(Instant, None, Untouched), INSTANT),
    row(&[Kind::DropColumn], cannot_be_instant, ALL, online(Inplace, None, Rebuilt), INSTANT),
    row(&[Kind::DropColumn], shortens_index, ALL, online(Inplace, None, Rebuilt), MEASURED),
    row(&[Kind::DropColumn], takes_index_along, ALL, online(Nocopy, None, Untouched), MEASURED),
    row(&[Kind::DropColumn], always, ALL, online(Instant, None, Untouched), INSTANT),
    row(&[Kind::RenameColumn], always, ALL, online(Instant, None, Untouched), INSTANT),
    row(&[Kind::ModifyColumn], feeds_indexed_virtual, before(11, 2, 0), online(Copy, Shared, Rebuilt), MEASURED),
    row(&[Kind::ModifyColumn], feeds_indexed_virtual, since(11, 2, 0), online(Copy, None, Rebuilt), ALTER),
    row(&[Kind::ModifyColumn], begins_to_count, before(11, 2, 0), online(Copy, Shared, Rebuilt), MEASURED),
    row(&[Kind::ModifyColumn], begins_to_count, since(11, 2, 0), online(Copy, None, Rebuilt), ALTER),
    row(&[Kind::ModifyColumn, Kind::AddConstraint], requires_beside_stored, before(11, 2, 0), online(Copy, Shared, Rebuilt), MEASURED),
    row(&[Kind::ModifyColumn, Kind::AddConstraint], requires_beside_stored, since(11, 2, 0), online(Copy, None, Rebuilt), MEASURED),
    row(&[Kind::ModifyColumn], requires_timestamp, before(11, 2, 0), online(Copy, Shared, Rebuilt), SOURCE),
    row(&[Kind::ModifyColumn], requires_timestamp, since(11, 2, 0), online(Copy, None, Rebuilt), SOURCE),
    row(&[Kind::ModifyColumn], recomputes_stored, before(11, 2, 0), online(Copy, Shared, Rebuilt), MEASURED),
    row(&[Kind::ModifyColumn], recomputes_stored, since(11, 2, 0), online(Copy, None, Rebuilt), MEASURED),
    row(&[Kind::ModifyColumn], stays_virtual, ALL, online(Instant, None, Untouched), MEASURED),
    row(&[Kind::ModifyColumn], touches_nothing, ALL, online(Instant, None, Untouched), INSTANT),
    row(&[Kind::ModifyColumn], changes_nulls_under_lock, ALL, online(Inplace, Shared, Rebuilt), MEASURED),
    row(&[Kind::ModifyColumn], changes_only_nulls, ALL, online(Inplace, None, Rebuilt), INPLACE),
    row(&[Kind::ModifyColumn], reorders_index, before(10, 6, 0), online(Copy, Shared, Rebuilt), REORDER),
    row(&[Kind::ModifyColumn], reorders_index_and_moves, ALL, online(Inplace, None, Rebuilt), MEASURED),
    row(&[Kind::ModifyColumn], reorders_index, ALL, online(Nocopy, None, Read), REORDER),
    row(&[Kind::ModifyColumn], always, before(11, 2, 0), online(Copy, Shared, Rebuilt), ALTER),
    row(&[Kind::ModifyColumn], always, since(11, 2, 0), online(Copy, None, Rebuilt), ALTER),
    row(&[Kind::SetDefault, Kind::DropDefault, Kind::AlterColumn], always, ALL, online(Instant, None, Untouched), INSTANT),
    // Indexes.
    row(&[Kind::AddIndex, Kind::AddConstraint], deletes_repeated, ALL, online(Copy, Shared, Rebuilt), MEASURED),
    row(&[Kind::CreateIndex, Kind::AddIndex], is_spatial_or_next_fulltext, ALL, online(Nocopy, Shared, Read), MEASURED),
    row(&[Kind::CreateIndex, Kind::AddIndex], indexes_new_virtual, ALL, online(Nocopy, Shared, Read), SOURCE),
    row(&[Kind::CreateIndex, Kind::AddIndex], is_special_index, ALL, online(Inplace, Shared, Rebuilt), INPLACE),
    row(&[Kind::CreateIndex, Kind::AddIndex], always, ALL, online(Nocopy, None, Read), NOCOPY),
    row(&[Kind::DropIndex], is_of_table, ALL, online(Nocopy, None, Untouched), NOCOPY),
    row(&[Kind::RenameIndex, Kind::AlterIndexVisibility], always, ALL, online(Instant, None, Untouched), INSTANT),
    // Constraints.
    row(&[Kind::AddConstraint], is_primary_key, ALL, online(Inplace, None, Rebuilt), INPLACE),
    row(&[Kind::AddConstraint], is_unique, ALL, online(Nocopy, None, Read), NOCOPY),
    row(&[Kind::AddConstraint], is_unchecked_foreign_key, ALL, online(Nocopy, None, Untouched), NOCOPY),
    row(&[Kind::AddConstraint], is_foreign_key, before(11, 2, 0), online(Copy, Shared, Rebuilt), NOCOPY),
    row(&[Kind::AddConstraint], is_foreign_key, since(11, 2, 0), online(Copy, None, Rebuilt), ALTER),
    row(&[Kind::AddConstraint], is_check, before(11, 2, 0), online(Copy, Shared, Rebuilt), ALTER),
    row(&[Kind::AddConstraint], is_check, since(11, 2, 0), online(Copy, None, Rebuilt), ALTER),
    row(&[Kind::DropConstraint], key_is_replaced, ALL, online(Inplace, None, Rebuilt), INPLACE),
    row(&[Kind::DropConstraint], is_primary_key, before(11, 2, 0), online(Copy, Shared, Rebuilt), ALTER),
    row(&[Kind::DropConstraint], is_primary_key, since(11, 2, 0), online(Copy, None, Rebuilt), ALTER),
    row(&[Kind::DropConstraint], drops_unique_key, ALL, online(Nocopy, None, Untouched), NOCOPY),
    row(&[Kind::DropConstraint], always, ALL, online(Instant, None, Untouched), INSTANT),
    // A table as a whole.
    row(&[Kind::ConvertCharset], converts_nothing, ALL, online(Instant, None, Untouched), MEASURED),
    row(&[Kind::ConvertCharset], converts_only_order, since(10, 6, 0), online(Nocopy, None, Read), MEASURED),
    row(&[Kind::ConvertCharset], always, before(11, 2, 0), online(Copy, Shared, Rebuilt), ALTER),
    row(&[Kind::ConvertCharset], always, since(11, 2, 0), online(Copy, None, Rebuilt), ALTER),
    row(&[Kind::SetSystemVersioning], is_versioned, ALL, online(Inplace, Shared, Rebuilt), MEASURED),
    row(&[Kind::SetSystemVersioning], always, ALL, online(Copy, Shared, Rebuilt), MEASURED),
    row(&[Kind::SetEngine, Kind::SetOptions, Kind::ForceRebuild], rebuilds_whole_under_lock, ALL, online(Inplace, Shared, Rebuilt), MEASURED),
    row(&[Kind::SetEngine, Kind::SetOptions], is_same_engine, ALL, online(Inplace, None, Rebuilt), INPLACE),
    row(&[Kind::SetEngine, Kind::SetOptions], changes_engine, ALL, online(Copy, Shared, Rebuilt), ALTER),
    row(&[Kind::SetOptions], changes_row_format, ALL, online(Inplace, None, Rebuilt), INPLACE),
    row(&[Kind::SetOptions, Kind::SetComment, Kind::SetAutoIncrement], always, ALL, online(Instant, None, Untouched), INSTANT),
    row(&[Kind::ForceRebuild, Kind::Optimize], always, ALL, online(Inplace, None, Rebuilt), INPLACE),
    row(&[Kind::OrderBy], always, ALL, online(Copy, Shared, Rebuilt), ALTER),
    row(&[Kind::EnableKeys, Kind::DisableKeys], always, ALL, online(Instant, Exclusive, Untouched), MEASURED),
    row(&[Kind::RenameTable], is_alter_table, ALL, online(Instant, Exclusive, Untouched), INSTANT),
    // Partitions.
    row(&[Kind::AddPartition], is_hashed, ALL, online(Copy, Shared, Rebuilt), ALTER),
    row(&[Kind::AddPartition], always, ALL, online(Inplace, None, Untouched), ALTER),
    row(&[Kind::DropPartition, Kind::TruncatePartition, Kind::ExchangePartition], always, ALL, online(Inplace, None, Untouched), ALTER),
    row(&[Kind::AlterPartition], rebuilds_partitions, ALL, online(Copy, Shared, Rebuilt), ALTER),
    row(&[Kind::AlterPartition], optimizes_partitions, ALL, online(Copy, Shared, Rebuilt), ALTER),
    row(&[Kind::ReorganizePartition, Kind::CoalescePartition, Kind::PartitionBy, Kind::RemovePartitioning], always, ALL, online(Copy, Shared, Rebuilt), ALTER),
]);

/// The table keeps its old rows already, so that it can only stop doing so.
fn is_versioned(subject: &Subject<'_>) -> Fact {
    let table = table_before(subject).seen();
    let mut options = table.into_iter().flat_map(|table| &table.options);
    Some(options.any(|(name, _)| name == "with system versioning"))
}
