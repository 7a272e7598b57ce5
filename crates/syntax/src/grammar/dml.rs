//! Rows: `INSERT`, `UPDATE`, `DELETE`, `MERGE`, `SELECT`.

use schema::{Action, Keyword as K, Kind};

use super::Draft;
use crate::cursor::Cursor;

/// Reads a statement about rows, from its first word on.
pub(crate) fn read(cursor: &mut Cursor<'_>, draft: &mut Draft) {
    let kind = match cursor.keyword() {
        K::INSERT => Kind::Insert,
        K::REPLACE => Kind::Replace,
        K::UPDATE => Kind::Update,
        K::DELETE => Kind::Delete,
        K::MERGE => Kind::Merge,
        _ => Kind::Select,
    };
    draft.is(kind, Action::None);
}
