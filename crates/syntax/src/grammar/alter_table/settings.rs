use schema::{
    Action, ColumnAction, Ident, Keyword as K, Kind, Name, NameRole, ObjectAction, ObjectKind, TableAction, TokenKind,
};

use super::{Alter, Draft};
use crate::cursor::Cursor;
use crate::grammar::setting::{self, Takes};
use crate::grammar::table;

/// Something done to a table as a whole: its words, its kind, and what follows.
struct Done {
    words: &'static [K],
    kind: Kind,
    then: Then,
}

/// What follows the words.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Then {
    Nothing,
    /// The name of something else.
    Named,
    /// The name of another table.
    Refers,
    /// A value.
    Value,
    /// Options in parentheses.
    List,
    /// Words and values, up to the next action.
    Rest,
    /// Names with their order, up to a comma and another action.
    Order,
}

const fn done(words: &'static [K], kind: Kind, then: Then) -> Done {
    Done { words, kind, then }
}

/// Those with more words stand before those with fewer.
const DONE: &[Done] = &[
    // PostgreSQL
    done(&[K::SET, K::SCHEMA], Kind::SetSchema, Then::Named),
    done(&[K::OWNER, K::TO], Kind::OwnerTo, Then::Named),
    done(&[K::SET, K::TABLESPACE], Kind::SetTablespace, Then::Named),
    done(&[K::SET, K::LOGGED], Kind::SetLogged, Then::Nothing),
    done(&[K::SET, K::UNLOGGED], Kind::SetUnlogged, Then::Nothing),
    done(&[K::SET, K::ACCESS, K::METHOD], Kind::SetAccessMethod, Then::Named),
    done(
        &[K::SET, K::WITHOUT, K::CLUSTER],
        Kind::SetWithoutCluster,
        Then::Nothing,
    ),
    done(&[K::SET, K::WITHOUT, K::OIDS], Kind::SetWithoutOids, Then::Nothing),
    done(&[K::SET, K::WITH, K::OIDS], Kind::SetWithOids, Then::Nothing),
    done(&[K::CLUSTER, K::ON], Kind::ClusterOn, Then::Named),
    done(
        &[K::REPLICA, K::IDENTITY, K::USING, K::INDEX],
        Kind::ReplicaIdentity,
        Then::Named,
    ),
    done(&[K::REPLICA, K::IDENTITY], Kind::ReplicaIdentity, Then::Value),
    done(&[K::INHERIT], Kind::Inherit, Then::Refers),
    done(&[K::NO, K::INHERIT], Kind::NoInherit, Then::Refers),
    done(&[K::NOT, K::OF], Kind::NotOfType, Then::Nothing),
    done(&[K::OF], Kind::OfType, Then::Named),
    done(
        &[K::ENABLE, K::ROW, K::LEVEL, K::SECURITY],
        Kind::EnableRowSecurity,
        Then::Nothing,
    ),
    done(
        &[K::DISABLE, K::ROW, K::LEVEL, K::SECURITY],
        Kind::DisableRowSecurity,
        Then::Nothing,
    ),
    done(
        &[K::NO, K::FORCE, K::ROW, K::LEVEL, K::SECURITY],
        Kind::NoForceRowSecurity,
        Then::Nothing,
    ),
    done(
        &[K::FORCE, K::ROW, K::LEVEL, K::SECURITY],
        Kind::ForceRowSecurity,
        Then::Nothing,
    ),
    done(
        &[K::NO, K::DEPENDS, K::ON, K::EXTENSION],
        Kind::DependsOnExtension,
        Then::Named,
    ),
    done(
        &[K::DEPENDS, K::ON, K::EXTENSION],
        Kind::DependsOnExtension,
        Then::Named,
    ),
    done(&[K::RESET], Kind::ResetOptions, Then::List),
    done(&[K::OPTIONS], Kind::SetOptions, Then::List),
    // MySQL and MariaDB
    done(
        &[K::CONVERT, K::TO, K::CHARACTER, K::SET],
        Kind::ConvertCharset,
        Then::Value,
    ),
    done(&[K::CONVERT, K::TO, K::CHARSET], Kind::ConvertCharset, Then::Value),
    done(&[K::ORDER, K::BY], Kind::OrderBy, Then::Order),
    done(&[K::ENABLE, K::KEYS], Kind::EnableKeys, Then::Nothing),
    done(&[K::DISABLE, K::KEYS], Kind::DisableKeys, Then::Nothing),
    done(&[K::DISCARD, K::TABLESPACE], Kind::DiscardTablespace, Then::Nothing),
    done(&[K::IMPORT, K::TABLESPACE], Kind::ImportTablespace, Then::Nothing),
    done(&[K::FORCE], Kind::ForceRebuild, Then::Nothing),
    done(&[K::ENGINE], Kind::SetEngine, Then::Value),
    done(&[K::AUTO_INCREMENT], Kind::SetAutoIncrement, Then::Value),
    done(&[K::COMMENT], Kind::SetComment, Then::Value),
    done(&[K::WITH, K::VALIDATION], Kind::SetOptions, Then::Nothing),
    done(&[K::WITHOUT, K::VALIDATION], Kind::SetOptions, Then::Nothing),
    done(&[K::SECONDARY_LOAD], Kind::SetOptions, Then::Nothing),
    done(&[K::SECONDARY_UNLOAD], Kind::SetOptions, Then::Nothing),
    done(
        &[K::ADD, K::SYSTEM, K::VERSIONING],
        Kind::SetSystemVersioning,
        Then::Nothing,
    ),
    done(
        &[K::DROP, K::SYSTEM, K::VERSIONING],
        Kind::SetSystemVersioning,
        Then::Nothing,
    ),
    done(&[K::DROP, K::PERIOD, K::FOR], Kind::SetPeriod, Then::Value),
    done(
        &[K::DROP, K::PERIOD, K::IF, K::EXISTS, K::FOR],
        Kind::SetPeriod,
        Then::Value,
    ),
    // SQL Server
    done(&[K::REBUILD], Kind::Rebuild, Then::Rest),
    done(&[K::ENABLE, K::CHANGE_TRACKING], Kind::EnableChangeTracking, Then::Rest),
    done(
        &[K::DISABLE, K::CHANGE_TRACKING],
        Kind::DisableChangeTracking,
        Then::Nothing,
    ),
    done(&[K::ENABLE, K::FILETABLE_NAMESPACE], Kind::SetOptions, Then::Nothing),
    done(&[K::DISABLE, K::FILETABLE_NAMESPACE], Kind::SetOptions, Then::Nothing),
    // Oracle
    done(&[K::MOVE], Kind::MoveTable, Then::Rest),
    done(&[K::SHRINK, K::SPACE], Kind::Shrink, Then::Rest),
    done(&[K::READ, K::ONLY], Kind::SetReadOnly, Then::Nothing),
    done(&[K::READ, K::WRITE], Kind::SetReadWrite, Then::Nothing),
    done(&[K::DROP, K::UNUSED, K::COLUMNS], Kind::DropUnusedColumns, Then::Rest),
    done(&[K::DROP, K::COLUMNS, K::CONTINUE], Kind::DropUnusedColumns, Then::Rest),
    done(&[K::FLASHBACK, K::ARCHIVE], Kind::FlashbackArchive, Then::Rest),
    done(
        &[K::NO, K::FLASHBACK, K::ARCHIVE],
        Kind::FlashbackArchive,
        Then::Nothing,
    ),
    done(&[K::MODIFY, K::DEFAULT, K::ATTRIBUTES], Kind::SetOptions, Then::Rest),
    done(&[K::MODIFY, K::LOB], Kind::SetOptions, Then::Rest),
    done(&[K::MODIFY, K::VARRAY], Kind::SetOptions, Then::Rest),
    done(&[K::MODIFY, K::NESTED, K::TABLE], Kind::SetOptions, Then::Rest),
    done(&[K::ADD, K::SUPPLEMENTAL, K::LOG], Kind::SetOptions, Then::Rest),
    done(&[K::DROP, K::SUPPLEMENTAL, K::LOG], Kind::SetOptions, Then::Rest),
    done(&[K::ALLOCATE, K::EXTENT], Kind::SetOptions, Then::Rest),
    done(&[K::DEALLOCATE, K::UNUSED], Kind::SetOptions, Then::Rest),
    done(&[K::SET, K::INTERVAL], Kind::AlterPartition, Then::Rest),
    done(
        &[K::SET, K::SUBPARTITION, K::TEMPLATE],
        Kind::AlterPartition,
        Then::Rest,
    ),
    done(&[K::ENABLE, K::TABLE, K::LOCK], Kind::SetOptions, Then::Nothing),
    done(&[K::DISABLE, K::TABLE, K::LOCK], Kind::SetOptions, Then::Nothing),
    done(&[K::UPGRADE], Kind::SetOptions, Then::Rest),
    done(&[K::COMPILE], Kind::SetOptions, Then::Nothing),
    done(&[K::RECORDS_PER_BLOCK], Kind::SetOptions, Then::Rest),
    done(&[K::MINIMIZE, K::RECORDS_PER_BLOCK], Kind::SetOptions, Then::Nothing),
    done(&[K::NOMINIMIZE, K::RECORDS_PER_BLOCK], Kind::SetOptions, Then::Nothing),
];

