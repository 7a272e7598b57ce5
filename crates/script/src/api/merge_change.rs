use schema::{Action, Merge};

use super::describe::Members;
use super::facet::{Facet, Model};

impl Model for Merge {
    const NAME: &'static str = "Merge";
    const SUMMARY: &'static str = "What `merge` does.";

    fn of(action: &Action) -> Option<&Self> {
        match action {
            Action::Merge(it) => Some(it),
            _ => None,
        }
    }

    fn describe(members: &mut Members<'_, Facet<Self>>) {
        members
            .property("updates", "Whether a branch updates.", |this| this.model().updates)
            .property("deletes", "Whether a branch deletes.", |this| this.model().deletes)
            .property("inserts", "Whether a branch inserts.", |this| this.model().inserts);
    }
}
