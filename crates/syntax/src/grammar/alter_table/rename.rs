use schema::{Action, Keyword as K, Kind, ObjectKind, Rename, Verb};

use super::{Alter, bare};
use crate::cursor::Cursor;

/// Takes `RENAME …`: of the table, a column, a constraint, an index, a partition.
pub(super) fn rename(cursor: &mut Cursor<'_>, alter: &mut Alter<'_>) -> bool {
    let from = cursor.position();
    cursor.eat(K::RENAME);
    let (object_kind, kind) = match cursor.keyword() {
        K::TO | K::AS => {
            cursor.bump();
            return whole(cursor, alter, from);
        }
        K::COLUMN if !is_between(cursor) => {
            cursor.bump();
            (ObjectKind::Column, Kind::RenameColumn)
        }
        K::CONSTRAINT if !is_between(cursor) => {
            cursor.bump();
            (ObjectKind::Constraint, Kind::RenameConstraint)
        }
        K::INDEX | K::KEY if !is_between(cursor) => {
            cursor.bump();
            (ObjectKind::Index, Kind::RenameIndex)
        }
        K::PARTITION | K::SUBPARTITION if !is_between(cursor) => {
            cursor.bump();
            (ObjectKind::Partition, Kind::RenamePartition)
        }
        K::ATTRIBUTE if !is_between(cursor) => {
            cursor.bump();
            (ObjectKind::Attribute, Kind::RenameAttribute)
        }
        _ if is_between(cursor) => (ObjectKind::Column, Kind::RenameColumn),
        // MySQL: `RENAME new_name`.
        _ => {
            cursor.eat_operator("=");
            return whole(cursor, alter, from);
        }
    };
    let if_exists = cursor.eat_if_exists();
    let Some(old) = cursor.ident() else {
        return false;
    };
    if !cursor.eat(K::TO) {
        return false;
    }
    let Some(new) = cursor.ident() else {
        return false;
    };
    super::behaviour(cursor);
    let action = Rename {
        object_kind,
        parent: Some(alter.table.clone()),
        from: bare(old),
        to: bare(new),
        if_exists,
    };
    alter.change(cursor, kind, from, Action::Rename(Box::new(action)));
    true
}

/// Whether the next word stands before `TO`, and is a name then.
fn is_between(cursor: &Cursor<'_>) -> bool {
    cursor.keyword_nth(1) == K::TO
}

fn whole(cursor: &mut Cursor<'_>, alter: &mut Alter<'_>, from: usize) -> bool {
    let Some(to) = cursor.name() else {
        return false;
    };
    let kind = alter.object_kind.statement(Verb::Rename).unwrap_or(Kind::RenameTable);
    let action = Rename {
        object_kind: alter.object_kind,
        parent: None,
        from: alter.table.clone(),
        to,
        if_exists: alter.draft.modifiers.if_exists,
    };
    alter.change(cursor, kind, from, Action::Rename(Box::new(action)));
    true
}