/// Takes something done to the table as a whole, or one of its options.
pub(super) fn setting(cursor: &mut Cursor<'_>, alter: &mut Alter<'_>) -> bool {
    let from = cursor.position();
    if known(cursor, alter) {
        return true;
    }
    if cursor.keyword() == K::SET && cursor.peek_nth(1).kind == TokenKind::LeftParen {
        return set(cursor, alter);
    }
    if cursor.looks_at(&[K::SET, K::UNUSED]) {
        return set_unused(cursor, alter);
    }
    stored(cursor, alter, from)
}

/// Takes an option that could stand in `CREATE TABLE` as well.
pub(super) fn stored(cursor: &mut Cursor<'_>, alter: &mut Alter<'_>, from: usize) -> bool {
    let Some(option) = table::setting_of_table(cursor) else {
        return false;
    };
    let kind = if matches!(option.name.as_str(), "compress" | "nocompress") {
        Kind::SetCompression
    } else {
        Kind::SetOptions
    };
    alter.whole_with(cursor, kind, from, None, vec![option]);
    true
}

/// Takes what [`DONE`] lists.
pub(super) fn known(cursor: &mut Cursor<'_>, alter: &mut Alter<'_>) -> bool {
    let from = cursor.position();
    let first = cursor.keyword();
    let Some(done) = DONE
        .iter()
        .find(|done| done.words[0] == first && cursor.looks_at(done.words) && fits(cursor, done))
    else {
        return false;
    };
    cursor.go_to(from + done.words.len());
    let value_from = cursor.position();
    let mut argument = None;
    let mut options = Vec::new();
    match done.then {
        Then::Nothing => options.push(setting::worded(cursor, from)),
        Then::Named => {
            argument = cursor.name();
            if argument.is_none() {
                setting::skip_value(cursor);
            }
            if cursor.eat(K::NOWAIT) {
                alter.draft.modifiers.wait = Some(cursor.range_since(cursor.position() - 1));
            }
        }
        Then::Refers => {
            argument = cursor.name();
            if let Some(name) = &argument {
                alter.uses(name, NameRole::References);
            }
        }
        Then::Value => {
            setting::skip_value(cursor);
            options.push(setting::with_words(cursor, from, value_from));
            collate(cursor, &mut options);
        }
        Then::List => setting::list(cursor, &mut options),
        Then::Order => {
            while !super::ends_at_comma(cursor) {
                cursor.bump_tree();
            }
            options.push(setting::with_words(cursor, from, value_from));
        }
        Then::Rest => {
            setting::rest(cursor, &mut options, super::ends_action);
        }
    }
    alter.note_online(&options);
    alter.whole_with(cursor, done.kind, from, argument, options);
    true
}

