//! How wide the rows of a table are, as MySQL and MariaDB count them when the table is made
//! (<https://dev.mysql.com/doc/refman/8.4/en/column-count-limit.html#row-size-limits>,
//! <https://dev.mysql.com/doc/refman/8.4/en/storage-requirements.html>).

use schema::catalog::{Column, Table};
use schema::{DataType, Family};

use super::charset::TextEncoding;
use crate::Engine;

/// How many bytes the columns of a row may take, whatever the storage engine: above it, error 1118.
pub const MYSQL_ROW_BYTES: u64 = 65_535;

/// How many bytes the columns of a row take at most, those of `TEXT` and `BLOB` not counted, which are stored apart; `None`
/// where a column's type is not known, and for other engines.
#[must_use]
pub fn mysql_row_bytes(table: &Table, engine: Engine) -> Option<u64> {
    if engine.dialect.family() != Family::Mysql || !table.is_complete {
        return None;
    }
    let is_stored = |column: &&Column| !column.is_virtual();
    let columns = || table.columns.iter().map(AsRef::as_ref).filter(is_stored);
    let nullable = columns().filter(|column| column.nullable != Some(false)).count() as u64;
    let widths: Option<Vec<u64>> = columns()
        .map(|column| width(column.data_type.as_ref()?, table, engine))
        .collect();
    Some(widths?.iter().sum::<u64>() + nullable.div_ceil(8))
}

/// What a value of the type takes in the row.
fn width(data_type: &DataType, table: &Table, engine: Engine) -> Option<u64> {
    let length = data_type.arg(0).map(u64::from);
    let characters = || Some(u64::from(bytes_per_character(data_type, table, engine)?));
    let with_length = |bytes: u64| bytes + if bytes > 255 { 2 } else { 1 };
    // Parts of a second, two digits a byte.
    let fraction = length.unwrap_or(0).div_ceil(2);
    if let Some(bytes) = data_type.integer_bytes(engine.dialect) {
        return Some(u64::from(bytes));
    }
    Some(match data_type.name.as_str() {
        "float" if length.unwrap_or(0) <= 24 => 4,
        "float" | "double" | "double precision" | "real" => 8,
        "decimal" | "numeric" | "dec" | "fixed" => {
            decimal(length.unwrap_or(10), u64::from(data_type.arg(1).unwrap_or(0)))
        }
        "bit" => length.unwrap_or(1).div_ceil(8),
        "bool" | "boolean" | "year" => 1,
        "date" => 3,
        "time" => 3 + fraction,
        "datetime" => 5 + fraction,
        "timestamp" => 4 + fraction,
        "char" | "character" | "nchar" => length.unwrap_or(1) * characters()?,
        "varchar" | "character varying" | "nvarchar" => with_length(length? * characters()?),
        "binary" => length.unwrap_or(1),
        "varbinary" => with_length(length?),
        "tinyblob" | "tinytext" => 9,
        "blob" | "text" => 10,
        "mediumblob" | "mediumtext" => 11,
        "longblob" | "longtext" | "json" => 12,
        "geometry" | "point" | "linestring" | "polygon" | "multipoint" | "multilinestring" | "multipolygon" => 12,
        "enum" => 1 + u64::from(data_type.args.len() > 255),
        "set" => (data_type.args.len() as u64).div_ceil(8),
        "uuid" | "inet6" => 16,
        "inet4" => 4,
        _ => return None,
    })
}

/// Nine digits take four bytes, what is left of them less
/// (<https://dev.mysql.com/doc/refman/8.4/en/precision-math-decimal-characteristics.html>).
fn decimal(digits: u64, scale: u64) -> u64 {
    const LEFT_OVER: [u64; 9] = [0, 1, 1, 2, 2, 3, 3, 4, 4];
    let part = |digits: u64| digits / 9 * 4 + LEFT_OVER[usize::try_from(digits % 9).unwrap_or(0)];
    part(digits.saturating_sub(scale)) + part(scale)
}

/// How many bytes a character takes at most. Where neither the column nor the table says it, it is the database's or the
/// server's default, which may be any: one byte is what is certain.
fn bytes_per_character(data_type: &DataType, table: &Table, engine: Engine) -> Option<u32> {
    let is_said = data_type.charset.is_some()
        || data_type.collation.is_some()
        || table
            .options
            .iter()
            .any(|(name, _)| schema::CharsetOption::named(name).is_some());
    if !is_said {
        return Some(1);
    }
    TextEncoding::of_column(data_type, Some(table), engine).bytes_per_character()
}
