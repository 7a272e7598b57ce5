//! MySQL: <https://dev.mysql.com/doc/refman/8.4/en/innodb-online-ddl-operations.html>, and for the steps of
//! 8.0 the notes there; 5.7: <https://dev.mysql.com/doc/refman/5.7/en/innodb-online-ddl-operations.html>.

use schema::Kind;

use super::Concurrency::{None, Shared};
use super::Rows::{Read, Rebuilt, Untouched};
use super::conditions::{
    brings_key, changes_engine, changes_row_format, counts_by_itself, drops_virtual, is_check, is_foreign_key,
    is_hashed, is_of_table, is_placed, is_primary_key, is_same_engine, is_special_index, is_stored, is_unique,
    keeps_type, keeps_type_but_not_nulls, key_is_replaced, only_grows,
};
use super::{Online, online};
use crate::Algorithm::{Copy, Inplace, Instant};
use crate::rows::{ALL, Row, always, before, row, since};

const COLUMNS: &str =
    "https://dev.mysql.com/doc/refman/8.4/en/innodb-online-ddl-operations.html#online-ddl-column-operations";
const INDEXES: &str =
    "https://dev.mysql.com/doc/refman/8.4/en/innodb-online-ddl-operations.html#online-ddl-index-operations";
const KEYS: &str =
    "https://dev.mysql.com/doc/refman/8.4/en/innodb-online-ddl-operations.html#online-ddl-primary-key-operations";
const FOREIGN: &str =
    "https://dev.mysql.com/doc/refman/8.4/en/innodb-online-ddl-operations.html#online-ddl-foreign-key-operations";
const GENERATED: &str =
    "https://dev.mysql.com/doc/refman/8.4/en/innodb-online-ddl-operations.html#online-ddl-generated-column-operations";
const TABLES: &str =
    "https://dev.mysql.com/doc/refman/8.4/en/innodb-online-ddl-operations.html#online-ddl-table-operations";
const PARTITIONS: &str =
    "https://dev.mysql.com/doc/refman/8.4/en/innodb-online-ddl-operations.html#online-ddl-partitioning";
const CHECKS: &str = "https://dev.mysql.com/doc/refman/8.4/en/create-table-check-constraints.html";

