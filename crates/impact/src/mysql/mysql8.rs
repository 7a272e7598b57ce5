//! MySQL: <https://dev.mysql.com/doc/refman/8.4/en/innodb-online-ddl-operations.html>, and for the steps of
//! 8.0 the notes there; 5.7: <https://dev.mysql.com/doc/refman/5.7/en/innodb-online-ddl-operations.html>.

use schema::Kind;

use super::Concurrency::{Exclusive, None, Shared};
use super::Rows::{Read, Rebuilt, Untouched};
use super::conditions::{
    brings_key, changes_engine, changes_layout, counts_by_itself, drops_virtual, is_alter_table, is_check,
    is_foreign_key, is_hashed, is_of_table, is_primary_key, is_same_engine, is_special_index, is_stored,
    is_unchecked_foreign_key, is_unique, key_is_replaced, optimizes_partitions, rebuilds_partitions,
    switches_encryption,
};
use super::modified_column::{
    appends_values, changes_only_nulls, changes_unindexed_encoding, is_referred_to, keeps_and_moves, keeps_and_renames,
    keeps_type_and_nulls, moves_computed, only_grows, recomputes_stored,
};
use super::storage::{
    begins_to_count, is_of_other_engine, is_refused_instantly, is_spatial_or_next_fulltext,
    rebuilds_whole_with_fulltext, rebuilds_with_fulltext,
};
use super::virtual_columns::{adds_virtual, is_put_among_others};
use super::{Online, online};
use crate::Algorithm::{Copy, Inplace, Instant};
use crate::rows::{ALL, RowTable, always, before, row, since, table};

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

/// Columns without an index: <https://dev.mysql.com/worklog/task/?id=11605>.
const ENCODING: &str = "https://dev.mysql.com/doc/refman/8.0/en/alter-table.html#alter-table-character-set";
const PARTITIONS_57: &str =
    "https://dev.mysql.com/doc/refman/5.7/en/innodb-online-ddl-operations.html#online-ddl-partitioning";
const COLUMNS_57: &str =
    "https://dev.mysql.com/doc/refman/5.7/en/innodb-online-ddl-operations.html#online-ddl-column-operations";
const FULLTEXT: &str = "https://dev.mysql.com/doc/refman/8.4/en/innodb-online-ddl-limitations.html";
const ENGINES: &str = "https://dev.mysql.com/doc/refman/8.4/en/alter-table.html#alter-table-performance";

