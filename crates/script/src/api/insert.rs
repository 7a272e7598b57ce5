use schema::{Action, Conflict, Insert, InsertSource};

use super::describe::Members;
use super::facet::{Facet, Model};
use super::name::Name;

impl Model for Insert {
    const NAME: &'static str = "Insert";
    const SUMMARY: &'static str = "What `insert` or `replace` says.";

    fn of(action: &Action) -> Option<&Self> {
        match action {
            Action::Insert(it) => Some(it),
            _ => None,
        }
    }

    fn describe(members: &mut Members<'_, Facet<Self>>) {
        members
            .property("columns", "The columns written; empty means all of them.", |this| Name::all(&this.at, &this.model().columns))
            .property("source", "Where the rows come from: `values`, `query`, `defaults`, `procedure`.", |this| source(this.model().source))
            .property("row_count", "How many rows are written out, as far as that was counted; `()` where they come from elsewhere.", |this| match this.model().source {
                InsertSource::Values(rows) => Some(i64::from(rows)),
                _ => None,
            })
            .property("excludes_existing", "Whether its query leaves out rows that are there already: `where not exists`.", |this| matches!(this.model().source, InsertSource::Query { excludes_existing: true }))
            .property("on_conflict", "What becomes of rows that are there already: `ignore`, `update`, `replace`, `abort`; `()` where nothing is said.", |this| this.model().conflict.as_ref().map(conflict));
    }
}

const fn source(source: InsertSource) -> &'static str {
    match source {
        InsertSource::Values(_) => "values",
        InsertSource::Query { .. } => "query",
        InsertSource::Defaults => "defaults",
        InsertSource::Procedure => "procedure",
    }
}

const fn conflict(conflict: &Conflict) -> &'static str {
    match conflict {
        Conflict::Ignore => "ignore",
        Conflict::Update => "update",
        Conflict::Replace => "replace",
        Conflict::Abort => "abort",
    }
}