#[rustfmt::skip]
pub(super) const ROWS: &[Row<Online>] = &[
    // Columns.
    row(&[Kind::AddColumn], is_stored, ALL, online(Copy, Shared, Rebuilt), GENERATED),
    row(&[Kind::AddColumn], counts_by_itself, ALL, online(Inplace, Shared, Rebuilt), COLUMNS),
    row(&[Kind::AddColumn], brings_key, ALL, online(Inplace, None, Rebuilt), KEYS),
    row(&[Kind::AddColumn], always, since(8, 0, 29), online(Instant, None, Untouched), COLUMNS),
    row(&[Kind::AddColumn], is_placed, since(8, 0, 12), online(Inplace, None, Rebuilt), COLUMNS),
    row(&[Kind::AddColumn], always, since(8, 0, 12), online(Instant, None, Untouched), COLUMNS),
    row(&[Kind::AddColumn], always, before(8, 0, 12), online(Inplace, None, Rebuilt), COLUMNS),
    row(&[Kind::DropColumn], always, since(8, 0, 29), online(Instant, None, Untouched), COLUMNS),
    row(&[Kind::DropColumn], drops_virtual, since(8, 0, 12), online(Instant, None, Untouched), GENERATED),
    row(&[Kind::DropColumn], always, ALL, online(Inplace, None, Rebuilt), COLUMNS),
    row(&[Kind::RenameColumn], always, since(8, 0, 28), online(Instant, None, Untouched), COLUMNS),
    row(&[Kind::RenameColumn], always, ALL, online(Inplace, None, Untouched), COLUMNS),
    row(&[Kind::ModifyColumn], keeps_type, since(8, 0, 28), online(Instant, None, Untouched), COLUMNS),
    row(&[Kind::ModifyColumn], keeps_type, ALL, online(Inplace, None, Untouched), COLUMNS),
    row(&[Kind::ModifyColumn], only_grows, ALL, online(Inplace, None, Untouched), COLUMNS),
    row(&[Kind::ModifyColumn], keeps_type_but_not_nulls, ALL, online(Inplace, None, Rebuilt), COLUMNS),
    row(&[Kind::ModifyColumn], always, ALL, online(Copy, Shared, Rebuilt), COLUMNS),
    row(&[Kind::SetDefault, Kind::AlterColumn], always, since(8, 0, 12), online(Instant, None, Untouched), COLUMNS),
    row(&[Kind::SetDefault, Kind::AlterColumn], always, ALL, online(Inplace, None, Untouched), COLUMNS),
    // Indexes.
    row(&[Kind::CreateIndex, Kind::AddIndex], is_special_index, ALL, online(Inplace, Shared, Read), INDEXES),
    row(&[Kind::CreateIndex, Kind::AddIndex], always, ALL, online(Inplace, None, Read), INDEXES),
    row(&[Kind::DropIndex, Kind::RenameIndex], is_of_table, ALL, online(Inplace, None, Untouched), INDEXES),
    row(&[Kind::AlterIndexVisibility], always, ALL, online(Inplace, None, Untouched), INDEXES),
    // Constraints.
    row(&[Kind::AddConstraint], is_primary_key, ALL, online(Inplace, None, Rebuilt), KEYS),
    row(&[Kind::AddConstraint], is_unique, ALL, online(Inplace, None, Read), INDEXES),
    row(&[Kind::AddConstraint], is_foreign_key, ALL, online(Copy, Shared, Rebuilt), FOREIGN),
    row(&[Kind::AddConstraint], is_check, ALL, online(Copy, Shared, Rebuilt), CHECKS),
    row(&[Kind::DropConstraint], key_is_replaced, ALL, online(Inplace, None, Rebuilt), KEYS),
    row(&[Kind::DropConstraint], is_primary_key, ALL, online(Copy, Shared, Rebuilt), KEYS),
    row(&[Kind::DropConstraint], always, ALL, online(Inplace, None, Untouched), FOREIGN),
    row(&[Kind::AlterConstraint], always, ALL, online(Inplace, None, Untouched), CHECKS),
    // A table as a whole.
    row(&[Kind::ConvertCharset], always, ALL, online(Copy, Shared, Rebuilt), TABLES),
    row(&[Kind::SetEngine, Kind::SetOptions], is_same_engine, ALL, online(Inplace, None, Rebuilt), TABLES),
    row(&[Kind::SetEngine, Kind::SetOptions], changes_engine, ALL, online(Copy, Shared, Rebuilt), TABLES),
    row(&[Kind::SetOptions], changes_row_format, ALL, online(Inplace, None, Rebuilt), TABLES),
    row(&[Kind::SetOptions, Kind::SetComment, Kind::SetAutoIncrement], always, ALL, online(Inplace, None, Untouched), TABLES),
    row(&[Kind::ForceRebuild, Kind::Optimize], always, ALL, online(Inplace, None, Rebuilt), TABLES),
    row(&[Kind::OrderBy, Kind::SetTablespace, Kind::SetCompression], always, ALL, online(Copy, Shared, Rebuilt), TABLES),
    row(&[Kind::EnableKeys, Kind::DisableKeys], always, ALL, online(Inplace, None, Untouched), TABLES),
    // Partitions.
    row(&[Kind::AddPartition], is_hashed, ALL, online(Inplace, Shared, Rebuilt), PARTITIONS),
    row(&[Kind::AddPartition], always, ALL, online(Inplace, None, Untouched), PARTITIONS),
    row(&[Kind::DropPartition, Kind::TruncatePartition, Kind::ExchangePartition], always, ALL, online(Inplace, None, Untouched), PARTITIONS),
    row(&[Kind::ReorganizePartition, Kind::CoalescePartition], always, ALL, online(Inplace, Shared, Rebuilt), PARTITIONS),
    row(&[Kind::PartitionBy, Kind::RemovePartitioning], always, ALL, online(Copy, Shared, Rebuilt), PARTITIONS),
];
