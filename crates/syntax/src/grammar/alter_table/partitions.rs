use schema::{Action, Family, Keyword as K, Kind, Name, NameRole, PartitionAction, TokenKind};

use super::Alter;
use crate::cursor::Cursor;
use crate::grammar::{partition, setting};

/// Takes what is done to partitions.
pub(super) fn partitions(cursor: &mut Cursor<'_>, alter: &mut Alter<'_>) -> bool {
    let from = cursor.position();
    if cursor.looks_at(&[K::PARTITION, K::BY]) {
        let partition_by = partition::partition_by(cursor);
        let option = setting::with_value(cursor, "partition by", from, from + 2);
        alter.whole_with(cursor, Kind::PartitionBy, from, None, vec![option]);
        return partition_by.is_some();
    }
    if cursor.keyword() == K::SWITCH {
        return switch(cursor, alter);
    }
    let Some(kind) = kind(cursor) else {
        return false;
    };
    let mut options = Vec::new();
    if kind == Kind::AlterPartition {
        // `REBUILD`, `OPTIMIZE`, `ANALYZE`.
        cursor.go_to(from + 1);
        options.push(setting::worded(cursor, from));
    }
    cursor.go_to(from + 2);
    let mut done = PartitionAction {
        table: alter.table.clone(),
        partitions: Vec::new(),
        concurrently: None,
        finalize: false,
        is_default: false,
        has_exists_clause: cursor.eat_if_not_exists() || cursor.eat_if_exists(),
        definition: None,
        options,
    };
    match kind {
        Kind::AttachPartition => attach(cursor, alter, &mut done),
        Kind::DetachPartition => detach(cursor, alter, &mut done),
        _ => other(cursor, alter, &mut done),
    }
    alter.change(cursor, kind, from, Action::Partition(Box::new(done)));
    true
}

/// What is done, where the next two words say that it is done to partitions.
fn kind(cursor: &Cursor<'_>) -> Option<Kind> {
    // Elsewhere a column may be called `partition`.
    let has_clauses = matches!(cursor.family(), Family::Mysql | Family::Oracle | Family::Generic);
    let (verb, object) = (cursor.keyword(), cursor.keyword_nth(1));
    let kind = match (verb, object) {
        (K::ATTACH, K::PARTITION) => Kind::AttachPartition,
        (K::DETACH, K::PARTITION) => Kind::DetachPartition,
        (K::SPLIT, K::PARTITION | K::SUBPARTITION) => Kind::SplitPartition,
        (K::MERGE, K::PARTITIONS | K::SUBPARTITIONS) => Kind::MergePartitions,
        (K::REMOVE, K::PARTITIONING) => Kind::RemovePartitioning,
        _ if !has_clauses => return None,
        (K::ADD, K::PARTITION) => Kind::AddPartition,
        (K::DROP, K::PARTITION | K::PARTITIONS | K::SUBPARTITION | K::SUBPARTITIONS) => Kind::DropPartition,
        (K::TRUNCATE, K::PARTITION | K::PARTITIONS | K::SUBPARTITION) => Kind::TruncatePartition,
        (K::REORGANIZE, K::PARTITION) => Kind::ReorganizePartition,
        (K::EXCHANGE, K::PARTITION | K::SUBPARTITION) => Kind::ExchangePartition,
        (K::COALESCE, K::PARTITION | K::SUBPARTITION) => Kind::CoalescePartition,
        (K::CONVERT, K::PARTITION) => Kind::DetachPartition,
        (K::CONVERT, K::TABLE) => Kind::AttachPartition,
        (
            K::ANALYZE | K::CHECK | K::OPTIMIZE | K::REBUILD | K::REPAIR | K::DISCARD | K::IMPORT | K::MOVE | K::MODIFY,
            K::PARTITION | K::SUBPARTITION,
        ) => Kind::AlterPartition,
        _ => return None,
    };
    Some(kind)
}

/// `ATTACH PARTITION p FOR VALUES …`, MariaDB's `CONVERT TABLE t TO PARTITION p …`.
fn attach(cursor: &mut Cursor<'_>, alter: &mut Alter<'_>, done: &mut PartitionAction) {
    done.partitions.extend(cursor.name());
    note_written(alter, &done.partitions);
    if cursor.eat(K::DEFAULT) {
        done.is_default = true;
        return;
    }
    done.definition = partition::bounds(cursor);
    if done.definition.is_none() {
        done.definition = rest(cursor);
    }
}

