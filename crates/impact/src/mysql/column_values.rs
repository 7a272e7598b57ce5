//! What becomes of a column's values where its type or its text's encoding changes.

use schema::{DataType, Dialect};

use super::charset::{EncodingChange, TextEncoding};
use crate::Engine;

/// What becomes of the stored values of a column.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Values {
    /// They stay as they are.
    Stay,
    /// They stay, and so does how they are told apart; the length or the character set is a wider one.
    Widen,
    /// They stay, in another order.
    Reorder,
    /// They are converted.
    Convert,
}

/// What becomes of values that go from one type and encoding to another.
pub(super) fn values(
    old: &DataType,
    new: &DataType,
    encodings: (&TextEncoding, &TextEncoding),
    engine: Engine,
) -> Values {
    let of_type = match is_same_shape(old, new, engine.dialect) || takes_every_shape(old, new) {
        true => Values::Stay,
        false if grows(old, new, encodings, engine) => Values::Widen,
        false => return Values::Convert,
    };
    if !old.has_charset() {
        return of_type;
    }
    let (from, to) = encodings;
    let is_list = matches!(old.name.as_str(), "enum" | "set");
    match from.change_to(to) {
        EncodingChange::Nothing if from == to => of_type,
        // The values of a list stand in the definition, and are compared there.
        _ if is_list => Values::Convert,
        EncodingChange::Bytes => Values::Convert,
        EncodingChange::Nothing | EncodingChange::Order if !fits(old, new, encodings, engine) => Values::Convert,
        EncodingChange::Nothing => Values::Widen,
        EncodingChange::Order => Values::Reorder,
    }
}

/// A point is a geometry, and stored like any.
fn takes_every_shape(old: &DataType, new: &DataType) -> bool {
    const SHAPES: &[&str] = &[
        "point",
        "linestring",
        "polygon",
        "multipoint",
        "multilinestring",
        "multipolygon",
        "geometrycollection",
    ];
    new.name == "geometry" && SHAPES.contains(&old.name.as_str())
}

/// The same type with the same arguments, whatever its texts are written in.
pub(super) fn is_same_shape(old: &DataType, new: &DataType, dialect: Dialect) -> bool {
    let bare = |data_type: &DataType| DataType {
        charset: None,
        collation: None,
        ..data_type.clone()
    };
    bare(old).is_same(&bare(new), dialect)
}

/// A `VARCHAR` made longer within the same number of length bytes, or an `ENUM` or `SET` with values appended that takes
/// no more bytes.
fn grows(old: &DataType, new: &DataType, encodings: (&TextEncoding, &TextEncoding), engine: Engine) -> bool {
    if old.canonical_name(engine.dialect) != new.canonical_name(engine.dialect) {
        return false;
    }
    let (from, to) = (old.args.len(), new.args.len());
    match old.canonical_name(engine.dialect) {
        "varchar" | "varbinary" => {
            let longer = old.arg(0).zip(new.arg(0)).is_some_and(|(from, to)| to >= from);
            longer && fits(old, new, encodings, engine)
        }
        // https://dev.mysql.com/doc/refman/8.4/en/storage-requirements.html: one byte for up to 255 values, then two.
        "enum" => new.args.starts_with(&old.args) && (from > 255 || to <= 255),
        // One, two, three, four or eight bytes.
        "set" => new.args.starts_with(&old.args) && set_bytes(from) == set_bytes(to),
        _ => false,
    }
}

const fn set_bytes(members: usize) -> usize {
    let bytes = members.div_ceil(8);
    if bytes > 4 { 8 } else { bytes }
}

/// Whether the length of a text is written in as many bytes as before. MariaDB writes lengths up to 127 in a way that
/// leaves room for two bytes
/// (<https://mariadb.com/kb/en/innodb-online-ddl-operations-with-the-instant-alter-algorithm/#changing-the-data-type-of-a-column>).
fn fits(old: &DataType, new: &DataType, (from, to): (&TextEncoding, &TextEncoding), engine: Engine) -> bool {
    let bytes = |data_type: &DataType, encoding: &TextEncoding| {
        let per_character = match data_type.canonical_name(engine.dialect) {
            "varbinary" => 1,
            _ => encoding.bytes_per_character()?,
        };
        Some(data_type.arg(0)? * per_character)
    };
    let is_counted = matches!(old.canonical_name(engine.dialect), "varchar" | "varbinary");
    if !is_counted {
        return true;
    }
    let Some((before, after)) = bytes(old, from).zip(bytes(new, to)) else {
        return false;
    };
    let spared = if engine.dialect == Dialect::Mariadb { 127 } else { 0 };
    before <= spared || before > 255 || after <= 255
}
