use schema::{Action, CopyDirection};

use super::describe::Members;
use super::facet::{Facet, Model};
use super::name::Name;

impl Model for schema::Copy {
    const NAME: &'static str = "Copy";
    const SUMMARY: &'static str = "What `copy`, `load data` or `bulk insert` says.";

    fn of(action: &Action) -> Option<&Self> {
        match action {
            Action::Copy(it) => Some(it),
            _ => None,
        }
    }

    fn describe(members: &mut Members<'_, Facet<Self>>) {
        members
            .property("columns", "The columns written; empty means all of them.", |this| {
                Name::all(&this.at, &this.model().columns)
            })
            .property("writes", "Whether rows go into the table, not out of it.", |this| {
                this.model().direction == CopyDirection::From
            })
            .property("is_inline", "Whether the rows follow in the script.", |this| {
                this.model().is_inline
            });
    }
}