/// `DETACH PARTITION p CONCURRENTLY`, MariaDB's `CONVERT PARTITION p TO TABLE t`.
fn detach(cursor: &mut Cursor<'_>, alter: &mut Alter<'_>, done: &mut PartitionAction) {
    done.partitions.extend(cursor.name());
    if cursor.family() == Family::Postgres {
        note_written(alter, &done.partitions);
    }
    let from = cursor.position();
    if cursor.eat(K::CONCURRENTLY) {
        done.concurrently = Some(cursor.range_since(from));
        alter.draft.modifiers.concurrently = done.concurrently;
    }
    done.finalize = cursor.eat(K::FINALIZE);
    done.definition = rest(cursor);
}

fn other(cursor: &mut Cursor<'_>, alter: &mut Alter<'_>, done: &mut PartitionAction) {
    if matches!(cursor.keyword(), K::LOCAL | K::NO_WRITE_TO_BINLOG) {
        cursor.bump();
    }
    if cursor.is(TokenKind::LeftParen) {
        let from = cursor.position();
        done.partitions = partition::definitions(cursor).into_iter().map(Name::bare).collect();
        done.definition = Some(cursor.range_since(from));
    } else if !matches!(cursor.keyword(), K::PARTITIONS | K::INTO | K::VALUES) {
        done.partitions = partition::names(cursor);
    }
    // `EXCHANGE PARTITION p WITH TABLE t`.
    if cursor.looks_at(&[K::WITH, K::TABLE]) {
        let from = cursor.position();
        cursor.go_to(from + 2);
        if let Some(table) = cursor.name() {
            done.options
                .push(setting::with_value(cursor, "with table", from, from + 2));
            alter.uses(&table, NameRole::Writes);
        }
    }
    let from = cursor.position();
    said_of_rows(cursor, alter, done);
    if let Some(said) = rest(cursor) {
        done.definition = Some(done.definition.map_or(said, |known| known.cover(said)));
    } else {
        cursor.go_to(from);
    }
}

/// Notes `ONLINE` and `WITHOUT VALIDATION` among what follows. The cursor stays.
fn said_of_rows(cursor: &Cursor<'_>, alter: &mut Alter<'_>, done: &mut PartitionAction) {
    let mut ahead = cursor.clone();
    while !super::ends_at_comma(&ahead) {
        let from = ahead.position();
        if ahead.eat(K::ONLINE) {
            alter.draft.modifiers.online = Some(true);
        } else if ahead.eat_all(&[K::WITHOUT, K::VALIDATION]) {
            done.options.push(setting::with_value(
                &ahead,
                "without validation",
                from,
                ahead.position(),
            ));
        } else {
            ahead.bump_tree();
        }
    }
}

/// Everything up to a comma and another action.
fn rest(cursor: &mut Cursor<'_>) -> Option<source::TextRange> {
    let from = cursor.position();
    while !super::ends_at_comma(cursor) {
        cursor.bump_tree();
    }
    (cursor.position() > from).then(|| cursor.range_since(from))
}

fn note_written(alter: &mut Alter<'_>, names: &[Name]) {
    for name in names {
        alter.uses(name, NameRole::Writes);
    }
}

/// SQL Server's `SWITCH PARTITION 1 TO t PARTITION 2 WITH (…)`.
fn switch(cursor: &mut Cursor<'_>, alter: &mut Alter<'_>) -> bool {
    let from = cursor.position();
    cursor.bump();
    let mut options = Vec::new();
    source_or_target(cursor, &mut options);
    if !cursor.eat(K::TO) {
        return false;
    }
    let Some(target) = cursor.name() else { return false };
    source_or_target(cursor, &mut options);
    if cursor.eat(K::WITH) {
        setting::list(cursor, &mut options);
    }
    alter.uses(&target, NameRole::Writes);
    let action = PartitionAction {
        table: alter.table.clone(),
        partitions: vec![target],
        concurrently: None,
        finalize: false,
        is_default: false,
        has_exists_clause: false,
        definition: None,
        options,
    };
    alter.change(cursor, Kind::SwitchPartition, from, Action::Partition(Box::new(action)));
    true
}

/// `PARTITION 3`.
fn source_or_target(cursor: &mut Cursor<'_>, options: &mut Vec<schema::TableSetting>) {
    let from = cursor.position();
    if !cursor.eat(K::PARTITION) {
        return;
    }
    while !cursor.is_at_end() && !matches!(cursor.keyword(), K::TO | K::WITH) {
        cursor.bump_tree();
    }
    options.push(setting::with_value(cursor, "partition", from, from + 1));
}
