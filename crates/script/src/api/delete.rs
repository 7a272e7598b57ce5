use schema::{Action, Delete};

use super::describe::Members;
use super::facet::{Facet, Model};

impl Model for Delete {
    const NAME: &'static str = "Delete";
    const SUMMARY: &'static str = "What `delete` says besides its condition.";

    fn of(action: &Action) -> Option<&Self> {
        match action {
            Action::Delete(it) => Some(it),
            _ => None,
        }
    }

    fn describe(members: &mut Members<'_, Facet<Self>>) {
        members
            .property("has_join", "Whether other tables take part.", |this| {
                this.model().has_join
            })
            .property(
                "is_limited",
                "Whether it takes so many rows and no more: `limit`, `top`.",
                |this| this.model().is_limited,
            );
    }
}
