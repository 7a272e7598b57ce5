//! Conditions that the tables of MySQL and MariaDB ask.

use schema::{Action, Column, ConstraintKind, GeneratedKind, IndexShape, Kind, TableSetting};

use super::storage::is_rebuilt_under_lock;
use crate::Fact;
use crate::conditions::{sets, table_before};
use crate::rows::Subject;

pub(super) fn added<'a>(subject: &Subject<'a>) -> Option<&'a Column> {
    match &subject.change.action {
        Action::AddColumn { column, .. } => Some(column),
        _ => None,
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

/// A key that keeps rows apart, for which `ALTER IGNORE` deletes those that repeat one.
pub(super) fn deletes_repeated(subject: &Subject<'_>) -> Fact {
    let is_unique = match &subject.change.action {
        Action::CreateIndex(index) => index.is_unique,
        _ => matches!(
            constraint_kind(subject),
            Some(ConstraintKind::Unique { .. } | ConstraintKind::PrimaryKey { .. })
        ),
    };
    Some(is_unique && subject.statement.modifiers.ignores)
}

/// A check.
pub(super) fn is_check(subject: &Subject<'_>) -> Fact {
    Some(matches!(constraint_kind(subject), Some(ConstraintKind::Check { .. })))
}

/// A foreign key that no row is checked against: `foreign_key_checks` is off.
pub(super) fn is_unchecked_foreign_key(subject: &Subject<'_>) -> Fact {
    Some(is_foreign_key(subject) == Some(true) && subject.session.is_on("foreign_key_checks") == Some(false))
}

/// A foreign key.
pub(super) fn is_foreign_key(subject: &Subject<'_>) -> Fact {
    Some(matches!(constraint_kind(subject), Some(ConstraintKind::ForeignKey(_))))
}

/// The table as a whole is built anew, under a lock: `FORCE`, `ENGINE = InnoDB`, `ROW_FORMAT`.
pub(super) fn rebuilds_whole_under_lock(subject: &Subject<'_>) -> Fact {
    let rebuilds = subject.change.kind == Kind::ForceRebuild
        || is_same_engine(subject) == Some(true)
        || changes_row_format(subject) == Some(true);
    Some(rebuilds && is_rebuilt_under_lock(subject) == Some(true))
}

/// Whether the column of a `MODIFY` takes nulls, before and after.
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
    Some(column.is_virtual())
}

/// `ENGINE = x` with the engine that the table has.
/// `ALTER TABLE a RENAME TO b`, not `RENAME TABLE a TO b`, which has no algorithm.
pub(super) fn is_alter_table(subject: &Subject<'_>) -> Fact {
    Some(subject.statement.kind == Kind::AlterTable)
}

pub(crate) fn is_same_engine(subject: &Subject<'_>) -> Fact {
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

/// Options that make MariaDB build the table anew; for pages, only where that changes.
pub(super) fn changes_row_format(subject: &Subject<'_>) -> Fact {
    let Action::Table(action) = &subject.change.action else {
        return Some(false);
    };
    let is_off = |value: Option<&str>| {
        let value = value.unwrap_or_default().trim_matches('\'');
        ["", "0", "off", "no"].iter().any(|off| value.eq_ignore_ascii_case(off))
    };
    let table = table_before(subject).seen();
    let before = |name: &str| {
        let option = table?.options.iter().find(|(known, _)| known == name)?;
        option.1.as_deref()
    };
    Some(action.options.iter().any(|option| match option.name.as_str() {
        "row_format" | "key_block_size" | "encrypted" => true,
        "page_compressed" => is_off(option.value.as_deref()) != is_off(before("page_compressed")),
        _ => false,
    }))
}

/// `ROW_FORMAT`, `KEY_BLOCK_SIZE`.
pub(super) fn changes_layout(subject: &Subject<'_>) -> Fact {
    Some(sets(subject, "row_format") || sets(subject, "key_block_size"))
}

/// MySQL's `ENCRYPTION = 'Y'`.
pub(super) fn switches_encryption(subject: &Subject<'_>) -> Fact {
    Some(sets(subject, "encryption"))
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

/// `REBUILD PARTITION`.
pub(super) fn rebuilds_partitions(subject: &Subject<'_>) -> Fact {
    Some(sets(subject, "rebuild"))
}

/// `OPTIMIZE PARTITION`, which rebuilds the whole table.
pub(super) fn optimizes_partitions(subject: &Subject<'_>) -> Fact {
    Some(sets(subject, "optimize"))
}

/// The object renamed is an index.
pub(super) fn is_of_table(subject: &Subject<'_>) -> Fact {
    Some(subject.change.table().is_some())
}
