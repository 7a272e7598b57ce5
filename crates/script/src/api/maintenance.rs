use schema::{Action, Maintenance};

use super::describe::Members;
use super::facet::{Facet, Model};
use super::name::Name;
use super::value::texts;

impl Model for Maintenance {
    const NAME: &'static str = "Maintenance";
    const SUMMARY: &'static str = "What `vacuum`, `analyze`, `reindex`, `cluster`, `refresh` and their kin say.";

    fn of(action: &Action) -> Option<&Self> {
        match action {
            Action::Maintenance(it) => Some(it),
            _ => None,
        }
    }

    fn describe(members: &mut Members<'_, Facet<Self>>) {
        members
            .property(
                "on",
                "What kind of thing is named, where that is said: `index`, `schema`.",
                |this| this.model().object_kind.map(|kind| kind.as_str()),
            )
            .property("names", "What is named; empty means everything.", |this| {
                this.model()
                    .names
                    .iter()
                    .map(|name| Name::new(&this.at, &name.ident))
                    .collect::<Vec<_>>()
            })
            .property("is_full", "Whether it says `full`.", |this| this.model().is_full)
            .property(
                "options",
                "What else is said, in lower case: `freeze`, `with no data` …",
                |this| texts(&this.model().options),
            );
    }
}