fn fits(cursor: &Cursor<'_>, done: &Done) -> bool {
    let after = cursor.peek_nth(done.words.len()).kind;
    match done.then {
        Then::List => after == TokenKind::LeftParen,
        Then::Named | Then::Refers | Then::Value => after != TokenKind::End,
        Then::Nothing | Then::Rest | Then::Order => true,
    }
}

/// `CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`.
fn collate(cursor: &mut Cursor<'_>, options: &mut Vec<schema::TableSetting>) {
    let from = cursor.position();
    if cursor.eat(K::COLLATE) {
        setting::skip_value(cursor);
        options.push(setting::with_words(cursor, from, from + 1));
    }
}

/// `SET (…)`: PostgreSQL's storage parameters, SQL Server's `SYSTEM_VERSIONING` and `LOCK_ESCALATION`.
fn set(cursor: &mut Cursor<'_>, alter: &mut Alter<'_>) -> bool {
    let from = cursor.position();
    cursor.bump();
    let kind = match cursor.keyword_nth(1) {
        K::SYSTEM_VERSIONING => Kind::SetSystemVersioning,
        K::LOCK_ESCALATION => Kind::LockEscalation,
        _ => Kind::SetOptions,
    };
    let mut options = Vec::new();
    setting::list(cursor, &mut options);
    alter.whole_with(cursor, kind, from, None, options);
    true
}

