//! Conditions that the tables of MySQL and MariaDB ask.

use compact_str::CompactString;
use schema::{Action, Column, ConstraintKind, DataType, Dialect, GeneratedKind, IndexShape, Kind, TableSetting};

use super::storage::{is_indexed, is_rebuilt_under_lock};
use crate::Fact;
use crate::conditions::table_before;
use crate::rows::Subject;

pub(super) fn added<'a>(subject: &Subject<'a>) -> Option<&'a Column> {
    match &subject.change.action {
        Action::AddColumn { column, .. } => Some(column),
        _ => None,
    }
}

/// `FIRST` or `AFTER x`.
pub(super) fn is_placed(subject: &Subject<'_>) -> Fact {
    match &subject.change.action {
        Action::AddColumn { is_placed, .. } => Some(*is_placed),
        _ => Some(false),
    }
}

/// `AUTO_INCREMENT`.
pub(super) fn counts_by_itself(subject: &Subject<'_>) -> Fact {
    Some(added(subject).is_some_and(|column| column.identity.is_some()))
}

/// `GENERATED … STORED`.
pub(super) fn is_stored(subject: &Subject<'_>) -> Fact {
    let generated = added(subject).and_then(|column| column.generated.as_ref());
    Some(generated.is_some_and(|generated| generated.kind == GeneratedKind::Stored))
}

/// A new column that brings a key along.
pub(super) fn brings_key(subject: &Subject<'_>) -> Fact {
    let is_key = |constraint: &schema::Constraint| {
        matches!(
            constraint.kind,
            ConstraintKind::PrimaryKey { .. } | ConstraintKind::Unique { .. }
        )
    };
    Some(added(subject).is_some_and(|column| column.constraints.iter().any(is_key)))
}

/// `FULLTEXT` or `SPATIAL`.
pub(super) fn is_special_index(subject: &Subject<'_>) -> Fact {
    match &subject.change.action {
        Action::CreateIndex(index) => Some(matches!(index.shape, IndexShape::Fulltext | IndexShape::Spatial)),
        _ => Some(false),
    }
}

fn constraint_kind<'a>(subject: &Subject<'a>) -> Option<&'a ConstraintKind> {
    match &subject.change.action {
        Action::AddConstraint { constraint, .. } => Some(&constraint.kind),
        _ => None,
    }
}

/// A primary key.
pub(super) fn is_primary_key(subject: &Subject<'_>) -> Fact {
    let added = matches!(constraint_kind(subject), Some(ConstraintKind::PrimaryKey { .. }));
    let dropped = match &subject.change.action {
        Action::Constraint(action) => {
            let named = action
                .name
                .as_ref()
                .is_some_and(|name| name.text.eq_ignore_ascii_case("primary"));
            action.object_kind == schema::ObjectKind::PrimaryKey || named
        }
        _ => false,
    };
    Some(added || dropped)
}

/// The statement also adds a primary key.
pub(super) fn key_is_replaced(subject: &Subject<'_>) -> Fact {
    let adds = |change: &schema::Change| match &change.action {
        Action::AddConstraint { constraint, .. } => matches!(constraint.kind, ConstraintKind::PrimaryKey { .. }),
        _ => false,
    };
    Some(is_primary_key(subject) == Some(true) && subject.statement.changes.iter().any(adds))
}

/// A unique key.
pub(super) fn is_unique(subject: &Subject<'_>) -> Fact {
    Some(matches!(constraint_kind(subject), Some(ConstraintKind::Unique { .. })))
}

/// A check.
pub(super) fn is_check(subject: &Subject<'_>) -> Fact {
    Some(matches!(constraint_kind(subject), Some(ConstraintKind::Check { .. })))
}

/// A foreign key. Whether `foreign_key_checks` is off, which makes it cheap, is the session's business.
pub(super) fn is_foreign_key(subject: &Subject<'_>) -> Fact {
    Some(matches!(constraint_kind(subject), Some(ConstraintKind::ForeignKey(_))))
}

/// `MODIFY` or `CHANGE` that keeps the type: only the name, the default or the comment is another.
pub(super) fn keeps_type(subject: &Subject<'_>) -> Fact {
    let (old, new) = types(subject)?;
    let nullable = nullability(subject)?;
    Some(is_same_type(&old, &new) && nullable.0 == nullable.1 && is_placed(subject) == Some(false))
}