#[rustfmt::skip]
pub(super) const ROWS: &RowTable<Online> = &table(&[
    // Engines other than InnoDB copy for all but names, defaults and comments.
    row(&[Kind::AddColumn, Kind::DropColumn, Kind::ModifyColumn, Kind::AddIndex, Kind::CreateIndex, Kind::DropIndex, Kind::AddConstraint, Kind::ForceRebuild], is_of_other_engine, ALL, online(Copy, Shared, Rebuilt), ENGINES),
    // Columns that come.
    row(&[Kind::AddColumn], is_stored, ALL, online(Copy, Shared, Rebuilt), GENERATED),
    row(&[Kind::AddColumn], adds_virtual, since(8, 0, 0), online(Instant, None, Untouched), GENERATED),
    row(&[Kind::AddColumn], adds_virtual, ALL, online(Inplace, None, Untouched), GENERATED),
    row(&[Kind::AddColumn], counts_by_itself, ALL, online(Inplace, Shared, Rebuilt), COLUMNS),
    row(&[Kind::AddColumn, Kind::DropColumn], rebuilds_with_fulltext, ALL, online(Inplace, Shared, Rebuilt), FULLTEXT),
    row(&[Kind::AddColumn], brings_key, ALL, online(Inplace, None, Rebuilt), KEYS),
    row(&[Kind::AddColumn], is_refused_instantly, ALL, online(Inplace, None, Rebuilt), COLUMNS),
    row(&[Kind::AddColumn], always, since(8, 0, 29), online(Instant, None, Untouched), COLUMNS),
    row(&[Kind::AddColumn], is_put_among_others, ALL, online(Inplace, None, Rebuilt), COLUMNS),
    row(&[Kind::AddColumn], always, since(8, 0, 12), online(Instant, None, Untouched), COLUMNS),
    row(&[Kind::AddColumn], always, ALL, online(Inplace, None, Rebuilt), COLUMNS_57),
    // Columns that go.
    row(&[Kind::DropColumn], drops_virtual, since(8, 0, 0), online(Instant, None, Untouched), GENERATED),
    row(&[Kind::DropColumn], drops_virtual, ALL, online(Inplace, None, Untouched), GENERATED),
    row(&[Kind::DropColumn], is_refused_instantly, ALL, online(Inplace, None, Rebuilt), COLUMNS),
    row(&[Kind::DropColumn], always, since(8, 0, 29), online(Instant, None, Untouched), COLUMNS),
    row(&[Kind::DropColumn], always, ALL, online(Inplace, None, Rebuilt), COLUMNS),
    // Columns that change.
    row(&[Kind::RenameColumn], is_referred_to, ALL, online(Inplace, None, Untouched), COLUMNS),
    row(&[Kind::RenameColumn], always, since(8, 0, 28), online(Instant, None, Untouched), COLUMNS),
    row(&[Kind::RenameColumn], always, ALL, online(Inplace, None, Untouched), COLUMNS),
    row(&[Kind::ModifyColumn], begins_to_count, ALL, online(Copy, Shared, Rebuilt), COLUMNS),
    row(&[Kind::ModifyColumn], recomputes_stored, ALL, online(Copy, Shared, Rebuilt), GENERATED),
    row(&[Kind::ModifyColumn], moves_computed, ALL, online(Copy, Shared, Rebuilt), GENERATED),
    row(&[Kind::ModifyColumn], keeps_and_moves, ALL, online(Inplace, None, Rebuilt), COLUMNS),
    row(&[Kind::ModifyColumn], keeps_and_renames, since(8, 0, 28), online(Instant, None, Untouched), COLUMNS),
    row(&[Kind::ModifyColumn], keeps_and_renames, ALL, online(Inplace, None, Untouched), COLUMNS),
    row(&[Kind::ModifyColumn], keeps_type_and_nulls, since(8, 0, 12), online(Instant, None, Untouched), COLUMNS),
    row(&[Kind::ModifyColumn], keeps_type_and_nulls, ALL, online(Inplace, None, Untouched), COLUMNS_57),
    row(&[Kind::ModifyColumn], appends_values, since(8, 0, 12), online(Instant, None, Untouched), COLUMNS),
    row(&[Kind::ModifyColumn], only_grows, ALL, online(Inplace, None, Untouched), COLUMNS),
    row(&[Kind::ModifyColumn], changes_unindexed_encoding, since(8, 0, 0), online(Inplace, None, Untouched), ENCODING),
    row(&[Kind::ModifyColumn], changes_only_nulls, ALL, online(Inplace, None, Rebuilt), COLUMNS),
    row(&[Kind::ModifyColumn], always, ALL, online(Copy, Shared, Rebuilt), COLUMNS),
    row(&[Kind::SetDefault, Kind::DropDefault, Kind::AlterColumn], always, since(8, 0, 12), online(Instant, None, Untouched), COLUMNS),
    row(&[Kind::SetDefault, Kind::DropDefault, Kind::AlterColumn], always, ALL, online(Inplace, None, Untouched), COLUMNS_57),
    // Indexes.
    row(&[Kind::CreateIndex, Kind::AddIndex], is_spatial_or_next_fulltext, ALL, online(Inplace, Shared, Read), INDEXES),
    // The first full-text index makes room for a hidden column.
    row(&[Kind::CreateIndex, Kind::AddIndex], is_special_index, ALL, online(Inplace, Shared, Rebuilt), INDEXES),
    row(&[Kind::CreateIndex, Kind::AddIndex], always, ALL, online(Inplace, None, Read), INDEXES),
    row(&[Kind::DropIndex, Kind::RenameIndex], is_of_table, ALL, online(Inplace, None, Untouched), INDEXES),
    row(&[Kind::AlterIndexVisibility], always, ALL, online(Inplace, None, Untouched), INDEXES),
    // Constraints.
    row(&[Kind::AddConstraint], is_primary_key, ALL, online(Inplace, None, Rebuilt), KEYS),
    row(&[Kind::AddConstraint], is_unique, ALL, online(Inplace, None, Read), INDEXES),
    row(&[Kind::AddConstraint], is_unchecked_foreign_key, ALL, online(Inplace, None, Untouched), FOREIGN),
    row(&[Kind::AddConstraint], is_foreign_key, ALL, online(Copy, Shared, Rebuilt), FOREIGN),
    row(&[Kind::AddConstraint], is_check, ALL, online(Copy, Shared, Rebuilt), CHECKS),
    row(&[Kind::DropConstraint], key_is_replaced, ALL, online(Inplace, None, Rebuilt), KEYS),
    row(&[Kind::DropConstraint], is_primary_key, ALL, online(Copy, Shared, Rebuilt), KEYS),
    row(&[Kind::DropConstraint], always, ALL, online(Inplace, None, Untouched), FOREIGN),
    row(&[Kind::AlterConstraint], always, ALL, online(Inplace, None, Untouched), CHECKS),
    // A table as a whole.
    row(&[Kind::ConvertCharset], always, ALL, online(Copy, Shared, Rebuilt), TABLES),
    row(&[Kind::SetEngine, Kind::SetOptions, Kind::ForceRebuild], rebuilds_whole_with_fulltext, ALL, online(Copy, Shared, Rebuilt), TABLES),
    row(&[Kind::SetEngine, Kind::SetOptions], is_same_engine, ALL, online(Inplace, None, Rebuilt), TABLES),
    row(&[Kind::SetEngine, Kind::SetOptions], changes_engine, ALL, online(Copy, Shared, Rebuilt), TABLES),
    row(&[Kind::SetOptions], switches_encryption, ALL, online(Copy, Shared, Rebuilt), TABLES),
    row(&[Kind::SetOptions], changes_layout, ALL, online(Inplace, None, Rebuilt), TABLES),
    row(&[Kind::SetOptions, Kind::SetComment, Kind::SetAutoIncrement], always, ALL, online(Inplace, None, Untouched), TABLES),
    row(&[Kind::ForceRebuild, Kind::Optimize], always, ALL, online(Inplace, None, Rebuilt), TABLES),
    row(&[Kind::OrderBy, Kind::SetTablespace], always, ALL, online(Copy, Shared, Rebuilt), TABLES),
    row(&[Kind::EnableKeys, Kind::DisableKeys], always, ALL, online(Inplace, None, Untouched), TABLES),
    row(&[Kind::RenameTable], is_alter_table, since(8, 0, 12), online(Instant, Exclusive, Untouched), TABLES),
    row(&[Kind::RenameTable], is_alter_table, ALL, online(Inplace, Exclusive, Untouched), TABLES),
    // Partitions.
    row(&[Kind::AddPartition], is_hashed, before(8, 0, 0), online(Copy, Shared, Rebuilt), PARTITIONS_57),
    row(&[Kind::AddPartition, Kind::DropPartition, Kind::TruncatePartition, Kind::ExchangePartition], always, before(8, 0, 0), online(Inplace, Exclusive, Untouched), PARTITIONS_57),
    row(&[Kind::ReorganizePartition, Kind::CoalescePartition], always, before(8, 0, 0), online(Copy, Shared, Rebuilt), PARTITIONS_57),
    row(&[Kind::AddPartition], is_hashed, ALL, online(Inplace, Shared, Rebuilt), PARTITIONS),
    row(&[Kind::AddPartition], always, ALL, online(Inplace, None, Untouched), PARTITIONS),
    row(&[Kind::DropPartition, Kind::TruncatePartition, Kind::ExchangePartition], always, ALL, online(Inplace, None, Untouched), PARTITIONS),
    row(&[Kind::ReorganizePartition, Kind::CoalescePartition], always, ALL, online(Inplace, Shared, Rebuilt), PARTITIONS),
    row(&[Kind::AlterPartition], rebuilds_partitions, ALL, online(Inplace, Shared, Rebuilt), PARTITIONS),
    row(&[Kind::AlterPartition], optimizes_partitions, ALL, online(Copy, Shared, Rebuilt), PARTITIONS),
    row(&[Kind::PartitionBy, Kind::RemovePartitioning], always, ALL, online(Copy, Shared, Rebuilt), PARTITIONS),
]);