/// Oracle's `SET UNUSED (a, b)` and `SET UNUSED COLUMN a`.
fn set_unused(cursor: &mut Cursor<'_>, alter: &mut Alter<'_>) -> bool {
    let from = cursor.position();
    cursor.go_to(from + 2);
    cursor.eat(K::COLUMN);
    let columns: Vec<Ident> = if cursor.is(TokenKind::LeftParen) {
        cursor.ident_list()
    } else {
        cursor.ident().into_iter().collect()
    };
    let behaviour = super::behaviour(cursor);
    if cursor.eat(K::ONLINE) {
        alter.draft.modifiers.online = Some(true);
    }
    cursor.eat(K::INVALIDATE);
    for column in columns {
        let action = ColumnAction {
            behaviour,
            ..ColumnAction::new(alter.table.clone(), column)
        };
        alter.change(cursor, Kind::SetUnusedColumn, from, Action::Column(Box::new(action)));
    }
    true
}

/// MySQL's `ALTER INDEX i INVISIBLE`.
pub(super) fn index_visibility(cursor: &mut Cursor<'_>, alter: &mut Alter<'_>, from: usize) -> bool {
    cursor.bump();
    cursor.eat_if_exists();
    let Some(index) = cursor.ident() else {
        return false;
    };
    let at = cursor.position();
    cursor.eat(K::NOT);
    if cursor.eat_any(&[K::VISIBLE, K::INVISIBLE, K::IGNORED]).is_none() {
        return false;
    }
    let action = TableAction {
        object_kind: ObjectKind::Index,
        name: Name::bare(index),
        argument: Some(alter.table.clone()),
        options: vec![setting::worded(cursor, at)],
    };
    alter.change(
        cursor,
        Kind::AlterIndexVisibility,
        from,
        Action::Table(Box::new(action)),
    );
    true
}

/// PostgreSQL's `ALTER TABLE ALL IN TABLESPACE a OWNED BY r SET TABLESPACE b`.
pub(super) fn all_in_tablespace(cursor: &mut Cursor<'_>, draft: &mut Draft) {
    let from = cursor.position();
    cursor.go_to(from + 3);
    let Some(name) = cursor.name() else { return };
    let mut options = Vec::new();
    let rows = [setting::row(&[K::OWNED, K::BY], Takes::Names)];
    options.extend(setting::take(cursor, &rows));
    let argument = if cursor.eat_all(&[K::SET, K::TABLESPACE]) {
        cursor.name()
    } else {
        None
    };
    if cursor.eat(K::NOWAIT) {
        draft.modifiers.wait = Some(cursor.range_since(cursor.position() - 1));
    }
    let action = ObjectAction {
        object_kind: ObjectKind::Tablespace,
        name: Some(name),
        argument,
        if_exists: false,
        options,
    };
    draft.change(
        Kind::SetTablespace,
        cursor.range_since(from),
        Action::Object(Box::new(action)),
    );
}
