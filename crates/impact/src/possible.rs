//! What a statement may do, as far as its kind tells. Most statements of a history make something or touch rows, and
//! nothing of this comes of them.

use schema::{Dialect, KindSet, Statement};

use crate::postgres;
use crate::transactional::runs_with_script;

/// Whether others may wait for a lock of the statement.
#[must_use]
pub fn may_block(statement: &Statement, dialect: Dialect) -> bool {
    let blocking = match dialect {
        Dialect::Postgres => &postgres::BLOCKING,
        _ => &KindSet::ALL,
    };
    let inside = |inner: &Statement| runs_with_script(inner) && may_block(inner, dialect);
    let mut changes = statement.changes.iter();
    changes.any(|change| blocking.contains(change.kind)) || statement.body.iter().any(inside)
}
