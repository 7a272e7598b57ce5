//! Transaction control in every spelling.

use compact_str::CompactString;
use schema::{Action, Family, Ident, Keyword as K, Kind, TokenKind, TransactionAction};

use super::super::Draft;
use crate::cursor::Cursor;

/// After `BEGIN`: a transaction, or else a block.
pub(super) fn begin(cursor: &mut Cursor<'_>, draft: &mut Draft, kind: Kind) {
    let family = cursor.family();
    cursor.eat(K::DISTRIBUTED);
    let is_said = cursor.eat_any(&[K::TRANSACTION, K::TRAN, K::WORK]).is_some();
    let opens_mode = matches!(
        cursor.keyword(),
        K::ISOLATION | K::READ | K::DEFERRABLE | K::NOT | K::DEFERRED | K::IMMEDIATE | K::EXCLUSIVE | K::CONCURRENT
    );
    let is_block = match family {
        Family::Mssql => !is_said,
        Family::Oracle => true,
        Family::Mysql => !is_said && !cursor.is_at_end(),
        _ => !is_said && !cursor.is_at_end() && !opens_mode,
    };
    if is_block {
        draft.kind = Kind::Block;
        cursor.go_to(usize::MAX);
        return;
    }
    if matches!(family, Family::Sqlite) {
        let mode = modes(cursor);
        cursor.eat(K::TRANSACTION);
        return is(cursor, draft, kind, None, mode);
    }
    let name = (family == Family::Mssql && !cursor.looks_at(&[K::WITH]))
        .then(|| cursor.ident())
        .flatten();
    let mode = modes(cursor);
    is(cursor, draft, kind, name, mode);
}

/// After `START TRANSACTION`.
pub(super) fn start(cursor: &mut Cursor<'_>, draft: &mut Draft, kind: Kind) {
    let mode = modes(cursor);
    is(cursor, draft, kind, None, mode);
}

/// After `SET TRANSACTION`.
pub(super) fn characteristics(cursor: &mut Cursor<'_>, draft: &mut Draft, kind: Kind) {
    start(cursor, draft, kind);
}

/// After `COMMIT` or `END`.
pub(super) fn end(cursor: &mut Cursor<'_>, draft: &mut Draft, kind: Kind) {
    let is_said = cursor.eat_any(&[K::TRANSACTION, K::TRAN, K::WORK]).is_some();
    let name = (is_said && cursor.family() == Family::Mssql && cursor.is_at_name())
        .then(|| cursor.ident())
        .flatten();
    is(cursor, draft, kind, name, None);
}

/// After `ROLLBACK` or `ABORT`.
pub(super) fn rollback(cursor: &mut Cursor<'_>, draft: &mut Draft, kind: Kind) {
    let is_said = cursor.eat_any(&[K::TRANSACTION, K::TRAN, K::WORK]).is_some();
    if cursor.eat(K::TO) {
        cursor.eat(K::TRANSACTION);
        cursor.eat(K::SAVEPOINT);
        let name = cursor.ident();
        return is(cursor, draft, Kind::RollbackToSavepoint, name, None);
    }
    let name = (is_said && cursor.family() == Family::Mssql && cursor.is_at_name())
        .then(|| cursor.ident())
        .flatten();
    is(cursor, draft, kind, name, None);
}

/// After `SAVEPOINT`, `SAVE`, `RELEASE`, `RELEASE SAVEPOINT`.
pub(super) fn savepoint(cursor: &mut Cursor<'_>, draft: &mut Draft, kind: Kind) {
    cursor.eat_any(&[K::TRANSACTION, K::TRAN]);
    let name = cursor.ident();
    is(cursor, draft, kind, name, None);
}

/// After `PREPARE TRANSACTION`, `COMMIT PREPARED`, `ROLLBACK PREPARED`.
pub(super) fn prepared(cursor: &mut Cursor<'_>, draft: &mut Draft, kind: Kind) {
    let name = cursor.eat_kind(TokenKind::String).map(|token| cursor.ident_of(token));
    is(cursor, draft, kind, name, None);
}

/// Isolation level and modes up to the end or to a word that is none of them, as written.
fn modes(cursor: &mut Cursor<'_>) -> Option<CompactString> {
    let from = cursor.position();
    while matches!(
        cursor.keyword(),
        K::ISOLATION
            | K::LEVEL
            | K::READ
            | K::WRITE
            | K::ONLY
            | K::COMMITTED
            | K::UNCOMMITTED
            | K::REPEATABLE
            | K::SERIALIZABLE
            | K::SNAPSHOT
            | K::NOT
            | K::DEFERRABLE
            | K::DEFERRED
            | K::IMMEDIATE
            | K::EXCLUSIVE
            | K::CONCURRENT
            | K::WITH
            | K::CONSISTENT
    ) || cursor.is(TokenKind::Comma)
    {
        cursor.bump();
    }
    (cursor.position() > from).then(|| CompactString::from(cursor.slice(cursor.range_since(from)).to_ascii_uppercase()))
}

fn is(cursor: &mut Cursor<'_>, draft: &mut Draft, kind: Kind, name: Option<Ident>, mode: Option<CompactString>) {
    let chains = cursor.eat_all(&[K::AND, K::CHAIN]);
    cursor.go_to(usize::MAX);
    draft.is(kind, Action::Transaction(TransactionAction { name, chains, mode }));
}