/// `MODIFY` or `CHANGE` that keeps the type and whether it takes nulls, perhaps at another place.
pub(super) fn keeps_type_and_nulls(subject: &Subject<'_>) -> Fact {
    let (old, new) = types(subject)?;
    let nullable = nullability(subject)?;
    Some(is_same_type(&old, &new) && nullable.0 == nullable.1)
}

/// `MODIFY` that only changes whether a column takes nulls, in a table that is rebuilt under a lock.
pub(super) fn changes_nulls_under_lock(subject: &Subject<'_>) -> Fact {
    Some(is_rebuilt_under_lock(subject) == Some(true) && keeps_type_but_not_nulls(subject)?)
}

/// `MODIFY` that changes how the texts of an index are compared.
pub(super) fn reindexes_collation(subject: &Subject<'_>) -> Fact {
    Some(is_indexed(subject) == Some(true) && changes_collation(subject)?)
}

/// The table as a whole is built anew, under a lock: `FORCE`, `ENGINE = InnoDB`, `ROW_FORMAT`.
pub(super) fn rebuilds_whole_under_lock(subject: &Subject<'_>) -> Fact {
    let rebuilds = subject.change.kind == Kind::ForceRebuild
        || is_same_engine(subject) == Some(true)
        || changes_row_format(subject) == Some(true);
    Some(rebuilds && is_rebuilt_under_lock(subject) == Some(true))
}

/// `MODIFY` that only makes the column nullable or not, or moves it.
pub(super) fn keeps_type_but_not_nulls(subject: &Subject<'_>) -> Fact {
    let (old, new) = types(subject)?;
    Some(is_same_type(&old, &new))
}

/// A `VARCHAR` made longer within the same number of length bytes, or an `ENUM` with values appended.
pub(super) fn only_grows(subject: &Subject<'_>) -> Fact {
    let (old, new) = types(subject)?;
    let nullable = nullability(subject)?;
    if old.name != new.name || nullable.0 != nullable.1 || is_placed(subject) == Some(true) {
        return Some(false);
    }
    match old.name.as_str() {
        "varchar" => {
            let (Some(from), Some(to)) = (old.arg(0), new.arg(0)) else {
                return Some(false);
            };
            let (from_charset, to_charset) = (charset_of(&old, subject), charset_of(&new, subject));
            let bytes = bytes_per_character(&to_charset)?;
            // MariaDB writes lengths up to 127 in a way that leaves room for two bytes
            // (https://mariadb.com/kb/en/innodb-online-ddl-operations-with-the-instant-alter-algorithm/).
            let spared = if subject.engine.dialect == Dialect::Mariadb {
                127
            } else {
                0
            };
            let from_bytes = from * bytes_per_character(&from_charset)?;
            let crosses = from_bytes > spared && from_bytes <= 255 && to * bytes > 255;
            let widens = subject.engine.dialect == Dialect::Mariadb
                && is_indexed(subject) == Some(false)
                && ["utf8", "utf8mb3"].contains(&from_charset.as_str())
                && to_charset == "utf8mb4";
            let is_same = from_charset == to_charset && old.collation == new.collation;
            Some(to >= from && !crosses && (is_same || widens))
        }
        "enum" | "set" => Some(new.args.starts_with(&old.args)),
        _ => Some(false),
    }
}

fn bytes_per_character(charset: &str) -> Option<u32> {
    match charset {
        "latin1" | "ascii" | "binary" => Some(1),
        "utf8" | "utf8mb3" => Some(3),
        "utf8mb4" => Some(4),
        _ => None,
    }
}

fn is_same_type(old: &DataType, new: &DataType) -> bool {
    is_same_shape(old, new) && old.charset == new.charset && old.collation == new.collation
}

fn is_same_shape(old: &DataType, new: &DataType) -> bool {
    old.name == new.name && old.args == new.args && old.is_unsigned == new.is_unsigned
}

/// `MODIFY` that changes how a text is compared, and not how its characters are written.
pub(super) fn changes_collation(subject: &Subject<'_>) -> Fact {
    let (old, new) = types(subject)?;
    let nullable = nullability(subject)?;
    let same_charset = charset_of(&old, subject) == charset_of(&new, subject);
    Some(is_same_shape(&old, &new) && same_charset && old.collation != new.collation && nullable.0 == nullable.1)
}

