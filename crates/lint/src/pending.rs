use std::collections::BTreeSet;
use std::sync::Arc;

use schema::catalog::{Lookup, Relation};
use schema::{Catalog, Change, Origin};
use source::FileId;

/// Which migrations run in one go with the one at hand.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Pending {
    /// Each earlier migration counts as deployed.
    #[default]
    Alone,
    /// These, by file and their number in it: nothing that one of them creates holds rows yet.
    Together(Arc<BTreeSet<(FileId, u32)>>),
}

impl Pending {
    /// Whether one of them made the relation that the change is about. `before` is the schema before the statement.
    #[must_use]
    pub fn made_relation_of(&self, change: &Change, before: &Catalog) -> bool {
        let Self::Together(pending) = self else {
            return false;
        };
        let relation = change.table().map(|name| before.relation(name));
        match relation {
            Some(Lookup::Known(Relation::Table(table))) => table.is_complete && holds(pending, table.origin),
            Some(Lookup::Known(Relation::View(view))) => holds(pending, view.origin),
            _ => false,
        }
    }

    /// Whether one of them added the column that the change is about.
    #[must_use]
    pub fn made_column_of(&self, change: &Change, before: &Catalog) -> bool {
        let Self::Together(pending) = self else {
            return false;
        };
        let column = change
            .table()
            .zip(change.column())
            .map(|(table, column)| before.column(table, column));
        let origin = column.and_then(Lookup::known).map(|column| column.origin);
        origin.is_some_and(|origin| holds(pending, origin) && is_of_table(change, before) != Some(origin))
    }
}

/// Where a table that the history only altered was first met: its columns may come from there without being new.
fn is_of_table(change: &Change, before: &Catalog) -> Option<Origin> {
    let table = before.table(change.table()?).known()?;
    (!table.is_complete).then_some(table.origin)
}

fn holds(pending: &BTreeSet<(FileId, u32)>, origin: Origin) -> bool {
    pending.contains(&(origin.file, origin.migration))
}
