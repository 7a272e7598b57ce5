use schema::{Action, PartitionAction};

use super::describe::Members;
use super::facet::{Facet, Model};
use super::setting::Setting;
use super::table::Table;
use super::text::Text;

impl Model for PartitionAction {
    const NAME: &'static str = "PartitionChange";
    const SUMMARY: &'static str = "What is done to partitions.";

    fn of(action: &Action) -> Option<&Self> {
        match action {
            Action::Partition(it) => Some(it),
            _ => None,
        }
    }

    fn describe(members: &mut Members<'_, Facet<Self>>) {
        members
            .property(
                "partitions",
                "The partitions, or the tables that become or were partitions.",
                |this| {
                    this.model()
                        .partitions
                        .iter()
                        .map(|name| Table::new(&this.at, name))
                        .collect::<Vec<_>>()
                },
            )
            .property("is_concurrent", "Whether it says `concurrently`.", |this| {
                this.model().concurrently.is_some()
            })
            .property(
                "finalizes",
                "Whether it ends a detachment that was broken off.",
                |this| this.model().finalize,
            )
            .property(
                "is_default",
                "Whether it is the partition that takes what no other does.",
                |this| this.model().is_default,
            )
            .property(
                "definition",
                "The bounds, or the definitions of the new partitions.",
                |this| this.model().definition.map(|range| Text::of_statement(&this.at, range)),
            )
            .property("settings", "What else is said.", |this| {
                Setting::all(&this.at, &this.model().options)
            });
    }
}
