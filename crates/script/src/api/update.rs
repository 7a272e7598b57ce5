use schema::{Action, Update};

use super::assignment::Assignment;
use super::describe::Members;
use super::facet::{Facet, Model};

impl Model for Update {
    const NAME: &'static str = "Update";
    const SUMMARY: &'static str = "What `update` says besides its condition.";

    fn of(action: &Action) -> Option<&Self> {
        match action {
            Action::Update(it) => Some(it),
            _ => None,
        }
    }

    fn describe(members: &mut Members<'_, Facet<Self>>) {
        members
            .property("assignments", "What is set to what.", Assignment::all)
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
