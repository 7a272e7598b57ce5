//! Which reader a statement's first words call for.

use schema::Keyword as K;

use super::{Draft, dml};
use crate::cursor::Cursor;

/// Reads a statement from its first word on.
pub(crate) fn read(cursor: &mut Cursor<'_>, draft: &mut Draft) {
    match cursor.keyword() {
        K::INSERT | K::REPLACE | K::UPDATE | K::DELETE | K::MERGE | K::SELECT | K::VALUES | K::WITH => {
            dml::read(cursor, draft)
        }
        _ => {}
    }
}