/// The character set: of the column, of its collation, or of the table; else the default of MySQL from 8.0 on.
fn charset_of(data_type: &DataType, subject: &Subject<'_>) -> CompactString {
    let of_collation = || {
        let collation = data_type.collation.as_ref()?.to_ascii_lowercase();
        Some(collation.split('_').next().unwrap_or(&collation).into())
    };
    let of_table = || {
        let table = table_before(subject).seen()?;
        let names = ["charset", "character set", "default charset", "default character set"];
        let option = table.options.iter().find(|(name, _)| names.contains(&name.as_str()))?;
        Some(option.1.as_ref()?.to_ascii_lowercase())
    };
    let written = data_type.charset.clone().or_else(of_collation).or_else(of_table);
    written.unwrap_or_else(|| "utf8mb4".into())
}

fn types(subject: &Subject<'_>) -> Option<(DataType, DataType)> {
    let Action::AddColumn { column, old_name, .. } = &subject.change.action else {
        return None;
    };
    let old = old_name.as_ref().unwrap_or(&column.name).folded(subject.engine.dialect);
    let table = table_before(subject).known()?;
    let old = table.column(&old).known()?.data_type.clone()?;
    Some((old, column.data_type.clone()?))
}

pub(super) fn nullability(subject: &Subject<'_>) -> Option<(bool, bool)> {
    let Action::AddColumn { column, old_name, .. } = &subject.change.action else {
        return None;
    };
    let old = old_name.as_ref().unwrap_or(&column.name).folded(subject.engine.dialect);
    let table = table_before(subject).known()?;
    let old = table.column(&old).known()?;
    let is_key = table
        .primary_key()
        .known()
        .is_some_and(|key| key.columns.contains(&old.name));
    Some((old.nullable?, column.nullable.unwrap_or(true) && !is_key))
}

/// The dropped column is computed when read.
pub(super) fn drops_virtual(subject: &Subject<'_>) -> Fact {
    let name = subject.change.column()?.folded(subject.engine.dialect);
    let table = table_before(subject).known()?;
    let column = table.column(&name).known()?;
    Some(
        column
            .generated
            .as_ref()
            .is_some_and(|(_, kind)| *kind != GeneratedKind::Stored),
    )
}

/// `ENGINE = x` with the engine that the table has.
pub(super) fn is_same_engine(subject: &Subject<'_>) -> Fact {
    let Action::Table(action) = &subject.change.action else {
        return Some(false);
    };
    let Some(written) = engine_of(&action.options) else {
        return Some(false);
    };
    let table = table_before(subject).known()?;
    let before = table.options.iter().find(|(name, _)| name == "engine");
    let before = before.and_then(|(_, value)| value.as_deref()).unwrap_or("innodb");
    Some(before.eq_ignore_ascii_case(written))
}

fn engine_of(options: &[TableSetting]) -> Option<&str> {
    options.iter().find(|option| option.name == "engine")?.value.as_deref()
}

/// Options that make the table be built anew: `ROW_FORMAT`, `KEY_BLOCK_SIZE`.
pub(super) fn changes_row_format(subject: &Subject<'_>) -> Fact {
    let Action::Table(action) = &subject.change.action else {
        return Some(false);
    };
    let rebuild = ["row_format", "key_block_size", "page_compressed", "encrypted"];
    Some(
        action
            .options
            .iter()
            .any(|option| rebuild.contains(&option.name.as_str())),
    )
}

/// An `ENGINE` among the options.
pub(super) fn changes_engine(subject: &Subject<'_>) -> Fact {
    match &subject.change.action {
        Action::Table(action) => Some(engine_of(&action.options).is_some()),
        _ => Some(subject.change.kind == Kind::SetEngine),
    }
}

/// The table is partitioned by `HASH` or `KEY`: a new partition takes rows from the others.
pub(super) fn is_hashed(subject: &Subject<'_>) -> Fact {
    let table = table_before(subject).known()?;
    let by = table.partition_by.as_ref()?;
    Some(by.strategy.contains("hash") || by.strategy.contains("key"))
}

/// The object renamed is an index.
pub(super) fn is_of_table(subject: &Subject<'_>) -> Fact {
    Some(subject.change.table().is_some())
}
