//! MariaDB: <https://mariadb.com/kb/en/innodb-online-ddl-operations-with-the-instant-alter-algorithm/> and its
//! siblings for `NOCOPY`, `INPLACE` and `COPY`; from 11.2 on a copy lets others write meanwhile
//! (<https://mariadb.com/kb/en/alter-table/#online-schema-change>).

use schema::Kind;

use super::Concurrency::{None, Shared};
use super::Rows::{Read, Rebuilt, Untouched};
use super::conditions::{
    brings_key, changes_engine, changes_row_format, counts_by_itself, drops_virtual, is_check, is_foreign_key,
    is_hashed, is_of_table, is_primary_key, is_same_engine, is_special_index, is_stored, is_unique, keeps_type,
    keeps_type_but_not_nulls, key_is_replaced, only_grows,
};
use super::{Online, online};
use crate::Algorithm::{Copy, Inplace, Instant, Nocopy};
use crate::rows::{ALL, Row, always, before, row, since};

const INSTANT: &str = "https://mariadb.com/kb/en/innodb-online-ddl-operations-with-the-instant-alter-algorithm/";
const NOCOPY: &str = "https://mariadb.com/kb/en/innodb-online-ddl-operations-with-the-nocopy-alter-algorithm/";
const INPLACE: &str = "https://mariadb.com/kb/en/innodb-online-ddl-operations-with-the-inplace-alter-algorithm/";
const ALTER: &str = "https://mariadb.com/kb/en/alter-table/";

#[rustfmt::skip]
pub(super) const ROWS: &[Row<Online>] = &[
    // Columns.
    row(&[Kind::AddColumn], is_stored, before(11, 2, 0), online(Copy, Shared, Rebuilt), INPLACE),
    row(&[Kind::AddColumn], is_stored, since(11, 2, 0), online(Copy, None, Rebuilt), ALTER),
    row(&[Kind::AddColumn], counts_by_itself, ALL, online(Inplace, Shared, Rebuilt), INPLACE),
    row(&[Kind::AddColumn], brings_key, ALL, online(Inplace, None, Rebuilt), INPLACE),
    row(&[Kind::AddColumn], always, ALL, online(Instant, None, Untouched), INSTANT),
    row(&[Kind::DropColumn], drops_virtual, ALL, online(Instant, None, Untouched), INSTANT),
    row(&[Kind::DropColumn], always, ALL, online(Instant, None, Untouched), INSTANT),
    row(&[Kind::RenameColumn], always, ALL, online(Instant, None, Untouched), INSTANT),
    row(&[Kind::ModifyColumn], keeps_type, ALL, online(Instant, None, Untouched), INSTANT),
    row(&[Kind::ModifyColumn], only_grows, ALL, online(Instant, None, Untouched), INSTANT),
    row(&[Kind::ModifyColumn], keeps_type_but_not_nulls, ALL, online(Inplace, None, Rebuilt), INPLACE),
    row(&[Kind::ModifyColumn], always, before(11, 2, 0), online(Copy, Shared, Rebuilt), ALTER),
    row(&[Kind::ModifyColumn], always, since(11, 2, 0), online(Copy, None, Rebuilt), ALTER),
    row(&[Kind::SetDefault, Kind::AlterColumn], always, ALL, online(Instant, None, Untouched), INSTANT),
    // Indexes.
    row(&[Kind::CreateIndex, Kind::AddIndex], is_special_index, ALL, online(Inplace, Shared, Read), INPLACE),
    row(&[Kind::CreateIndex, Kind::AddIndex], always, ALL, online(Nocopy, None, Read), NOCOPY),
    row(&[Kind::DropIndex], is_of_table, ALL, online(Nocopy, None, Untouched), NOCOPY),
    row(&[Kind::RenameIndex, Kind::AlterIndexVisibility], always, ALL, online(Instant, None, Untouched), INSTANT),
    // Constraints.
    row(&[Kind::AddConstraint], is_primary_key, ALL, online(Inplace, None, Rebuilt), INPLACE),
    row(&[Kind::AddConstraint], is_unique, ALL, online(Nocopy, None, Read), NOCOPY),
    row(&[Kind::AddConstraint], is_foreign_key, before(11, 2, 0), online(Copy, Shared, Rebuilt), NOCOPY),
    row(&[Kind::AddConstraint], is_foreign_key, since(11, 2, 0), online(Copy, None, Rebuilt), ALTER),
    row(&[Kind::AddConstraint], is_check, before(11, 2, 0), online(Copy, Shared, Rebuilt), ALTER),
    row(&[Kind::AddConstraint], is_check, since(11, 2, 0), online(Copy, None, Rebuilt), ALTER),
    row(&[Kind::DropConstraint], key_is_replaced, ALL, online(Inplace, None, Rebuilt), INPLACE),
    row(&[Kind::DropConstraint], is_primary_key, before(11, 2, 0), online(Copy, Shared, Rebuilt), ALTER),
    row(&[Kind::DropConstraint], is_primary_key, since(11, 2, 0), online(Copy, None, Rebuilt), ALTER),
    row(&[Kind::DropConstraint], always, ALL, online(Nocopy, None, Untouched), NOCOPY),
    // A table as a whole.
    row(&[Kind::ConvertCharset], always, before(11, 2, 0), online(Copy, Shared, Rebuilt), ALTER),
    row(&[Kind::ConvertCharset], always, since(11, 2, 0), online(Copy, None, Rebuilt), ALTER),
    row(&[Kind::SetEngine, Kind::SetOptions], is_same_engine, ALL, online(Inplace, None, Rebuilt), INPLACE),
    row(&[Kind::SetEngine, Kind::SetOptions], changes_engine, ALL, online(Copy, Shared, Rebuilt), ALTER),
    row(&[Kind::SetOptions], changes_row_format, ALL, online(Inplace, None, Rebuilt), INPLACE),
    row(&[Kind::SetOptions, Kind::SetComment, Kind::SetAutoIncrement], always, ALL, online(Instant, None, Untouched), INSTANT),
    row(&[Kind::ForceRebuild, Kind::Optimize], always, ALL, online(Inplace, None, Rebuilt), INPLACE),
    row(&[Kind::OrderBy], always, ALL, online(Copy, Shared, Rebuilt), ALTER),
    row(&[Kind::EnableKeys, Kind::DisableKeys], always, ALL, online(Nocopy, None, Untouched), ALTER),
    // Partitions.
    row(&[Kind::AddPartition], is_hashed, ALL, online(Copy, Shared, Rebuilt), ALTER),
    row(&[Kind::AddPartition], always, ALL, online(Inplace, None, Untouched), ALTER),
    row(&[Kind::DropPartition, Kind::TruncatePartition, Kind::ExchangePartition], always, ALL, online(Inplace, None, Untouched), ALTER),
    row(&[Kind::ReorganizePartition, Kind::CoalescePartition, Kind::PartitionBy, Kind::RemovePartitioning], always, ALL, online(Copy, Shared, Rebuilt), ALTER),
];
